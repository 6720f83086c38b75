#include "engine/live/live_workers.h"
#include "engine/plan/compile.h"
#include "engine/render/clip_feed.h"
#include "engine/render/performance.h"
#include "tests/engine/render/song_maker.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace lacquer::live {
namespace {

using namespace lacquer::testing;

TEST(LiveWorkers, GiveTheBitsOfOneThread) {
    SongMaker maker;
    const ChannelId group = maker.addBus("Group");
    for (unsigned k = 0; k < 40; ++k) {
        const ChannelId track = maker.addTrack("T" + std::to_string(k), noise(2, 20000, k));
        maker.insert(track, "compressor", {{"threshold", -30}});
        if (k % 3 == 0) maker.at(track).output = group;
    }
    const auto plan = *plan::compile(maker.song(), {48000}, project::PanLaw::minus3dB, maker.catalogue);
    render::ClipFeed feed(*plan, maker.sources), feedShared(*plan, maker.sources);
    render::Performance alone(plan), shared(plan);
    LiveWorkers workers(3);
    for (int q = 0; q < 300; ++q) {
        alone.run({q * kQuantum}, 1, feed, nullptr);
        shared.run({q * kQuantum}, 1, feedShared, &workers.pool());
        for (int k = 0; k < kQuantum; ++k) {
            ASSERT_EQ(alone.left()[k], shared.left()[k]) << "quantum " << q;
            ASSERT_EQ(alone.right()[k], shared.right()[k]) << "quantum " << q;
        }
    }
}

TEST(LiveWorkers, StayOutWhenThereIsOnlyOneCore) {
    LiveWorkers workers(1);
    EXPECT_FALSE(workers.mayHelp());
}

} // namespace
} // namespace lacquer::live
