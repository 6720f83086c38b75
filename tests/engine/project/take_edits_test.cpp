#include "engine/project/take_edits.h"
#include "tests/engine/project/sample_project.h"

#include <gtest/gtest.h>

namespace lacquer::project {
namespace {

using test::makeSample;
using test::must;
using test::Sample;

const Track& vocalOf(const Project& project, const Sample& s) { return *findTrack(*project.songs[0], s.vocal); }

TEST(TakeEdits, ANewTakeLeavesTheOldOneWaiting) {
    const Sample s = makeSample();
    const auto clips = vocalOf(s.project, s).clips;
    const auto made = must(addTake(s.project, s.vocal, "", TakeContent::empty));
    const Track& track = vocalOf(made.project, s);
    EXPECT_TRUE(track.clips->empty());
    EXPECT_EQ(track.take, made.id);
    EXPECT_EQ(track.takeName, "Take 2");
    ASSERT_EQ(track.takes.size(), 1u);
    EXPECT_EQ(track.takes[0].clips, clips);
    EXPECT_EQ(track.takes[0].name, "Take 1");
}

TEST(TakeEdits, PlayingATakeAndTheFirstOneAgainIsWhereItBegan) {
    const Sample s = makeSample();
    const auto made = must(addTake(s.project, s.vocal, "Soft", TakeContent::copy));
    const TakeId first = vocalOf(made.project, s).takes[0].id;
    const Project back = must(playTake(made.project, s.vocal, first));
    EXPECT_EQ(vocalOf(back, s).clips, vocalOf(s.project, s).clips);
    EXPECT_EQ(vocalOf(back, s).takes[0].name, "Soft");
    EXPECT_TRUE(must(playTake(back, s.vocal, made.id)) == made.project);
    EXPECT_FALSE(removeTake(back, s.vocal, first)) << "the one that plays stays";
    EXPECT_TRUE(vocalOf(must(removeTake(back, s.vocal, made.id)), s).takes.empty());
}

TEST(TakeEdits, ClipsOfACopiedTakeHaveTheirOwnIds) {
    const Sample s = makeSample();
    const auto made = must(addTake(s.project, s.vocal, "", TakeContent::copy));
    const Track& track = vocalOf(made.project, s);
    EXPECT_NE(track.clips->front().id, track.takes[0].clips->front().id);
    const auto twin = must(duplicateTrack(made.project, s.vocal));
    const Track& copy = *findTrack(*twin.project.songs[0], twin.id);
    EXPECT_NE(copy.takes[0].clips->front().id, track.takes[0].clips->front().id);
    EXPECT_NE(copy.take, track.take);
}

TEST(TakeEdits, CompingTakesARangeWithoutMovingItAndFadesOver) {
    const Sample s = makeSample();
    // The other take is 3 dB louder, so that it can be told apart.
    auto made = must(addTake(s.project, s.vocal, "Loud", TakeContent::copy));
    const ClipId loud = vocalOf(made.project, s).clips->front().id;
    Project project = must(setClipGain(made.project, loud, Decibels{3}));
    const TakeId first = vocalOf(project, s).takes[0].id;
    project = must(playTake(project, s.vocal, first));
    project = must(compFromTake(project, s.vocal, made.id, {100000}, {200000}, {480}));
    const ClipList& clips = *vocalOf(project, s).clips;
    ASSERT_EQ(clips.size(), 3u);
    EXPECT_EQ(clips[0].end().value, 100240);
    EXPECT_EQ(clips[1].position.value, 99760);
    EXPECT_EQ(clips[1].end().value, 200240);
    EXPECT_EQ(clips[2].position.value, 199760);
    EXPECT_EQ(clips[1].gain.value, 3);
    for (const Clip& clip : clips) EXPECT_EQ(clip.offset.value, clip.position.value) << "moved in time";
    EXPECT_EQ(clips[0].fadeOut.length.value, 480);
    EXPECT_EQ(clips[1].fadeIn.length.value, 480);
    EXPECT_EQ(clips[1].fadeIn.shape, FadeShape::linear) << "one performer: equal gain";
    EXPECT_EQ(clips[0].fadeIn, vocalOf(s.project, s).clips->front().fadeIn);
}

TEST(TakeEdits, CompingFromAnEmptyTakeLeavesAGap) {
    const Sample s = makeSample();
    auto made = must(addTake(s.project, s.vocal, "", TakeContent::empty));
    const TakeId first = vocalOf(made.project, s).takes[0].id;
    Project project = must(playTake(made.project, s.vocal, first));
    project = must(compFromTake(project, s.vocal, made.id, {100000}, {200000}, {480}));
    const ClipList& clips = *vocalOf(project, s).clips;
    ASSERT_EQ(clips.size(), 2u);
    EXPECT_EQ(clips[0].end().value, 100000);
    EXPECT_EQ(clips[1].position.value, 200000);
    EXPECT_FALSE(compFromTake(project, s.vocal, made.id, {5}, {5}, {480}));
}

TEST(TakeEdits, ATakeCanBecomeATrackOfItsOwn) {
    const Sample s = makeSample();
    auto made = must(addTake(s.project, s.vocal, "Loud", TakeContent::copy));
    const TakeId first = vocalOf(made.project, s).takes[0].id;
    const auto track = must(takeToTrack(made.project, s.vocal, first));
    const Song& song = *track.project.songs[0];
    ASSERT_EQ(song.tracks.size(), 3u);
    EXPECT_EQ(song.tracks[2]->channel.id, track.id);
    EXPECT_EQ(song.tracks[2]->channel.name, "Vocal Take 1");
    EXPECT_EQ(song.tracks[2]->clips->size(), 1u);
}

} // namespace
} // namespace lacquer::project
