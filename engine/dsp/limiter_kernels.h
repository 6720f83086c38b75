#pragma once

#include "engine/vocabulary/quantum.h"

#include <cstdint>

/// The inner loops of the limiter, one quantum each; buffers are aligned to 64 bytes.
///
/// Thread   [render]; no state
namespace lacquer::dsp {

float lowestOf(const float* values) noexcept;

/// The gain that keeps each peak at `share` of what is allowed there, 1 where it is under it.
/// Returns the smallest.
float requireGains(const float* peaks, const float* allowed, float share, float* required) noexcept;

/// Both sides turned down `link` (0 to 1) of the way to the one that needs more.
void linkGains(float link, float* left, float* right) noexcept;

/// out = samples * gains, never over the limits. Returns the smallest gain.
float turnDown(const float* samples, const float* gains, const float* limits, float* out) noexcept;

/// A gain that falls at once and rises at two speeds, whichever is lower.
struct TwoSpeedRelease {
    double release = 0, slowRelease = 0, slowOnset = 0; ///< what remains after one frame
    double fast = 1, slow = 1;

    /// targets[n] = the gain for the lowest gains asked for, times `unit`, in whole numbers. Returns the
    /// smallest gain.
    double process(const float* lowest, double unit, std::int64_t* targets) noexcept;
};

} // namespace lacquer::dsp
