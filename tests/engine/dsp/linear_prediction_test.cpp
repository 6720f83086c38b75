#include "engine/dsp/linear_prediction.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace lacquer::dsp {
namespace {

/// Followed by the zeros that the functions want.
std::vector<double> padded(std::vector<double> x) {
    x.resize(x.size() + kPredictionPadding);
    return x;
}

std::vector<double> tones(int count) {
    std::mt19937 random(5);
    std::normal_distribution<double> value(0, 1e-4);
    std::vector<double> x(static_cast<std::size_t>(count));
    for (int n = 0; n < count; ++n)
        x[static_cast<std::size_t>(n)] = 0.4 * std::sin(0.061 * n) + 0.3 * std::sin(0.173 * n + 1) + 0.1 * std::sin(0.59 * n) + value(random);
    return x;
}

TEST(LinearPrediction, CorrelatesAsTheSumSays) {
    for (const int count : {100, 1024, 1537}) {
        const auto x = padded(tones(count));
        double r[41];
        autocorrelate(x.data(), count, 40, r);
        for (int k = 0; k <= 40; ++k) {
            double sum = 0;
            for (int n = 0; n + k < count; ++n) sum += x[static_cast<std::size_t>(n)] * x[static_cast<std::size_t>(n + k)];
            EXPECT_NEAR(r[k], sum, 1e-9) << count << ' ' << k;
        }
    }
}

/// x[n] = 1.6 x[n − 1] − 0.81 x[n − 2] + noise.
TEST(LinearPrediction, FindsTheFilterOfAKnownProcess) {
    std::mt19937 random(1);
    std::normal_distribution<double> value;
    std::vector<double> x(40000);
    for (std::size_t n = 2; n < x.size(); ++n) x[n] = 1.6 * x[n - 1] - 0.81 * x[n - 2] + value(random);
    const int count = static_cast<int>(x.size());
    x = padded(x);
    double r[3], a[3];
    autocorrelate(x.data(), count, 2, r);
    ASSERT_TRUE(predictionFilter(r, 2, a));
    EXPECT_NEAR(a[1], -1.6, 0.02);
    EXPECT_NEAR(a[2], 0.81, 0.02);
    std::vector<double> error(x.size());
    predictionError(x.data(), count, a, 2, error.data());
    double power = 0;
    for (int n = 2; n < count; ++n) power += error[static_cast<std::size_t>(n)] * error[static_cast<std::size_t>(n)];
    EXPECT_NEAR(power / (count - 2), 1, 0.03);
}

TEST(LinearPrediction, HasNothingToSayAboutSilence) {
    const std::vector<double> x = padded(std::vector<double>(1000));
    double r[11], a[11];
    autocorrelate(x.data(), 1000, 10, r);
    EXPECT_FALSE(predictionFilter(r, 10, a));
}

TEST(LinearPrediction, SeesADeviationWhereItIs) {
    auto x = tones(1536);
    x[700] += 0.02;
    x = padded(x);
    double r[41], a[41];
    autocorrelate(x.data(), 1536, 40, r);
    ASSERT_TRUE(predictionFilter(r, 40, a));
    std::vector<double> error(x.size()), away(x.size());
    predictionError(x.data(), 1536, a, 40, error.data());
    deviation(error.data(), 1536, a, 40, away.data());
    for (int n = 100; n < 1400; ++n)
        if (n != 700) {
            EXPECT_LT(std::fabs(away[static_cast<std::size_t>(n)]), 0.7 * std::fabs(away[700]));
        }
    EXPECT_NEAR(away[700], 0.02, 0.004);
}

/// dsp.md 7: better than 25 dB for gaps of up to 20 samples in music.
TEST(GapFiller, RestoresMissingSamples) {
    const auto clean = tones(1536);
    for (const int length : {1, 5, 20, 60, 96}) {
        auto x = clean;
        for (int k = 0; k < length; ++k) x[static_cast<std::size_t>(700 + k)] = 0;
        double r[41], a[41];
        const auto whole = padded(clean);
        autocorrelate(whole.data(), 1536, 40, r);
        ASSERT_TRUE(predictionFilter(r, 40, a));
        GapFiller filler(96);
        const double* const filled = filler.fill(x.data(), 700, length, a, 40);
        ASSERT_NE(filled, nullptr);
        double signal = 0, error = 0;
        for (int k = 0; k < length; ++k) {
            const double wanted = clean[static_cast<std::size_t>(700 + k)];
            signal += wanted * wanted;
            error += (filled[k] - wanted) * (filled[k] - wanted);
        }
        EXPECT_GT(10 * std::log10(signal / error), 25) << length;
    }
}

} // namespace
} // namespace lacquer::dsp
