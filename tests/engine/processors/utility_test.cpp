#include "tests/engine/processors/bundle_runner.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

TEST(Utility, IsTransparentAtItsDefaults) {
    const Stereo input = noise(64 * 20, 1);
    EXPECT_EQ(process("utility", 48000, input, {}), input);
}

TEST(Utility, RoutesChannelsExactly) {
    const Stereo input = noise(64 * 4, 2);
    enum { stereo, swap, mono, left, right };
    for (std::size_t k : {0u, 100u, 255u}) {
        const float l = input.sides[0][k], r = input.sides[1][k];
        const auto at = [&](int channels, std::size_t side) {
            return process("utility", 48000, input, {{"channels", channels}}).sides[side][k];
        };
        EXPECT_EQ(at(swap, 0), r);
        EXPECT_EQ(at(swap, 1), l);
        EXPECT_EQ(at(mono, 0), 0.5f * l + 0.5f * r);
        EXPECT_EQ(at(mono, 1), 0.5f * l + 0.5f * r);
        EXPECT_EQ(at(left, 1), l);
        EXPECT_EQ(at(right, 0), r);
    }
}

TEST(Utility, CancelsAgainstItsInvertedSelf) {
    const Stereo input = noise(64 * 4, 3);
    const Stereo inverted = process("utility", 48000, input, {{"polarity", 3}});
    for (std::size_t k = 0; k < input.frames(); ++k)
        for (std::size_t side = 0; side < 2; ++side)
            ASSERT_EQ(inverted.sides[side][k] + input.sides[side][k], 0.0f);
}

TEST(Utility, AppliesItsGainPerSample) {
    const Stereo input = noise(64 * 40, 4);
    const Motion rise = [](std::int64_t frame) { return -40.0 + static_cast<double>(frame) * 0.02; };
    const Stereo output = process("utility", 48000, input, {}, {{"gain", rise}});
    for (std::size_t k = 0; k < input.frames(); ++k) {
        const double expected = static_cast<double>(input.sides[0][k]) *
                                std::pow(10, rise(static_cast<std::int64_t>(k)) / 20);
        ASSERT_NEAR(output.sides[0][k], expected, 2e-6 * std::fabs(expected));
    }
}

TEST(Utility, RemovesAnOffsetAndKeepsTheRest) {
    Stereo input = sine(1000, 48000, 48000, -12);
    for (auto& side : input.sides)
        for (auto& sample : side) sample += 0.25f;
    const Stereo output = process("utility", 48000, input, {{"dcfilter", 1}});
    double mean = 0, power = 0;
    for (std::size_t k = 24000; k < 48000; ++k) {
        mean += output.sides[0][k] / 24000.0;
        power += output.sides[0][k] * output.sides[0][k] / 24000.0;
    }
    EXPECT_LT(std::fabs(mean), 1e-6);
    EXPECT_NEAR(10 * std::log10(power), -15.01, 0.01);
}

TEST(Utility, ChangesItsRoutingWithoutAClick) {
    const Stereo input = sine(100, 48000, 64 * 100, -6);
    const Stereo output = process("utility", 48000, input, {},
                                  {{"polarity", [](std::int64_t frame) { return frame < 64 * 50 ? 0.0 : 3.0; }}});
    // Corners are what clicks: here is the sine's own bend, and that of a fade of 15 ms through twice its
    // height. A straight line through it in one quantum bends by 2 · 0.5 / 64 at a sample.
    float sharpest = 0;
    for (std::size_t k = 2; k < output.frames(); ++k)
        sharpest = std::max(sharpest, std::fabs(output.sides[0][k] - 2 * output.sides[0][k - 1] + output.sides[0][k - 2]));
    EXPECT_LT(sharpest, 0.0015);
    EXPECT_EQ(output.sides[0][6399], -input.sides[0][6399]);
}

TEST(Utility, FadesInWhatADelayKeepsWhenItBeginsToDelay) {
    const Stereo input = sine(100, 48000, 64 * 100, -6);
    const Stereo output = process("utility", 48000, input, {},
                                  {{"delay", [](std::int64_t frame) { return frame < 64 * 51 ? 0.0 : 1000.0; }}});
    // Nothing is kept while there is no delay: silence, and then the sound, a fade of a quantum at both ends.
    float steepest = 0;
    for (std::size_t k = 1; k < output.frames(); ++k)
        steepest = std::max(steepest, std::fabs(output.sides[0][k] - output.sides[0][k - 1]));
    EXPECT_LT(steepest, 0.5 / 64 + 0.5 * 2 * 3.1416 * 100 / 48000 + 1e-3);
    EXPECT_EQ(output.sides[0][6399], input.sides[0][5399]);
}

} // namespace
} // namespace lacquer::processors::test
