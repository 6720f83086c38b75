#include "tests/engine/processors/bundle_runner.h"
#include "tests/engine/processors/spectrum.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

constexpr int kRate = 48000;
enum Style { clean, vca, fet, opto, varimu };

Stereo square(std::vector<std::pair<double, double>> levelsAndSeconds) {
    Stereo signal(0);
    std::size_t n = 0;
    for (const auto& [level, seconds] : levelsAndSeconds)
        for (const std::size_t end = n + static_cast<std::size_t>(seconds * kRate); n < end; ++n)
            for (auto& side : signal.sides)
                side.push_back(static_cast<float>((n / 24 % 2 ? -1 : 1) * std::pow(10, level / 20)));
    for (auto& side : signal.sides) side.resize(n / 64 * 64);
    return signal;
}

/// Giannoulis, Massberg & Reiss (2012), the quadratic knee.
double curve(double level, double threshold, double ratio, double knee) {
    const double over = level - threshold;
    if (knee > 0 && 2 * std::fabs(over) <= knee)
        return level + (1 / ratio - 1) * (over + knee / 2) * (over + knee / 2) / (2 * knee);
    return over <= 0 ? level : threshold + over / ratio;
}

TEST(Compressor, FollowsItsStaticCurveAtEveryKnee) {
    for (const double knee : {0.0, 3.0, 6.0, 24.0}) {
        for (const double ratio : {1.5, 4.0, 100.0}) {
            for (const double level : {-30.0, -21.0, -20.0, -18.5, -6.0}) {
                for (const int detector : {0, 1}) {
                    const Stereo input = detector ? sine(1000, kRate, 64 * 600, level) : square({{level, 0.8}});
                    const Stereo output = process("compressor", kRate, input,
                                                  {{"threshold", -20}, {"ratio", ratio}, {"knee", knee}, {"attack", 1}, {"release", 50}, {"detector", detector}});
                    const std::size_t from = input.frames() - 4800;
                    const double change = rmsDecibels({output.sides[0].data() + from, 4800}) -
                                          rmsDecibels({input.sides[0].data() + from, 4800});
                    EXPECT_NEAR(change, curve(level, -20, ratio, knee) - level, 0.1)
                        << level << " dB, knee " << knee << ", ratio " << ratio << ", detector " << detector;
                }
            }
        }
    }
}

/// Milliseconds from `frame` until the gain has covered 63.2 % of the way to `fullDecibels`.
double timeTo(const Stereo& input, const Stereo& output, std::size_t frame, double from, double to) {
    for (std::size_t k = frame; k < input.frames(); ++k) {
        const double gain = decibels(std::fabs(output.sides[0][k] / input.sides[0][k]));
        if ((gain - from) / (to - from) >= 0.632) return static_cast<double>(k - frame) * 1000 / kRate;
    }
    return 1e9;
}

TEST(Compressor, TakesTheTimesItIsSetTo) {
    const Stereo input = square({{-40, 0.5}, {-6, 1.5}, {-40, 2}});
    for (const auto& [attack, release] : {std::pair{5.0, 80.0}, {30.0, 300.0}}) {
        const Stereo output = process("compressor", kRate, input,
                                      {{"threshold", -26}, {"ratio", 4}, {"knee", 0}, {"attack", attack}, {"release", release}});
        EXPECT_NEAR(timeTo(input, output, 24000, 0, -15) / attack, 1, 0.02);
        EXPECT_NEAR(timeTo(input, output, 96000, -15, 0) / release, 1, 0.02);
    }
}

/// A share of a millionth per frame, where floats are coarse.
TEST(Compressor, TakesTheLongestReleaseAtTheHighestRate) {
    constexpr std::size_t rate = 192000, step = rate / 5 / 64 * 64, after = 5 * rate;
    for (const char* id : {"compressor", "gate"}) {
        const bool gates = std::string_view(id) == "gate";
        Stereo input(step + after + 64);
        for (auto& side : input.sides)
            for (std::size_t n = 0; n < side.size(); ++n) side[n] = n < step ? 0.5f : 0.001f;
        const Stereo output = process(id, static_cast<int>(rate), input,
                                      {{"threshold", -26}, {"ratio", gates ? 100 : 4}, {"range", gates ? -40 : 60}, {"attack", 1},
                                       {"hold", 0}, {"release", 5000}});
        const auto gain = [&](std::size_t n) { return decibels(std::fabs(output.sides[0][n] / input.sides[0][n])); };
        const double from = gain(step - 1), to = gates ? -40 : 0;
        EXPECT_NEAR((gain(step + after - 1) - from) / (to - from), 1 - std::exp(-1), 0.02 * std::exp(-1)) << id;
    }
}

