#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

/// Elementary functions that give the same bits on every machine, which libm does not promise: plain
/// IEEE operations in a fixed order, for coefficients and tables. Kernels use the lanes' own exp2
/// and log2 (lanes.h).
///
/// Errors   under 1e-15 relative (sin and cos: absolute); no special cases for NaN and Inf, which
///          never get here
/// Thread   any
/// Source   the reductions and polynomials of FreeBSD's msun (fdlibm): e_exp.c, e_log.c, k_sin.c,
///          k_cos.c
namespace lacquer::dsp {

inline constexpr double kPi = 3.14159265358979323846;
inline constexpr double kLn2 = 0.693147180559945309417;

/// 2^x for −1000 ≤ x ≤ 1000; exact for whole x.
inline double exp2(double x) {
    const double whole = std::floor(x + 0.5);
    const double r = (x - whole) * kLn2;
    const double t = r * r;
    const double c =
        r - t * (1.66666666666666019037e-01 +
                 t * (-2.77777777770155933842e-03 +
                      t * (6.61375632143793436117e-05 +
                           t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
    const double y = 1.0 + (r * c / (2.0 - c) + r);
    const auto exponent = static_cast<std::uint64_t>(1023 + static_cast<std::int64_t>(whole)) << 52;
    return y * std::bit_cast<double>(exponent);
}

/// Base-2 logarithm of x > 0 (normal numbers); exact for powers of two.
inline double log2(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    auto exponent = static_cast<std::int64_t>(bits >> 52) - 1023;
    double m = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFull) | 0x3FF0000000000000ull);
    if (m > 1.41421356237309504880) {
        m *= 0.5;
        ++exponent;
    }
    const double f = m - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double w = z * z;
    const double t1 = w * (3.999999999940941908e-01 +
                           w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    const double t2 =
        z * (6.666666666666735130e-01 +
             w * (2.857142874366239149e-01 +
                  w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    const double half = 0.5 * f * f;
    const double ln = f - (half - s * (half + (t1 + t2)));
    return static_cast<double>(exponent) + ln * 1.44269504088896340736;
}

inline double exp(double x) { return exp2(x * 1.44269504088896340736); }
inline double log(double x) { return log2(x) * kLn2; }
inline double log10(double x) { return log2(x) * 0.301029995663981195214; }
inline double pow10(double x) { return exp2(x * 3.32192809488736234787); }

/// x^y for x > 0.
inline double pow(double x, double y) { return exp2(y * log2(x)); }

/// Linear gain of a level in dB; exactly 1 at 0 dB.
inline double gainOfDecibels(double decibels) { return exp2(decibels * 0.166096404744368117394); }
inline double decibelsOfGain(double gain) { return log2(gain) * 6.02059991327962390427; }

struct SinCos {
    double sin, cos;
};

/// Sine and cosine of |x| ≤ 1e5.
inline SinCos sincos(double x) {
    const double quarter = std::floor(x * (2.0 / kPi) + 0.5);
    // pi/2 in two parts, so that the reduced angle keeps its last bits.
    const double r = (x - quarter * 1.57079632673412561417e+00) - quarter * 6.07710050650619224932e-11;
    const double z = r * r;
    const double s =
        r + r * z *
                (-1.66666666666666324348e-01 +
                 z * (8.33333333332248946124e-03 +
                      z * (-1.98412698298579493134e-04 +
                           z * (2.75573137070700676789e-06 +
                                z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
    const double c =
        1.0 - (0.5 * z -
               z * z *
                   (4.16666666666666019037e-02 +
                    z * (-1.38888888888741095749e-03 +
                         z * (2.48015872894767294178e-05 +
                              z * (-2.75573143513906633035e-07 +
                                   z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))))));
    switch (static_cast<std::int64_t>(quarter) & 3) {
    case 0: return {s, c};
    case 1: return {c, -s};
    case 2: return {-s, -c};
    default: return {-c, s};
    }
}

inline double sin(double x) { return sincos(x).sin; }
inline double cos(double x) { return sincos(x).cos; }

inline double tan(double x) {
    const SinCos both = sincos(x);
    return both.sin / both.cos;
}

/// (e^x − e^−x) / (e^x + e^−x)
inline double tanh(double x) {
    if (x > 20) return 1;
    if (x < -20) return -1;
    const double e = exp(2 * x);
    return (e - 1) / (e + 1);
}

/// Share of the past that a one-pole smoother keeps per frame, for a time constant in frames; 0
/// for no smoothing.
inline double onePoleMemory(double frames) { return frames > 0 ? exp(-1.0 / frames) : 0.0; }

} // namespace lacquer::dsp
