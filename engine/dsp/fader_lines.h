#pragma once

#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// What the faders of a bundle do in one quantum: some stand, some move along a straight line in dB.
/// Per lane.
struct FaderLines {
    /// The line, dB: from + slope × (into + frame), where `moving` has the strip. The same for both
    /// lanes of a strip.
    alignas(64) double from[kLaneStride], slope[kLaneStride], into[kLaneStride];
    alignas(64) float side[kLaneStride]; ///< gain of the lane's side, on the moving ones
    alignas(64) float held[kLaneStride]; ///< the whole gain of the others
    StripMask moving = 0;
};

/// lanes *= gains. A gain of one keeps the bits; a strip's bits do not depend on its neighbours, nor
/// on whether the same line comes as decibelsToGains() of its values.
void applyFaders(float* lanes, const FaderLines& faders);

} // namespace lacquer::dsp
