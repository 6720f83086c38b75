#pragma once

#include "engine/vocabulary/quantum.h"
#include "engine/vocabulary/units.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace lacquer::render {

/// Delays a stereo pair by a fixed number of frames; zero costs nothing.
///
/// Thread   construction [main]; the rest [render]
class DelayLine {
public:
    DelayLine() = default;
    explicit DelayLine(FrameCount delay)
        : delay_(static_cast<std::size_t>(delay.value)), left_(delay_), right_(delay_) {}

    std::size_t delay() const { return delay_; }

    /// In place, kQuantum frames.
    void process(float* left, float* right) noexcept {
        if (delay_ == 0) return;
        for (int frame = 0; frame < kQuantum; ++frame) {
            std::swap(left[frame], left_[at_]);
            std::swap(right[frame], right_[at_]);
            if (++at_ == delay_) at_ = 0;
        }
    }

    void reset() noexcept {
        std::fill(left_.begin(), left_.end(), 0.0f);
        std::fill(right_.begin(), right_.end(), 0.0f);
        at_ = 0;
    }

    /// Takes over what is on its way in a line of the same length.
    void adopt(DelayLine& before) noexcept {
        if (before.delay_ != delay_) return;
        left_.swap(before.left_);
        right_.swap(before.right_);
        std::swap(at_, before.at_);
    }

private:
    std::size_t delay_ = 0;
    std::size_t at_ = 0;
    std::vector<float> left_, right_;
};

} // namespace lacquer::render