TEST(Compressor, LooksAheadExactly) {
    const Stereo input = square({{-40, 0.5}, {-6, 0.5}});
    const std::map<std::string, double, std::less<>> numbers{
        {"threshold", -26}, {"ratio", 100}, {"attack", 1}, {"knee", 0}, {"lookahead", 10}};
    const Stereo output = process("compressor", kRate, input, numbers);
    const std::size_t latency = 480;
    EXPECT_EQ(catalogue().type("compressor")->latency({numbers, {}}, {kRate}).value, 480);
    float peak = 0;
    for (std::size_t k = 0; k < 48; ++k) peak = std::max(peak, std::fabs(output.sides[0][24000 + latency + k]));
    EXPECT_LT(decibels(peak), -20);
    EXPECT_EQ(output.sides[0][10000 + latency], input.sides[0][10000]);
}

TEST(Compressor, DelaysBySoMuchAsItLooksAheadFromTheFirstFrameOn) {
    const Stereo input = noise(64 * 20, 5, 0.1f);
    const Stereo output = process("compressor", kRate, input, {{"threshold", 0}, {"lookahead", 0.5}});
    for (std::size_t k = 0; k < input.frames(); ++k)
        ASSERT_EQ(output.sides[1][k], k < 24 ? 0.0f : input.sides[1][k - 24]) << k;
}

TEST(Compressor, HearsItsKeyWholeAtEveryRate) {
    const Stereo input = noise(64 * 50, 5);
    for (const int rate : {44100, 96000, 192000})
        EXPECT_EQ(process("compressor", rate, input, {{"key.listen", 1}}), input) << rate;
}

TEST(Compressor, MixesLinearly) {
    const Stereo input = square({{-6, 1}});
    const std::map<std::string, double, std::less<>> full{{"threshold", -30}, {"ratio", 8}};
    auto half = full;
    half["mix"] = 50;
    const Stereo wet = process("compressor", kRate, input, full), mixed = process("compressor", kRate, input, half);
    for (std::size_t k = 0; k < input.frames(); ++k)
        ASSERT_NEAR(mixed.sides[0][k], 0.5f * (wet.sides[0][k] + input.sides[0][k]), 1e-6);
}

TEST(Compressor, PassesEveryBitUnderItsKnee) {
    const Stereo input = noise(64 * 100, 3, 0.05f);
    EXPECT_EQ(process("compressor", kRate, input, {{"threshold", -10}, {"ratio", 8}}), input);
}

TEST(Compressor, LinksItsChannelsAsMuchAsAsked) {
    Stereo input = square({{-6, 1}});
    for (auto& sample : input.sides[1]) sample *= 0.01f;
    const auto rightChange = [&](double link) {
        const Stereo output = process("compressor", kRate, input, {{"threshold", -26}, {"ratio", 4}, {"knee", 0}, {"link", link}});
        return decibels(std::fabs(output.sides[1][40000] / input.sides[1][40000]));
    };
    EXPECT_NEAR(rightChange(100), -15, 0.1);
    EXPECT_NEAR(rightChange(50), -7.5, 0.1);
    EXPECT_NEAR(rightChange(0), 0, 0.01);
}

TEST(Compressor, DucksOnlyWhileItsKeySounds) {
    const Stereo input = sine(440, kRate, 64 * 2250, -20);
    Stereo key(input.frames());
    for (std::size_t k = 48000; k < 96000; ++k) key.sides[0][k] = key.sides[1][k] = k / 24 % 2 ? -0.7f : 0.7f;
    StripFeed feed;
    feed.values.numbers = {{"threshold", -30}, {"ratio", 10}, {"attack", 1}, {"release", 30}, {"key", 1}};
    feed.key = &key;
    const Stereo output = processStrip("compressor", kRate, input, feed);
    const auto level = [&](std::size_t from) { return rmsDecibels({output.sides[0].data() + from, 9600}); };
    EXPECT_NEAR(level(24000), -23.01, 0.1);
    EXPECT_LT(level(72000), -43);
    EXPECT_NEAR(level(124000), -23.01, 0.1);
}

