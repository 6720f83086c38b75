#pragma once

#include "engine/vocabulary/quantum.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace lacquer::dsp {

/// The past of one channel, written quantum by quantum and read as one stretch from anywhere in it.
///
/// Thread   [render]; construction [main]
class DelayLine {
public:
    /// Reads reach `longest` frames back.
    explicit DelayLine(int longest) {
        int frames = kQuantum;
        while (frames < longest + 2 * kQuantum) frames *= 2;
        size_ = frames;
        memory_.resize(static_cast<std::size_t>(frames + kGuard));
    }

    void write(const float* in) noexcept {
        std::memcpy(memory_.data() + position_, in, kQuantum * sizeof(float));
        // The beginning is there a second time behind the end, so that a stretch never breaks.
        if (position_ < kGuard)
            std::memcpy(memory_.data() + size_ + position_, in, kQuantum * sizeof(float));
        position_ = (position_ + kQuantum) & (size_ - 1);
    }

    /// What was `frames` before the quantum that is to be written next: a stretch of a quantum and
    /// kQuantum frames more, of which those not yet written are old.
    const float* read(int frames) const noexcept {
        return memory_.data() + ((position_ - frames) & (size_ - 1));
    }

    void clear() noexcept { std::fill(memory_.begin(), memory_.end(), 0.0F); }

private:
    static constexpr int kGuard = 2 * kQuantum;

    int size_ = 0; // a power of two
    int position_ = 0;
    std::vector<float> memory_;
};

} // namespace lacquer::dsp
