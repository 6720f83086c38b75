#pragma once

#include "engine/dsp/math.h"

#include <cmath>

namespace lacquer::dsp {

/// The modified Bessel function of the first kind and order 0, |x| up to 12: its power series.
inline double besselI0(double x) noexcept {
    double sum = 1, term = 1;
    for (int k = 1; k < 40; ++k) {
        term *= (x / (2 * k)) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

/// Sinc of `cutoff` times the rate's band, 1 in the middle, under Kaiser's window of `beta` that ends at
/// `reach` to either side: an interpolator's tap at the distance `at`, in samples.
inline double windowedSinc(double at, double cutoff, double reach, double beta) noexcept {
    const double edge = at / reach;
    if (std::abs(edge) >= 1) return 0;
    const double phase = kPi * cutoff * at;
    const double sinc = std::abs(phase) < 1e-9 ? 1 : sin(phase) / phase;
    return sinc * besselI0(beta * std::sqrt(1 - edge * edge)) / besselI0(beta);
}

} // namespace lacquer::dsp
