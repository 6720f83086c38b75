#include "tests/engine/processors/bundle_runner.h"
#include "tests/engine/processors/spectrum.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

/// dsp.md 2.3: the sum is flat; the figure is 0.01 dB, also with the crossovers close together.
TEST(Multiband, AddsUpFlatWhenNothingHappens) {
    for (const auto& [a, b, c] : {std::tuple{120.0, 1000.0, 6000.0}, {300.0, 500.0, 1000.0}, {1000.0, 1000.0, 1000.0}, {20.0, 6000.0, 20000.0}}) {
        const Stereo output = process("multiband", 48000, impulse(1 << 16, 100, 0.5f),
                                      {{"xover1", a}, {"xover2", b}, {"xover3", c}, {"band1.ratio", 1}, {"band2.ratio", 1}, {"band3.ratio", 1}, {"band4.on", 0}});
        const auto spectrum = transform(output.sides[0]);
        for (std::size_t bin = 28; bin * 48000 / 65536 < 20000; bin += 1 + bin / 16)
            EXPECT_NEAR(decibels(std::abs(spectrum[bin]) / 0.5), 0, 0.01) << bin * 48000 / 65536;
    }
}

TEST(Multiband, CompressesOneBandAndLeavesTheOthers) {
    const auto change = [](double hertz) {
        const Stereo input = sine(hertz, 48000, 64 * 1200, -6);
        const Stereo output = process("multiband", 48000, input, {{"band2.threshold", -40}, {"band2.ratio", 10}, {"band1.ratio", 1}, {"band3.ratio", 1}, {"band4.ratio", 1}});
        return rmsDecibels({output.sides[0].data() + 48000, 24000}) + 9.01;
    };
    EXPECT_LT(change(400), -15);
    EXPECT_NEAR(change(30), 0, 0.1);
    EXPECT_NEAR(change(10000), 0, 0.05);
}

/// dsp.md 2.3: crossovers move without a click; section 0 asks for −80 dB.
TEST(Multiband, MovesItsCrossoversWithoutAClick) {
    const Stereo input = sine(110, 48000, 64 * 750, -6);
    const Stereo output = process("multiband", 48000, input, {{"band1.ratio", 1}, {"band2.ratio", 1}, {"band3.ratio", 1}, {"band4.ratio", 1}},
                                  {{"xover1", [](std::int64_t frame) {
                                        return 20 * std::pow(50.0, std::clamp((static_cast<double>(frame) / 48000 - 0.4) / 0.05, 0.0, 1.0));
                                    }}});
    const std::span<const float> moving(output.sides[0].data() + 19200 - 2048, 8192);
    for (double at = 3000; at < 22000; at += 1311) EXPECT_LT(levelAt(moving, at / 48000), -80) << at;
    EXPECT_NEAR(rmsDecibels({output.sides[0].data() + 38400, 9600}), -9.01, 0.01);
}

TEST(Multiband, SolosAndMutesABand) {
    const Stereo input = sine(400, 48000, 64 * 600, -20);
    const auto level = [&](const std::string& what) {
        const Stereo output = process("multiband", 48000, input, {{what, 1}, {"band2.ratio", 1}});
        return rmsDecibels({output.sides[0].data() + 19200, 9600});
    };
    EXPECT_NEAR(level("band2.solo"), -23.01, 0.3);
    EXPECT_LT(level("band4.solo"), -90);
    EXPECT_LT(level("band2.mute"), -40);
}

TEST(DeEsser, ChangesWhatIsHeardWithoutAClick) {
    const Stereo input = sine(200, 48000, 64 * 120, -12);
    for (const char* what : {"mode", "listen"}) {
        const Stereo output = process("deesser", 48000, input, {},
                                      {{what, [](std::int64_t frame) { return frame < 64 * 51 ? 0.0 : 1.0; }}});
        // The sine's own bend is 0.00017; a jump between the two sounds bends by what lies between them.
        float sharpest = 0;
        for (std::size_t k = 2000; k < output.frames(); ++k)
            sharpest = std::max(sharpest, std::fabs(output.sides[0][k] - 2 * output.sides[0][k - 1] + output.sides[0][k - 2]));
        EXPECT_LT(sharpest, 0.0005) << what;
    }
}

/// dsp.md 2.2: the sibilant range comes down by the range within 0.5 dB, under 3 kHz nothing moves.
TEST(DeEsser, TurnsDownTheSibilantRangeOnly) {
    const auto change = [](double hertz, double level, int mode) {
        const Stereo input = sine(hertz, 48000, 64 * 900, level);
        const Stereo output = process("deesser", 48000, input, {{"threshold", -40}, {"range", 8}, {"mode", mode}});
        return rmsDecibels({output.sides[0].data() + 38400, 19200}) - (level - 3.01);
    };
    EXPECT_NEAR(change(12000, -6, 0), -8, 0.5);
    EXPECT_NEAR(change(9500, -6, 0), -8, 0.5);
    EXPECT_NEAR(change(12000, -50, 0), 0, 0.1);
    EXPECT_NEAR(change(1000, -12, 0), 0, 0.2);
    EXPECT_NEAR(change(3000, -12, 0), 0, 0.2);
    EXPECT_NEAR(change(12000, -6, 1), -8, 0.5);
}

} // namespace
} // namespace lacquer::processors::test
