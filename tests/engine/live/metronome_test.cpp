#include "engine/live/metronome.h"

#include "tests/engine/live/hand_device.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::live {
namespace {

using namespace lacquer::testing;

constexpr SampleRate kRate{48000};

/// A beat, and whether its click is the higher one.
struct Found {
    std::int64_t at;
    bool accent;
    friend bool operator==(const Found&, const Found&) = default;
};

void PrintTo(const Found& found, std::ostream* out) { *out << found.at << (found.accent ? "!" : ""); }

/// Where clicks begin in a signal of clicks alone: behind silence, with a zero on the beat itself. How
/// high they are is told by the sample behind that.
std::vector<Found> clicksIn(const std::vector<float>& heard, double gain) {
    constexpr int kSilence = 100; // longer than any zero within a click
    std::vector<Found> found;
    int quiet = kSilence;
    for (std::size_t k = 0; k < heard.size(); ++k) {
        if (heard[k] == 0) {
            ++quiet;
            continue;
        }
        if (quiet > kSilence)
            found.push_back({static_cast<std::int64_t>(k) - 1, std::abs(static_cast<double>(heard[k])) / gain > 0.2});
        quiet = 0;
    }
    return found;
}

std::vector<float> clicksOf(std::span<const project::TempoPoint> tempo, std::int64_t from, std::int64_t to) {
    Metronome metronome;
    std::vector<float> heard;
    for (std::int64_t at = from; at < to; at += kQuantum) {
        std::array<float, kQuantum> quantum{};
        metronome.strike(tempo, kRate, {at}, kQuantum, 0);
        metronome.fill(kRate, {0}, quantum.data());
        heard.insert(heard.end(), quantum.begin(), quantum.end());
    }
    return heard;
}

TEST(Metronome, ClicksOnEveryBeatWithTheFirstOfTheBarHigher) {
    const std::vector tempo{project::TempoPoint{{0}, 120, 3, 4}};
    EXPECT_EQ(clicksIn(clicksOf(tempo, -64, 120000), 1),
              (std::vector<Found>{{64, true}, {24064, false}, {48064, false}, {72064, true}, {96064, false}}));
}

TEST(Metronome, FollowsTempoAndMetreFromPointToPoint) {
    // 97 a minute: 29690.72 frames; the metre's unit is what is counted.
    const std::vector tempo{project::TempoPoint{{0}, 97, 4, 4}, project::TempoPoint{{100000}, 60, 6, 8}};
    EXPECT_EQ(clicksIn(clicksOf(tempo, -64, 160000), 1),
              (std::vector<Found>{{64, true}, {29691 + 64, false}, {59381 + 64, false}, {89072 + 64, false},
                                  {100064, true}, {124064, false}, {148064, false}}));
}

TEST(Metronome, IsHeardWithTheMixAndNotInMetersOrABounce) {
    SongMaker maker;
    maker.addTrack("Track", Samples(2, std::vector<float>(120000)));
    const Samples bounce = maker.bounce();
    Bench bench;
    bench.player.setMetronome({true, {-6}, 0});
    ASSERT_TRUE(bench.show(maker));
    Samples heard = bench.play(100000);
    const double gain = std::pow(10, -6.0 / 20);
    const auto found = clicksIn(heard[0], gain);
    EXPECT_EQ(found, (std::vector<Found>{{0, true}, {24000, false}, {48000, false}, {72000, false}, {96000, true}}));
    std::vector<float> left(1000), right(1000);
    bench.player.recentAudio(left.data(), right.data(), 1000);
    EXPECT_EQ(std::count(left.begin(), left.end(), 0.0f), 1000) << "meters do not hear it";
    EXPECT_EQ(maker.bounce(), bounce);
    bench.player.setMetronome({false, {-6}, 0});
    const std::size_t off = heard[0].size();
    bench.turnFor(heard, static_cast<std::int64_t>(off) + 30000);
    EXPECT_EQ(std::count(heard[0].begin() + static_cast<std::ptrdiff_t>(off) + 4000, heard[0].end(), 0.0f), std::ssize(heard[0]) - static_cast<std::ptrdiff_t>(off) - 4000);
}

TEST(Metronome, IsSetAsTheProjectHasItUntilSomebodySetsItOtherwise) {
    SongMaker maker;
    maker.addTrack("T", Samples(2, std::vector<float>(1000)));
    Bench bench;
    auto project = std::make_shared<project::Project>(*Bench::projectOf(maker));
    project->metronome = {true, {-20}, 2};
    ASSERT_TRUE(bench.player.show(project, bench.sources, SongId{1'000'000}));
    EXPECT_EQ(bench.player.metronome(), project->metronome);
    bench.player.setMetronome({false, {-20}, 1});
    auto renamed = std::make_shared<project::Project>(*project);
    renamed->name = "Another";
    ASSERT_TRUE(bench.player.show(renamed, bench.sources, SongId{1'000'000}));
    EXPECT_EQ(bench.player.metronome().countInBars, 1) << "an edit of something else leaves it";
}

TEST(Metronome, CountsInSoThatTheMusicFallsOnTheNextBeat) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Track", Samples(2, std::vector<float>(60000, 0.5f)));
    maker.insert(track, "limiter", {{"gain", 0}, {"lookahead", 5}});
    Bench bench;
    bench.player.setMetronome({false, {-20}, 1});
    ASSERT_TRUE(bench.show(maker));
    bench.player.play();
    Samples heard(2);
    ASSERT_TRUE(bench.turnUntilRolling(heard));
    bench.turnFor(heard, std::ssize(heard[0]) + 4096);
    // Four beats of half a second, then the music, which comes late by the limiter's latency.
    const auto music = std::find_if(heard[0].begin(), heard[0].end(), [](float sample) { return sample > 0.4f; }) - heard[0].begin();
    std::vector<float> before(heard[0].begin(), heard[0].begin() + music);
    const auto found = clicksIn(before, 0.1);
    ASSERT_EQ(found.size(), 4u);
    for (std::size_t k = 0; k < 4; ++k) {
        EXPECT_EQ(music - found[k].at, static_cast<std::ptrdiff_t>(4 - k) * 24000) << k;
        EXPECT_EQ(found[k].accent, k == 0);
    }
}

TEST(Metronome, KeepsTimeAcrossTheLoop) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Track", Samples(2, std::vector<float>(200000)));
    maker.insert(track, "limiter", {{"gain", 0}, {"lookahead", 5}});
    Bench bench;
    bench.player.setMetronome({true, {0}, 0});
    ASSERT_TRUE(bench.show(maker));
    bench.player.setLoop(std::pair{FramePosition{24000}, FramePosition{24000 + 70007}});
    Samples heard = bench.play(240000);
    const auto found = clicksIn(heard[0], 1);
    MemorySink sink;
    const std::int64_t late = maker.bounceTo(sink)->latency.value;
    ASSERT_GT(late, 0);
    // Beats at 24000, 48000, 72000 of the timeline; round after round of 70007 frames.
    std::vector<Found> expected{{0, true}};
    for (std::int64_t round = 0; round < 4; ++round)
        for (int beat = 1; beat <= 3; ++beat) expected.push_back({beat * 24000 + round * 70007, false});
    for (Found& click : expected) click.at += late;
    std::erase_if(expected, [&](const Found& click) { return click.at >= std::ssize(heard[0]) - 1; });
    EXPECT_EQ(found, expected);
}

} // namespace
} // namespace lacquer::live
