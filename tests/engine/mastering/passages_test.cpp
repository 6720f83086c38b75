#include "engine/mastering/passages.h"

#include "engine/mastering/render_recipe.h"
#include "tests/engine/mastering/file_album.h"

#include <gtest/gtest.h>

namespace lacquer::mastering {
namespace {

using testing::withTrack;

constexpr SampleRate kRate = testing::kFileRate;

/// With these pauses before the second and the third.
project::Project threeFiles(double secondGap, double thirdGap) { return testing::threeFiles({0.0, secondGap, thirdGap}); }

std::vector<Passage> passages(const project::Project& project) { return passagesOf(*assembleAlbum(project, {}), kRate); }

std::string recipe(const project::Project& project, const Passage& passage) {
    return renderRecipe(passage.song, kRate, project.panLaw, contentOfSources(project));
}

TEST(Passages, PartWhereThePauseIsASecondOrMore) {
    const auto parted = passages(threeFiles(1.0, 0.999));
    ASSERT_EQ(parted.size(), 2u);
    EXPECT_EQ(parted[0].last, 0u);
    EXPECT_EQ(parted[0].length.value, 2 * kRate.hz);
    EXPECT_EQ(parted[1].first, 1u);
    EXPECT_EQ(parted[1].last, 2u);
    EXPECT_EQ(parted[1].start.value, 3 * kRate.hz);
    EXPECT_EQ(parted[1].length.value, 7 * kRate.hz + 47952);
}

TEST(Passages, KeepAGaplessAlbumInOnePiece) {
    const auto parted = passages(threeFiles(0, -0.5));
    ASSERT_EQ(parted.size(), 1u);
    EXPECT_EQ(parted[0].last, 2u);
}

TEST(Passages, WaitForASongThatOutlastsTheNext) {
    // The third starts 2.2 s behind the second's end, which starts within the first.
    auto project = threeFiles(-1.9, 0);
    project = withTrack(project, 1, [](auto& track) { track.trimEnd = {2.95}; });
    project = withTrack(project, 2, [](auto& track) { track.gap = {2.2}; });
    const auto parted = passages(project);
    ASSERT_EQ(parted.size(), 1u) << "only 0.35 s lie between the first's end and the third's start";
}

TEST(Passages, DoNotDependOnWhatIsBeforeThePause) {
    const auto project = threeFiles(2, 2);
    const auto before = passages(project);
    // Another length that is no multiple of the quantum, and another gap.
    auto changed = withTrack(project, 0, [](auto& track) { track.trimEnd = {0.123457}; });
    changed = withTrack(changed, 1, [](auto& track) { track.gap = {1.7654321}; });
    const auto after = passages(changed);
    ASSERT_EQ(after.size(), 3u);
    EXPECT_NE(after[2].start, before[2].start);
    EXPECT_NE(recipe(changed, after[0]), recipe(project, before[0]));
    EXPECT_EQ(recipe(changed, after[1]), recipe(project, before[1]));
    EXPECT_EQ(recipe(changed, after[2]), recipe(project, before[2]));
}

TEST(Passages, MoveTheAlbumsAutomationToTheirOwnTime) {
    auto project = threeFiles(2, 2);
    auto album = *project.album;
    auto chain = *album.channel;
    project::AutomationCurve curve;
    curve.target.parameter = "fader";
    curve.points = {{{0}, -1.0, 0}, {{10 * kRate.hz}, -3.0, 0}};
    chain.automation.push_back(std::make_shared<const project::AutomationCurve>(curve));
    album.channel = std::make_shared<const project::Channel>(chain);
    project.album = std::make_shared<const project::Album>(album);
    const auto parted = passages(project);
    ASSERT_EQ(parted.size(), 3u);
    const auto& points = parted[2].song.mix->automation.at(0)->points;
    EXPECT_EQ(points[0].position.value, -9 * kRate.hz);
    EXPECT_EQ(points[1].position.value, 1 * kRate.hz);
}

TEST(Passages, StaySilentWhereAnotherTrackIsSoloed) {
    const auto project = withTrack(threeFiles(2, 2), 1, [](auto& track) { track.channel.soloed = true; });
    const auto parted = passages(project);
    ASSERT_EQ(parted.size(), 3u);
    EXPECT_TRUE(parted[0].song.tracks[0]->channel.muted);
    EXPECT_FALSE(parted[1].song.tracks[0]->channel.muted);
    EXPECT_TRUE(parted[2].song.tracks[0]->channel.muted);
}

} // namespace
} // namespace lacquer::mastering
