#include "ui/models/listening.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace lacquer::ui {
namespace {

std::vector<float> sine(double frequency, double amplitude) {
    std::vector<float> samples(PictureSpectrum::kSize);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i] = static_cast<float>(amplitude * std::sin(2 * std::numbers::pi * frequency * static_cast<double>(i) / 48000));
    }
    return samples;
}

live::LoudnessReading reading(double truePeak) {
    return {-14, -13, -12, truePeak, 0.5};
}

TEST(PictureSpectrum, ShowsASineAtItsFrequencyAndLevel) {
    PictureSpectrum spectrum;
    const int bin = 100;
    const auto& levels = spectrum.measure(sine(PictureSpectrum::frequencyOf(bin, 48000), 0.5).data());
    EXPECT_NEAR(levels[bin], -6.02, 0.05);
    EXPECT_LT(levels[bin + 20], -80);
    EXPECT_LT(levels[bin - 20], -80);
}

TEST(Listening, HoldsTheHighestTruePeakUntilItIsCleared) {
    Listening listening;
    const auto tone = sine(1000, 0.3);
    listening.advance(reading(-0.5), tone.data(), tone.data(), tone.size(), {48000}, true, 0.1);
    listening.advance(reading(-3), tone.data(), tone.data(), tone.size(), {48000}, true, 0.1);
    EXPECT_DOUBLE_EQ(listening.heldTruePeak(), -0.5);
    listening.clearPeak();
    listening.advance(reading(-3), tone.data(), tone.data(), tone.size(), {48000}, true, 0.1);
    EXPECT_DOUBLE_EQ(listening.heldTruePeak(), -3);
}

TEST(Listening, GathersTheHistoryOnlyWhilePlaying) {
    Listening listening;
    const auto tone = sine(1000, 0.3);
    for (int i = 0; i < 100; ++i) listening.advance(reading(-3), tone.data(), tone.data(), tone.size(), {48000}, i < 50, 0.1);
    ASSERT_FALSE(listening.history().empty());
    EXPECT_NEAR(listening.history().back().seconds, 5, 0.25);
}

TEST(Listening, KnowsBalanceAndWidth) {
    Listening listening;
    const auto loud = sine(3000, 0.4);
    const auto soft = sine(3000, 0.2);
    for (int i = 0; i < 100; ++i) listening.advance(reading(-3), soft.data(), loud.data(), loud.size(), {48000}, true, 0.05);
    EXPECT_NEAR(listening.balance(), 6.02, 0.1) << "right is twice the left";
    // Out of phase is all side: as wide as it gets.
    auto inverted = loud;
    for (auto& sample : inverted) sample = -sample;
    for (int i = 0; i < 200; ++i) listening.advance(reading(-3), inverted.data(), loud.data(), loud.size(), {48000}, true, 0.05);
    EXPECT_NEAR(listening.width()[2], 1, 0.01);
    for (int i = 0; i < 200; ++i) listening.advance(reading(-3), loud.data(), loud.data(), loud.size(), {48000}, true, 0.05);
    EXPECT_NEAR(listening.width()[2], 0, 0.01);
}

} // namespace
} // namespace lacquer::ui
