#include "tests/engine/processors/measure.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

double gainAt(const Stereo& output, const Stereo& input, std::size_t from, std::size_t to) {
    double out = 0, in = 0;
    for (std::size_t k = from; k < to; ++k) {
        out += static_cast<double>(output.sides[0][k]) * output.sides[0][k];
        in += static_cast<double>(input.sides[0][k]) * input.sides[0][k];
    }
    return 10 * std::log10(out / in);
}

class ModulationAtRate : public ::testing::TestWithParam<int> {};

TEST_P(ModulationAtRate, TremoloSwingsByItsDepthAtItsRate) {
    // 4 Hz, 60 %: from 1 to 0.4, the wave (1 - 0.6 (0.5 - 0.5 cos)) within 0.0005.
    const int rate = GetParam();
    Stereo input(static_cast<std::size_t>(rate) / 64 * 64);
    for (auto& side : input.sides) std::fill(side.begin(), side.end(), 0.5F);
    const auto output = process("tremolo", rate, input, {{"rate", 4}, {"depth", 60}, {"stereo", 180}});
    for (std::size_t k = 0; k < output.frames(); ++k) {
        const double turn = 2 * 3.14159265358979 * 4 * static_cast<double>(k) / rate;
        ASSERT_NEAR(output.sides[0][k], 0.5 * (1 - 0.6 * (0.5 - 0.5 * std::cos(turn))), 0.0005) << k;
        ASSERT_NEAR(output.sides[1][k], 0.5 * (1 - 0.6 * (0.5 + 0.5 * std::cos(turn))), 0.0005) << k;
    }
}

TEST_P(ModulationAtRate, FlangerCutsACombWhereItStands) {
    // Depth 0: 0.2 ms, half and half. Notches at odd multiples of 2500 Hz, peaks at 5 kHz.
    const int rate = GetParam();
    const std::size_t frames = static_cast<std::size_t>(rate) / 4 / 64 * 64;
    const auto level = [&](double hertz) {
        const auto input = sine(hertz, rate, frames, -12);
        const auto output = process("flanger", rate, input, {{"depth", 0}, {"feedback", 0}});
        return gainAt(output, input, frames / 2, frames);
    };
    EXPECT_LT(level(2500), -35);
    EXPECT_LT(level(7500), -30);
    EXPECT_NEAR(level(5000), 0, 0.1);
}

TEST_P(ModulationAtRate, PhaserCutsHalfAsManyNotchesAsStages) {
    // Two stages at 1 kHz: each turns the phase by 90 degrees there, so half and half cancels.
    const int rate = GetParam();
    const std::size_t frames = static_cast<std::size_t>(rate) / 4 / 64 * 64;
    const auto level = [&](double hertz, double stages) {
        const auto input = sine(hertz, rate, frames, -12);
        const auto output = process("phaser", rate, input, {{"depth", 0}, {"feedback", 0}, {"freq", 1000}, {"stages", stages}});
        return gainAt(output, input, frames / 2, frames);
    };
    EXPECT_LT(level(1000, 0), -60);
    EXPECT_NEAR(level(30, 0), 0, 0.1);
    // Four stages: notches where each turns by 45 and 135 degrees, at tan of half of it:
    // 1000 Hz times 0.41421 and 2.41421, warped by the bilinear transform.
    const double t = std::tan(3.14159265358979 * 1000 / rate);
    for (const double part : {0.414213562, 2.414213562})
        EXPECT_LT(level(std::atan(part * t) * rate / 3.14159265358979, 1), -60) << part;
    EXPECT_NEAR(level(1000, 1), 0, 0.1);
}