TEST(Compressor, FiltersItsKey) {
    const Stereo input = sine(50, kRate, 64 * 1500, -6);
    const auto change = [&](double lowCut) {
        const Stereo output = process("compressor", kRate, input, {{"threshold", -30}, {"ratio", 10}, {"detector", 1}, {"key.lowcut", lowCut}});
        return rmsDecibels({output.sides[0].data() + 48000, 38400}) + 9.01;
    };
    EXPECT_LT(change(10), -20);
    // 50 Hz is 48 dB under a second-order low cut at 800 Hz: −54 dB, far under the threshold.
    EXPECT_GT(change(800), -0.1);
}

TEST(Compressor, HasFiveStylesThatDiffer) {
    const Stereo step = square({{-40, 0.5}, {-6, 1.5}, {-40, 2}});
    const auto run = [&](int style, const Stereo& input) {
        return process("compressor", kRate, input, {{"threshold", -26}, {"ratio", 4}, {"knee", 0}, {"attack", 10}, {"release", 100}, {"style", style}});
    };
    const auto attack = [&](int style) { return timeTo(step, run(style, step), 24000, 0, -15); };
    // vca hastens with what is missing; fet hears its output, which shortens the time by the ratio.
    EXPECT_NEAR(attack(clean), 10, 0.3);
    EXPECT_LT(attack(vca), 6);
    EXPECT_NEAR(attack(fet), 2.5, 0.3);

    // vca falls straight: after one release time 8.686 dB of the 15 are back, after half of it half.
    const Stereo straight = run(vca, step);
    const auto reduction = [&](const Stereo& output, std::size_t k) {
        return -decibels(std::fabs(output.sides[0][k] / step.sides[0][k]));
    };
    EXPECT_NEAR(reduction(straight, 96000) - reduction(straight, 96000 + 2400), 4.343, 0.1);
    EXPECT_NEAR(reduction(straight, 96000) - reduction(straight, 96000 + 4800), 8.686, 0.1);
    // opto keeps half for long after long work, and hardly after a short peak.
    const Stereo brief = square({{-40, 0.5}, {-6, 0.05}, {-40, 2}});
    const Stereo slow = run(opto, step), quick = run(opto, brief);
    EXPECT_GT(reduction(slow, 96000 + 9600), 4);
    EXPECT_LT(-decibels(std::fabs(quick.sides[0][26400 + 9600] / brief.sides[0][26400 + 9600])), 2);

    // Harmonics of a 1 kHz sine at 10 dB of reduction: none, third for fet, second for varimu.
    const Stereo tone = sine(1000, kRate, 64 * 1500, -6);
    const auto harmonic = [&](int style, int order) {
        const Stereo output = process("compressor", kRate, tone, {{"threshold", -30}, {"ratio", 4}, {"attack", 50}, {"release", 2000}, {"detector", 1}, {"style", style}});
        const std::span<const float> tail(output.sides[0].data() + 60000, 32768);
        return levelAt(tail, 1000.0 * order / kRate) - levelAt(tail, 1000.0 / kRate);
    };
    EXPECT_LT(harmonic(clean, 2), -100);
    EXPECT_GT(harmonic(fet, 3), harmonic(clean, 3) + 6);
    EXPECT_GT(harmonic(varimu, 2), -70);
    EXPECT_GT(harmonic(opto, 2), harmonic(fet, 2) + 20);
}

TEST(Compressor, HonoursAThresholdThatMoves) {
    const Stereo input = square({{-6, 1}});
    const Stereo output = process("compressor", kRate, input, {{"ratio", 100}, {"knee", 0}, {"attack", 0.01}, {"release", 1}},
                                  {{"threshold", [](std::int64_t frame) { return -10 - 20 * static_cast<double>(frame) / kRate; }}});
    EXPECT_NEAR(decibels(std::fabs(output.sides[0][47000])), -10 - 20 * 47000.0 / kRate + 0.24, 0.2);
    // No staircase of quanta: the gain's steps are all alike.
    double largest = 0;
    for (std::size_t k = 10000; k < 40000; ++k)
        largest = std::max(largest, std::fabs(decibels(std::fabs(output.sides[0][k] / output.sides[0][k - 1]))));
    EXPECT_LT(largest, 0.002);
}

TEST(Gate, OpensAndClosesAsDefined) {
    const auto part = [](double level) { return sine(1000, kRate, kRate, level); };
    Stereo input(0);
    for (const double level : {-20.0, -60.0, -20.0})
        for (std::size_t side = 0; side < 2; ++side) {
            const auto tone = part(level).sides[side];
            input.sides[side].insert(input.sides[side].end(), tone.begin(), tone.end());
        }
    const Stereo output = process("gate", kRate, input, {{"threshold", -40}, {"range", -60}, {"attack", 1}, {"hold", 10}, {"release", 50}, {"hysteresis", 3}});
    const auto level = [&](std::size_t from) { return rmsDecibels({output.sides[0].data() + from, 9600}); };
    EXPECT_NEAR(level(24000), -23.01, 0.1);
    EXPECT_NEAR(level(72000), -123.01, 0.5);
    EXPECT_NEAR(level(120000), -23.01, 0.1);
}

