#pragma once

#include "engine/vocabulary/quantum.h"

#include <cstddef>

/// What a console does between processors, on bundles of lanes: gains and levels.
///
/// Shapes   a quantum of a bundle is [kQuantum][kLaneStride]; gains are one per lane, or one per
///          frame and lane in the shape of a quantum
/// Bits     element-wise operations only: the same on every CPU
/// Thread   any; no allocation
namespace lacquer::dsp {

/// Moves planar audio into lanes; planes[lane] holds kQuantum frames, null is silence.
void toLanes(const float* const planes[kLaneStride], float* lanes);

/// Copies one lane out to a plane of kQuantum frames.
void fromLane(const float* lanes, int lane, float* plane);

/// lanes *= gain. A gain of one keeps the bits.
void multiply(float* lanes, const float gain[kLaneStride]);
void multiplyEach(float* lanes, const float* gains);

/// lanes = own × lanes + other × (the other channel of the strip): balance and width in one.
/// `own` and `other` are one per frame and lane.
void blendPairs(float* lanes, const float* own, const float* other);

/// Largest magnitude and sum of squares of each lane over the quantum.
void measure(const float* lanes, float peak[kLaneStride], float squares[kLaneStride]);

/// True when every sample of the quantum is zero.
bool isSilent(const float* lanes);

/// Makes silence of every sample that is NaN, infinite or over +360 dBFS (where squares would soon
/// be infinite), and says which strips had one.
StripMask stopNonsense(float* lanes);

/// values[k] dB → linear gain, in place; −∞ and anything at or under −200 dB is exactly 0, and 0 dB
/// exactly 1. Relative error < 2e-6. `count` is a multiple of 16.
void decibelsToGains(float* values, std::size_t count);

} // namespace lacquer::dsp
