#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// A strip's two channels, each in a row of its own, for what does not run in lanes.
struct StripSides {
    alignas(64) float rows[kStripLanes][kQuantum];

    StripSides() = default;
    explicit StripSides(LaneView audio) noexcept {
        for (int side = 0; side < kStripLanes; ++side)
            for (int i = 0; i < kQuantum; ++i) rows[side][i] = audio.at(i, side);
    }

    float* operator[](int side) noexcept { return rows[side]; }
    const float* operator[](int side) const noexcept { return rows[side]; }

    void giveTo(LaneView audio) const noexcept {
        for (int side = 0; side < kStripLanes; ++side)
            for (int i = 0; i < kQuantum; ++i) audio.at(i, side) = rows[side][i];
    }
};

/// The strip becomes dry and wet by the share that the parameter has at each frame, in percent.
inline void blend(LaneView audio, const StripSides& dry, const StripSides& wet, const ParameterQuantum& quantum,
                  std::size_t mix) noexcept {
    for (int i = 0; i < kQuantum; ++i) {
        const float share = 0.01F * quantum.at(mix, i);
        for (int side = 0; side < kStripLanes; ++side)
            audio.at(i, side) = dry[side][i] * (1 - share) + wet[side][i] * share;
    }
}

} // namespace lacquer::processors
