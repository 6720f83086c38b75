#include "engine/processors/note_lengths.h"
#include "tests/engine/processors/measure.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

double levelOf(const std::vector<float>& side, std::size_t from, std::size_t to) {
    double power = 0;
    for (std::size_t k = from; k < to; ++k) power += static_cast<double>(side[k]) * side[k];
    return 10 * std::log10(power / static_cast<double>(to - from) + 1e-30);
}

/// The largest second difference over the peak: a 200 Hz tone has 7e-4 of it, a click much more.
double roughness(const Stereo& signal, std::size_t from) {
    double worst = 0, peak = 0;
    for (const auto& side : signal.sides) {
        for (std::size_t k = from; k < side.size(); ++k) {
            worst = std::max(worst, std::fabs(static_cast<double>(side[k]) - 2 * side[k - 1] + side[k - 2]));
            peak = std::max(peak, std::fabs(static_cast<double>(side[k])));
        }
    }
    return worst / peak;
}

class DelayAtRate : public ::testing::TestWithParam<int> {};

TEST_P(DelayAtRate, RepeatsExactCopiesAtTheTimeThatIsSet) {
    const int rate = GetParam();
    const auto output = process("delay", rate, impulse(static_cast<std::size_t>(rate) / 64 * 64, 70, 0.5F),
                                {{"time", 123}, {"feedback", 50}});
    const auto step = static_cast<std::size_t>(std::lround(0.123 * rate));
    for (const auto& side : output.sides) {
        for (std::size_t k = 0; k < side.size(); ++k) {
            const bool echo = k > 70 && (k - 70) % step == 0;
            const float height = echo ? 0.5F * std::pow(0.5F, static_cast<float>((k - 70) / step - 1)) : 0.0F;
            ASSERT_FLOAT_EQ(side[k], height) << k;
        }
    }
}

TEST_P(DelayAtRate, ReachesFromOneMillisecondToFiveSeconds) {
    const int rate = GetParam();
    for (const double time : {1.0, 1.4, 20.0, 5000.0}) {
        const auto frames = static_cast<std::size_t>(rate * (time + 20) / 1000) / 64 * 64;
        const auto output = process("delay", rate, impulse(frames, 3), {{"time", time}, {"feedback", 0}});
        const auto& side = output.sides[0];
        const auto at = static_cast<std::size_t>(std::max_element(side.begin(), side.end()) - side.begin());
        EXPECT_EQ(at, 3 + static_cast<std::size_t>(std::lround(time * rate / 1000)));
        EXPECT_EQ(side[at], 1.0F);
    }
}

TEST_P(DelayAtRate, KeepsToneWhileItSways) {
    // Lagrange's polynomial of degree five at a third of full sway: noise under -70 dB on 1 kHz.
    const int rate = GetParam();
    const auto frames = static_cast<std::size_t>(rate) / 64 * 64;
    const auto still = process("delay", rate, sine(1000, rate, frames, -6), {{"time", 50}, {"feedback", 0}});
    const auto swayed = process("delay", rate, sine(1000, rate, frames, -6),
                                {{"time", 50}, {"feedback", 0}, {"modulation", 30}});
    EXPECT_NEAR(levelOf(swayed.sides[0], frames / 2, frames), levelOf(still.sides[0], frames / 2, frames), 0.05);
    EXPECT_LT(roughness(swayed, static_cast<std::size_t>(rate) / 10),
              1.1 * roughness(still, static_cast<std::size_t>(rate) / 10));
}

INSTANTIATE_TEST_SUITE_P(Rates, DelayAtRate, ::testing::Values(44100, 48000, 88200, 96000, 192000));

TEST(Delay, FollowsTheSongsTempoInNotes) {
    // At 90 quarters a minute a quarter is 0.6667 s = 32000 frames at 48 kHz.
    struct Note { const char* name; int frames; };
    const auto* sync = &catalogue().type("delay")->spec.parameters[2];
    ASSERT_EQ(sync->id, "sync");
    for (const auto& [name, frames] : {Note{"1/4", 32000}, Note{"1/8", 16000}, Note{"1/8d", 24000},
                                       Note{"1/4t", 21333}, Note{"1/16", 8000}, Note{"1/64", 2000}}) {
        StripFeed feed;
        const auto index = std::find(sync->choices.begin(), sync->choices.end(), name) - sync->choices.begin();
        feed.values.numbers = {{"sync", static_cast<double>(index)}, {"feedback", 0}};
        feed.tempo = [](std::int64_t) { return 90.0; };
        const auto input = impulse(64 * 600);
        const auto output = processStrip("delay", 48000, input, feed);
        const auto& side = output.sides[0];
        EXPECT_EQ(std::max_element(side.begin(), side.end()) - side.begin(), frames) << name;
    }
    EXPECT_DOUBLE_EQ(secondsOfNote(0, 120), 2);      // a whole note
    EXPECT_DOUBLE_EQ(secondsOfNote(1, 120), 3);      // dotted
    EXPECT_DOUBLE_EQ(secondsOfNote(6, 120), 0.5);    // a quarter
}

