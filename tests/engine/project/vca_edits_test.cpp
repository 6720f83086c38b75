#include "engine/project/vca_edits.h"

#include "engine/project/mix_difference.h"
#include "engine/project/place.h"
#include "engine/project/snapshot_edits.h"
#include "tests/engine/project/sample_project.h"

#include <gtest/gtest.h>

namespace lacquer::project {
namespace {

using test::makeSample;
using test::must;
using test::Sample;
using test::SmallCatalogue;

struct WithVca {
    SmallCatalogue catalogue;
    Sample s = makeSample(catalogue);
    ChannelId vca;

    WithVca() {
        auto made = must(addVca(s.project, s.song, "Band"));
        vca = made.id;
        s.project = must(setVca(must(setVca(made.project, s.bass, vca)), s.drums, vca));
    }
    const Song& song() const { return *s.project.songs[0]; }
};

TEST(VcaEdits, AVcaMovesTracksAndBuses) {
    const WithVca w;
    EXPECT_EQ(membersOf(w.song(), w.vca), (std::vector{w.s.bass, w.s.drums}));
    EXPECT_EQ(findChannel(w.s.project, w.vca)->name, "Band");
    EXPECT_EQ(must(findPlace(w.s.project, "Night Drive/Band")).channel, w.vca);
    EXPECT_EQ(songOf(w.s.project, w.vca), &w.song());
}

TEST(VcaEdits, ItsFaderMuteSoloNameAndAutomationAreEditedAsAnyChannels) {
    const WithVca w;
    Project p = must(setFader(w.s.project, w.vca, Decibels{-6}));
    p = must(setSoloed(must(setMuted(p, w.vca, true)), w.vca, true));
    p = must(renameChannel(p, w.vca, "All"));
    p = must(setCurve(p, w.catalogue, w.vca, {AutomationTarget::Owner::channel, 0, "fader"}, {{{0}, -3, 0}, {{9}, 0, 0}}));
    const Channel& vca = *p.songs[0]->vcas[0];
    EXPECT_EQ(vca.fader.value, -6);
    EXPECT_TRUE(vca.muted && vca.soloed);
    EXPECT_EQ(vca.automation.size(), 1U);
    EXPECT_EQ(p.songs[0]->tracks, w.song().tracks) << "the same pointers";
    EXPECT_FALSE(renameChannel(p, w.s.bass, "All")) << "names are shared with strips";
    EXPECT_FALSE(must(clearSolos(p, w.s.song)).songs[0]->vcas[0]->soloed);
}

TEST(VcaEdits, WhatNeedsSoundIsRefusedInASentence) {
    const WithVca w;
    const auto insert = addInsert(w.s.project, w.catalogue, w.vca, "eq");
    ASSERT_FALSE(insert);
    EXPECT_NE(insert.error().message.find("\"Band\" is a VCA"), std::string::npos);
    EXPECT_FALSE(setPan(w.s.project, w.vca, 10));
    EXPECT_FALSE(setTrim(w.s.project, w.vca, Decibels{1}));
    EXPECT_FALSE(setCurve(w.s.project, w.catalogue, w.vca, {AutomationTarget::Owner::channel, 0, "pan"}, {{{0}, 0, 0}}));
    EXPECT_FALSE(addSend(w.s.project, w.vca, w.s.hall, Decibels{0}));
    EXPECT_FALSE(addSend(w.s.project, w.s.bass, w.vca, Decibels{0}));
    EXPECT_FALSE(setOutput(w.s.project, w.vca, w.s.drums));
    EXPECT_FALSE(setOutput(w.s.project, w.s.bass, w.vca));
    EXPECT_FALSE(setInsertKey(w.s.project, w.catalogue, w.s.vocal, w.s.compressor, w.vca));
    EXPECT_FALSE(copyStripSettings(w.s.project, *findChannel(w.s.project, w.s.vocal), w.vca));
    EXPECT_FALSE(setVca(w.s.project, w.song().mix->id, w.vca));
    EXPECT_FALSE(setVca(w.s.project, w.s.bass, w.s.drums)) << "a bus is no VCA";
}

TEST(VcaEdits, AVcaOfVcasNeverMovesItself) {
    const WithVca w;
    const auto all = must(addVca(w.s.project, w.s.song, "All"));
    const Project nested = must(setVca(all.project, w.vca, all.id));
    const auto ring = setVca(nested, all.id, w.vca);
    ASSERT_FALSE(ring);
    EXPECT_NE(ring.error().message.find("All → Band → All"), std::string::npos) << ring.error().message;
    EXPECT_FALSE(setVca(nested, w.vca, w.vca));
    const Project gone = must(removeVca(nested, w.vca));
    EXPECT_EQ(findTrack(*gone.songs[0], w.s.bass)->channel.vca, all.id) << "handed to the one above";
    EXPECT_TRUE(must(removeVca(gone, all.id)).songs[0]->vcas.empty());
    EXPECT_FALSE(findTrack(*must(removeVca(gone, all.id)).songs[0], w.s.bass)->channel.vca);
    EXPECT_EQ(must(moveVca(nested, all.id, 0)).songs[0]->vcas[0]->id, all.id);
}

TEST(VcaEdits, DifferencesAreSaidAndTakenBackAlone) {
    const WithVca w;
    const Project later = must(setVca(must(setFader(w.s.project, w.vca, Decibels{-2})), w.s.bass, {}));
    const auto said = compareMixes(w.catalogue, w.song(), *later.songs[0], SampleRate{48000});
    ASSERT_EQ(said.size(), 2U);
    EXPECT_EQ(said[0].strip + ": " + said[0].text, "Bass: VCA Band → none");
    EXPECT_EQ(said[1].strip + ": " + said[1].text, "Band: Fader 0 dB → -2 dB (-2.0 dB)");
    const Project back = must(takeBack(must(takeBack(later, w.s.song, said[0], w.song())), w.s.song, said[1], w.song()));
    EXPECT_TRUE(back == w.s.project);
}

TEST(VcaEdits, ASnapshotBringsThemBack) {
    const WithVca w;
    const auto snapshot = must(addSnapshot(w.s.project, w.s.song, "A"));
    Project later = must(setFader(snapshot.project, w.vca, Decibels{-9}));
    later = must(setVca(must(setMuted(later, w.vca, true)), w.s.bass, {}));
    const Project back = must(recallSnapshot(later, w.s.song, snapshot.id, {}));
    EXPECT_TRUE(back == snapshot.project);
    RecallParts levels = RecallParts::none();
    levels.levels = true;
    const Project some = must(recallSnapshot(later, w.s.song, snapshot.id, levels));
    EXPECT_EQ(some.songs[0]->vcas[0]->fader.value, 0);
    EXPECT_TRUE(some.songs[0]->vcas[0]->muted);
    const Project without = must(removeVca(later, w.vca));
    EXPECT_FALSE(findTrack(*must(recallSnapshot(without, w.s.song, snapshot.id, {})).songs[0], w.s.bass)->channel.vca)
        << "a VCA that is gone stays gone";
}

} // namespace
} // namespace lacquer::project
