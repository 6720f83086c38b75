#include "engine/project/tempo_edits.h"

#include "engine/project/song_edits.h"

#include <gtest/gtest.h>

namespace lacquer::project {
namespace {

/// At 48 kHz and 120 quarters a minute in 4/4 a bar has 96000 frames.
constexpr std::int64_t kBar = 96'000;

class TempoEdits : public ::testing::Test {
protected:
    TempoEdits() {
        Project empty;
        empty.rate = {48000};
        auto made = addSong(empty, "Song");
        song = made->id;
        // 120 from bar 1, 60 from bar 5, 120 from bar 7: bars of 96000, 192000 and 96000 frames.
        project = *setTempo(*setTempo(std::move(made->project), song, {{4 * kBar}, 60, 4, 4}), song, {{8 * kBar}, 120, 4, 4});
    }

    const std::vector<TempoPoint>& tempo(const Project& of) const { return findSong(of, song)->tempo; }

    Project project;
    SongId song;
};

TEST_F(TempoEdits, ChangesKeepTheirBarsWhenTheTempoBeforeThemChanges) {
    const auto faster = changeTempo(project, song, {{0}, 240, 4, 4});
    ASSERT_TRUE(faster);
    EXPECT_EQ(tempo(*faster)[1].position.value, 4 * kBar / 2);
    EXPECT_EQ(tempo(*faster)[2].position.value, 4 * kBar / 2 + 2 * 2 * kBar);
    const auto waltz = changeTempo(project, song, {{0}, 120, 3, 4});
    EXPECT_EQ(tempo(*waltz)[1].position.value, 4 * kBar * 3 / 4) << "four bars of three";
    const auto eighths = changeTempo(project, song, {{0}, 120, 6, 8});
    EXPECT_EQ(tempo(*eighths)[1].position.value, 4 * kBar * 3 / 4) << "four bars of six eighths";
}

TEST_F(TempoEdits, ANewChangeInTheMiddleLeavesTheLaterOnesAtTheirBars) {
    const auto added = changeTempo(project, song, {{2 * kBar}, 240, 4, 4});
    ASSERT_TRUE(added);
    ASSERT_EQ(tempo(*added).size(), 4u);
    EXPECT_EQ(tempo(*added)[2].position.value, 2 * kBar + 2 * kBar / 2);
    EXPECT_EQ(tempo(*added)[3].position.value, 3 * kBar + 4 * kBar);
}

TEST_F(TempoEdits, ThereAndBackIsWhereItWas) {
    // 97.3 gives bars of no whole number of frames: what is rounded must not add up.
    Project turned = project;
    for (int k = 0; k < 50; ++k) {
        turned = *changeTempo(turned, song, {{0}, 97.3 + k, 4, 4});
        turned = *changeTempo(turned, song, {{0}, 120, 4, 4});
    }
    EXPECT_EQ(tempo(turned), tempo(project));
}

TEST_F(TempoEdits, AMovedChangeTakesBarsFromOneSideAndGivesThemToTheOther) {
    const auto moved = moveTempo(project, song, {4 * kBar}, {5 * kBar});
    ASSERT_TRUE(moved);
    EXPECT_EQ(tempo(*moved)[1].position.value, 5 * kBar);
    EXPECT_EQ(tempo(*moved)[2].position.value, 5 * kBar + 2 * kBar) << "bar 7 still, after one slow bar";
    EXPECT_FALSE(moveTempo(project, song, {4 * kBar}, {6 * kBar})) << "there is bar 7's change";
    EXPECT_FALSE(moveTempo(project, song, {4 * kBar}, {0}));
    EXPECT_FALSE(moveTempo(project, song, {0}, {kBar}));
    EXPECT_FALSE(moveTempo(project, song, {123}, {kBar}));
}

TEST_F(TempoEdits, FittingABarToATimeTurnsTheTempoBeforeIt) {
    // Four bars in 8.4 seconds instead of 8: 120 · 8 / 8.4.
    const auto fitted = fitTempo(project, song, {4 * kBar}, {4 * kBar + 19'200});
    ASSERT_TRUE(fitted);
    EXPECT_NEAR(tempo(*fitted)[0].beatsPerMinute, 114.2857, 1e-4);
    EXPECT_EQ(tempo(*fitted)[1].position.value, 4 * kBar + 19'200);
    EXPECT_EQ(tempo(*fitted)[2].position.value, 8 * kBar + 19'200);
    EXPECT_FALSE(fitTempo(project, song, {4 * kBar}, {100})) << "that would be too fast";
}

TEST_F(TempoEdits, RefusesWhatNoMetreAndNoTempoIs) {
    EXPECT_FALSE(changeTempo(project, song, {{0}, 5, 4, 4}));
    EXPECT_FALSE(changeTempo(project, song, {{0}, 120, 0, 4}));
    EXPECT_FALSE(changeTempo(project, song, {{0}, 120, 4, 0}));
    EXPECT_FALSE(changeTempo(project, SongId{99}, {{0}, 120, 4, 4}));
}

} // namespace
} // namespace lacquer::project
