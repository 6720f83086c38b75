#include "ui/models/strip.h"

#include "engine/processors/catalogue.h"
#include "engine/project/channel_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"
#include "ui/models/eq_curve.h"

#include <gtest/gtest.h>

namespace lacquer::ui {
namespace {

using namespace project;

struct NoProcessors final : Catalogue {
    const ProcessorSpec* find(std::string_view) const override { return nullptr; }
    std::vector<const ProcessorSpec*> all() const override { return {}; }
};

struct Band {
    Project project;
    SongId song;
    ChannelId bass, voice, drums, hall;
};

Band makeBand() {
    Band band;
    auto song = addSong(makeProject("Night", {48000}), "Night Drive");
    band.song = song->id;
    band.project = song->project;
    const auto track = [&](const char* name) {
        auto added = addTrack(band.project, band.song, {name, {}, false, {}, {}});
        band.project = added->project;
        return added->id;
    };
    band.bass = track("Bass");
    band.voice = track("Voice");
    auto drums = addBus(band.project, band.song, "Drums");
    band.drums = drums->id;
    auto hall = addBus(drums->project, band.song, "Hall", BusRole::effectReturn);
    band.hall = hall->id;
    band.project = hall->project;
    return band;
}

std::vector<Strip> strips(const Band& band) { return stripsOf(*findSong(band.project, band.song), NoProcessors{}); }

TEST(Strips, standInOrderTracksGroupsReturnsMix) {
    const std::vector<Strip> shown = strips(makeBand());
    ASSERT_EQ(shown.size(), 5u);
    EXPECT_EQ(shown[0].name, "Bass");
    EXPECT_EQ(shown[0].number, 1);
    EXPECT_EQ(shown[2].kind, StripKind::group);
    EXPECT_EQ(shown[3].kind, StripKind::effectReturn);
    EXPECT_EQ(shown[4].kind, StripKind::mix);
}

TEST(Strips, showASendRowForEveryReturn) {
    Band band = makeBand();
    band.project = addSend(band.project, band.voice, band.hall, Decibels{-14})->project;
    const std::vector<Strip> shown = strips(band);
    ASSERT_EQ(shown[0].sends.size(), 1u);
    EXPECT_FALSE(shown[0].sends[0].id);
    EXPECT_TRUE(shown[1].sends[0].id);
    EXPECT_EQ(shown[1].sends[0].level.value, -14);
}

TEST(Strips, whatASoloSilencesIsImpliedMute) {
    Band band = makeBand();
    band.project = *setOutput(band.project, band.bass, band.drums);
    band.project = *setSoloed(band.project, band.bass, true);
    const std::vector<Strip> shown = strips(band);
    EXPECT_FALSE(shown[0].impliedMute) << "the soloed track";
    EXPECT_TRUE(shown[1].impliedMute) << "another track";
    EXPECT_FALSE(shown[2].impliedMute) << "the group that carries the solo";
    EXPECT_FALSE(shown[4].impliedMute) << "the mix";
}

TEST(Strips, aSoloedGroupKeepsItsMembers) {
    Band band = makeBand();
    band.project = *setOutput(band.project, band.bass, band.drums);
    band.project = *setSoloed(band.project, band.drums, true);
    EXPECT_FALSE(strips(band)[0].impliedMute);
    EXPECT_TRUE(strips(band)[1].impliedMute);
}

TEST(EqCurve, followsTheCookbookPrototypes) {
    // R. Bristow-Johnson's cookbook: a bell has its gain at its frequency, a shelf half its dB
    // there, a Butterworth cut −3.01 dB.
    EqBand bell{true, BandType::bell, 1000, 6, 1};
    EXPECT_NEAR(bandGain(bell, 1000), 6, 1e-9);
    EqBand shelf{true, BandType::highshelf, 1000, 8, 0.7071};
    EXPECT_NEAR(bandGain(shelf, 1000), 4, 1e-6);
    EXPECT_NEAR(bandGain(shelf, 100000), 8, 0.01);
    EqBand cut{true, BandType::lowcut, 100, 0, 0.71, 24};
    EXPECT_NEAR(bandGain(cut, 100), -3.0103, 1e-3);
    EXPECT_NEAR(bandGain(cut, 10), -80, 0.01);
    EqBand tilt{true, BandType::tilt, 1000, 3, 0.71};
    EXPECT_NEAR(bandGain(tilt, 1000), 0, 1e-9);
    EXPECT_NEAR(bandGain(tilt, 1e6), 3, 0.01);
    EXPECT_NEAR(bandGain(tilt, 1), -3, 0.01);
}

TEST(EqCurve, namesTheNearestNote) {
    EXPECT_EQ(noteName(440), "A4");
    EXPECT_EQ(noteName(3520), "A7");
    EXPECT_EQ(noteName(261.63), "C4");
}

} // namespace
} // namespace lacquer::ui
