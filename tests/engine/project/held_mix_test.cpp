#include "engine/project/song_changes.h"
#include "tests/engine/project/sample_project.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lacquer::project {
namespace {

using test::makeSample;
using test::must;
using test::Sample;
using test::SmallCatalogue;

TEST(HeldMix, StaysAsItWasWhileTheSongIsMixedOn) {
    const Sample s = makeSample();
    const Project held = must(holdMix(s.project, s.first));
    const AlbumTrack& track = *findAlbumTrack(held, s.first);
    ASSERT_TRUE(track.held);
    EXPECT_NE(mixOf(track), track.song);
    EXPECT_EQ(findMix(held, mixOf(track)), track.held.get());
    const Project mixed = must(setFader(held, s.vocal, Decibels{-9}));
    EXPECT_EQ(findAlbumTrack(mixed, s.first)->held, track.held) << "the same value";
    EXPECT_EQ(findChannel(*track.held, s.vocal)->fader, findChannel(s.project, s.vocal)->fader);
    const Project back = must(restoreHeldMix(mixed, s.first));
    EXPECT_TRUE(*back.songs[0] == *s.project.songs[0]);
    const Project follows = must(followMix(mixed, s.first));
    EXPECT_EQ(mixOf(*findAlbumTrack(follows, s.first)), track.song);
}

TEST(HeldMix, PinningHoldsAndFollowingUnpins) {
    const Sample s = makeSample();
    const Project pinned = must(pinMix(s.project, s.first, true));
    EXPECT_TRUE(findAlbumTrack(pinned, s.first)->pinned);
    EXPECT_TRUE(findAlbumTrack(pinned, s.first)->held);
    EXPECT_FALSE(findAlbumTrack(must(followMix(pinned, s.first)), s.first)->pinned);
    EXPECT_FALSE(declineMix(s.project, s.first, "x")) << "nothing is held";
    EXPECT_FALSE(restoreHeldMix(s.project, s.first));
}

std::vector<std::string> said(const Project& before, const Project& after) {
    const SmallCatalogue catalogue;
    return songChanges(*before.songs[0], *after.songs[0], catalogue, before.rate);
}

TEST(SongChanges, SayInWordsWhatWasDone) {
    const SmallCatalogue catalogue;
    const Sample s = makeSample(catalogue);
    EXPECT_TRUE(said(s.project, s.project).empty());
    const std::string vocal = findChannel(s.project, s.vocal)->name;
    const auto fader = said(s.project, must(setFader(s.project, s.vocal, Decibels{-9.5})));
    ASSERT_EQ(fader.size(), 1u);
    EXPECT_NE(fader[0].find(vocal), std::string::npos) << fader[0];
    EXPECT_NE(fader[0].find("9.5 dB"), std::string::npos) << fader[0];
    const auto removed = said(s.project, must(removeInsert(s.project, s.vocal, s.eq)));
    ASSERT_EQ(removed.size(), 1u);
    EXPECT_EQ(removed[0], vocal + ": Equalizer removed");
    const auto gone = said(s.project, must(removeTrack(s.project, s.bass)));
    EXPECT_NE(std::find_if(gone.begin(), gone.end(), [](const auto& line) { return line.find("removed") != std::string::npos; }),
              gone.end());
    const auto clips = said(s.project, must(splitClip(s.project, s.vocalClip, {1000})).project);
    ASSERT_EQ(clips.size(), 1u);
    EXPECT_NE(clips[0].find("clips"), std::string::npos) << clips[0];
}

TEST(SongChanges, DoNotMentionWhatCannotBeHeard) {
    const Sample s = makeSample();
    EXPECT_TRUE(said(s.project, must(renameChannel(s.project, s.vocal, "Anna"))).empty());
}

TEST(AlbumTrack, PregapEndsBeforeTheTrackDoes) {
    const Sample s = makeSample();
    const Seconds length = secondsOf(lengthWithoutTail(s.project, *findAlbumTrack(s.project, s.first)), s.project.rate);
    EXPECT_TRUE(setAlbumPregap(s.project, s.first, {length.value / 2}));
    EXPECT_FALSE(setAlbumPregap(s.project, s.first, {length.value + 1}));
    EXPECT_FALSE(setAlbumPregap(s.project, s.first, {-1}));
}

TEST(StemMaster, IsASongOfItsStemsOnTheAlbum) {
    const Sample s = makeSample();
    std::vector<ImportedTrack> stems(3);
    const char* names[] = {"Drums Main", "Drums Room", "Voices"};
    for (std::size_t k = 0; k < 3; ++k) {
        stems[k].name = names[k];
        stems[k].group = k < 2 ? "Drums" : "Vocals";
        stems[k].source.name = stems[k].source.file = names[k];
        stems[k].source.contentHash = names[k];
        stems[k].source.length = {48000};
    }
    const auto added = addStemMaster(s.project, "Night Drive (stems)", stems);
    ASSERT_TRUE(added) << added.error().message;
    const AlbumTrack& track = *findAlbumTrack(added->project, added->id);
    const Song* song = findSong(added->project, track.song);
    ASSERT_TRUE(song);
    EXPECT_EQ(song->tracks.size(), 3u);
    ASSERT_EQ(song->buses.size(), 1u) << "only the drums are two";
    EXPECT_EQ(song->tracks[0]->channel.output, song->buses[0]->channel.id);
    EXPECT_FALSE(addStemMaster(added->project, "Night Drive (stems)", stems)) << "the name is taken";
}

} // namespace
} // namespace lacquer::project
