#include "tests/engine/processors/bundle_runner.h"
#include "tests/engine/processors/spectrum.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

constexpr double kPi = 3.14159265358979323846;

/// A stroke every second that rings off with 150 ms, like a plucked string.
Stereo strokes(double level) {
    Stereo signal(64 * 1500);
    for (std::size_t k = 0; k < signal.frames(); ++k) {
        const double t = static_cast<double>(k % 48000) / 48000;
        signal.sides[0][k] = signal.sides[1][k] = static_cast<float>(
            std::pow(10, level / 20) * std::exp(-t / 0.15) * std::sin(2 * kPi * 1000 * t));
    }
    return signal;
}

/// How the second stroke changed, dB.
double change(double level, const std::string& what, double amount, std::size_t from, std::size_t frames) {
    const Stereo input = strokes(level);
    const Stereo output = process("transient", 48000, input, {{what, amount}});
    return rmsDecibels({output.sides[0].data() + 48000 + from, frames}) -
           rmsDecibels({input.sides[0].data() + 48000 + from, frames});
}

/// dsp.md 2.4: a stroke's start is raised by the same, within 0.5 dB, from −40 to 0 dBFS.
TEST(TransientShaper, RaisesOnsetsAlikeAtEveryLevel) {
    const double onset = change(0, "attack", 60, 100, 500);
    EXPECT_GT(onset, 3);
    for (const double level : {-10.0, -20.0, -30.0, -40.0})
        EXPECT_NEAR(change(level, "attack", 60, 100, 500), onset, 0.5) << level;
}

/// A kick drum's stroke out of silence stands 80 dB over what was before: 30 % is 5.4 of the 18 dB.
TEST(TransientShaper, RaisesAStrokeOutOfSilenceByItsShareOnly) {
    for (const double amount : {30.0, -30.0, 100.0}) {
        Stereo input(64 * 600);
        for (std::size_t k = 9600; k < input.frames(); ++k) {
            const double t = static_cast<double>(k - 9600) / 48000;
            input.sides[0][k] = input.sides[1][k] = static_cast<float>(0.05 * std::exp(-t / 0.15) * std::cos(2 * kPi * 1000 * t));
        }
        const Stereo output = process("transient", 48000, input, {{"attack", amount}});
        double most = 0;
        for (std::size_t k = 9600; k < 9600 + 960; ++k)
            if (std::fabs(input.sides[0][k]) > 0.005f)
                most = std::max(most, std::fabs(20 * std::log10(std::fabs(double{output.sides[0][k]} / input.sides[0][k]))));
        EXPECT_LT(most, 0.18 * std::fabs(amount) + 0.05) << amount;
        EXPECT_GT(most, 0.1 * std::fabs(amount)) << amount;
    }
}

TEST(TransientShaper, LeavesTheDecayWhenItShapesTheOnset) {
    EXPECT_NEAR(change(-6, "attack", 60, 12000, 2000), 0, 0.3);
    EXPECT_LT(change(-6, "attack", -60, 100, 500), -3);
}

TEST(TransientShaper, ShapesTheDecayAndLeavesTheOnset) {
    EXPECT_GT(change(-6, "sustain", 60, 12000, 2000), 2);
    EXPECT_LT(change(-6, "sustain", -60, 12000, 2000), -2);
    EXPECT_NEAR(change(-6, "sustain", 60, 100, 500), 0, 0.3);
}

TEST(TransientShaper, LeavesSteadyTonesAlone) {
    for (const double hertz : {41.2, 110.0, 1000.0, 8000.0}) {
        const Stereo input = sine(hertz, 48000, 64 * 2250, -12);
        const Stereo output = process("transient", 48000, input, {{"attack", 100}, {"sustain", 100}});
        for (std::size_t k = 96000; k < input.frames(); ++k)
            ASSERT_NEAR(output.sides[0][k], input.sides[0][k], 2e-3) << hertz;
    }
}

TEST(TransientShaper, PassesEveryBitAtItsDefaults) {
    const Stereo input = noise(64 * 30, 9);
    EXPECT_EQ(process("transient", 48000, input, {}), input);
}

TEST(TransientShaper, KeepsThePictureOfAStrip) {
    // The same gain on both sides: a quiet left stays as far under a loud right.
    Stereo input = strokes(-6);
    for (auto& sample : input.sides[0]) sample *= 0.1f;
    const Stereo output = process("transient", 48000, input, {{"attack", 80}});
    for (std::size_t k = 0; k < input.frames(); ++k)
        ASSERT_NEAR(output.sides[0][k], 0.1f * output.sides[1][k], 1e-6);
}

} // namespace
} // namespace lacquer::processors::test
