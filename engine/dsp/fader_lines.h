#pragma once

#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// What the faders of a bundle do in one quantum: some stand, some move along a straight line in dB.
/// Per lane.
struct FaderLines {
    FaderLines();

    /// The strip's line rises by so many dB per frame; 0 where it stands. What it is multiplied by from
    /// frame to frame is kept as long as the slope is.
    void setSlope(int strip, double decibels);

    /// The line, dB: from + slope × (into + frame), where `moving` has the strip. The same for both
    /// lanes of a strip.
    alignas(64) double from[kLaneStride] = {}, into[kLaneStride] = {};
    alignas(64) float side[kLaneStride] = {}; ///< gain of the lane's side, on the moving ones
    alignas(64) float held[kLaneStride] = {}; ///< the whole gain of the others
    StripMask moving = 0;

    // Of setSlope().
    alignas(64) double slope[kLaneStride] = {};
    alignas(64) float rise[kQuantum][kLaneStride]; ///< gain since the quantum's start
};

/// lanes *= gains: that of the quantum's first frame, and from there on what the line rises. A gain
/// of one keeps the bits; a strip's bits do not depend on its neighbours.
void applyFaders(float* lanes, const FaderLines& faders);

/// The same gains of one lane as values, kQuantum of them.
void lineGains(double from, double slope, double into, float side, float* gains);

} // namespace lacquer::dsp
