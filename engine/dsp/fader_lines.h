#pragma once

#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// What the faders of a bundle do in one quantum: some stand, some move along a straight line in dB.
/// Per lane.
struct FaderLines {
    /// The strip's line rises by so many dB per frame; 0 where it stands. What it is multiplied by from
    /// frame to frame is kept as long as no slope of the bundle changes.
    void setSlope(int strip, double decibels) noexcept {
        const int lane = kStripLanes * strip;
        isRisen = isRisen && slope[lane] == decibels;
        slope[lane] = slope[lane + 1] = decibels;
    }

    /// The line, dB: from + slope × (into + frame), where `moving` has the strip. The same for both
    /// lanes of a strip.
    alignas(64) double from[kLaneStride] = {}, into[kLaneStride] = {};
    alignas(64) float side[kLaneStride] = {}; ///< gain of the lane's side, on the moving ones
    alignas(64) float held[kLaneStride] = {}; ///< the whole gain of the others
    StripMask moving = 0;

    // Of setSlope() and applyFaders().
    alignas(64) double slope[kLaneStride] = {};
    static constexpr int kSteps = 8; ///< of as many frames each
    alignas(64) float rise[kSteps][kLaneStride];  ///< gain since the step's start
    alignas(64) float steps[kSteps][kLaneStride]; ///< gain of a step's start since the quantum's
    bool isRisen = false;                         ///< both are of these slopes
};

/// lanes *= gains: that of the quantum's first frame times what the line has risen since. A gain
/// of one keeps the bits; a strip's bits do not depend on its neighbours.
void applyFaders(float* lanes, FaderLines& faders);

/// The same gains of one lane as values, kQuantum of them.
void lineGains(double from, double slope, double into, float side, float* gains);

} // namespace lacquer::dsp
