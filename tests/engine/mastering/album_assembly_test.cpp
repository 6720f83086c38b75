#include "engine/mastering/album_assembly.h"

#include "tests/engine/mastering/file_album.h"

#include <gtest/gtest.h>

namespace lacquer::mastering {
namespace {

using testing::withTrack;

constexpr std::int64_t kRate = testing::kFileRate.hz;

project::Project threeFiles(double secondGap, double thirdGap) { return testing::threeFiles({7.0, secondGap, thirdGap}); }

TEST(AlbumTimeline, PlacesTracksByLengthsAndGapsToTheNearestFrame) {
    // 0.3333 s at 48 kHz is 15998.4 frames.
    const auto timeline = albumTimeline(threeFiles(0, 0.3333), {});
    ASSERT_TRUE(timeline);
    EXPECT_EQ(timeline->tracks[0].start.value, 0) << "the first gap is not part of the album";
    EXPECT_EQ(timeline->tracks[1].start.value, 2 * kRate);
    EXPECT_EQ(timeline->tracks[2].start.value, 5 * kRate + 15998);
    EXPECT_EQ(timeline->end.value, 9 * kRate + 15998);
}

TEST(AlbumTimeline, OverlapsByNegativeGaps) {
    const auto timeline = albumTimeline(threeFiles(-0.5, 0), {});
    ASSERT_TRUE(timeline);
    EXPECT_EQ(timeline->tracks[1].start.value, 2 * kRate - kRate / 2);
    EXPECT_EQ(timeline->tracks[1].gap.value, -kRate / 2);
}

TEST(AlbumTimeline, TakesTheRenderedLengthOfASong) {
    project::Project project = threeFiles(0, 0);
    project::Song song;
    song.id = {77};
    song.name = "Night Drive";
    song.mix = std::make_shared<const project::Channel>();
    project.songs.push_back(std::make_shared<const project::Song>(song));
    project = withTrack(project, 0, [](project::AlbumTrack& track) {
        track.source = {};
        track.song = {77};
    });
    const auto timeline = albumTimeline(project, {{SongId{77}, FrameCount{12345}}});
    ASSERT_TRUE(timeline);
    EXPECT_EQ(timeline->tracks[1].start.value, 12345);
}

TEST(AlbumTimeline, SaysWhichTrackIsTrimmedAway) {
    const auto project = withTrack(threeFiles(0, 0), 1, [](project::AlbumTrack& track) {
        track.trimStart = {2.0};
        track.trimEnd = {1.0};
        track.metadata["title"] = "Gone";
    });
    const auto timeline = albumTimeline(project, {});
    ASSERT_FALSE(timeline);
    EXPECT_NE(timeline.error().message.find("track 2 (Gone)"), std::string::npos)
        << timeline.error().message;
}

TEST(AlbumTimeline, RefusesAnOverlapLongerThanTheTrackBefore) {
    EXPECT_FALSE(albumTimeline(threeFiles(-2.5, 0), {}));
    EXPECT_TRUE(albumTimeline(threeFiles(-2.0, 0), {}));
}

TEST(AlbumTimeline, RefusesAnAlbumWithoutTracks) {
    const auto timeline = albumTimeline(project::makeProject("Empty", {kRate}), {});
    ASSERT_FALSE(timeline);
    EXPECT_EQ(timeline.error().kind, ErrorKind::badInput);
}

TEST(AlbumAssembly, MakesOneClipPerTrackWithItsTrimsFadesAndGain) {
    const auto project = withTrack(threeFiles(1, 0), 1, [](project::AlbumTrack& track) {
        track.trimStart = {0.5};
        track.trimEnd = {0.25};
        track.gain = {-3.0};
        track.fadeIn = {0.01};
        track.fadeOut = {60.0};
        track.fadeOutShape = project::FadeShape::linear;
    });
    const auto assembly = assembleAlbum(project, {});
    ASSERT_TRUE(assembly);
    ASSERT_EQ(assembly->song.tracks.size(), 3u);
    ASSERT_EQ(assembly->song.tracks[1]->clips->size(), 1u);
    const project::Clip& clip = assembly->song.tracks[1]->clips->front();
    EXPECT_EQ(clip.position.value, 3 * kRate);
    EXPECT_EQ(clip.offset.value, kRate / 2);
    EXPECT_EQ(clip.length.value, 3 * kRate - kRate * 3 / 4);
    EXPECT_EQ(clip.gain, Decibels{-3.0});
    EXPECT_EQ(clip.fadeIn.length.value, 480);
    EXPECT_EQ(clip.fadeOut.length, clip.length) << "a fade is never longer than its clip";
    EXPECT_EQ(clip.fadeOut.shape, project::FadeShape::linear);
    EXPECT_EQ(assembly->song.mix, project.album->channel) << "the album's chain is the mix bus";
}

TEST(AlbumAssembly, MovesATracksAutomationToItsPlace) {
    const auto project = withTrack(threeFiles(1, 0), 1, [](project::AlbumTrack& track) {
        project::AutomationCurve curve;
        curve.target.parameter = "fader";
        curve.points = {{FramePosition{0}, 0.0, 0.0}, {FramePosition{480}, -6.0, 0.0}};
        track.channel.automation = {std::make_shared<const project::AutomationCurve>(curve)};
    });
    const auto assembly = assembleAlbum(project, {});
    ASSERT_TRUE(assembly);
    const auto& points = assembly->song.tracks[1]->channel.automation.front()->points;
    EXPECT_EQ(points[0].position.value, 3 * kRate);
    EXPECT_EQ(points[1].position.value, 3 * kRate + 480);
    EXPECT_EQ(project.album->tracks[1]->channel.automation.front()->points[1].position.value, 480)
        << "the project itself stays as it is";
}

TEST(SongsOnAlbum, ListsEachSongOnce) {
    project::Album album;
    for (std::uint64_t id : {5, 9, 5}) {
        project::AlbumTrack track;
        track.song = {id};
        album.tracks.push_back(std::make_shared<const project::AlbumTrack>(track));
    }
    EXPECT_EQ(songsOnAlbum(album), (std::vector<SongId>{{5}, {9}}));
}

} // namespace
} // namespace lacquer::mastering
