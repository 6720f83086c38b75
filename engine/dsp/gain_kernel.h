#pragma once

#include "engine/dsp/lane_control.h"

namespace lacquer::dsp {

/// Multiplies the lanes by a gain in dB, per sample; 0 dB leaves every bit.
void applyGain(float* samples, StripMask active, LaneControl decibels) noexcept;

} // namespace lacquer::dsp
