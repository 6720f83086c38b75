#pragma once

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {

/// The pole of a one-pole low-pass, gain 1 at 0 Hz, with this squared gain (under 1) at a frequency
/// whose cosine (of 2 pi f / rate) is given. Exact: no bilinear warping.
inline double lowpassPole(double squaredGain, double cosine) {
    const double b = (1 - squaredGain * cosine) / (1 - squaredGain);
    return b - std::sqrt(std::max(b * b - 1, 0.0));
}

/// What a one-pole follower takes of the way per frame so that `inSeries` of them together lie 3 dB
/// down at this frequency; as a low-pass where it is the follower, as a high-pass where it is what
/// the follower leaves. Up to 0.45 of the rate.
inline double lowpassFollow(double hertz, double rate, int inSeries = 1) {
    const double half = pow10(-0.30103 / inSeries);
    return 1 - lowpassPole(half, cos(2 * kPi * std::min(hertz / rate, 0.45)));
}

inline double highpassFollow(double hertz, double rate, int inSeries = 1) {
    // What is left is p (1 - z^-1) / (1 - p z^-1), p the pole; its squared gain is `half` here.
    const double half = pow10(-0.30103 / inSeries);
    const double cosine = cos(2 * kPi * std::min(hertz / rate, 0.45));
    const double root = std::sqrt(half * (1 - cosine) * (2 - half * (1 + cosine)));
    return 1 - half / (half * cosine + root);
}

} // namespace lacquer::dsp
