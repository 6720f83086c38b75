#pragma once

#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// A bundle that sounds into a bus: its lanes and a gain for each (0: not this strip).
struct BusInput {
    const float* lanes; ///< [kQuantum][kLaneStride], aligned
    const float* gain;  ///< [kLaneStride]
};

/// Sums gain × lanes over all inputs, in double, into `pairs` [kQuantum][kStripLanes].
///
/// Bits     every lane adds up in the order of the inputs; then the strips of each side,
///          ((0+1)+(2+3))+((4+5)+(6+7)): the same on every CPU
/// Thread   any; no allocation
void sumBus(const BusInput* inputs, int count, double* pairs);

/// Rounds a stereo sum into the lanes of a strip.
void placeStrip(const double* pairs, float* lanes, int strip);

} // namespace lacquer::dsp
