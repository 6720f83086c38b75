#include "tests/engine/project/sample_project.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace lacquer::project {
namespace {

using test::makeSample;
using test::must;
using test::Sample;

const ClipList& clipsOf(const Project& project, ChannelId track) {
    return *findTrack(*songOf(project, track), track)->clips;
}

const Clip& clipOf(const Project& project, ClipId clip) { return *findClip(project, clip).clip; }

double shape(FadeShape, double x) { return std::clamp(x, 0.0, 1.0); }

/// What a track plays at a frame when sample k of every source is worth k + 1: gain times value,
/// summed over the clips. The obvious reading of clip.h, one frame at a time.
double heard(const ClipList& clips, std::int64_t frame) {
    double sum = 0;
    for (const Clip& clip : clips) {
        const std::int64_t t = frame - clip.position.value;
        if (t < 0 || t >= clip.length.value || clip.muted) continue;
        const std::int64_t sample = clip.offset.value + (clip.reversed ? clip.length.value - 1 - t : t);
        double gain = gainOf(clip.gain);
        const auto fade = [&](const Fade& f, std::int64_t u) {
            if (f.length.value > 0 && u + f.past.value < f.length.value)
                gain *= shape(f.shape, static_cast<double>(u + f.past.value) / static_cast<double>(f.length.value));
        };
        fade(clip.fadeIn, t);
        fade(clip.fadeOut, clip.length.value - 1 - t);
        sum += gain * static_cast<double>(sample + 1);
    }
    return sum;
}

/// A song with one track and a clip of a source of 1000 frames: 600 of them, from 200 on, at 100.
struct OneClip {
    Project project;
    ChannelId track;
    ClipId clip;
};

OneClip oneClip(bool reversed = false) {
    OneClip one;
    one.project = makeProject("P", SampleRate{48000});
    auto song = must(addSong(one.project, "S"));
    Source source;
    source.name = "Take";
    source.length = {1000};
    auto pooled = must(addSource(song.project, source));
    auto track = must(addTrack(pooled.project, song.id, {"T", {}, false, {}, {}}));
    Clip clip;
    clip.source = pooled.id;
    clip.name = "Take";
    clip.position = {100};
    clip.offset = {200};
    clip.length = {600};
    clip.reversed = reversed;
    auto added = must(addClip(track.project, track.id, clip));
    return {added.project, track.id, added.id};
}

void expectSame(const Project& a, const Project& b, ChannelId track, const std::string& what) {
    for (std::int64_t frame = 0; frame < 1400; ++frame)
        ASSERT_DOUBLE_EQ(heard(clipsOf(a, track), frame), heard(clipsOf(b, track), frame)) << what << ", frame " << frame;
}

TEST(SplitClip, KeepsBothHalvesSampleExact) {
    for (bool reversed : {false, true})
        for (std::int64_t at : {101, 150, 399, 400, 620, 699}) {
            OneClip one = oneClip(reversed);
            one.project = must(setClipFadeIn(one.project, one.clip, {120}, FadeShape::linear));
            one.project = must(setClipFadeOut(one.project, one.clip, {200}, FadeShape::linear));
            const auto split = must(splitClip(one.project, one.clip, {at}));
            ASSERT_EQ(clipsOf(split.project, one.track).size(), 2U);
            expectSame(one.project, split.project, one.track, "split at " + std::to_string(at));
            const Project joined = must(joinClips(split.project, one.clip, split.id));
            EXPECT_EQ(clipsOf(joined, one.track), clipsOf(one.project, one.track)) << "split and join heal at " << at;
            // Once more inside what the first split made.
            for (const Clip& half : clipsOf(split.project, one.track)) {
                if (half.length.value < 3) continue;
                const auto again = must(splitClip(split.project, half.id, half.position + FrameCount{half.length.value / 2}));
                expectSame(one.project, again.project, one.track, "second split");
            }
        }
}

TEST(SplitClip, IsRefusedOutsideAndAtTheEdges) {
    const OneClip one = oneClip();
    for (std::int64_t at : {0, 100, 700, 900}) EXPECT_FALSE(splitClip(one.project, one.clip, {at})) << at;
    EXPECT_FALSE(splitClip(one.project, ClipId{12345}, {300}));
}

TEST(TrimClip, LeavesTheAudioWhereItIs) {
    for (bool reversed : {false, true}) {
        const OneClip one = oneClip(reversed);
        const Project shorter = must(trimClipEnd(must(trimClipStart(one.project, one.clip, {250})), one.clip, {500}));
        EXPECT_EQ(clipOf(shorter, one.clip).length, FrameCount{250});
        for (std::int64_t frame = 250; frame < 500; ++frame)
            ASSERT_EQ(heard(clipsOf(shorter, one.track), frame), heard(clipsOf(one.project, one.track), frame));
        const Project back = must(trimClipEnd(must(trimClipStart(shorter, one.clip, {100})), one.clip, {700}));
        EXPECT_EQ(clipOf(back, one.clip), clipOf(one.project, one.clip)) << "out and back is identical";
    }
}

TEST(TrimClip, StopsAtTheSourceAtFrameZeroAndAtOneFrame) {
    const OneClip one = oneClip();
    EXPECT_EQ(clipOf(must(trimClipStart(one.project, one.clip, {-500})), one.clip).position, FramePosition{0});
    EXPECT_EQ(clipOf(must(trimClipEnd(one.project, one.clip, {9999})), one.clip).end(), FramePosition{900});
    EXPECT_EQ(clipOf(must(trimClipStart(one.project, one.clip, {9999})), one.clip).length, FrameCount{1});
    EXPECT_EQ(clipOf(must(trimClipEnd(one.project, one.clip, {0})), one.clip).length, FrameCount{1});
    const Project later = must(moveClip(one.project, one.clip, one.track, {500}));
    EXPECT_EQ(clipOf(must(trimClipStart(later, one.clip, {0})), one.clip).position, FramePosition{300});
    const OneClip reversed = oneClip(true);
    EXPECT_EQ(clipOf(must(trimClipStart(reversed.project, reversed.clip, {0})), reversed.clip).position, FramePosition{0});
    EXPECT_EQ(clipOf(must(trimClipEnd(reversed.project, reversed.clip, {9999})), reversed.clip).end(), FramePosition{900});
}

TEST(TrimClip, KeepsFadesApart) {
    OneClip one = oneClip();
    one.project = must(setClipFadeIn(one.project, one.clip, {300}, FadeShape::linear));
    one.project = must(setClipFadeOut(one.project, one.clip, {500}, FadeShape::linear));
    EXPECT_EQ(clipOf(one.project, one.clip).fadeOut.length, FrameCount{300}) << "up to the fade in";
    const Clip trimmed = clipOf(must(trimClipEnd(one.project, one.clip, {500})), one.clip);
    EXPECT_LE(trimmed.fadeIn.length + trimmed.fadeOut.length, trimmed.length);
}

TEST(SlipClip, MovesTheAudioInsideTheEdges) {
    const OneClip one = oneClip();
    EXPECT_EQ(clipOf(must(slipClip(one.project, one.clip, {50})), one.clip).offset, FrameCount{150});
    EXPECT_EQ(clipOf(must(slipClip(one.project, one.clip, {5000})), one.clip).offset, FrameCount{0});
    EXPECT_EQ(clipOf(must(slipClip(one.project, one.clip, {-5000})), one.clip).offset, FrameCount{400});
}

TEST(MoveClips, KeepTheirDistancesAndStopAtTheStart) {
    Sample s = makeSample();
    const ClipId both[] = {s.bassClip, s.vocalClip};
    s.project = must(moveClip(s.project, s.bassClip, s.bass, {1000}));
    const Project moved = must(moveClips(s.project, both, {-700}));
    EXPECT_EQ(clipOf(moved, s.bassClip).position, FramePosition{1000}) << "the other stands at 0 already";
    const Project later = must(moveClips(s.project, both, {300}));
    EXPECT_EQ(clipOf(later, s.bassClip).position, FramePosition{1300});
    EXPECT_EQ(clipOf(later, s.vocalClip).position, FramePosition{300});
    const Project across = must(moveClip(s.project, s.bassClip, s.vocal, {50}));
    EXPECT_EQ(clipsOf(across, s.vocal).size(), 2U);
    EXPECT_TRUE(clipsOf(across, s.bass).empty());
    EXPECT_FALSE(moveClip(s.project, s.bassClip, s.hall, {50})) << "a bus holds no clips";
}

TEST(ReverseClip, TurnsTheSpanAndItsFadesAround) {
    OneClip one = oneClip();
    one.project = must(setClipFadeIn(one.project, one.clip, {100}, FadeShape::linear));
    const Project turned = must(reverseClip(one.project, one.clip));
    for (std::int64_t t = 0; t < 600; ++t)
        ASSERT_EQ(heard(clipsOf(turned, one.track), 100 + t), heard(clipsOf(one.project, one.track), 699 - t));
    EXPECT_EQ(clipsOf(must(reverseClip(turned, one.clip)), one.track), clipsOf(one.project, one.track));
}

TEST(DuplicateClips, LieRightBehindInTheSameDistances) {
    const OneClip one = oneClip();
    const ClipId ids[] = {one.clip};
    const auto copies = must(duplicateClips(one.project, ids));
    ASSERT_EQ(copies.id.size(), 1U);
    EXPECT_EQ(clipOf(copies.project, copies.id[0]).position, FramePosition{700});
    EXPECT_NE(copies.id[0], one.clip);
}

TEST(CrossfadeClips, FadeOverTheirOverlap) {
    const OneClip one = oneClip();
    const auto copy = must(copyClip(one.project, one.clip, one.track, {600}));
    const Project crossed = must(crossfadeClips(copy.project, one.clip, copy.id, FadeShape::linear));
    EXPECT_EQ(clipOf(crossed, one.clip).fadeOut.length, FrameCount{100});
    EXPECT_EQ(clipOf(crossed, copy.id).fadeIn.length, FrameCount{100});
    EXPECT_FALSE(crossfadeClips(copy.project, copy.id, one.clip, FadeShape::linear));
}

TEST(Ripple, DeleteThenInsertBringsEverythingBackToItsPlace) {
    const OneClip one = oneClip();
    const ChannelId tracks[] = {one.track};
    const Project cut = must(rippleDelete(one.project, tracks, {300}, {450}));
    for (std::int64_t frame = 0; frame < 1400; ++frame)
        ASSERT_EQ(heard(clipsOf(cut, one.track), frame), heard(clipsOf(one.project, one.track), frame < 300 ? frame : frame + 150)) << frame;
    const Project open = must(rippleInsert(cut, tracks, {300}, {150}));
    for (std::int64_t frame = 0; frame < 1400; ++frame)
        ASSERT_EQ(heard(clipsOf(open, one.track), frame), frame >= 300 && frame < 450 ? 0 : heard(clipsOf(one.project, one.track), frame)) << frame;
}

TEST(ClipEdits, AtRandomNeverLeaveTheSourceOrTheTimeline) {
    std::mt19937 random(5);
    const auto pick = [&](std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low));
    };
    OneClip one = oneClip();
    Project p = one.project;
    for (int i = 0; i < 3000; ++i) {
        const ClipList clips = clipsOf(p, one.track);
        if (clips.empty() || clips.size() > 40) {
            p = one.project;
            continue;
        }
        const Clip& clip = clips[static_cast<std::size_t>(pick(0, std::ssize(clips)))];
        const ClipId ids[] = {clip.id};
        const FramePosition at{pick(-200, 1500)};
        Result<Project> next = p;
        switch (pick(0, 9)) {
        case 0: next = trimClipStart(p, clip.id, at); break;
        case 1: next = trimClipEnd(p, clip.id, at); break;
        case 2: next = slipClip(p, clip.id, {pick(-900, 900)}); break;
        case 3: next = reverseClip(p, clip.id); break;
        case 4: next = moveClips(p, ids, {pick(-900, 900)}); break;
        case 5: next = setClipFadeIn(p, clip.id, {pick(-5, 900)}, FadeShape::linear); break;
        case 6: next = setClipFadeOut(p, clip.id, {pick(-5, 900)}, FadeShape::linear); break;
        case 7: next = removeClips(p, ids); break;
        default:
            if (auto split = splitClip(p, clip.id, at)) {
                next = split->project;
                expectSame(p, *next, one.track, "random split " + std::to_string(i));
            }
        }
        ASSERT_TRUE(next);
        p = *next;
        for (const Clip& c : clipsOf(p, one.track)) {
            ASSERT_GE(c.position.value, 0);
            ASSERT_GE(c.offset.value, 0);
            ASSERT_GT(c.length.value, 0);
            ASSERT_LE(c.offset.value + c.length.value, 1000);
            for (const Fade& fade : {c.fadeIn, c.fadeOut}) {
                ASSERT_GE(fade.length.value, 0);
                ASSERT_GE(fade.past.value, 0);
                ASSERT_LE(fade.past, fade.length);
            }
        }
        ASSERT_TRUE(std::is_sorted(clipsOf(p, one.track).begin(), clipsOf(p, one.track).end(), [](const Clip& a, const Clip& b) { return a.position < b.position; }));
    }
}

} // namespace
} // namespace lacquer::project
