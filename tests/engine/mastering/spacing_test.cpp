#include "engine/mastering/spacing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace lacquer::mastering {
namespace {

constexpr int kRate = 48000;

/// Noise of a second at −20 dBFS, then a tail that falls by 60 dB in `t60` seconds, then silence.
FrameCount tailOf(double loud, double t60, double silence) {
    std::mt19937 random(5);
    std::normal_distribution<float> sample(0.0f, 0.1f);
    HeardEnd heard({kRate});
    const auto frames = static_cast<int>((loud + t60 + silence) * kRate);
    std::vector<float> planes[2];
    for (int k = 0; k < frames; ++k) {
        const double t = static_cast<double>(k) / kRate - loud;
        const double gain = t < 0 ? 1 : t < t60 ? std::pow(10.0, -3 * t / t60) : 0;
        for (auto& plane : planes) plane.push_back(static_cast<float>(gain) * sample(random));
    }
    for (int at = 0; at < frames; at += 999) {
        const float* const piece[] = {planes[0].data() + at, planes[1].data() + at};
        heard.add(piece, std::min(999, frames - at));
    }
    return heard.tail();
}

double secondsOfTail(double loud, double t60, double silence) { return static_cast<double>(tailOf(loud, t60, silence).value) / kRate; }

TEST(HeardEnd, OfASongThatStopsIsWhereItStops) {
    EXPECT_NEAR(secondsOfTail(4, 0, 0), 0, 0.051);
    EXPECT_NEAR(secondsOfTail(4, 0, 3), 3, 0.051);
}

// 40 dB below its loud parts: two thirds of a decay of 60 dB.
TEST(HeardEnd, OfADecayIsFortyDecibelsDown) { EXPECT_NEAR(secondsOfTail(4, 3, 1), 1 + 1, 0.12); }

TEST(HeardEnd, OfSilenceIsItsStart) {
    HeardEnd heard({kRate});
    const std::vector<float> silence(kRate, 0.0f);
    const float* const planes[] = {silence.data(), silence.data()};
    heard.add(planes, kRate);
    EXPECT_EQ(heard.tail().value, kRate);
}

TEST(Spacing, IsReadInSecondsFramesBeatsAndBars) {
    const auto gap = [](const char* text, double bpm = 0, int bar = 4) {
        const auto spacing = parseSpacing(text);
        return spacing ? gapFor(*spacing, {0.5}, {bpm, bar}) : Result<Seconds>(tl::make_unexpected(spacing.error()));
    };
    EXPECT_NEAR(gap("2s")->value, 1.5, 1e-12);
    EXPECT_NEAR(gap("2")->value, 1.5, 1e-12);
    EXPECT_NEAR(gap("150f")->value, 1.5, 1e-12); // 75 a second
    EXPECT_NEAR(gap("4 beats", 120)->value, 1.5, 1e-12);
    EXPECT_NEAR(gap("1bar", 90, 3)->value, 1.5, 1e-12);
    EXPECT_FALSE(gap("4beats"));
    for (const char* wrong : {"", "soon", "-1s", "2 apples"}) EXPECT_FALSE(parseSpacing(wrong)) << wrong;
}

TEST(Spacing, SnapsToTheBeatOfTheSongBefore) {
    // 120 a minute from 0.1 s on; the track lasts 10.03 s, so beats fall at 10.1, 10.6, 11.1…
    const Seconds gap = snapToBeat({0.9}, {10.03}, {0.1}, {120, 4});
    EXPECT_NEAR(10.03 + gap.value, 11.1, 1e-9);
}

TEST(Spacing, SnapsToACdFrameOfTheAlbum) {
    const Seconds gap = snapToCdFrame({1.0}, {100.004});
    const double frames = (100.004 + gap.value) * 75;
    EXPECT_NEAR(frames, std::round(frames), 1e-6);
    EXPECT_NEAR(gap.value, 1.0, 0.5 / 75 + 1e-9);
}

} // namespace
} // namespace lacquer::mastering
