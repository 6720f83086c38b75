#include "ui/models/harmonics_picture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace lacquer::ui {
namespace {

class NoFiles : public AudioSources {
public:
    std::unique_ptr<AudioReader> open(SourceId) const override { return nullptr; }
};

class HarmonicsPictureTest : public testing::Test {
protected:
    HarmonicsPicture picture(const char* processor, std::map<std::string, double> values) {
        project::Insert insert;
        insert.processor = processor;
        for (const auto& [id, value] : values) insert.values.numbers[id] = value;
        const auto made = harmonicsPictureOf(insert, SampleRate{48000}, catalogue, NoFiles(), [] { return true; });
        EXPECT_TRUE(made) << made.error().message;
        return made.value_or(HarmonicsPicture{});
    }

    processors::ProcessorCatalogue catalogue;
};

/// Height of the k-th harmonic of a sine that is cut at `top` of its own height: Fourier's integral by sums.
double clippedSine(int k, double top) {
    constexpr int kSteps = 20000;
    double sum = 0;
    for (int n = 0; n < kSteps; ++n) {
        const double turn = 2 * std::numbers::pi * n / kSteps;
        sum += std::clamp(std::sin(turn), -top, top) * std::sin(k * turn);
    }
    return std::abs(sum);
}

/// A clipper at 0 dBFS cuts a tone at −12 dBFS that is raised by 18 dB at half its height.
TEST_F(HarmonicsPictureTest, AClipperHasTheHarmonicsOfACutSine) {
    const HarmonicsPicture shown = picture("clipper", {{"ceiling", 0}, {"gain", 18}, {"softness", 0}});
    const double top = std::pow(10.0, -6.0 / 20);
    double others = 0;
    for (const int k : {3, 5, 7, 9}) {
        const double share = clippedSine(k, top) / clippedSine(1, top);
        EXPECT_NEAR(static_cast<double>(shown.harmonics[static_cast<std::size_t>(k - 2)]), 20 * std::log10(share), 0.5) << k;
        others += share * share;
    }
    for (const int k : {2, 4, 6, 8}) EXPECT_LT(shown.harmonics[static_cast<std::size_t>(k - 2)], -90) << k << ": it cuts both sides alike";
    EXPECT_NEAR(shown.distortion, 100 * std::sqrt(others), 0.5);
}

TEST_F(HarmonicsPictureTest, WhatIsLeftAloneIsAStraightLineWithoutHarmonics) {
    const HarmonicsPicture shown = picture("clipper", {{"ceiling", 0}, {"gain", 0}, {"softness", 0}});
    ASSERT_FALSE(shown.transfer.empty());
    for (const auto& point : shown.transfer) EXPECT_NEAR(point.out, point.in, 0.01);
    EXPECT_LT(shown.distortion, 0.001);
}

TEST_F(HarmonicsPictureTest, TheCurveBendsWhereTheProcessorDoes) {
    const HarmonicsPicture shown = picture("clipper", {{"ceiling", -6}, {"gain", 0}, {"softness", 0}});
    const double top = std::pow(10.0, -6.0 / 20);
    // Oversampling rounds a corner by a little.
    for (const auto& point : shown.transfer)
        EXPECT_NEAR(static_cast<double>(point.out), std::clamp(static_cast<double>(point.in), -top, top), 0.05) << point.in;
}

TEST_F(HarmonicsPictureTest, StopsWhenNobodyWaitsForItAnyMore) {
    project::Insert insert;
    insert.processor = "saturator";
    const auto made = harmonicsPictureOf(insert, SampleRate{48000}, catalogue, NoFiles(), [] { return false; });
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::cancelled);
}

} // namespace
} // namespace lacquer::ui
