#include "engine/dsp/k_weighting_design.h"

#include "engine/dsp/math.h"

namespace lacquer::dsp {
namespace {

/// The analogue filter behind BS.1770's coefficients for 48 kHz, found by taking the bilinear
/// transform back; at 48 kHz it gives the published table to 1e−15.
constexpr double kShelfFrequency = 1681.974450955533;
constexpr double kShelfGain = 3.999843853973347; // dB
constexpr double kShelfQ = 0.7071752369554196;
constexpr double kShelfSlope = 0.4996667741545416;
constexpr double kHighPassFrequency = 38.13547087602444;
constexpr double kHighPassQ = 0.5003270373238773;

KSection section(double b0, double b1, double b2, double a1, double a2) {
    return {b0, b1 - a1 * b0, b2 - a2 * b0, a1, a2};
}

KSection shelfFor(SampleRate rate) {
    const double k = tan(kPi * kShelfFrequency / rate.hz);
    const double top = gainOfDecibels(kShelfGain);
    const double middle = pow(top, kShelfSlope);
    const double a0 = 1 + k / kShelfQ + k * k;
    return section((top + middle * k / kShelfQ + k * k) / a0, 2 * (k * k - top) / a0,
                   (top - middle * k / kShelfQ + k * k) / a0, 2 * (k * k - 1) / a0,
                   (1 - k / kShelfQ + k * k) / a0);
}

KSection highPassFor(SampleRate rate) {
    const double k = tan(kPi * kHighPassFrequency / rate.hz);
    const double a0 = 1 + k / kHighPassQ + k * k;
    // The published numerator, not divided by a0, at every rate: a gain of 0.043 dB at 48 kHz, 0.011 at 192.
    // Held at 0.043 all rates would read alike to 0.002 LU, but a file at 96 kHz 0.02 LU over and one at
    // 16 kHz 0.09 LU under libebur128, FFmpeg and the meters made of them. One number for one file is worth more.
    return section(1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / kHighPassQ + k * k) / a0);
}

} // namespace

KWeighting kWeightingFor(SampleRate rate) { return {shelfFor(rate), highPassFor(rate)}; }

} // namespace lacquer::dsp
