#pragma once

#include <algorithm>
#include <vector>

namespace lacquer::dsp {

/// The smallest of the last `window` values, at a few operations each and without a branch that
/// depends on them. Before the first value everything was 1.
///
/// Source   van Herk, "A fast algorithm for local minimum and maximum filters on rectangular and
///          octagonal kernels" (1992): minima from the start of a block forwards, and of the block
///          before from its end backwards
/// Thread   [render]; construction [main]
class SlidingMinimum {
public:
    explicit SlidingMinimum(int longestWindow)
        : values_(static_cast<std::size_t>(longestWindow), 1.0F),
          behind_(static_cast<std::size_t>(longestWindow) + 1, 1.0F), window_(longestWindow) {}

    void process(const float* in, float* out, int count) noexcept {
        while (count > 0) {
            const int now = std::min(count, window_ - position_);
            float* const values = values_.data() + position_;
            const float* const behind = behind_.data() + position_ + 1;
            float ahead = ahead_;
            for (int i = 0; i < now; ++i) {
                values[i] = in[i];
                ahead = in[i] < ahead ? in[i] : ahead;
                out[i] = behind[i] < ahead ? behind[i] : ahead;
            }
            ahead_ = ahead;
            position_ += now;
            if (position_ == window_) endBlock();
            in += now;
            out += now;
            count -= now;
        }
    }

    /// Forgets everything; from now on the window has this length.
    void restart(int window) noexcept {
        window_ = window;
        position_ = 0;
        ahead_ = 1;
        std::fill(behind_.begin(), behind_.end(), 1.0F);
    }

private:
    void endBlock() noexcept {
        float lowest = 1;
        for (auto i = static_cast<std::size_t>(window_); i-- > 0;) {
            lowest = values_[i] < lowest ? values_[i] : lowest;
            behind_[i] = lowest;
        }
        behind_[static_cast<std::size_t>(window_)] = 1;
        position_ = 0;
        ahead_ = 1;
    }

    std::vector<float> values_; // of the block that is being filled
    std::vector<float> behind_; // of the one before: the smallest from here to its end
    int window_;
    int position_ = 0;
    float ahead_ = 1;
};

} // namespace lacquer::dsp
