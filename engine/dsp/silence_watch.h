#pragma once

#include "engine/vocabulary/quantum.h"

#include <cstdint>

namespace lacquer::dsp {

/// Tells an effect with a tail when it may sleep.
class SilenceWatch {
public:
    enum class State {
        sounds,     ///< there is input or a tail
        fallsAsleep, ///< the tail is over now: forget everything
        sleeps,     ///< nothing to do, the output is silence
    };

    State look(const float* left, const float* right, std::int64_t tail) noexcept {
        bool any = false;
        for (int n = 0; n < kQuantum; ++n) any = any || left[n] != 0 || right[n] != 0;
        if (any) {
            silent_ = 0;
            asleep_ = false;
            return State::sounds;
        }
        if (asleep_) return State::sleeps;
        silent_ += kQuantum;
        if (silent_ <= tail) return State::sounds;
        asleep_ = true;
        return State::fallsAsleep;
    }

    void reset() noexcept {
        silent_ = 0;
        asleep_ = true;
    }

private:
    std::int64_t silent_ = 0;
    bool asleep_ = true;
};

} // namespace lacquer::dsp