TEST_P(ModulationAtRate, ChorusKeepsTheLevelAndMovesThePitchALittle) {
    const int rate = GetParam();
    const std::size_t frames = static_cast<std::size_t>(rate) * 3 / 64 * 64;
    // Noise, because the voices of a single tone may be in phase; without the octave under Nyquist,
    // which reading between the frames takes from.
    auto input = noise(frames, 4);
    for (auto& side : input.sides)
        for (int pass = 0; pass < 4; ++pass)
            for (std::size_t k = side.size() - 1; k > 0; --k) side[k] = (side[k] + side[k - 1]) / 2;
    for (const double voices : {0.0, 1.0, 3.0}) {
        const auto output = process("chorus", rate, input, {{"mix", 100}, {"voices", voices}});
        EXPECT_NEAR(gainAt(output, input, frames / 3, frames), 0, 0.7) << voices;
    }
    // One voice: a tone is spread, but by less than 3.5 % (6.4 ms/s at the steepest is 0.7 %).
    const auto tone = sine(1000, rate, frames, -6);
    const auto swayed = process("chorus", rate, tone, {{"mix", 100}, {"voices", 0}});
    std::vector<double> part(swayed.sides[0].begin() + static_cast<std::ptrdiff_t>(frames / 3), swayed.sides[0].end());
    for (std::size_t k = 0; k < part.size(); ++k)
        part[k] *= 0.5 - 0.5 * std::cos(2 * 3.14159265358979 * static_cast<double>(k) / static_cast<double>(part.size()));
    double inside = 0, outside = 0, beside = 0;
    const auto bins = spectrum(part);
    for (std::size_t k = 0; k < bins.size(); ++k) {
        const double off = std::fabs(static_cast<double>(k) * rate / static_cast<double>(part.size()) - 1000);
        (off < 35 ? inside : outside) += std::norm(bins[k]);
        if (off > 3 && off < 35) beside += std::norm(bins[k]);
    }
    EXPECT_LT(10 * std::log10(outside / inside), -70);
    EXPECT_GT(beside / inside, 0.1);
}

INSTANTIATE_TEST_SUITE_P(Rates, ModulationAtRate, ::testing::Values(44100, 48000, 96000, 192000));

/// Through the whole range in a tenth of a second. A step shows in the second difference: of the tone alone
/// it is 0.0003, and where such a move goes through every quantum in one step, 0.02 to 0.2.
TEST(Modulation, MovesEveryParameterWithoutAStep) {
    struct Move {
        const char *processor, *parameter;
        double from, to;
        std::map<std::string, double, std::less<>> fixed;
    };
    const Move moves[] = {{"chorus", "depth", 0, 100, {{"mix", 100}, {"voices", 0}}},
                          {"chorus", "stereo", 0, 180, {{"mix", 100}, {"voices", 0}}},
                          {"flanger", "depth", 0, 100, {{"mix", 100}, {"feedback", 0}}},
                          {"flanger", "feedback", -95, 95, {{"mix", 100}, {"depth", 20}}},
                          {"flanger", "rate", 0.1, 10, {{"mix", 100}, {"feedback", 0}}},
                          {"phaser", "freq", 100, 8000, {{"mix", 100}, {"feedback", 0}, {"stages", 0}}},
                          {"phaser", "depth", 0, 100, {{"mix", 100}, {"feedback", 0}, {"stages", 0}}},
                          {"phaser", "stereo", 0, 180, {{"mix", 100}, {"feedback", 0}, {"stages", 0}}},
                          {"tremolo", "depth", 0, 100, {}},
                          {"tremolo", "stereo", 0, 180, {}},
                          {"tremolo", "shape", 0, 2, {}}};
    const auto input = sine(200, 48000, 64 * 600, -6);
    for (const Move& move : moves) {
        const auto motion = [&](std::int64_t frame) {
            return move.from + (move.to - move.from) * std::clamp(static_cast<double>(frame - 19200) / 4800, 0.0, 1.0);
        };
        const auto output = process(move.processor, 48000, input, move.fixed, {{move.parameter, motion}});
        double highest = 0;
        for (const auto& side : output.sides)
            for (std::size_t k = 5002; k < side.size(); ++k)
                highest = std::max(highest, std::fabs(double{side[k]} - 2.0 * double{side[k - 1]} + double{side[k - 2]}));
        EXPECT_LT(highest, 0.012) << move.processor << ' ' << move.parameter;
    }
}

TEST(Modulation, FollowsTheSongsTempo) {
    // 1/8 at 150 a minute is 0.2 s: a whole turn in 9600 frames at 48 kHz.
    Stereo input(64 * 400);
    for (auto& side : input.sides) std::fill(side.begin(), side.end(), 1.0F);
    StripFeed feed;
    feed.values.numbers = {{"sync", 10}, {"depth", 100}};
    ASSERT_EQ(catalogue().type("tremolo")->spec.parameters[2].choices[10], "1/8");
    feed.tempo = [](std::int64_t) { return 150.0; };
    const auto output = processStrip("tremolo", 48000, input, feed);
    EXPECT_NEAR(output.sides[0][4800], 0, 1e-3);
    EXPECT_NEAR(output.sides[0][9600], 1, 1e-3);
    EXPECT_NEAR(output.sides[0][14400], 0, 1e-3);
}

TEST(Modulation, AtMixZeroIsTheDrySignal) {
    const auto input = noise(64 * 100, 9);
    for (const char* id : {"chorus", "flanger", "phaser", "tremolo"})
        EXPECT_EQ(process(id, 48000, input, {{"mix", 0}}), input) << id;
}

} // namespace
} // namespace lacquer::processors::test
