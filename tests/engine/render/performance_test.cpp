#include "engine/plan/compile.h"
#include "engine/plan/crossing.h"
#include "engine/render/clip_feed.h"
#include "engine/render/performance.h"
#include "tests/engine/render/song_maker.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::testing {
namespace {

using render::ClipFeed;
using render::Performance;

std::shared_ptr<const plan::RenderPlan> compiled(const SongMaker& maker) {
    return *plan::compile(maker.song(), {48000}, project::PanLaw::minus3dB, maker.catalogue);
}

/// Runs quanta [from, to) and appends what the mix gives.
void play(Performance& performance, ClipFeed& feed, int from, int to, Samples& out) {
    for (int q = from; q < to; ++q) {
        performance.run({q * kQuantum}, 1, feed, nullptr);
        out[0].insert(out[0].end(), performance.left(), performance.left() + kQuantum);
        out[1].insert(out[1].end(), performance.right(), performance.right() + kQuantum);
    }
}

SongMaker bandOf(unsigned tracks) {
    SongMaker maker;
    const ChannelId bus = maker.addBus("Bus");
    for (unsigned k = 0; k < tracks; ++k) {
        const ChannelId track = maker.addTrack("T" + std::to_string(k), noise(2, 20000, k));
        maker.insert(track, "utility", {{"gain", -3.0 - k}, {"dcfilter", 1}});
        maker.send(track, bus, -12);
    }
    return maker;
}

TEST(Performance, GivesTheSameBitsInOneQuantumOrManyAtOnce) {
    const SongMaker maker = bandOf(11);
    const auto plan = compiled(maker);
    ClipFeed feedA(*plan, maker.sources), feedB(*plan, maker.sources);
    Performance single(plan), block(plan, 8);
    Samples a(2), b(2);
    play(single, feedA, 0, 64, a);
    for (int q = 0; q < 64; q += 8) {
        block.run({q * kQuantum}, 8, feedB, nullptr);
        b[0].insert(b[0].end(), block.left(), block.left() + 8 * kQuantum);
        b[1].insert(b[1].end(), block.right(), block.right() + 8 * kQuantum);
    }
    EXPECT_EQ(a, b);
}

TEST(Performance, GoesOnBitForBitWhenANewPlanTakesOver) {
    const SongMaker maker = bandOf(11);
    const auto plan = compiled(maker);
    ClipFeed feed(*plan, maker.sources), feedEdited(*plan, maker.sources);
    Performance undisturbed(plan), before(plan);
    Performance after(compiled(maker), 1, {&before});
    Samples expected(2), got(2);
    play(undisturbed, feed, 0, 60, expected);
    play(before, feedEdited, 0, 30, got);
    after.takeOver();
    play(after, feedEdited, 30, 60, got);
    EXPECT_EQ(got, expected);
}

TEST(Performance, KeepsUntouchedSignalsWhenATrackIsAddedAndFadesTheNewOneIn) {
    SongMaker maker;
    const Samples audio = noise(2, 20000, 77);
    const ChannelId kept = maker.addTrack("Kept", audio);
    maker.insert(kept, "utility", {{"dcfilter", 1}});
    const auto planBefore = compiled(maker);
    maker.addTrack("New", Samples(2, std::vector<float>(20000, 0.5f)));
    const auto planAfter = compiled(maker);

    ClipFeed feed(*planBefore, maker.sources), feedAfter(*planAfter, maker.sources);
    Performance undisturbed(planBefore), before(planBefore);
    const plan::Crossings crossings = plan::crossingsOf(*planBefore, *planAfter);
    EXPECT_TRUE(crossings.leaving.isEmpty());
    Performance after(planAfter, 1, {&before, &crossings.arriving});
    Samples alone(2), together(2);
    play(undisturbed, feed, 0, 60, alone);
    ClipFeed feedBefore(*planBefore, maker.sources);
    play(before, feedBefore, 0, 30, together);
    after.takeOver();
    play(after, feedAfter, 30, 60, together);

    for (std::size_t k = 0; k < 30 * kQuantum; ++k) ASSERT_EQ(together[0][k], alone[0][k]);
    float added = 0;
    for (std::size_t k = 30 * kQuantum; k < 60 * kQuantum; ++k) {
        const float fresh = together[0][k] - alone[0][k];
        ASSERT_LT(std::abs(fresh - added), 0.002f) << "the new track steps in at " << k;
        added = fresh;
    }
    EXPECT_NEAR(added, 0.5f, 1e-6f);
}

TEST(Performance, GlidesAFaderMovedByHand) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("DC", Samples(2, std::vector<float>(20000, 0.5f)));
    const auto plan = compiled(maker);
    ClipFeed feed(*plan, maker.sources);
    Performance performance(plan);
    Samples out(2);
    play(performance, feed, 0, 10, out);
    performance.moveFader(track, -20);
    play(performance, feed, 10, 40, out);
    for (std::size_t k = 1; k < out[0].size(); ++k)
        ASSERT_LT(std::abs(out[0][k] - out[0][k - 1]), 0.004f) << k; // 20 dB in 512 frames
    EXPECT_NEAR(out[0].back(), 0.05f, 1e-6f);
}

