#include "engine/live/player.h"
#include "tests/engine/live/hand_device.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

/// Structural edits while a song plays, against the same song left alone: what is not touched keeps
/// its bits, and what comes or goes is faded.
namespace lacquer::live {
namespace {

using namespace lacquer::testing;

constexpr int kFrames = 60000;

Samples sine(double hertz, float height) {
    Samples audio(2, std::vector<float>(kFrames));
    for (auto& side : audio)
        for (std::size_t k = 0; k < kFrames; ++k)
            side[k] = height * static_cast<float>(
                                   std::sin(2 * std::numbers::pi * hertz * static_cast<double>(k) / 48000));
    return audio;
}

/// Sine, steady and Spare on tracks; Group and Effect as buses, of which Steady feeds both.
struct Stage {
    Stage() {
        group = maker.addBus("Group");
        effect = maker.addBus("Effect");
        kept = maker.addTrack("Sine", sine(60, 0.2f));
        steady = maker.addTrack("Steady", Samples(2, std::vector<float>(kFrames, 0.25f)));
        maker.at(steady).output = group;
        send = maker.send(steady, effect, -6);
        gain = maker.insert(steady, "utility", {{"gain", -3}});
        second = maker.insert(steady, "utility", {{"gain", 2}});
    }

    SongMaker maker;
    ChannelId group, effect, kept, steady;
    SendId send;
    InsertId gain, second;
};

struct StructuralEdit {
    const char* name;
    void (*make)(Stage&);
};

void PrintTo(const StructuralEdit& edit, std::ostream* out) { *out << edit.name; }

class EditWhilePlaying : public ::testing::TestWithParam<StructuralEdit> {};

TEST_P(EditWhilePlaying, FadesWhatComesOrGoesAndEndsAtTheBitsOfTheBounce) {
    Stage stage;
    const Samples before = stage.maker.bounce();
    Bench bench;
    ASSERT_TRUE(bench.show(stage.maker));
    Samples heard = bench.play(20000);
    const std::size_t edited = heard[0].size();
    GetParam().make(stage);
    ASSERT_TRUE(bench.show(stage.maker));
    bench.turnFor(heard, 50000);
    const Samples after = stage.maker.bounce();

    for (std::size_t k = 0; k < edited; ++k) ASSERT_EQ(heard[0][k], before[0][k]) << "before the edit";
    // A quarter of full scale that turns upside down within 10.7 ms moves by 0.001 a frame; a way
    // that is faded against itself, a little more. A click would be a step of 0.1 and more.
    float last = 0;
    for (std::size_t k = edited; k < heard[0].size(); ++k) {
        const float moved = heard[0][k] - before[0][k];
        ASSERT_LT(std::abs(moved - last), 0.004f) << "a step " << k - edited << " frames after the edit";
        last = moved;
    }
    // All has settled a fifth of a second after the edit.
    std::size_t wrong = 0;
    for (std::size_t k = edited + 9600; k < heard[0].size(); ++k)
        wrong += heard[0][k] != after[0][k] || heard[1][k] != after[1][k];
    EXPECT_EQ(wrong, 0u) << "of " << heard[0].size() - edited - 9600;
}

INSTANTIATE_TEST_SUITE_P(
    Edits,
    EditWhilePlaying,
    ::testing::Values(
        StructuralEdit{"a track goes", [](Stage& s) { s.maker.removeTrack(s.steady); }},
        StructuralEdit{"a track comes",
                       [](Stage& s) {
                           s.maker.addTrack("More", Samples(2, std::vector<float>(kFrames, -0.2f)));
                       }},
        StructuralEdit{"a bus goes",
                       [](Stage& s) {
                           s.maker.at(s.steady).output = {};
                           s.maker.removeBus(s.group);
                       }},
        StructuralEdit{"an insert goes",
                       [](Stage& s) {
                           auto& inserts = s.maker.at(s.steady).inserts;
                           inserts.erase(inserts.begin());
                       }},
        StructuralEdit{"an insert comes",
                       [](Stage& s) { s.maker.insert(s.steady, "utility", {{"gain", -12}}); }},
        StructuralEdit{"inserts change places",
                       [](Stage& s) {
                           auto& inserts = s.maker.at(s.steady).inserts;
                           std::swap(inserts[0], inserts[1]);
                       }},
        StructuralEdit{"a send goes", [](Stage& s) { s.maker.at(s.steady).sends.clear(); }},
        StructuralEdit{"a send comes", [](Stage& s) { s.maker.send(s.kept, s.effect, 0); }},
        StructuralEdit{"a send moves before the fader",
                       [](Stage& s) {
                           s.maker.at(s.steady).fader = {-20};
                           s.maker.at(s.steady).sends[0].preFader = true;
                       }},
        StructuralEdit{"a send is muted", [](Stage& s) { s.maker.at(s.steady).sends[0].muted = true; }},
        StructuralEdit{"a track is led elsewhere", [](Stage& s) { s.maker.at(s.steady).output = s.effect; }},
        StructuralEdit{"polarity turns", [](Stage& s) { s.maker.at(s.steady).polarityInverted = true; }},
        StructuralEdit{"trim jumps", [](Stage& s) { s.maker.at(s.steady).trim = {-18}; }},
        StructuralEdit{"a track is muted", [](Stage& s) { s.maker.at(s.steady).muted = true; }},
        StructuralEdit{"a track is soloed", [](Stage& s) { s.maker.at(s.kept).soloed = true; }},
        StructuralEdit{"a return is soloed", [](Stage& s) { s.maker.at(s.effect).soloed = true; }}));

/// The latency of the mix changes by an insert: everything is heard later from then on, without a
/// click and on the same sample.
TEST(EditWhilePlaying, FadesOverWhereALatencyChanges) {
    Stage stage;
    stage.maker.insert(stage.group, "limiter", {{"gain", 0}});
    const auto latencyOf = [&] {
        MemorySink sink;
        return stage.maker.bounceTo(sink)->latency.value;
    };
    const std::int64_t late = latencyOf();
    ASSERT_GT(late, 0);
    Bench bench;
    ASSERT_TRUE(bench.show(stage.maker));
    Samples heard = bench.play(20000);
    const std::size_t edited = heard[0].size();
    stage.maker.insert(stage.group, "limiter", {{"gain", 0}});
    const std::int64_t later = latencyOf();
    ASSERT_GT(later, late);
    ASSERT_TRUE(bench.show(stage.maker));
    bench.turnFor(heard, 50000);

    for (std::size_t k = edited + 1; k < heard[0].size(); ++k)
        ASSERT_LT(std::abs(heard[0][k] - heard[0][k - 1]), 0.01f) << k - edited << " frames after the edit";
    // What the limiters leave alone lies where the bounce has it.
    const Samples after = stage.maker.bounce();
    for (std::size_t k = edited + 9600; k < heard[0].size(); ++k)
        ASSERT_NEAR(heard[0][k], after[0][k - static_cast<std::size_t>(later)], 1e-6f) << "at " << k;
}

/// Edits that come faster than they can be faded are taken together; nothing clicks then either.
TEST(EditWhilePlaying, TakesABurstOfEditsTogether) {
    Stage stage;
    Bench bench;
    ASSERT_TRUE(bench.show(stage.maker));
    Samples heard = bench.play(10000);
    for (int round = 0; round < 40; ++round) {
        if (round % 2)
            stage.maker.at(stage.steady).inserts.pop_back();
        else
            stage.maker.insert(stage.steady, "utility", {{"gain", -6}});
        if (round % 3 == 0) stage.maker.at(stage.steady).output = round % 2 ? stage.group : stage.effect;
        ASSERT_TRUE(bench.show(stage.maker));
        const auto until = static_cast<std::int64_t>(heard[0].size()) + 64 * (round % 7);
        bench.turnFor(heard, until);
    }
    bench.turnFor(heard, 40000);
    for (std::size_t k = 1; k < heard[0].size(); ++k)
        ASSERT_LT(std::abs(heard[0][k] - heard[0][k - 1]), 0.006f) << "at " << k;
    const Samples after = stage.maker.bounce();
    EXPECT_TRUE(std::equal(heard[0].begin() + 38000, heard[0].begin() + 40000, after[0].begin() + 38000));
}

} // namespace
} // namespace lacquer::live
