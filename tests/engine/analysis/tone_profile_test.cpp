#include "engine/analysis/tone_profile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace lacquer::analysis {
namespace {

constexpr int kRate = 48000;

ToneProfile profileOf(const std::vector<float>& left, const std::vector<float>& right, int piece = 4096) {
    ToneMeter meter({kRate});
    for (std::size_t at = 0; at < left.size(); at += static_cast<std::size_t>(piece)) {
        const auto frames = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(piece), left.size() - at));
        const float* const planes[] = {left.data() + at, right.data() + at};
        meter.add(planes, frames);
    }
    return meter.finish();
}

std::vector<float> noise(unsigned seed, std::size_t frames = 10 * kRate) {
    std::mt19937 random(seed);
    std::normal_distribution<float> sample(0.0f, 0.1f);
    std::vector<float> samples(frames);
    for (float& value : samples) value = sample(random);
    return samples;
}

// White noise has the same power per hertz, so each third octave has 1.0 dB more than the one below.
TEST(ToneProfile, OfWhiteNoiseRisesByOneDecibelABand) {
    const auto left = noise(1), right = noise(2);
    const ToneProfile profile = profileOf(left, right);
    for (std::size_t band = 6; band + 1 < kToneBands.size(); ++band)
        EXPECT_NEAR(profile.levels[band + 1] - profile.levels[band], 1.0, 0.6) << kToneBands[band];
    EXPECT_NEAR(profile.levelDb, -20, 0.1); // a deviation of 0.1
}

TEST(ToneProfile, PutsASineIntoItsBand) {
    std::vector<float> sine(5 * kRate);
    for (std::size_t k = 0; k < sine.size(); ++k)
        sine[k] = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * 1000 * static_cast<double>(k) / kRate));
    const ToneProfile profile = profileOf(sine, sine);
    EXPECT_NEAR(profile.levels[16], 0, 0.05);
    EXPECT_LT(profile.levels[14], -60);
    EXPECT_NEAR(profile.levelDb, 20 * std::log10(0.5) - 3.01, 0.01);
}

TEST(ToneProfile, WidthGoesFromMonoOverUnrelatedToOppositeChannels) {
    const auto one = noise(1), two = noise(2);
    auto opposite = one;
    for (float& value : opposite) value = -value;
    EXPECT_NEAR(profileOf(one, one).width, 0, 1e-9);
    EXPECT_NEAR(profileOf(one, two).width, 0.5, 0.02);
    EXPECT_NEAR(profileOf(one, opposite).width, 1, 1e-9);
    EXPECT_NEAR(profileOf(one, opposite).correlation, -1, 1e-9);
    EXPECT_NEAR(profileOf(one, two).correlation, 0, 0.02);
}

TEST(ToneProfile, DoesNotDependOnHowTheInputIsCut) {
    const auto left = noise(3, 2 * kRate), right = noise(4, 2 * kRate);
    EXPECT_EQ(profileOf(left, right, 4096).levels, profileOf(left, right, 77).levels);
}

TEST(ToneProfile, OfSilenceAndOfAlmostNothingIsFinite) {
    const std::vector<float> silence(100, 0.0f);
    for (const double level : profileOf(silence, silence).levels) EXPECT_EQ(level, -120);
    EXPECT_EQ(profileOf({}, {}).width, 0);
}

} // namespace
} // namespace lacquer::analysis
