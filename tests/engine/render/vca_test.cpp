#include "tests/engine/render/song_maker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

/// VCAs in the sound: their levels are added to the faders they move, in dB.
namespace lacquer::render {
namespace {

using namespace lacquer::testing;

constexpr int kFrames = 9600;

struct Stage {
    Stage() {
        for (unsigned k = 0; k < 10; ++k) tracks.push_back(maker.addTrack("T" + std::to_string(k), noise(2, kFrames, k + 1)));
    }
    SongMaker maker;
    std::vector<ChannelId> tracks;
};

TEST(Vca, AddsItsFaderToTheirsBitForBit) {
    Stage with, without;
    const ChannelId vca = with.maker.addVca("All");
    with.maker.at(vca).fader = {-6};
    for (std::size_t k = 0; k < 10; ++k) {
        const double own = -1.0 * static_cast<double>(k);
        with.maker.at(with.tracks[k]).fader = {own};
        without.maker.at(without.tracks[k]).fader = {own};
        if (k % 3 == 2) continue;
        with.maker.at(with.tracks[k]).vca = vca;
        without.maker.at(without.tracks[k]).fader = {own - 6};
    }
    EXPECT_EQ(with.maker.bounce(), without.maker.bounce());
}

TEST(Vca, OfAVcaMovesEverythingBelow) {
    Stage with, without;
    const ChannelId inner = with.maker.addVca("Inner"), outer = with.maker.addVca("Outer");
    with.maker.at(inner).fader = {-2};
    with.maker.at(inner).vca = outer;
    with.maker.at(outer).fader = {5};
    const ChannelId bus = with.maker.addBus("Bus"), plain = without.maker.addBus("Bus");
    with.maker.at(bus).vca = outer;
    without.maker.at(plain).fader = {5};
    for (std::size_t k = 0; k < 10; ++k) {
        with.maker.at(with.tracks[k]).output = bus;
        without.maker.at(without.tracks[k]).output = plain;
        if (k >= 4) continue;
        with.maker.at(with.tracks[k]).vca = inner;
        without.maker.at(without.tracks[k]).fader = {3};
    }
    EXPECT_EQ(with.maker.bounce(), without.maker.bounce());
}

/// A level that is the sum of two moving lines, at every frame.
TEST(Vca, FollowsItsOwnAutomationAndTheirs) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("T", Samples(2, std::vector<float>(kFrames, 0.5f)));
    const ChannelId vca = maker.addVca("V");
    maker.at(track).vca = vca;
    maker.automate(track, "fader", {{{0}, -12, 0}, {{4800}, 0, 0}});
    maker.automate(vca, "fader", {{{1000}, 0, 0}, {{9000}, -20, 0}});
    const Samples mix = maker.bounce();
    for (int k = 0; k < kFrames; ++k) {
        const double own = std::min(0.0, -12 + 12.0 * k / 4800);
        const double along = -20 * std::clamp((k - 1000) / 8000.0, 0.0, 1.0);
        ASSERT_NEAR(mix[0][static_cast<std::size_t>(k)], 0.5 * std::pow(10, (own + along) / 20), 2e-6) << k;
    }
    maker.at(vca).automationMode = project::AutomationMode::off;
    EXPECT_NEAR(maker.bounce()[0].back(), 0.5, 1e-6) << "not when its automation is off";
}

TEST(Vca, PullsPostFaderSendsAlongAndLeavesPreFaderSends) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("T", Samples(2, std::vector<float>(kFrames, 0.5f)));
    const ChannelId after = maker.addBus("After"), before = maker.addBus("Before"), vca = maker.addVca("V");
    maker.at(track).vca = vca;
    maker.send(track, after, 0);
    maker.send(track, before, 0, true);
    maker.at(vca).fader = kSilence;
    const Samples mix = maker.bounce();
    EXPECT_EQ(mix[0].back(), 0.5f) << "the pre-fader send alone";
    maker.at(vca).fader = {0};
    EXPECT_EQ(maker.bounce()[0].back(), 1.5f);
}

TEST(Vca, MutesAndSolosWhatItMoves) {
    SongMaker maker;
    std::vector<ChannelId> tracks;
    for (const float height : {0.125f, 0.25f, 0.5f})
        tracks.push_back(maker.addTrack("T", Samples(2, std::vector<float>(kFrames, height))));
    const ChannelId inner = maker.addVca("I"), outer = maker.addVca("O");
    maker.at(inner).vca = outer;
    maker.at(tracks[0]).vca = inner;
    maker.at(tracks[1]).vca = outer;
    EXPECT_EQ(maker.bounce()[0].back(), 0.875f);
    maker.at(inner).muted = true;
    EXPECT_EQ(maker.bounce()[0].back(), 0.75f);
    maker.at(inner).muted = false;
    maker.at(outer).muted = true;
    EXPECT_EQ(maker.bounce()[0].back(), 0.5f);
    maker.at(outer).muted = false;
    maker.at(outer).soloed = true;
    EXPECT_EQ(maker.bounce()[0].back(), 0.375f);
    maker.at(outer).soloed = false;
    maker.at(inner).soloed = true;
    EXPECT_EQ(maker.bounce()[0].back(), 0.125f);
    maker.at(tracks[2]).soloed = true;
    EXPECT_EQ(maker.bounce()[0].back(), 0.625f);
}

TEST(Vca, MutesByAutomation) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("T", Samples(2, std::vector<float>(kFrames, 0.5f)));
    const ChannelId vca = maker.addVca("V");
    maker.at(track).vca = vca;
    maker.automate(vca, "mute", {{{0}, 0, 0}, {{3200}, 1, 0}, {{6400}, 0, 0}});
    const Samples mix = maker.bounce();
    EXPECT_EQ(mix[0][3000], 0.5f);
    EXPECT_EQ(mix[0][5000], 0.0f);
    EXPECT_EQ(mix[0][9000], 0.5f);
}

} // namespace
} // namespace lacquer::render
