#include "engine/project/freeze_edits.h"

#include "engine/project/folder_edits.h"
#include "engine/project/song_changes.h"
#include "tests/engine/project/sample_project.h"

#include <gtest/gtest.h>

namespace lacquer::project {
namespace {

using test::makeSample;
using test::must;
using test::Sample;
using test::SmallCatalogue;

Source rendering() {
    Source source;
    source.name = "Vocal frozen";
    source.file = "frozen/1.wav";
    source.fileRate = SampleRate{48000};
    source.length = {960100};
    return source;
}

TEST(FreezeEdits, TheRenderingIsPlayedAndClipsAndChainStay) {
    const Sample s = makeSample();
    const auto frozen = must(freezeTrack(s.project, s.vocal, rendering(), {0}));
    const Track& track = *findTrack(*frozen.project.songs[0], s.vocal);
    ASSERT_TRUE(track.freeze);
    EXPECT_EQ(playedClips(track)->front().source, frozen.id);
    EXPECT_EQ(playedClips(track)->front().length.value, 960100);
    EXPECT_EQ(track.clips, findTrack(*s.project.songs[0], s.vocal)->clips);
    EXPECT_EQ(track.channel.inserts.size(), 2U);
    EXPECT_EQ(endOf(*frozen.project.songs[0]).value, 960000) << "a song is as long as its clips";
    Project back = must(unfreezeTrack(frozen.project, s.vocal));
    back.nextId = s.project.nextId;
    EXPECT_TRUE(back == s.project) << "unfreezing brings all back";
    EXPECT_FALSE(freezeTrack(frozen.project, s.vocal, rendering(), {0}));
    EXPECT_FALSE(unfreezeTrack(s.project, s.vocal));
    Source mono = rendering();
    mono.channels = 1;
    EXPECT_FALSE(freezeTrack(s.project, s.vocal, mono, {0}));
    EXPECT_FALSE(findTrack(*must(duplicateTrack(frozen.project, s.vocal)).project.songs[0], must(duplicateTrack(frozen.project, s.vocal)).id)->freeze);
}

TEST(FreezeEdits, WhatWasRenderedCannotChangeUnheard) {
    const SmallCatalogue catalogue;
    const Sample s = makeSample(catalogue);
    const Project frozen = must(freezeTrack(s.project, s.vocal, rendering(), {0})).project;
    EXPECT_FALSE(keepsFrozen(frozen, must(setTrim(frozen, s.vocal, Decibels{3}))));
    EXPECT_FALSE(keepsFrozen(frozen, must(moveClip(frozen, s.vocalClip, s.vocal, {500}))));
    EXPECT_FALSE(keepsFrozen(frozen, must(removeInsert(frozen, s.vocal, s.eq))));
    const auto said = keepsFrozen(frozen, must(setInsertParameter(frozen, catalogue, s.vocal, s.eq, "band1.gain", 3)));
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().message, "\"Vocal\" is frozen, so its clips, trim and inserts stay as they were rendered. "
                                    "Unfreeze it to change them.");
    // What comes behind the rendering is live.
    EXPECT_TRUE(keepsFrozen(frozen, must(setFader(frozen, s.vocal, Decibels{-3}))));
    EXPECT_TRUE(keepsFrozen(frozen, must(setSendMuted(frozen, s.vocal, s.send, true))));
    EXPECT_TRUE(keepsFrozen(frozen, must(setTrim(frozen, s.bass, Decibels{3}))));
    EXPECT_TRUE(keepsFrozen(frozen, must(clearCurve(frozen, s.vocal, {AutomationTarget::Owner::channel, 0, "fader"}))));
    EXPECT_TRUE(keepsFrozen(frozen, must(setTrim(must(unfreezeTrack(frozen, s.vocal)), s.vocal, Decibels{3}))));
    EXPECT_TRUE(keepsFrozen(frozen, must(removeTrack(frozen, s.vocal))));
    EXPECT_EQ(songChanges(*s.project.songs[0], *frozen.songs[0], catalogue, SampleRate{48000}), std::vector<std::string>{"Vocal: frozen"});
}

TEST(FolderEdits, TracksGatherInAFolder) {
    Sample s = makeSample();
    auto third = must(addTrack(s.project, s.song, {"Keys", {}, false, {}, {}}));
    const auto made = must(addFolder(third.project, s.song, "Band", std::vector{third.id, s.bass}));
    const Song& song = *made.project.songs[0];
    EXPECT_EQ(song.folders[0].tracks, (std::vector{s.bass, third.id})) << "in the order of the song";
    EXPECT_EQ(song.tracks[1]->channel.id, third.id) << "one behind the other";
    EXPECT_EQ(folderOf(song, s.bass)->name, "Band");
    EXPECT_FALSE(folderOf(song, s.vocal));

    const Project joined = must(setTrackFolder(made.project, s.vocal, made.id));
    EXPECT_EQ(findFolder(*joined.songs[0], made.id)->tracks, (std::vector{s.bass, third.id, s.vocal}));
    const Project closed = must(setFolderOpen(must(setFolderColour(joined, s.song, made.id, {0x123456})), s.song, made.id, false));
    EXPECT_FALSE(closed.songs[0]->folders[0].open);
    const Project left = must(setTrackFolder(must(setTrackFolder(made.project, s.bass, {})), third.id, {}));
    EXPECT_TRUE(left.songs[0]->folders.empty()) << "a folder without tracks is gone";
    EXPECT_EQ(must(removeTrack(made.project, s.bass)).songs[0]->folders[0].tracks, (std::vector{third.id}));
    EXPECT_EQ(must(removeFolder(made.project, s.song, made.id)).songs[0]->tracks, song.tracks);
    EXPECT_FALSE(addFolder(made.project, s.song, "Band", std::vector{s.vocal}));
    EXPECT_FALSE(addFolder(made.project, s.song, "Buses", std::vector{s.hall}));
}

} // namespace
} // namespace lacquer::project
