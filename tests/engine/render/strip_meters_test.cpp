#include "engine/plan/compile.h"
#include "engine/render/clip_feed.h"
#include "engine/render/performance.h"
#include "tests/engine/render/song_maker.h"

#include <ebur128.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <random>

namespace lacquer::testing {
namespace {

using render::ClipFeed;
using render::Performance;

std::shared_ptr<const plan::RenderPlan> compiledAt(const SongMaker& maker, int rate) {
    return *plan::compile(maker.song(), {rate}, project::PanLaw::minus3dB, maker.catalogue);
}

void play(Performance& performance, ClipFeed& feed, int from, int to) {
    for (int q = from; q < to; ++q) performance.run({q * kQuantum}, 1, feed, nullptr);
}

double lufs(float meanSquare) { return -0.691 + 10 * std::log10(static_cast<double>(meanSquare)); }

/// Noise with little treble whose level changes every second, on both sides differently.
Samples programme(unsigned seed, int rate, int seconds) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> noise(-1, 1), level(-40, -12);
    Samples audio(2);
    float low[2] = {0, 0}, gain = 0;
    for (int n = 0; n < rate * seconds; ++n) {
        if (n % rate == 0) gain = std::pow(10.0f, level(random) / 20);
        for (std::size_t c = 0; c < 2; ++c) {
            low[c] += 0.2f * (noise(random) - low[c]);
            audio[c].push_back(gain * low[c] * (c == 0 ? 1.0f : 0.5f));
        }
    }
    return audio;
}

struct RefereeCloser {
    void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

class LoudnessOfStrips : public ::testing::TestWithParam<int> {};

// libebur128 hears what comes out of the strip. Its window ends at the same frame and is up to a
// quantum longer or shorter, which shows where the level jumps: EBU Tech 3341 allows 0.1 LU.
TEST_P(LoudnessOfStrips, AgreesWithAnIndependentMeter) {
    const int rate = GetParam();
    SongMaker maker;
    maker.addTrack("Other", programme(9, rate, 8)); // in the same bundle
    const ChannelId track = maker.addTrack("Track", programme(3, rate, 8));
    maker.mix().fader = {-96};
    maker.at(track).fader = {-4.5};
    const auto plan = compiledAt(maker, rate);
    ClipFeed feed(*plan, maker.sources);
    Performance performance(plan, 1);
    const std::unique_ptr<ebur128_state, RefereeCloser> referee(ebur128_init(2, static_cast<unsigned long>(rate), EBUR128_MODE_S));
    const Samples audio = programme(3, rate, 8);
    const float gain = std::pow(10.0f, -4.5f / 20);
    const int strip = performance.stripOf(track);
    float last = -1;
    int compared = 0;
    for (int q = 0; q < 7 * rate / kQuantum; ++q) {
        performance.loudness(strip);
        play(performance, feed, q, q + 1);
        std::vector<float> both;
        for (int n = q * kQuantum; n < (q + 1) * kQuantum; ++n)
            for (std::size_t c = 0; c < 2; ++c) both.push_back(gain * audio[c][static_cast<std::size_t>(n)]);
        ebur128_add_frames_float(referee.get(), both.data(), kQuantum);
        const render::LoudnessLevels levels = performance.loudness(strip);
        if (levels.momentary == last || q < 3 * rate / kQuantum) continue;
        last = levels.momentary;
        if (++compared % 7 != 0) continue; // the referee is slow
        double momentary = 0, shortTerm = 0;
        ebur128_loudness_momentary(referee.get(), &momentary);
        ebur128_loudness_shortterm(referee.get(), &shortTerm);
        EXPECT_NEAR(lufs(levels.momentary), momentary, 0.1) << "at quantum " << q;
        EXPECT_NEAR(lufs(levels.shortTerm), shortTerm, 0.05) << "at quantum " << q;
    }
    EXPECT_GT(compared, 150);
}

INSTANTIATE_TEST_SUITE_P(Rates, LoudnessOfStrips, ::testing::Values(44100, 48000, 96000));

TEST(LoudnessTap, ReadsASineOfEbuTech3341AndSilenceWithoutOne) {
    // Case 1: 1 kHz at −23 dBFS on both sides reads −23 LUFS.
    SongMaker maker;
    Samples sine(2);
    for (int n = 0; n < 5 * 48000; ++n)
        for (auto& side : sine) side.push_back(static_cast<float>(std::pow(10, -23.0 / 20) * std::sin(2 * 3.14159265358979 * 1000 * n / 48000)));
    const ChannelId track = maker.addTrack("Sine", sine), quiet = maker.addTrack("Nothing", Samples(2, std::vector<float>(1000)));
    const auto plan = compiledAt(maker, 48000);
    ClipFeed feed(*plan, maker.sources);
    Performance performance(plan, 1);
    for (int q = 0; q < 4 * 750; ++q) {
        performance.loudness(performance.stripOf(track));
        play(performance, feed, q, q + 1);
    }
    EXPECT_NEAR(lufs(performance.loudness(performance.stripOf(track)).momentary), -23, 0.02);
    EXPECT_NEAR(lufs(performance.loudness(performance.stripOf(track)).shortTerm), -23, 0.02);
    EXPECT_EQ(performance.loudness(performance.stripOf(quiet)).momentary, 0);
}

TEST(LoudnessTap, StopsAndForgetsASecondAfterTheLastLook) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Noise", noise(2, 6 * 48000, 1));
    const auto plan = compiledAt(maker, 48000);
    ClipFeed feed(*plan, maker.sources);
    Performance performance(plan, 1);
    auto& tap = performance.runnerOf(track).first->loudness();
    const int lane = performance.runnerOf(track).second;
    play(performance, feed, 0, 750);
    EXPECT_EQ(tap.of(lane).momentary, 0) << "nobody looked";
    tap.ask();
    play(performance, feed, 750, 1400);
    EXPECT_GT(tap.of(lane).momentary, 0);
    play(performance, feed, 1400, 1600);
    EXPECT_EQ(tap.of(lane).momentary, 0);
}

TEST(LoudnessTap, GoesOnWhenANewPlanTakesOver) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Noise", noise(2, 6 * 48000, 1));
    const auto plan = compiledAt(maker, 48000);
    ClipFeed feed(*plan, maker.sources);
    Performance before(plan, 1);
    before.loudness(before.stripOf(track));
    play(before, feed, 0, 700);
    const float heard = before.loudness(before.stripOf(track)).momentary;
    // Another chain, and so another runner.
    SongMaker moved;
    const ChannelId added = moved.addTrack("Noise", noise(2, 6 * 48000, 1));
    ASSERT_EQ(added, track);
    moved.insert(track, "utility", {{"dcfilter", 1}});
    const auto planAfter = compiledAt(moved, 48000);
    ClipFeed feedAfter(*planAfter, moved.sources);
    Performance after(planAfter, 1, {&before});
    after.takeOver();
    play(after, feedAfter, 700, 702);
    EXPECT_NEAR(after.loudness(after.stripOf(track)).momentary, heard, 0.02 * static_cast<double>(heard));
}

TEST(LevelTap, CountsEveryPassageAboveFullScale) {
    SongMaker maker;
    Samples audio(2, std::vector<float>(10 * kQuantum, 0.5f));
    // Alone, next to each other, over the border of two quanta, on both sides at once, on one after the
    // other, and at full scale exactly, which is no over.
    for (const std::size_t frame : {10u, 20u, 21u, 22u, 63u, 64u, 65u, 200u, 300u}) audio[0][frame] = 1.5f;
    for (const std::size_t frame : {200u, 301u}) audio[1][frame] = -1.5f;
    audio[0][400] = 1.0f;
    const ChannelId track = maker.addTrack("Track", audio);
    const auto plan = compiledAt(maker, 48000);
    ClipFeed feed(*plan, maker.sources);
    Performance performance(plan, 1);
    auto& level = performance.level(performance.stripOf(track));
    play(performance, feed, 0, 10);
    EXPECT_EQ(level.overs.exchange(0), 5u) << "at 10, 20, 63, 200 and 300";
    play(performance, feed, 0, 1);
    EXPECT_EQ(level.overs.load(), 3u);
}

} // namespace
} // namespace lacquer::testing
