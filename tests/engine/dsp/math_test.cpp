#include "engine/dsp/math.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::dsp {
namespace {

// The oracle is glibc, whose results are within one unit in the last place.

TEST(Math, Exp2AgreesWithLibmAndIsExactForWholeNumbers) {
    for (double x = -300; x <= 300; x += 0.37)
        EXPECT_NEAR(exp2(x) / std::exp2(x), 1.0, 1e-15) << x;
    for (int n = -1000; n <= 1000; n += 125) EXPECT_EQ(exp2(n), std::ldexp(1.0, n));
}

TEST(Math, Log2AgreesWithLibmAndIsExactForPowersOfTwo) {
    for (double x = 1e-300; x < 1e300; x *= 1.37) {
        const double expected = std::log2(x);
        EXPECT_NEAR(log2(x), expected, 1e-15 * std::max(1.0, std::fabs(expected))) << x;
    }
    for (int n = -1000; n <= 1000; n += 125) EXPECT_EQ(log2(std::ldexp(1.0, n)), n);
    // Near 1 the relative error counts.
    for (double d = 1e-9; d < 0.1; d *= 3) EXPECT_NEAR(log2(1 + d) / std::log2(1 + d), 1.0, 1e-14);
}

TEST(Math, SineCosineAndTangentAgreeWithLibm) {
    for (double x = -500; x <= 500; x += 0.0917) {
        EXPECT_NEAR(sin(x), std::sin(x), 1e-15) << x;
        EXPECT_NEAR(cos(x), std::cos(x), 1e-15) << x;
    }
    for (double x = -1.5; x <= 1.5; x += 0.01)
        EXPECT_NEAR(tan(x), std::tan(x), 1e-15 * (1 + std::tan(x) * std::tan(x)));
}

TEST(Math, DecibelsTurnIntoGainsAndBack) {
    EXPECT_EQ(gainOfDecibels(0.0), 1.0);
    EXPECT_NEAR(gainOfDecibels(20.0), 10.0, 1e-13);
    EXPECT_NEAR(decibelsOfGain(gainOfDecibels(-73.21)), -73.21, 1e-12);
}

TEST(Math, TanhAgreesWithLibm) {
    for (double x = -25; x <= 25; x += 0.013) EXPECT_NEAR(tanh(x), std::tanh(x), 1e-14) << x;
}

} // namespace
} // namespace lacquer::dsp
