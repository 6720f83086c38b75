#include "engine/mastering/loudness_alignment.h"

#include "engine/mastering/target.h"
#include "engine/mastering/tone_match.h"

#include <gtest/gtest.h>

#include <limits>

namespace lacquer::mastering {
namespace {

constexpr double kNone = -std::numeric_limits<double>::infinity();

std::vector<TrackLoudness> threeTracks() {
    return {{{1}, -10, -8, kNone, -1, Decibels{0}}, {{2}, -14, -9, -15, -3, Decibels{1}}, {{3}, -12, -11, -14, -2, Decibels{-2}}};
}

TEST(LoudnessAlignment, BringsEveryTrackToTheLoudnessByTheRule) {
    const auto tracks = threeTracks();
    const auto aligned = planAlignment(tracks, AlignmentRule::integrated, -12);
    ASSERT_TRUE(aligned);
    EXPECT_DOUBLE_EQ((*aligned)[0].gain.value, -2);
    EXPECT_DOUBLE_EQ((*aligned)[1].gain.value, 3);
    EXPECT_DOUBLE_EQ((*aligned)[2].gain.value, -2);
    EXPECT_DOUBLE_EQ((*aligned)[1].truePeakDbtp, -1);
    const auto byEar = planAlignment(tracks, AlignmentRule::loudest, -9);
    EXPECT_DOUBLE_EQ((*byEar)[2].gain.value, 0);
}

TEST(LoudnessAlignment, LeavesTracksWithoutAVoiceAsTheyAre) {
    const auto aligned = planAlignment(threeTracks(), AlignmentRule::vocal, -15);
    ASSERT_TRUE(aligned);
    EXPECT_DOUBLE_EQ((*aligned)[0].gain.value, 0);
    EXPECT_DOUBLE_EQ((*aligned)[2].gain.value, -3);
}

TEST(LoudnessAlignment, GoesOnlyAsFarAsItsStrength) {
    EXPECT_DOUBLE_EQ((*planAlignment(threeTracks(), AlignmentRule::integrated, -12, 0.5))[0].gain.value, -1);
}

TEST(LoudnessAlignment, RefusesWhatNoGainCanDo) {
    EXPECT_FALSE(planAlignment(threeTracks(), AlignmentRule::integrated, -60));
    const TrackLoudness silent[] = {{{1}, kNone, kNone, kNone, kNone, Decibels{}}};
    EXPECT_FALSE(planAlignment(silent, AlignmentRule::integrated, -12));
}

TEST(LoudnessAlignment, UsualLoudnessIsTheMedian) {
    EXPECT_DOUBLE_EQ(usualLoudness(threeTracks(), AlignmentRule::integrated), -12);
    EXPECT_DOUBLE_EQ(usualLoudness(threeTracks(), AlignmentRule::vocal), -14.5);
}

// Spotify for Artists: a song of −20 LUFS whose true peak is −5 dBTP is raised to −16 LUFS only.
TEST(PlaybackGain, LeavesOneDecibelOfHeadroomWhenItTurnsUp) {
    Target target;
    target.loudness = -14;
    target.normalisation = Normalisation::both;
    EXPECT_DOUBLE_EQ(playbackGain(target, -20, -5), 4);
    EXPECT_DOUBLE_EQ(playbackGain(target, -9, -1), -5);
    EXPECT_DOUBLE_EQ(playbackGain(target, -20, -0.5), 0);
    target.normalisation = Normalisation::down;
    EXPECT_DOUBLE_EQ(playbackGain(target, -20, -5), 0);
    target.normalisation = Normalisation::none;
    EXPECT_DOUBLE_EQ(playbackGain(target, -9, -1), 0);
}

analysis::ToneProfile tilted(double dbPerBand) {
    analysis::ToneProfile profile;
    for (std::size_t k = 0; k < profile.levels.size(); ++k) profile.levels[k] = -15 + dbPerBand * (static_cast<double>(k) - 15);
    return profile;
}

TEST(ToneMatch, BringsABalanceCloserInBroadStrokes) {
    const ToneMatch match = suggestMatch(tilted(0), tilted(-0.2), 1);
    EXPECT_GT(match.before, 1);
    EXPECT_LT(match.after, 0.4 * match.before);
    EXPECT_GT(match.bands.front().gainDb, 0.5); // darker: the lows up, the highs down
    EXPECT_LT(match.bands.back().gainDb, -0.5);
    for (const auto& band : match.bands) EXPECT_LE(std::abs(band.gainDb), kMostMatch);
}

TEST(ToneMatch, SuggestsNothingBetweenEquals) {
    const ToneMatch match = suggestMatch(tilted(-0.1), tilted(-0.1), 1);
    for (const auto& band : match.bands) EXPECT_EQ(band.gainDb, 0);
    EXPECT_EQ(equalizerValues(match).numbers.at("band1.on"), 0);
}

} // namespace
} // namespace lacquer::mastering
