#include "engine/project/slice_edits.h"
#include "tests/engine/project/sample_project.h"

#include <gtest/gtest.h>

namespace lacquer::project {
namespace {

using test::makeSample;
using test::must;
using test::Sample;

const ClipList& bassClips(const Project& project, const Sample& s) { return *findTrack(*project.songs[0], s.bass)->clips; }

TEST(SliceEdits, SlicesAtEveryPositionInsideTheClipOnce) {
    const Sample s = makeSample();
    const std::vector<FramePosition> at{{300000}, {100000}, {100000}, {0}, {999999999}};
    const auto made = must(sliceClip(s.project, s.bassClip, at));
    ASSERT_EQ(made.id.size(), 3u);
    const ClipList& clips = bassClips(made.project, s);
    EXPECT_EQ(clips[0].id, s.bassClip);
    EXPECT_EQ(clips[1].position.value, 100000);
    EXPECT_EQ(clips[2].position.value, 300000);
    EXPECT_EQ(clips[2].end().value, 480000);
    EXPECT_FALSE(sliceClip(s.project, s.bassClip, std::vector<FramePosition>{{0}}));
}

TEST(SliceEdits, KeepsTheSpansWithFadesAtTheirNewEdgesOnly) {
    const Sample s = makeSample();
    const std::vector<TimeSpan> spans{{{0}, {50000}}, {{200000}, {200100}}, {{400000}, {600000}}};
    const auto made = must(keepSpansOfClip(s.project, s.bassClip, spans, {240}));
    const ClipList& clips = bassClips(made.project, s);
    ASSERT_EQ(clips.size(), 3u);
    EXPECT_EQ(clips[0].fadeIn.length.value, 0);
    EXPECT_EQ(clips[0].fadeOut.length.value, 240);
    EXPECT_EQ(clips[1].fadeIn.length.value, 50) << "half of what is kept";
    EXPECT_EQ(clips[1].position.value, 200000);
    EXPECT_EQ(clips[2].fadeIn.length.value, 240);
    EXPECT_EQ(clips[2].fadeOut.length.value, 0);
    EXPECT_EQ(clips[2].end().value, 480000);
    for (const Clip& clip : clips) EXPECT_EQ(clip.offset.value, clip.position.value);
    EXPECT_FALSE(keepSpansOfClip(s.project, s.bassClip, std::vector<TimeSpan>{{{900000}, {900100}}}, {240}));
    const auto all = must(keepSpansOfClip(s.project, s.bassClip, std::vector<TimeSpan>{{{0}, {480000}}}, {240}));
    EXPECT_TRUE(all.project == s.project);
}

TEST(SliceEdits, AGoodHitFallsOnTheFrameOfTheBadOne) {
    const Sample s = makeSample();
    const auto made = must(sliceClip(s.project, s.bassClip, std::vector<FramePosition>{{100000}, {148000}}));
    const ClipId bad = made.id[1];
    const SourceId vocal = findSource(made.project, findClip(made.project, s.vocalClip).clip->source)->id;
    const Project next = must(replaceHit(made.project, bad, {100200}, {vocal, {5000}, {-2}, "Good"}, {96}));
    const Clip& clip = *findClip(next, bad).clip;
    EXPECT_EQ(clip.source, vocal);
    EXPECT_EQ(clip.position.value, 100000);
    EXPECT_EQ(clip.offset.value + (100200 - clip.position.value), 5000) << "attack on attack";
    EXPECT_EQ(clip.end().value, 148000);
    EXPECT_EQ(clip.gain.value, -2);
    EXPECT_EQ(clip.fadeIn.length.value, 96);
    EXPECT_GT(clip.fadeOut.length.value, 0);

    // A hit at the very start of its source has nothing before the attack.
    const Project early = must(replaceHit(made.project, bad, {100200}, {vocal, {50}, {0}, ""}, {96}));
    EXPECT_EQ(findClip(early, bad).clip->position.value, 100150);
    EXPECT_EQ(findClip(early, bad).clip->offset.value, 0);
    EXPECT_EQ(findClip(early, bad).clip->fadeIn.length.value, 50);
    EXPECT_FALSE(replaceHit(made.project, bad, {99999}, {vocal, {50}, {0}, ""}, {96}));
    EXPECT_FALSE(replaceHit(made.project, bad, {100200}, {vocal, {960000}, {0}, ""}, {96}));
}

} // namespace
} // namespace lacquer::project
