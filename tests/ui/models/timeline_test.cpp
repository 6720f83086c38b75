#include "ui/models/time_scale.h"
#include "ui/models/timeline_rows.h"
#include "ui/models/timeline_snap.h"
#include "ui/models/timeline_ticks.h"
#include "ui/models/timeline_zones.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace lacquer::ui {
namespace {

constexpr SampleRate kRate{48000};

TempoMap plainTempo() {
    const project::TempoPoint plain;
    return TempoMap(std::span(&plain, 1), kRate);
}

project::Clip clipAt(std::uint64_t id, std::int64_t position, std::int64_t length) {
    project::Clip clip;
    clip.id = {id};
    clip.position = {position};
    clip.length = {length};
    return clip;
}

project::Song songOf(std::vector<project::ClipList> tracks) {
    project::Song song;
    std::uint64_t id = 100;
    for (auto& clips : tracks) {
        project::Track track;
        track.channel.id = {id++};
        track.channel.name = "Track " + std::to_string(id - 100);
        track.clips = std::make_shared<const project::ClipList>(std::move(clips));
        song.tracks.push_back(std::make_shared<const project::Track>(track));
    }
    project::Channel mix;
    mix.id = {1};
    mix.name = "Mix";
    song.mix = std::make_shared<const project::Channel>(mix);
    song.tempo = {project::TempoPoint{}};
    return song;
}

TEST(TimeScale, ZoomKeepsTheTimeUnderThePointer) {
    TimeScale scale{1024, -3000};
    const double under = scale.frameAt(431.5);
    for (int notch = 0; notch < 200; ++notch) {
        scale = scale.zoomed(zoomFactorOfWheel(notch < 100 ? 120 : -120), 431.5);
        EXPECT_NEAR(scale.xOf(under), 431.5, 1e-3);
    }
    EXPECT_GE(scale.framesPerPixel, TimeScale::kFinest);
}

TEST(TimeScale, FourNotchesDouble) {
    EXPECT_DOUBLE_EQ((TimeScale{1024, 0}.zoomed(zoomFactorOfWheel(480), 0).framesPerPixel), 512);
}

TEST(TimeScale, ShowsAWholeRangeInsideItsMargins) {
    const TimeScale scale = TimeScale::showing({48000}, {96000}, 1000, 20);
    EXPECT_NEAR(scale.xOf(FramePosition{48000}), 20, 1e-9);
    EXPECT_NEAR(scale.xOf(FramePosition{96000}), 980, 1e-9);
}

TEST(TimelineTicks, LabelsNeverTouch) {
    const TempoMap tempo = plainTempo();
    for (const TimeFormat format : {TimeFormat::barsBeats, TimeFormat::clock, TimeFormat::samples}) {
        for (double zoom = TimeScale::kFinest; zoom < 1'000'000; zoom *= 1.31) {
            double last = -1e9;
            double lastLine = -1e9;
            for (const auto& tick : timelineTicks(tempo, {zoom, 12345}, 1900, format)) {
                EXPECT_GE(tick.x, lastLine + 7) << zoom;
                lastLine = tick.x;
                if (tick.label.empty()) continue;
                EXPECT_GE(tick.x, last + 43) << "at " << zoom << " frames per pixel";
                last = tick.x;
            }
            EXPECT_GT(last, -1e9) << "no label at all at " << zoom;
        }
    }
}

TEST(TimelineTicks, LiesExactlyOnTheBarsOfTheTempoMap) {
    const TempoMap tempo = plainTempo();
    const auto ticks = timelineTicks(tempo, {1000, 0}, 500, TimeFormat::barsBeats);
    ASSERT_FALSE(ticks.empty());
    EXPECT_EQ(ticks.front().label, "1");
    EXPECT_EQ(ticks.front().weight, TimelineTick::Weight::phrase);
    const auto third = std::ranges::find(ticks, std::string("3"), &TimelineTick::label);
    ASSERT_NE(third, ticks.end());
    EXPECT_EQ(third->position, tempo.barStart(3));
}

TEST(SnapPoints, PrefersTheNearerThingAndThenTheMoreMusicalOne) {
    auto song = songOf({{clipAt(1, 24'000, 24'000)}});
    song.markers = {{MarkerId{7}, {25'000}, "Verse"}};
    const TempoMap tempo = plainTempo();
    const TimeScale scale{200, 0}; // 9 pixels reach 1800 frames
    const SnapPoints points(song, {}, {500'000});
    // Clip edge and grid line both at 24000: the clip edge is the one named.
    EXPECT_EQ(points.nearest({24'300}, {}, scale, tempo), (SnapPoint{{24'000}, SnapKind::clipEdge}));
    EXPECT_EQ(points.nearest({24'700}, {}, scale, tempo), (SnapPoint{{25'000}, SnapKind::marker}));
    EXPECT_EQ(points.nearest({35'000}, {}, scale, tempo), std::nullopt);
    EXPECT_EQ(points.nearest({24'300}, {.on = false}, scale, tempo), std::nullopt);
}

TEST(SnapPoints, LeavesOutWhatIsBeingMoved) {
    const auto song = songOf({{clipAt(1, 30'000, 1'000)}});
    const SnapPoints points(song, {ClipId{1}}, {500'000});
    EXPECT_EQ(points.nearest({30'000}, {}, {200, 0}, plainTempo()), std::nullopt);
}

TEST(SnapPoints, PullsByTheEdgeThatIsNearest) {
    const auto song = songOf({{clipAt(1, 100'000, 50'000)}});
    const SnapPoints points(song, {}, {0});
    const std::array edges{FramePosition{98'900}, FramePosition{150'400}};
    const auto pull = points.pull(edges, {.on = true, .grid = GridUnit::off}, {200, 0}, plainTempo());
    ASSERT_TRUE(pull);
    EXPECT_EQ(pull->by.value, -400);
    EXPECT_EQ(pull->to.position.value, 150'000);
}

TEST(SnapPoints, AdaptiveGridNeverPullsFartherThanItsReach) {
    const auto song = songOf({{}});
    const SnapPoints points(song, {}, {0});
    const TempoMap tempo = plainTempo();
    for (double zoom = 0.1; zoom < 100'000; zoom *= 1.7) {
        for (std::int64_t frame = 1; frame < 1'000'000; frame += 77'777) {
            const auto to = points.nearest({frame}, {.on = true, .grid = GridUnit::adaptive}, {zoom, 0}, tempo);
            if (!to) continue;
            EXPECT_LE(std::abs(static_cast<double>((to->position - FramePosition{frame}).value)) / zoom, 9.0);
        }
    }
}

TEST(TimelineRows, PlacesTracksBusesMixAndUnfoldedLanesWithoutGaps) {
    auto song = songOf({{}, {}, {}});
    project::Bus bus;
    bus.channel.id = {50};
    bus.channel.name = "Hall";
    song.buses = {std::make_shared<const project::Bus>(bus)};
    RowLayout layout;
    layout.sizes[{100}] = RowSize::large;
    layout.lanes[{100}] = {{project::AutomationTarget::Owner::channel, 0, "fader"}};
    const auto rows = timelineRows(song, layout, {});
    ASSERT_EQ(rows.size(), 6u);
    EXPECT_EQ(rows[0].height, 80);
    EXPECT_EQ(rows[1].kind, TimelineRow::Kind::lane);
    EXPECT_EQ(rows[1].height, 56);
    EXPECT_EQ(rows[2].number, 2);
    for (std::size_t i = 1; i < rows.size(); ++i) EXPECT_EQ(rows[i].top, rows[i - 1].bottom());
    EXPECT_EQ(rows[4].kind, TimelineRow::Kind::bus);
    EXPECT_EQ(rows[5].kind, TimelineRow::Kind::mix);
}

TEST(TimelineRows, FindsTheRowUnderEveryPixel) {
    const auto rows = timelineRows(songOf({{}, {}, {}}), {}, {});
    for (int y = -5; y < rows.back().bottom() + 5; ++y) {
        const auto found = rowAt(rows, y);
        const bool inside = y >= 0 && y < rows.back().bottom();
        ASSERT_EQ(found.has_value(), inside) << y;
        if (found) {
            EXPECT_TRUE(rows[*found].top <= y && y < rows[*found].bottom());
        }
    }
}

TEST(TimelineRows, SearchShowsOnlyMatchingNamesAndKeepsTheirNumbers) {
    RowLayout layout;
    layout.filter = "track 2";
    const auto rows = timelineRows(songOf({{}, {}, {}}), layout, {});
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].number, 2);
}

TEST(ClipZone, EveryCornerEdgeAndHalfHasItsTool) {
    auto clip = clipAt(1, 0, 20'000);
    clip.fadeIn.length = {5'000};
    const TimeScale scale{100, 0};
    const ClipBox box = clipBox(clip, scale, 0, 80);
    ASSERT_DOUBLE_EQ(box.width, 200);
    const auto at = [&](double x, double y) { return clipZoneAt(clip, box, scale, true, x, y); };
    EXPECT_EQ(at(50, 3), ClipZone::fadeIn) << "the handle sits at the end of the fade";
    EXPECT_EQ(at(197, 3), ClipZone::fadeOut) << "without a fade it sits in the corner";
    EXPECT_EQ(at(100, 3), ClipZone::gain);
    EXPECT_EQ(at(2, 40), ClipZone::trimStart);
    EXPECT_EQ(at(198, 60), ClipZone::trimEnd);
    EXPECT_EQ(at(120, 25), ClipZone::move);
    EXPECT_EQ(at(120, 60), ClipZone::range);
    EXPECT_EQ(at(201, 20), ClipZone::none);
}

TEST(ClipZone, NarrowClipsOnlyMove) {
    const auto clip = clipAt(1, 0, 2'000);
    const TimeScale scale{100, 0};
    const ClipBox box = clipBox(clip, scale, 0, 80);
    for (double x = 0; x <= 20; x += 1) EXPECT_EQ(clipZoneAt(clip, box, scale, true, x, 60), ClipZone::move);
}

TEST(Rows, AClosedFolderStandsInThePlaceOfItsTracks) {
    project::Song song = songOf({{}, {}, {}, {}});
    project::TrackFolder folder;
    folder.id = {77};
    folder.name = "Drums";
    folder.tracks = {song.tracks[1]->channel.id, song.tracks[2]->channel.id};
    song.folders = {folder};
    const auto kinds = [](const std::vector<TimelineRow>& rows) {
        std::string text;
        for (const auto& row : rows) text += row.kind == TimelineRow::Kind::folder ? "[" : row.kind == TimelineRow::Kind::track ? std::to_string(row.number) : "m";
        return text;
    };
    EXPECT_EQ(kinds(timelineRows(song, {}, {})), "1[234m");
    song.folders[0].open = false;
    const auto rows = timelineRows(song, {}, {});
    EXPECT_EQ(kinds(rows), "1[4m");
    EXPECT_EQ(rows[1].folder.value, 77u);
    EXPECT_EQ(rows[2].top, rows[1].bottom());
    RowLayout searched;
    searched.filter = "track";
    EXPECT_EQ(kinds(timelineRows(song, searched, {})), "1234") << "what is searched is found in closed folders, too";
}

} // namespace
} // namespace lacquer::ui