TEST(Gate, HoldsThenReleasesWithinTwoPercent) {
    const Stereo input = square({{-20, 0.5}, {-60, 1.5}});
    const Stereo output = process("gate", kRate, input, {{"threshold", -40}, {"range", -40}, {"hold", 100}, {"release", 200}});
    // 63.2 % of 40 dB, a release time after the hold.
    EXPECT_NEAR(timeTo(input, output, 24000, 0, -40), 300, 3);
    EXPECT_EQ(output.sides[0][24000 + 4700], input.sides[0][24000 + 4700]);
}

/// What holds still takes other ways through the kernels than what moves, and what waits for nothing
/// others again: all lead to the same bits.
TEST(Dynamics, SoundTheSameWhetherAControlMovesOrHoldsStill) {
    Stereo input = noise(64 * 900, 7, 0.3f);
    for (std::size_t n = 0; n < input.frames(); ++n)
        for (auto& side : input.sides) side[n] *= n / 9600 % 2 ? 0.001f : 1.0f;
    const auto still = [&](const char* id, std::map<std::string, double, std::less<>> numbers) {
        const Stereo walked = process(id, kRate, input, numbers, {{"threshold", [](std::int64_t) { return -30.0; }}});
        numbers["threshold"] = -30;
        EXPECT_EQ(process(id, kRate, input, numbers), walked) << id;
    };
    still("gate", {{"hold", 20}, {"release", 5}});
    still("gate", {{"hold", 0}, {"release", 5}, {"range", -20}});
    still("gate", {{"hold", 50}, {"ratio", 3}});
    still("compressor", {{"ratio", 4}});
    still("compressor", {{"ratio", 4}, {"link", 0}, {"mix", 40}});
    still("compressor", {{"ratio", 4}, {"detector", 1}});
    still("compressor", {{"ratio", 4}, {"style", vca}});
}

TEST(Gate, StaysOpenWithinItsHysteresis) {
    const Stereo input = square({{-30, 0.3}, {-42, 0.5}, {-50, 0.5}});
    const auto at = [&](double hysteresis, std::size_t frame) {
        const Stereo output = process("gate", kRate, input, {{"threshold", -40}, {"hysteresis", hysteresis}, {"hold", 0}, {"release", 5}, {"range", -60}});
        return decibels(std::fabs(output.sides[0][frame] / input.sides[0][frame]));
    };
    EXPECT_EQ(at(6, 36000), 0.0);
    EXPECT_NEAR(at(1, 36000), -60, 0.1);
    EXPECT_NEAR(at(6, 60000), -60, 0.1);
}

TEST(Gate, ExpandsAtAGentleRatio) {
    const Stereo input = sine(1000, kRate, 64 * 1500, -50);
    const Stereo output = process("gate", kRate, input, {{"threshold", -40}, {"ratio", 2}, {"range", -80}, {"release", 20}});
    EXPECT_NEAR(rmsDecibels({output.sides[0].data() + 76800, 9600}), -53.01 - 10, 0.1);
}

/// dsp.md 2.1, the expander: T + R·(x − T) under the threshold, x the peak that also opens the gate,
/// whatever the wave.
TEST(Gate, ExpandsByThePeakOfAnyWave) {
    for (const double ratio : {1.5, 4.0, 20.0}) {
        for (const double under : {-1.0, -4.0}) {
            const auto change = [&](const Stereo& input) {
                const Stereo output = process("gate", kRate, input, {{"threshold", -40}, {"ratio", ratio}, {"release", 20}});
                const std::size_t from = input.frames() - 9600;
                return rmsDecibels({output.sides[0].data() + from, 9600}) - rmsDecibels({input.sides[0].data() + from, 9600});
            };
            const double wanted = std::max(under * (ratio - 1), -90.0);
            EXPECT_NEAR(change(square({{-40 + under, 1}})), wanted, 0.1) << ratio << ' ' << under;
            EXPECT_NEAR(change(sine(60, kRate, 64 * 900, -40 + under)), wanted, 0.1) << ratio << ' ' << under;
        }
    }
}

} // namespace
} // namespace lacquer::processors::test
