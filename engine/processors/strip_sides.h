#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// A strip's two channels, each in a row of its own, for what does not run in lanes.
struct StripSides {
    alignas(64) float rows[kStripLanes][kQuantum];

    StripSides() = default;
    explicit StripSides(LaneView audio) noexcept {
        for (int i = 0; i < kQuantum; ++i) {
            rows[0][i] = audio.at(i, 0);
            rows[1][i] = audio.at(i, 1);
        }
    }

    float* operator[](int side) noexcept { return rows[side]; }
    const float* operator[](int side) const noexcept { return rows[side]; }

    void giveTo(LaneView audio) const noexcept {
        for (int i = 0; i < kQuantum; ++i) {
            audio.at(i, 0) = rows[0][i];
            audio.at(i, 1) = rows[1][i];
        }
    }
};

/// The strip becomes dry and wet by the share that the parameter has at each frame, in percent.
inline void blend(LaneView audio, const StripSides& dry, const StripSides& wet, const ParameterQuantum& quantum,
                  std::size_t mix) noexcept {
    const float* const curve = quantum.curves[mix];
    float share = 0.01F * quantum.values[mix];
    for (int i = 0; i < kQuantum; ++i) {
        if (curve) share = 0.01F * curve[i];
        audio.at(i, 0) = dry[0][i] * (1 - share) + wet[0][i] * share;
        audio.at(i, 1) = dry[1][i] * (1 - share) + wet[1][i] * share;
    }
}

} // namespace lacquer::processors
