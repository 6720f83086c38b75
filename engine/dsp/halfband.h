#pragma once

#include "engine/vocabulary/quantum.h"

#include <vector>

namespace lacquer::dsp {

/// Doubles or halves the rate of a bundle's lanes through a linear-phase half-band filter.
///
/// Shapes   rows of kLaneStride floats, up to `longest` rows of input at the lower rate per call
/// Delay    taps() / 2 frames of the higher rate each way; taps() is 4n − 1
/// Limits   the passband is flat to 0.001 dB and the stopband under −110 dB outside `transition`
///          (share of the higher rate, centred on a quarter of it)
/// Thread   construction [main]; the rest [render]
/// Source   Kaiser window design: Oppenheim & Schafer, "Discrete-Time Signal Processing", 7.5.3
class Halfband {
public:
    Halfband(double transition, int longest);

    int taps() const { return 4 * static_cast<int>(side_.size()) - 1; }
    /// `low` rows become 2·rows of `high`.
    void up(const float* low, float* high, int rows, StripMask active) noexcept;
    /// 2·rows of `high` become `rows` of `low`.
    void down(const float* high, float* low, int rows, StripMask active) noexcept;
    void reset(int lane) noexcept;
    void adopt(int lane, const Halfband& other, int otherLane) noexcept;

    static int tapsFor(double transition);

private:
    void remember(std::vector<float>& past, int rows, int kept, StripMask active) noexcept;

    std::vector<float> side_;    ///< taps at odd distances 1, 3, 5… from the centre, which is ½
    std::vector<float> upPast_;  ///< [history + longest][kLaneStride]
    std::vector<float> downPast_;
};

} // namespace lacquer::dsp
