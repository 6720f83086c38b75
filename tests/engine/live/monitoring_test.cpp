#include "engine/live/player.h"
#include "tests/engine/live/hand_device.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

/// What goes to the monitors in the place of the mix, while the mix goes on.
namespace lacquer::live {
namespace {

using namespace lacquer::testing;

constexpr int kFrames = 100000;

Samples steady(float height) { return Samples(2, std::vector<float>(kFrames, height)); }

struct Stage {
    Stage() {
        quiet = maker.addTrack("Quiet", steady(0.125f));
        loud = maker.addTrack("Loud", steady(0.25f));
        maker.at(quiet).fader = {-20};
        maker.insert(loud, "limiter", {{"gain", 0}, {"lookahead", 5}});
    }
    SongMaker maker;
    ChannelId quiet, loud;
};

/// Nothing jumps: between neighbours, less than a fade of 10 ms moves.
void expectNoStep(const Samples& heard, std::size_t from) {
    for (std::size_t k = from + 1; k < heard[0].size(); ++k)
        ASSERT_LT(std::abs(heard[0][k] - heard[0][k - 1]), 0.003f) << k - from << " frames later";
}

TEST(Monitoring, ListensBeforeOrAfterTheFaderAndGoesBackToTheMixOnTheSample) {
    Stage stage;
    const Samples bounce = stage.maker.bounce();
    Bench bench;
    ASSERT_TRUE(bench.show(stage.maker));
    Samples heard = bench.play(10000);
    const auto mix = heard[0].back();

    const std::size_t changed = heard[0].size();
    ASSERT_TRUE(bench.player.setMonitoring({{stage.quiet}, plan::ListenPoint::beforeFader, {}}));
    bench.turnFor(heard, 20000);
    EXPECT_EQ(heard[0].back(), 0.125f) << "before the fader";
    ASSERT_TRUE(bench.player.setMonitoring({{stage.quiet}, plan::ListenPoint::afterFader, {}}));
    bench.turnFor(heard, 30000);
    EXPECT_NEAR(heard[0].back(), 0.0125f, 1e-7) << "after the fader";
    ASSERT_TRUE(bench.player.setMonitoring({{stage.quiet, stage.loud}, plan::ListenPoint::beforeFader, {}}));
    bench.turnFor(heard, 40000);
    EXPECT_NEAR(heard[0].back(), 0.375f, 1e-6);
    ASSERT_TRUE(bench.player.setMonitoring({}));
    bench.turnFor(heard, 50000);
    EXPECT_EQ(heard[0].back(), mix);
    expectNoStep(heard, changed);
    EXPECT_EQ(stage.maker.bounce(), bounce);
}

TEST(Monitoring, HearsMutedChannelsBeforeTheirFadersAndLeavesSoloAlone) {
    Stage stage;
    stage.maker.at(stage.quiet).muted = true;
    stage.maker.at(stage.loud).soloed = true;
    Bench bench;
    ASSERT_TRUE(bench.show(stage.maker));
    ASSERT_TRUE(bench.player.setMonitoring({{stage.quiet}, plan::ListenPoint::beforeFader, {}}));
    Samples heard = bench.play(10000);
    EXPECT_EQ(heard[0].back(), 0.125f);
    ASSERT_TRUE(bench.player.setMonitoring({{stage.quiet}, plan::ListenPoint::afterFader, {}}));
    bench.turnFor(heard, 20000);
    EXPECT_EQ(heard[0].back(), 0);
}

/// The mix that comes back is the mix that went on: noise through a compressor has its bits.
TEST(Monitoring, NeverTouchesTheMixBehindIt) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Track", noise(2, kFrames, 3));
    maker.insert(track, "compressor", {{"threshold", -30}, {"ratio", 6}});
    const ChannelId other = maker.addTrack("Other", noise(2, kFrames, 4));
    maker.insert(maker.mix().id, "limiter", {{"gain", 6}});
    const Samples bounce = maker.bounce();
    MemorySink sink;
    const auto late = static_cast<std::size_t>(maker.bounceTo(sink)->latency.value);
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    Samples heard = bench.play(5000);
    for (int turn = 0; turn < 6; ++turn) {
        ASSERT_TRUE(bench.player.setMonitoring({{turn % 2 ? track : other}, plan::ListenPoint::beforeFader, {}}));
        bench.turnFor(heard, std::ssize(heard[0]) + 3000);
        ASSERT_TRUE(bench.player.setMonitoring({}));
        bench.turnFor(heard, std::ssize(heard[0]) + 3000);
    }
    const std::size_t settled = heard[0].size();
    bench.turnFor(heard, 60000);
    for (std::size_t k = settled; k < heard[0].size(); ++k) ASSERT_EQ(heard[0][k], bounce[0][k - late]) << k;
}

TEST(Monitoring, PlaysAReferenceInTheMixsPlace) {
    Stage stage;
    Samples reference = staircase(kFrames);
    const SourceId source{987654};
    stage.maker.sources.audio[source] = reference;
    const auto late = [&] {
        MemorySink sink;
        return static_cast<std::size_t>(stage.maker.bounceTo(sink)->latency.value);
    }();
    Bench bench;
    ASSERT_TRUE(bench.show(stage.maker));
    plan::Reference played{source, {kFrames}, {-500}, {-6}, false};
    ASSERT_TRUE(bench.player.setMonitoring({{}, {}, played})); // a start waits until it can be heard
    Samples heard = bench.play(10000);
    EXPECT_NEAR(heard[0].back(), 0.2625f, 1e-5) << "kept ready, not heard";
    played.heard = true;
    ASSERT_TRUE(bench.player.setMonitoring({{}, {}, played}));
    bench.turnFor(heard, 20000);
    const float gain = static_cast<float>(std::pow(10, -6.0 / 20));
    for (std::size_t k = 15000; k < heard[0].size(); ++k)
        ASSERT_NEAR(heard[0][k], gain * reference[0][k - late + 500], 1e-6) << "at the mix's time, " << k;
    ASSERT_TRUE(bench.player.setMonitoring({{stage.quiet}, plan::ListenPoint::beforeFader, played}));
    bench.turnFor(heard, 30000);
    EXPECT_EQ(heard[0].back(), 0.125f) << "who listens to a channel hears it";
    played.heard = false;
    ASSERT_TRUE(bench.player.setMonitoring({{}, {}, played}));
    bench.turnFor(heard, 40000);
    EXPECT_NEAR(heard[0].back(), 0.2625f, 1e-5);
}

TEST(Monitoring, MutesTheEarsAndNotTheMeters) {
    Stage stage;
    Bench bench;
    ASSERT_TRUE(bench.show(stage.maker));
    Samples heard = bench.play(10000);
    const auto mix = heard[0].back();
    bench.player.setMonitorMute(true);
    const std::size_t muted = heard[0].size();
    bench.turnFor(heard, 20000);
    EXPECT_EQ(heard[0].back(), 0);
    std::vector<float> left(100), right(100);
    bench.player.recentAudio(left.data(), right.data(), 100);
    EXPECT_EQ(left.back(), mix);
    bench.player.setMonitorMute(false);
    bench.turnFor(heard, 30000);
    EXPECT_EQ(heard[0].back(), mix);
    expectNoStep(heard, muted);
}

TEST(Vca, GlidesWhenItsFaderMovesComesOrGoesWhilePlaying) {
    Stage stage;
    const ChannelId vca = stage.maker.addVca("V");
    stage.maker.at(stage.quiet).fader = {0};
    Bench bench;
    ASSERT_TRUE(bench.show(stage.maker));
    Samples heard = bench.play(10000);
    const std::size_t edited = heard[0].size();
    stage.maker.at(vca).fader = {-10};
    stage.maker.at(stage.loud).vca = vca;
    ASSERT_TRUE(bench.show(stage.maker)); // comes
    bench.turnFor(heard, 20000);
    EXPECT_NEAR(heard[0].back(), 0.125 + 0.25 * std::pow(10, -0.5), 1e-5);
    bench.player.previewFader(vca, Decibels{-3}); // a hand
    bench.turnFor(heard, 30000);
    EXPECT_NEAR(heard[0].back(), 0.125 + 0.25 * std::pow(10, -0.15), 1e-5);
    stage.maker.at(vca).fader = {-3};
    ASSERT_TRUE(bench.show(stage.maker)); // the edit that follows
    bench.turnFor(heard, 40000);
    EXPECT_NEAR(heard[0].back(), 0.125 + 0.25 * std::pow(10, -0.15), 1e-5);
    stage.maker.at(vca).muted = true;
    ASSERT_TRUE(bench.show(stage.maker));
    bench.turnFor(heard, 50000);
    EXPECT_NEAR(heard[0].back(), 0.125, 1e-6);
    stage.maker.at(stage.loud).vca = {};
    ASSERT_TRUE(bench.show(stage.maker)); // goes
    bench.turnFor(heard, 60000);
    EXPECT_NEAR(heard[0].back(), 0.375, 1e-5);
    expectNoStep(heard, edited);
    const Samples after = stage.maker.bounce();
    EXPECT_NEAR(heard[0].back(), after[0][50000], 1e-7);
}

/// Random graphs whose latencies are changed again and again while they play: faded over each time,
/// and in the end every path lies on the very sample of the bounce.
TEST(Latency, MayChangeWhilePlayingWithoutDrift) {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        std::mt19937 random(seed);
        const auto roll = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
        SongMaker maker;
        std::vector<ChannelId> channels;
        for (int k = 0; k < 3; ++k) channels.push_back(maker.addBus("B" + std::to_string(k)));
        for (unsigned k = 0; k < 5; ++k) {
            channels.push_back(maker.addTrack("T" + std::to_string(k), noise(2, kFrames, 10 * seed + k, 0.02f))); // no limiter acts
            maker.at(channels.back()).fader = {-12};
            if (roll(3)) maker.at(channels.back()).output = channels[static_cast<std::size_t>(roll(3))];
            if (roll(2)) maker.send(channels.back(), channels[static_cast<std::size_t>(roll(3))], -6, roll(2) == 0);
        }
        if (roll(2)) maker.at(channels[0]).output = channels[1];
        const auto change = [&] {
            project::Channel& channel = maker.at(channels[static_cast<std::size_t>(roll(8))]);
            if (!channel.inserts.empty() && roll(2)) channel.inserts.pop_back();
            else maker.insert(channel.id, "limiter", {{"ceiling", 0}, {"lookahead", 0.5 + roll(12)}});
        };
        for (int k = 0; k < 3; ++k) change();
        Bench bench;
        ASSERT_TRUE(bench.show(maker));
        Samples heard = bench.play(3000);
        for (int edit = 0; edit < 5; ++edit) {
            change();
            ASSERT_TRUE(bench.show(maker));
            bench.turnFor(heard, std::ssize(heard[0]) + 500 + roll(6000));
        }
        bench.turnFor(heard, std::ssize(heard[0]) + 12000);
        const auto settled = heard[0].size();
        ASSERT_LT(settled + 10000, static_cast<std::size_t>(kFrames));
        bench.turnFor(heard, static_cast<std::int64_t>(settled) + 8000);
        MemorySink bounce;
        const auto late = static_cast<std::size_t>(maker.bounceTo(bounce)->latency.value);
        for (std::size_t k = settled; k < heard[0].size(); ++k)
            ASSERT_NEAR(heard[0][k], bounce.audio[0][k - late], 1e-6) << "frame " << k << ", seed " << seed;
    }
}

} // namespace
} // namespace lacquer::live