TEST(Performance, FollowsAHandOnThePanWhileTheFaderGoesAlongALine) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("DC", Samples(2, std::vector<float>(20000, 0.5f)));
    maker.automate(track, "fader", {{{0}, -20}, {{20000}, -10}});
    const auto plan = compiled(maker);
    ClipFeed feed(*plan, maker.sources);
    Performance performance(plan);
    Samples out(2);
    play(performance, feed, 0, 20, out);
    EXPECT_EQ(out[0], out[1]);
    performance.movePan(track, 100);
    play(performance, feed, 20, 40, out);
    EXPECT_EQ(out[0].back(), 0);
    // The fader went on along its line: a balance gives 3 dB more on its side.
    const double frame = static_cast<double>(out[1].size() - 1);
    EXPECT_NEAR(out[1].back(), 0.5 * std::pow(10, (-20 + 10 * frame / 20000) / 20) * std::sqrt(2.0), 1e-5);
    performance.movePan(track, 0);
    play(performance, feed, 40, 60, out);
    EXPECT_EQ(out[0].back(), out[1].back());
    EXPECT_GT(out[0].back(), 0);
}

TEST(Performance, SwitchesAnInsertOffAndOnWithoutAStep) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("DC", Samples(2, std::vector<float>(20000, 0.5f)));
    const InsertId insert = maker.insert(track, "utility", {{"gain", -20}});
    const auto plan = compiled(maker);
    ClipFeed feed(*plan, maker.sources);
    Performance performance(plan);
    Samples out(2);
    play(performance, feed, 0, 20, out);
    EXPECT_NEAR(out[0].back(), 0.05f, 1e-6f);
    performance.moveParameter(insert, 0, 1);
    play(performance, feed, 20, 60, out);
    EXPECT_EQ(out[0].back(), 0.5f);
    performance.moveParameter(insert, 0, 0);
    play(performance, feed, 60, 100, out);
    EXPECT_NEAR(out[0].back(), 0.05f, 1e-6f);
    for (std::size_t k = 20 * kQuantum; k < out[0].size(); ++k)
        ASSERT_LT(std::abs(out[0][k] - out[0][k - 1]), 0.005f) << k;
}

TEST(Performance, ReadsLevelsAfterTheFader) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("DC", Samples(2, std::vector<float>(20000, 0.5f)));
    maker.at(track).fader = {-6.0};
    const auto plan = compiled(maker);
    ClipFeed feed(*plan, maker.sources);
    Performance performance(plan);
    Samples out(2);
    play(performance, feed, 0, 20, out);
    float peaks[2], squares[2];
    performance.level(performance.stripOf(track)).take(peaks, squares);
    EXPECT_NEAR(peaks[0], 0.5 * std::pow(10, -6.0 / 20), 1e-6);
}

} // namespace
} // namespace lacquer::testing
