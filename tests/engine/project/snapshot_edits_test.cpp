#include "engine/project/mix_difference.h"
#include "engine/project/snapshot_edits.h"
#include "tests/engine/project/sample_project.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lacquer::project {
namespace {

using test::makeSample;
using test::must;
using test::Sample;
using test::SmallCatalogue;

/// A sample with a snapshot of its mix, and a mix that has gone on from there.
struct Moved {
    SmallCatalogue catalogue;
    Sample s = makeSample(catalogue);
    SnapshotId snapshot;
    Project later;
    InsertId added;

    Moved() {
        auto made = must(addSnapshot(s.project, s.song, ""));
        snapshot = made.id;
        s.project = made.project;
        later = must(setFader(made.project, s.bass, Decibels{-2.8}));
        later = must(setPan(later, s.bass, -30));
        later = must(setMuted(later, s.vocal, true));
        later = must(setInsertParameter(later, catalogue, s.vocal, s.compressor, "threshold", -21));
        later = must(setInsertParameter(later, catalogue, s.vocal, s.eq, "band1.gain", 3));
        later = must(setSendMuted(later, s.vocal, s.send, true));
        auto eq = must(addInsert(std::move(later), catalogue, s.bass, "eq"));
        added = eq.id;
        later = must(setOutput(std::move(eq.project), s.bass, {}));
        later = must(setCurve(later, catalogue, s.vocal, {AutomationTarget::Owner::channel, 0, "fader"},
                              {{{0}, -3, 0.25}, {{48000 * 70}, kSilence.value, 0}}));
    }

    const Song& songOfLater() const { return *later.songs[0]; }
    std::vector<MixDifference> differences() const {
        return compareMixes(catalogue, withSnapshot(songOfLater(), *songOfLater().snapshots[0]), songOfLater(), SampleRate{48000});
    }
};

TEST(Snapshots, RecallBringsTheWholeMixBack) {
    const Moved m;
    EXPECT_EQ(m.s.project.songs[0]->snapshots[0]->name, "Mix 1");
    const Project back = must(recallSnapshot(m.later, m.s.song, m.snapshot, {}));
    Project expected = m.s.project;
    expected.nextId = back.nextId;
    EXPECT_TRUE(back == expected);
}

TEST(Snapshots, RecallOfPartsTouchesOnlyThose) {
    const Moved m;
    RecallParts faders = RecallParts::none();
    faders.levels = true;
    const Project levels = must(recallSnapshot(m.later, m.s.song, m.snapshot, faders));
    EXPECT_EQ(findChannel(levels, m.s.bass)->fader.value, -4);
    EXPECT_EQ(findChannel(levels, m.s.bass)->pan, -30);
    EXPECT_TRUE(findChannel(levels, m.s.vocal)->muted);

    RecallParts eqs = RecallParts::none();
    eqs.equalizers = true;
    const Project tone = must(recallSnapshot(m.later, m.s.song, m.snapshot, eqs));
    EXPECT_TRUE(findChannel(tone, m.s.bass)->inserts.empty()) << "an equalizer that came since goes";
    EXPECT_EQ(findInsert(*findChannel(tone, m.s.vocal), m.s.eq)->values.numbers.count("band1.gain"), 0u);
    EXPECT_EQ(findInsert(*findChannel(tone, m.s.vocal), m.s.compressor)->values.numbers.at("threshold"), -21);

    const std::vector onlyVocal{m.s.vocal};
    const Project one = must(recallSnapshot(m.later, m.s.song, m.snapshot, {}, onlyVocal));
    EXPECT_FALSE(findChannel(one, m.s.vocal)->muted);
    EXPECT_EQ(findChannel(one, m.s.bass)->fader.value, -2.8);
}

TEST(Snapshots, RecallPutsARemovedProcessorBackInItsPlaceAndGivesNoIdTwice) {
    const Moved m;
    Project gone = must(removeInsert(m.later, m.s.vocal, m.s.eq));
    const Project back = must(recallSnapshot(gone, m.s.song, m.snapshot, {}));
    ASSERT_EQ(findChannel(back, m.s.vocal)->inserts.size(), 2u);
    EXPECT_EQ(findChannel(back, m.s.vocal)->inserts[0]->id, m.s.eq);
    EXPECT_EQ(recallSnapshot(m.later, m.s.song, SnapshotId{999}, {}).error().kind, ErrorKind::badInput);
}

TEST(Snapshots, StripsAndBusesThatWentAreLeftOut) {
    const Moved m;
    Project gone = must(removeBus(must(removeTrack(m.later, m.s.bass)), m.s.hall));
    const Project back = must(recallSnapshot(gone, m.s.song, m.snapshot, {}));
    EXPECT_TRUE(findChannel(back, m.s.vocal)->sends.empty());
    EXPECT_FALSE(findInsert(*findChannel(back, m.s.vocal), m.s.compressor)->key) << "the key's track is gone";
}

TEST(MixDifference, ReadsLikeAnEngineerWouldSayIt) {
    const Moved m;
    std::vector<std::string> lines;
    for (const MixDifference& difference : m.differences()) lines.push_back(difference.strip + ": " + difference.text);
    const std::vector<std::string> expected{
        "Bass: Fader -4 dB → -2.8 dB (+1.2 dB)",
        "Bass: Pan C → L30",
        "Bass: Output Drums → Mix",
        "Bass: Equalizer added",
        "Vocal: Mute off → on",
        "Vocal: Equalizer band1.gain 0 dB → 3 dB (+3.0 dB)",
        "Vocal: Compressor threshold -18 dB → -21 dB (-3.0 dB)",
        "Vocal: Send to Hall off",
        "Vocal: Fader automation changed from 0:01",
    };
    EXPECT_EQ(lines, expected);
    EXPECT_TRUE(compareMixes(m.catalogue, m.songOfLater(), m.songOfLater(), SampleRate{48000}).empty());
}

TEST(MixDifference, SaysByHowMuchAPassageWasMoved) {
    const Moved m;
    const AutomationTarget fader{AutomationTarget::Owner::channel, 0, "fader"};
    const Project first = must(setCurve(m.s.project, m.catalogue, m.s.bass, fader, {{{0}, -3, 0}, {{48000 * 70}, -6, 0}, {{48000 * 80}, -5, 0}}));
    const Project second = must(setCurve(m.s.project, m.catalogue, m.s.bass, fader, {{{0}, -3, 0}, {{48000 * 70}, -4.8, 0}, {{48000 * 80}, -3.8, 0}}));
    const auto found = compareMixes(m.catalogue, *first.songs[0], *second.songs[0], SampleRate{48000});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].text, "Fader automation +1.2 dB from 1:10");
}