TEST(Delay, GoesFromSideToSideInPingPong) {
    Stereo input(64 * 400);
    input.sides[1][0] = 1; // enters on the right, starts on the left
    const auto output = process("delay", 48000, input, {{"time", 100}, {"feedback", 60}, {"pingpong", 1}});
    EXPECT_FLOAT_EQ(output.sides[0][4800], 0.5F);
    EXPECT_FLOAT_EQ(output.sides[1][4800], 0.0F);
    EXPECT_FLOAT_EQ(output.sides[1][9600], 0.3F);
    EXPECT_FLOAT_EQ(output.sides[0][9600], 0.0F);
    EXPECT_FLOAT_EQ(output.sides[0][14400], 0.18F);
}

TEST(Delay, CutsEveryEchoAtItsFrequencies) {
    // A first-order cut lies 3.01 dB down at its frequency, and twice that on the second echo.
    const auto level = [](double hertz, std::map<std::string, double, std::less<>> numbers, double from) {
        numbers["time"] = 500;
        numbers["feedback"] = 100;
        auto input = sine(hertz, 48000, 64 * 1500, -12);
        for (auto& side : input.sides) std::fill(side.begin() + 24000, side.end(), 0.0F);
        const auto output = process("delay", 48000, input, numbers);
        const auto at = static_cast<std::size_t>(from * 48000);
        return levelOf(output.sides[0], at + 6000, at + 18000) - levelOf(input.sides[0], 6000, 18000);
    };
    EXPECT_NEAR(level(300, {{"lowcut", 300}}, 0.5), -3.01, 0.02);
    EXPECT_NEAR(level(300, {{"lowcut", 300}}, 1.0), -6.02, 0.05);
    EXPECT_NEAR(level(4000, {{"highcut", 4000}}, 0.5), -3.01, 0.02);
    EXPECT_NEAR(level(4000, {{"highcut", 4000}}, 1.0), -6.02, 0.05);
    EXPECT_NEAR(level(4000, {{"lowcut", 20}, {"highcut", 20000}}, 1.0), 0, 1e-5);
}

TEST(Delay, ChangesItsTimeWithoutAClick) {
    auto input = sine(200, 48000, 64 * 1500, -6);
    // It begins gently: the begin of every echo would be a corner too.
    for (auto& side : input.sides)
        for (std::size_t k = 0; k < 6000; ++k)
            side[k] *= static_cast<float>(0.5 - 0.5 * std::cos(3.14159265 * static_cast<double>(k) / 6000));
    for (const double tape : {0.0, 1.0}) {
        const auto output = process("delay", 48000, input, {{"movement", tape}, {"feedback", 40}},
                                    {{"time", [](std::int64_t k) { return k < 40000 ? 300.0 : 211.0; }}});
        EXPECT_LT(roughness(output, 24000), 0.004) << (tape > 0 ? "tape" : "fade");
    }
    const auto moving = process("delay", 48000, input, {{"movement", 1}, {"feedback", 40}},
                                {{"time", [](std::int64_t k) { return 300 + 60 * std::sin(static_cast<double>(k) * 1e-4); }}});
    EXPECT_LT(roughness(moving, 24000), 0.004);
    const auto crossed = process("delay", 48000, input, {{"feedback", 60}},
                                 {{"pingpong", [](std::int64_t k) { return k < 50000 ? 0.0 : 1.0; }}});
    EXPECT_LT(roughness(crossed, 24000), 0.02);
}

TEST(Delay, WaitsWhileTheInputIsLoud) {
    auto input = sine(300, 48000, 64 * 2000, -6);
    for (auto& side : input.sides) std::fill(side.begin() + 64000, side.end(), 0.0F);
    const auto open = process("delay", 48000, input, {{"time", 400}, {"feedback", 90}});
    const auto ducked = process("delay", 48000, input, {{"time", 400}, {"feedback", 90}, {"ducking", 12}});
    EXPECT_NEAR(levelOf(ducked.sides[0], 40000, 60000) - levelOf(open.sides[0], 40000, 60000), -12, 1.0);
    EXPECT_NEAR(levelOf(ducked.sides[0], 120000, 127000) - levelOf(open.sides[0], 120000, 127000), 0, 1.0);
}

TEST(Delay, StaysBoundedWhenItFeedsOnItself) {
    const auto output = process("delay", 48000, noise(64 * 15000, 3, 1.0F), {{"time", 60}, {"feedback", 110}});
    for (const auto& side : output.sides) EXPECT_LT(samplePeak(side), 5.01);
}

TEST(Delay, AtMixZeroIsTheDrySignal) {
    const auto input = noise(64 * 100, 9);
    EXPECT_EQ(process("delay", 48000, input, {{"mix", 0}}), input);
}

} // namespace
} // namespace lacquer::processors::test
