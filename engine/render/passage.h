#pragma once

#include "engine/render/driven_value.h"
#include "engine/vocabulary/quantum.h"
#include "engine/vocabulary/units.h"

#include <algorithm>

namespace lacquer::render {

/// Whether a signal is let through: open, coming or going. It comes and goes along a straight line,
/// and what comes waits until the delays on its way are full.
///
/// Thread   construction [main]; the rest [render]
class Passage {
public:
    Passage() = default;

    static Passage arriving(FrameCount delays) {
        Passage passage;
        passage.from_ = passage.to_ = 0;
        passage.wait_ = static_cast<int>((delays.value + kQuantum - 1) / kQuantum);
        return passage;
    }

    static Passage leaving() {
        Passage passage;
        passage.wanted_ = 0;
        return passage;
    }

    /// To the next quantum; returns false when it is open and stays so.
    bool advance() noexcept {
        constexpr float kStep = 1.0f / kGlideQuanta;
        from_ = to_;
        if (wait_ > 0)
            --wait_;
        else
            to_ = std::clamp(to_ + (wanted_ > 0 ? kStep : -kStep), 0.0f, 1.0f);
        return from_ != 1 || to_ != 1;
    }

    bool isWaiting() const noexcept { return wait_ > 0; }
    bool isWanted() const noexcept { return wanted_ > 0; }

    /// In place, kQuantum frames.
    void apply(float* samples) const noexcept {
        const float step = (to_ - from_) / kQuantum;
        for (int frame = 0; frame < kQuantum; ++frame)
            samples[frame] *= from_ + step * static_cast<float>(frame + 1);
    }

private:
    float from_ = 1, to_ = 1, wanted_ = 1;
    int wait_ = 0; ///< quanta
};

} // namespace lacquer::render