TEST(MixDifference, EveryLineCanBeTakenBackAloneAndAllOfThemAreTheSnapshot) {
    const Moved m;
    const Song before = withSnapshot(m.songOfLater(), *m.songOfLater().snapshots[0]);
    const auto all = m.differences();
    for (const MixDifference& line : all) {
        const Project one = must(takeBack(m.later, m.s.song, line, before));
        const auto left = compareMixes(m.catalogue, before, *one.songs[0], SampleRate{48000});
        EXPECT_EQ(left.size(), all.size() - 1) << line.text;
        EXPECT_EQ(std::ranges::count(left, line), 0) << line.text;
    }
    Project project = m.later;
    for (const MixDifference& line : all) project = must(takeBack(std::move(project), m.s.song, line, before));
    Project expected = m.s.project;
    expected.nextId = project.nextId;
    EXPECT_TRUE(project == expected);
}

TEST(MixDifference, ATakenBackInsertAndSendComeWithTheirAutomation) {
    const Moved m;
    const Song before = *m.s.project.songs[0];
    Project gone = must(removeInsert(m.s.project, m.s.vocal, m.s.compressor));
    gone = must(removeSend(gone, m.s.vocal, m.s.send));
    Project back = gone;
    for (const MixDifference& line : compareMixes(m.catalogue, before, *gone.songs[0], SampleRate{48000})) {
        if (line.kind == MixDifference::Kind::curve) continue;
        back = must(takeBack(std::move(back), m.s.song, line, before));
    }
    EXPECT_TRUE(compareMixes(m.catalogue, before, *back.songs[0], SampleRate{48000}).empty());
}

} // namespace
} // namespace lacquer::project
