#include "ui/models/album_view.h"

#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"

#include <gtest/gtest.h>

namespace lacquer::ui {
namespace {

/// Three files of 100, 200 and 50 seconds with 2 seconds between them.
project::Project album() {
    project::Project project = project::makeProject("Album", SampleRate{48000});
    for (const auto& [name, seconds] : {std::pair("One", 100), std::pair("Two", 200), std::pair("Three", 50)}) {
        project::Source source;
        source.name = name;
        source.file = std::string("audio/") + name;
        source.contentHash = name;
        source.length = {seconds * 48000LL};
        auto pooled = project::addSource(std::move(project), source);
        project = std::move(project::addSourceToAlbum(std::move(pooled->project), pooled->id, name)->project);
    }
    return project;
}

AlbumMeasures measured(const project::Project& project) {
    AlbumMeasures measures;
    measures.project = std::make_shared<const project::Project>(project);
    measures.album = {-12, -1, 8};
    double loudness = -11;
    for (const auto& track : project.album->tracks) {
        measures.tracks[track->id] = {loudness, -1.2, 6};
        loudness -= 1.5;
    }
    return measures;
}

TEST(AlbumView, PlacesTracksBehindEachOtherWithTheirGaps) {
    auto project = album();
    project = *project::setAlbumGap(project, project.album->tracks[2]->id, {-4});
    const AlbumView view = albumView(project, std::nullopt, {});
    ASSERT_EQ(view.rows.size(), 3u);
    EXPECT_EQ(view.rows[0].start.value, 0);
    EXPECT_EQ(view.rows[1].start.value, 102 * 48000);
    EXPECT_EQ(view.rows[2].start.value, (302 - 4) * 48000);
    EXPECT_EQ(view.rows[2].gap.value, -4 * 48000);
    EXPECT_EQ(view.end.value, 348 * 48000);
    EXPECT_NEAR(view.leftOnDisc(SampleRate{48000}).value, 79 * 60 + 57.0 + 70.0 / 75 - 348, 1e-3) << "79:57.70 on a Red Book disc";
}

TEST(AlbumView, ShowsLoudnessAgainstTheAlbum) {
    const auto project = album();
    const AlbumView view = albumView(project, measured(project), {});
    EXPECT_NEAR(*view.rows[0].deviation, 1.0, 1e-9);
    EXPECT_NEAR(*view.rows[2].deviation, -2.0, 1e-9);
    EXPECT_NEAR(view.rows[0].measures->plr(), 9.8, 1e-9);
    for (const auto& row : view.rows) EXPECT_EQ(row.state, AlbumTrackState::upToDate);
}

TEST(AlbumView, KnowsWhatAChangeTouches) {
    const auto before = album();
    const auto measures = measured(before);
    const AlbumTrackId first = before.album->tracks[0]->id;
    const auto states = [&](const project::Project& project) {
        std::vector<AlbumTrackState> all;
        for (const auto& row : albumView(project, measures, {}).rows) all.push_back(row.state);
        return all;
    };
    using enum AlbumTrackState;
    EXPECT_EQ(states(*project::setAlbumTrackMetadata(before, first, "title", "Overture")), (std::vector{upToDate, upToDate, upToDate}))
        << "a title changes no sound";
    EXPECT_EQ(states(*project::setAlbumGain(before, first, {-1})), (std::vector{masterChanged, upToDate, upToDate}));
    EXPECT_EQ(states(*project::changeAlbum(before, [](project::Album& changed) {
                  auto chain = *changed.channel;
                  chain.fader = {-2};
                  changed.channel = std::make_shared<const project::Channel>(chain);
              })),
              (std::vector{masterChanged, masterChanged, masterChanged}));
}

TEST(AlbumView, InheritsTheArtistOfTheAlbum) {
    auto project = *project::setAlbumMetadata(album(), "artist", "Mara Lind");
    project = *project::setAlbumTrackMetadata(project, project.album->tracks[1]->id, "artist", "Guest");
    const AlbumView view = albumView(project, std::nullopt, {});
    EXPECT_EQ(view.rows[0].artist, "Mara Lind");
    EXPECT_TRUE(view.rows[0].artistInherited);
    EXPECT_EQ(view.rows[1].artist, "Guest");
}

TEST(ParseGap, ReadsSecondsCdFramesAndOverlaps) {
    EXPECT_DOUBLE_EQ(parseGap("2")->value, 2);
    EXPECT_DOUBLE_EQ(parseGap(" 2.5 s")->value, 2.5);
    EXPECT_DOUBLE_EQ(parseGap("1,5")->value, 1.5);
    EXPECT_DOUBLE_EQ(parseGap("150 f")->value, 2);
    EXPECT_DOUBLE_EQ(parseGap("× 4.2")->value, -4.2);
    EXPECT_DOUBLE_EQ(parseGap("\u22123")->value, -3);
    EXPECT_FALSE(parseGap("soon"));
    EXPECT_FALSE(parseGap(""));
    EXPECT_FALSE(parseGap("2 3 x"));
}

} // namespace
} // namespace lacquer::ui
