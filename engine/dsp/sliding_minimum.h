#pragma once

#include "engine/vocabulary/quantum.h"

#include <algorithm>
#include <array>
#include <vector>

namespace lacquer::dsp {

/// The smallest of the last `window` values, quantum by quantum, at a few operations each. Before the
/// first value everything was 1.
///
/// Source   van Herk, "A fast algorithm for local minimum and maximum filters on rectangular and
///          octagonal kernels" (1992): minima from the start of a block forwards, and of an earlier
///          block from its end backwards. The blocks are quanta here, so no quantum costs more than
///          another; of those in between one minimum each is kept
/// Limits   windows longer than a quantum
/// Thread   [render]; construction [main]
class SlidingMinimum {
public:
    explicit SlidingMinimum(int longestWindow)
        : quanta_(static_cast<std::size_t>(longestWindow / kQuantum + 2)),
          toEnd_(quanta_ * kQuantum, 1.0F), whole_(quanta_, 1.0F), window_(longestWindow) {}

    /// One quantum; in and out may be the same.
    void process(const float* in, float* out) noexcept {
        const std::size_t now = position_;
        float* const toEnd = toEnd_.data() + now * kQuantum;
        float fromStart = 1, fromEnd = 1;
        alignas(64) float starts[kQuantum];
        for (int i = 0; i < kQuantum; ++i) {
            fromStart = in[i] < fromStart ? in[i] : fromStart;
            starts[i] = fromStart;
            const int k = kQuantum - 1 - i;
            fromEnd = in[k] < fromEnd ? in[k] : fromEnd;
            toEnd[k] = fromEnd;
        }
        whole_[now] = fromStart;

        const int before = window_ - 1, whole = before / kQuantum, part = before % kQuantum;
        float between = 1; // of the quanta that all of this one's windows have in common
        for (int q = 1; q < whole; ++q) between = std::min(between, whole_[ago(q)]);
        const std::size_t nearer = ago(whole), further = ago(whole + 1);
        const float* oldest = toEnd_.data() + nearer * kQuantum;
        for (int i = part; i < kQuantum; ++i) {
            const float least = oldest[i - part] < starts[i] ? oldest[i - part] : starts[i];
            out[i] = between < least ? between : least;
        }
        between = std::min(between, whole_[nearer]);
        oldest = toEnd_.data() + further * kQuantum + kQuantum - part;
        for (int i = 0; i < part; ++i) {
            const float least = oldest[i] < starts[i] ? oldest[i] : starts[i];
            out[i] = between < least ? between : least;
        }
        position_ = now + 1 == quanta_ ? 0 : now + 1;
    }

    /// Forgets everything; from now on the window has this length.
    void restart(int window) noexcept {
        window_ = window;
        position_ = 0;
        std::fill(toEnd_.begin(), toEnd_.end(), 1.0F);
        std::fill(whole_.begin(), whole_.end(), 1.0F);
    }

private:
    std::size_t ago(int quanta) const noexcept {
        const std::size_t sum = position_ + quanta_ - static_cast<std::size_t>(quanta);
        return sum >= quanta_ ? sum - quanta_ : sum;
    }

    std::size_t quanta_;
    std::vector<float> toEnd_; // from each value to the end of its quantum
    std::vector<float> whole_; // of each quantum
    int window_;
    std::size_t position_ = 0;
};

} // namespace lacquer::dsp
