#include "ui/models/level_match.h"

#include "tests/ui/models/two_tones.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace lacquer::ui {
namespace {

using project::Project;

constexpr SampleRate kRate = testing::kToneRate;

class LevelMatchTest : public testing::TwoTones {
protected:
    LevelMatchTest() : TwoTones(7.5) {}

    double at(const Project& of, const MatchPoint& point) {
        const auto found = loudnessAt(of, song, point, {0}, {kRate.hz * 5}, *catalogue, tones, [] { return true; });
        EXPECT_TRUE(found) << found.error().message;
        return found.value_or(0);
    }

    testing::ToneSources tones{0.1, 2};
};

TEST_F(LevelMatchTest, MeasuresTheStripAloneAtTheInsertWhateverTheFaderSays) {
    // BS.1770: a 1 kHz tone of −20 dBFS on both sides reads −20 LUFS (EBU Tech 3341, case 1: −23).
    const Project off = *project::setInsertBypassed(project, voice, insert, true);
    EXPECT_NEAR(at(off, {voice, insert}), -20, 0.1);
    EXPECT_NEAR(at(project, {voice, insert}), -12.5, 0.1);
    const Project low = *project::setFader(*project::setMuted(project, voice, true), voice, Decibels{-40});
    EXPECT_NEAR(at(low, {voice, insert}), -12.5, 0.1);
    // Both tracks, the one 7.5 dB louder: +3.2 dB over it.
    EXPECT_NEAR(at(project, {project.songs[0]->mix->id, {}}), 20 * std::log10(std::pow(10, 7.5 / 20) + 1) - 20, 0.1);
}

TEST_F(LevelMatchTest, TheGainBehindThePointMakesBothEqual) {
    const Project off = *project::setInsertBypassed(project, voice, insert, true);
    const double by = at(project, {voice, insert}) - at(off, {voice, insert});
    EXPECT_NEAR(by, 7.5, 0.01);
    const auto matched = withGainAt(off, *catalogue, {voice, insert}, {by});
    ASSERT_TRUE(matched);
    // Behind the whole chain, which has nothing else behind the insert.
    EXPECT_NEAR(at(*matched, {voice, {}}), at(project, {voice, {}}), 0.01);
}

TEST_F(LevelMatchTest, StopsMeasuringWhenAsked) {
    const auto found = loudnessAt(project, song, {voice, insert}, {0}, {kRate.hz * 5}, *catalogue, tones, [] { return false; });
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::cancelled);
}

} // namespace
} // namespace lacquer::ui
