#pragma once

#include "engine/dsp/lane_control.h"

namespace lacquer::dsp {

/// Linear gains per frame; a width is what the side signal of its band is multiplied by.
struct ImagerControls {
    LaneControl width[4];
    LaneControl joint[3]; ///< √(width[n] · width[n + 1])
    LaneControl cosine, sine; ///< of the rotation; the sine is negative in the left lanes
};

/// Width in four bands, a mono bass and a rotation, on the side signal of the strips of a bundle.
///
/// The mid never passes through a filter: the change of the side is added on the left and subtracted
/// on the right, so the mono sum stays to the last rounding, and nothing changes a bit while every
/// width is 1 and the bass is not in mono. From band to band the side's gain moves as
/// |H|² = (a² + b² f⁴) / (1 + f⁴), f relative to the crossover: without a bump, at 12 dB/oct to 0, by
/// (a + √(2ab) s + b s²) / (1 + √2 s + s²), nested: within 0.6 dB of that for crossovers a decade
/// apart. Linkwitz-Riley bands would put the side through an
/// all-pass: at the crossover it would be upside down against the mid, which swaps left and right.
///
/// In/out   one quantum of a bundle, in place; state in double
/// Limits   frequencies are reached at the end of the next quantum. The mono bass is a fourth-order
///          Butterworth high-pass on the side: −24 dB an octave below. It fades in and out over 20 ms
/// Thread   [render]
class ImagerKernel {
public:
    explicit ImagerKernel(double rate);

    /// `which` is 0…2, rising.
    void setCrossover(int lane, int which, double hertz) noexcept;
    /// Under 10 Hz the bass is not in mono.
    void setMonoBelow(int lane, double hertz) noexcept;

    void process(float* samples, StripMask active, const ImagerControls& controls) noexcept;
    /// Frequencies set next are reached at once.
    void reset(int lane) noexcept;
    void adopt(int lane, const ImagerKernel& other, int otherLane) noexcept;

    /// Rows of one value per lane.
    struct State {
        alignas(64) double split[3][kLaneStride], splitTarget[3][kLaneStride]; ///< g of the crossovers
        alignas(64) double band[3][2][kLaneStride];
        alignas(64) double mono[kLaneStride], monoTarget[kLaneStride]; ///< g of the high-pass
        alignas(64) double amount[kLaneStride], amountTarget[kLaneStride]; ///< 0…1 of the high-pass
        alignas(64) double section[2][2][kLaneStride];
        alignas(64) double fresh[kLaneStride];
    };

private:
    double rate_;
    State state_{};
};

} // namespace lacquer::dsp
