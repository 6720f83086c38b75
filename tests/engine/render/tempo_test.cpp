#include "tests/engine/render/song_maker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace lacquer::render {
namespace {

using namespace lacquer::testing;

/// A quarter note is 24000 frames at 120 and 48000 at 60; the echo of what comes behind the change
/// has the new length.
TEST(TempoMap, IsFollowedByParametersInNotes) {
    constexpr double kQuarter = 7; // off, three of 1/1, three of 1/2, 1/4
    SongMaker maker;
    maker.tempo = {{{0}, 120, 4, 4}, {{96000}, 60, 4, 4}};
    Samples audio = impulse(300000, 10000, 0.5f);
    for (auto& side : audio) side[150000] = 0.5f;
    const ChannelId track = maker.addTrack("T", audio);
    maker.insert(track, "delay", {{"sync", kQuarter}, {"feedback", 0}, {"mix", 100}});
    const Samples mix = maker.bounce();
    const auto loudest = [&](int from, int to) {
        const auto begin = mix[0].begin();
        return std::max_element(begin + from, begin + to, [](float a, float b) { return std::abs(a) < std::abs(b); }) - begin;
    };
    EXPECT_EQ(loudest(0, 96000), 34000);
    EXPECT_EQ(loudest(150000, 300000), 198000);
}

} // namespace
} // namespace lacquer::render
