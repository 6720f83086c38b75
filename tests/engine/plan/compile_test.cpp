#include "engine/plan/compile.h"
#include "tests/engine/render/song_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lacquer::testing {
namespace {

using plan::RenderPlan;

std::shared_ptr<const RenderPlan> compiled(const SongMaker& maker) {
    auto plan =
        plan::compile(maker.song(), {48000}, project::PanLaw::minus3dB, maker.catalogue);
    EXPECT_TRUE(plan) << plan.error().message;
    return plan ? *plan : nullptr;
}

const plan::Strip& stripOf(const RenderPlan& plan, ChannelId channel) {
    for (const plan::Strip& strip : plan.strips)
        if (strip.channel == channel) return strip;
    throw std::runtime_error("no such strip");
}

//  Kick ──► Drums ──► Parallel ──► Mix
//  Vox ───────────────────────────► Mix
TEST(Compile, PutsEveryStripBehindWhatFeedsIt) {
    SongMaker maker;
    const ChannelId kick = maker.addTrack("Kick", noise(2, 64, 1));
    const ChannelId vox = maker.addTrack("Vox", noise(2, 64, 2));
    const ChannelId parallel = maker.addBus("Parallel"), drums = maker.addBus("Drums");
    maker.at(kick).output = drums;
    maker.at(drums).output = parallel;
    const auto plan = compiled(maker);
    EXPECT_EQ(stripOf(*plan, kick).level, 0);
    EXPECT_EQ(stripOf(*plan, vox).level, 0);
    EXPECT_EQ(stripOf(*plan, drums).level, 1);
    EXPECT_EQ(stripOf(*plan, parallel).level, 2);
    EXPECT_EQ(stripOf(*plan, maker.mix().id).level, 3);
}

TEST(Compile, DelaysTheShorterPathsByWhatTheLongestIsLate) {
    SongMaker maker;
    const ChannelId late = maker.addTrack("Late", noise(2, 64, 1));
    const ChannelId early = maker.addTrack("Early", noise(2, 64, 2));
    maker.insert(late, "limiter", {{"lookahead", 10}});
    const auto plan = compiled(maker);
    const FrameCount latency = stripOf(*plan, late).outputLatency;
    EXPECT_GE(latency.value, 480); // 10 ms at 48 kHz, and what the true-peak detector needs
    EXPECT_EQ(stripOf(*plan, early).outputLatency.value, 0);
    for (const plan::Input& input : stripOf(*plan, maker.mix().id).inputs) {
        const bool isLate =
            plan->strips[static_cast<std::size_t>(input.fromStrip)].channel == late;
        EXPECT_EQ(input.delay, isLate ? FrameCount{0} : latency);
    }
    EXPECT_EQ(plan->latency, latency);
}

TEST(Compile, RunsAlikeChainsSideBySide) {
    SongMaker maker;
    for (unsigned k = 0; k < 20; ++k) {
        const ChannelId track = maker.addTrack("T" + std::to_string(k), noise(2, 64, k));
        maker.insert(track, "utility");
        if (k % 2) maker.insert(track, "limiter");
    }
    const auto plan = compiled(maker);
    // Ten of each kind: one full bundle each, and the two that are left of both share a third.
    ASSERT_EQ(plan->levels[0].size(), 3u);
    for (const int index : plan->levels[0]) {
        const plan::Bundle& bundle = plan->bundles[static_cast<std::size_t>(index)];
        EXPECT_LE(bundle.insertSlots.size(), 2u);
        EXPECT_EQ(bundle.insertSlots[0].strips, (1u << bundle.strips.size()) - 1);
    }
}

TEST(Compile, KeepsTheOrderOfUnlikeChainsInOneBundle) {
    SongMaker maker;
    const ChannelId a = maker.addTrack("A", noise(2, 64, 1));
    const ChannelId b = maker.addTrack("B", noise(2, 64, 2));
    maker.insert(a, "utility");
    maker.insert(a, "limiter");
    maker.insert(b, "limiter");
    maker.insert(b, "utility");
    const auto plan = compiled(maker);
    const plan::Bundle& bundle = plan->bundles[static_cast<std::size_t>(plan->levels[0][0])];
    for (std::size_t lane = 0; lane < 2; ++lane) {
        const plan::Strip& strip = plan->strips[static_cast<std::size_t>(bundle.strips[lane])];
        int expected = 0;
        for (const plan::Slot& slot : bundle.insertSlots)
            if (slot.strips & (1u << lane)) {
                EXPECT_EQ(slot.insert[lane], expected);
                EXPECT_EQ(slot.type, strip.inserts[static_cast<std::size_t>(expected)].type);
                ++expected;
            }
        EXPECT_EQ(expected, 2);
    }
}

TEST(Compile, PassesAudioThroughAProcessorItDoesNotKnow) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("A", noise(2, 640, 1));
    maker.insert(track, "from-the-future");
    EXPECT_TRUE(stripOf(*compiled(maker), track).inserts.empty());
}

TEST(Compile, LeavesCurvesOutWhenTheChannelsAutomationIsOff) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("A", noise(2, 640, 1));
    maker.automate(track, "fader", {{{0}, -10}, {{100}, 0}});
    EXPECT_NE(stripOf(*compiled(maker), track).fader.curve, nullptr);
    maker.at(track).automationMode = project::AutomationMode::off;
    EXPECT_EQ(stripOf(*compiled(maker), track).fader.curve, nullptr);
}

} // namespace
} // namespace lacquer::testing
