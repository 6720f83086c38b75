#include "engine/analysis/sounding_spans.h"
#include "tests/engine/analysis/memory_reader.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::analysis {
namespace {

constexpr SampleRate kRate{48000};

/// Tones of −20 dBFS where [from, to) in seconds says so.
std::vector<float> tones(double seconds, std::initializer_list<std::pair<double, double>> where) {
    std::vector<float> out(static_cast<std::size_t>(seconds * kRate.hz), 0.0f);
    for (const auto& [from, to] : where)
        for (auto i = static_cast<std::size_t>(from * kRate.hz); i < static_cast<std::size_t>(to * kRate.hz); ++i)
            out[i] = static_cast<float>(0.1 * std::cos(0.3 * static_cast<double>(i)));
    return out;
}

double seconds(FramePosition at) { return static_cast<double>(at.value) / kRate.hz; }

TEST(SoundingSpans, KeepWhatSoundsWithItsPads) {
    MemoryReader reader({tones(4, {{0.5, 1.0}, {2.0, 2.5}})});
    const LevelTrack track = levelsOf(reader, {0}, reader.length(), kRate);
    SilenceSettings settings;
    settings.padBefore = {0.02};
    settings.padAfter = {0.1};
    const auto spans = soundingSpans(track, settings, kRate);
    ASSERT_EQ(spans.size(), 2u);
    // timeline-editing, acceptance test 12: ±1 ms.
    EXPECT_NEAR(seconds(spans[0].start), 0.48, 0.0011);
    EXPECT_NEAR(seconds(spans[0].end), 1.1, 0.0011);
    EXPECT_NEAR(seconds(spans[1].start), 1.98, 0.0011);
    EXPECT_NEAR(seconds(spans[1].end), 2.6, 0.0011);
}

TEST(SoundingSpans, LeaveShortGapsAndDropShortClicks) {
    MemoryReader reader({tones(3, {{0.5, 0.8}, {0.85, 1.2}, {2.0, 2.004}})});
    const LevelTrack track = levelsOf(reader, {0}, reader.length(), kRate);
    SilenceSettings settings;
    settings.padBefore = settings.padAfter = {0};
    const auto spans = soundingSpans(track, settings, kRate);
    ASSERT_EQ(spans.size(), 1u);
    EXPECT_NEAR(seconds(spans[0].start), 0.5, 0.0011);
    EXPECT_NEAR(seconds(spans[0].end), 1.2, 0.0011);
}

TEST(SoundingSpans, NeverLeaveTheClipAndMergeWherePadsMeet) {
    MemoryReader reader({tones(2, {{0.1, 0.5}, {0.7, 1.95}})});
    // A clip that shows frames 0.2 s to 1.9 s of its source.
    const LevelTrack track = levelsOf(reader, {9600}, {81600}, kRate);
    SilenceSettings settings;
    settings.padBefore = settings.padAfter = {0.15};
    const auto spans = soundingSpans(track, settings, kRate);
    ASSERT_EQ(spans.size(), 1u);
    EXPECT_EQ(spans[0].start.value, 9600);
    EXPECT_EQ(spans[0].end.value, 9600 + 81600);
}

TEST(SoundingSpans, AreNoneBelowTheThresholdAndHoldThroughHysteresis) {
    std::vector<float> fading(48000);
    for (std::size_t i = 0; i < fading.size(); ++i)
        fading[i] = static_cast<float>(0.1 * std::cos(0.3 * static_cast<double>(i)) * std::pow(10.0, -2.0 * static_cast<double>(i) / 48000));
    MemoryReader reader({fading}); // −20 dBFS falling 40 dB in a second
    const LevelTrack track = levelsOf(reader, {0}, reader.length(), kRate);
    SilenceSettings settings;
    settings.padBefore = settings.padAfter = {0};
    settings.threshold = {-40};
    const auto spans = soundingSpans(track, settings, kRate);
    ASSERT_EQ(spans.size(), 1u);
    EXPECT_NEAR(seconds(spans[0].end), 0.625, 0.003); // −45 dBFS
    settings.threshold = {-10};
    EXPECT_TRUE(soundingSpans(track, settings, kRate).empty());
}

} // namespace
} // namespace lacquer::analysis
