#include "tests/engine/processors/bundle_runner.h"
#include "tests/engine/processors/spectrum.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

using Numbers = std::map<std::string, double, std::less<>>;

/// A tone on one side of the field only: +1 mid, −1 side.
Stereo tone(double hertz, bool side) {
    Stereo signal = sine(hertz, 48000, 64 * 1500, -12);
    if (side)
        for (auto& sample : signal.sides[1]) sample = -sample;
    return signal;
}

/// Level of the side of the output for a pure side tone, dB.
double sideGain(double hertz, const Numbers& numbers) {
    const Stereo output = process("imager", 48000, tone(hertz, true), numbers);
    std::vector<float> side(48000);
    for (std::size_t k = 0; k < side.size(); ++k)
        side[k] = 0.5f * (output.sides[0][48000 + k] - output.sides[1][48000 + k]);
    return rmsDecibels(side) + 15.0103;
}

TEST(Imager, PassesEveryBitAtItsDefaults) {
    const Stereo input = noise(64 * 40, 21, 1.0f);
    EXPECT_EQ(process("imager", 48000, input, {}), input);
}

/// dsp.md 6: L = M + wS, R = M − wS.
TEST(Imager, WidensExactlyAsMidAndSideSay) {
    const Stereo input = noise(64 * 40, 22);
    for (const double width : {0.0, 30.0, 150.0, 200.0}) {
        const Stereo output = process("imager", 48000, input, {{"width", width}});
        for (std::size_t k = 0; k < input.frames(); ++k) {
            const double left = input.sides[0][k], right = input.sides[1][k];
            const double mid = 0.5 * (left + right), side = 0.005 * width * (left - right);
            ASSERT_NEAR(output.sides[0][k], mid + side, 1e-7);
            ASSERT_NEAR(output.sides[1][k], mid - side, 1e-7);
        }
    }
    const Stereo mono = process("imager", 48000, input, {{"width", 0}});
    EXPECT_EQ(mono.sides[0], mono.sides[1]);
}

/// A mid alone passes bit for bit; with sides the mono sum stays to the rounding of two samples.
TEST(Imager, NeverTouchesTheMonoSum) {
    const Numbers numbers{{"width", 160}, {"monobelow", 150}, {"width1", 20}, {"width2", 130}, {"width3", 70}, {"width4", 200}};
    const Stereo mid = tone(300, false);
    EXPECT_EQ(process("imager", 48000, mid, numbers), mid);
    const Stereo input = noise(64 * 200, 23);
    const Stereo output = process("imager", 48000, input, numbers);
    for (std::size_t k = 0; k < input.frames(); ++k)
        ASSERT_NEAR(static_cast<double>(output.sides[0][k]) + output.sides[1][k],
                    static_cast<double>(input.sides[0][k]) + input.sides[1][k], 2.5e-7);
}

/// dsp.md 6: an octave below the side is at −24 dB or less, an octave above it is whole.
TEST(Imager, PutsTheBassInTheMiddle) {
    for (const double hertz : {60.0, 120.0, 300.0}) {
        EXPECT_LT(sideGain(0.5 * hertz, {{"monobelow", hertz}}), -24.0) << hertz;
        EXPECT_NEAR(sideGain(hertz, {{"monobelow", hertz}}), -3.01, 0.1) << hertz;
        EXPECT_NEAR(sideGain(2 * hertz, {{"monobelow", hertz}}), 0, 0.05) << hertz;
    }
}

TEST(Imager, GivesEveryBandItsWidth) {
    const Numbers crossovers{{"xover1", 100}, {"xover2", 1000}, {"xover3", 8000}};
    struct Row { const char* band; double inside, below, above; };
    for (const auto& [band, inside, below, above] :
         {Row{"width1", 25, 0, 1200}, {"width2", 320, 12, 9000}, {"width3", 2900, 120, 0}, {"width4", 20000, 900, 0}}) {
        Numbers numbers = crossovers;
        numbers[band] = 200;
        EXPECT_NEAR(sideGain(inside, numbers), 6.02, 0.6) << band;
        if (below > 0) {
            EXPECT_NEAR(sideGain(below, numbers), 0, 0.6) << band << " at " << below;
        }
        if (above > 0) {
            EXPECT_NEAR(sideGain(above, numbers), 0, 0.6) << band << " at " << above;
        }
    }
    // Whole when all bands are alike, whatever the crossovers.
    Numbers even = crossovers;
    for (const char* band : {"width1", "width2", "width3", "width4"}) even[band] = 120;
    EXPECT_NEAR(sideGain(1000, even), 20 * std::log10(1.2), 1e-3);
}

TEST(Imager, TurnsThePicture) {
    const Stereo mid = tone(500, false);
    const Stereo right = process("imager", 48000, mid, {{"rotation", 45}});
    const Stereo turned = process("imager", 48000, noise(64 * 40, 25), {{"rotation", 90}});
    const Stereo before = noise(64 * 40, 25);
    for (std::size_t k = 0; k < mid.frames(); ++k) {
        ASSERT_NEAR(right.sides[0][k], 0, 1e-6);
        ASSERT_NEAR(right.sides[1][k], std::sqrt(2.0) * mid.sides[1][k], 1e-6);
    }
    for (std::size_t k = 0; k < before.frames(); ++k) ASSERT_NEAR(turned.sides[1][k], before.sides[0][k], 1e-6);
}

/// dsp.md 0: nothing over −80 dBFS when the bass goes to mono and back under a high side tone.
TEST(Imager, SwitchesTheMonoBassWithoutAClick) {
    const Stereo input = tone(6000, true);
    const Stereo output = process("imager", 48000, input, {}, {{"monobelow", [](std::int64_t frame) {
                                                                    return frame / 9600 % 2 ? 200.0 : 0.0;
                                                                }}});
    // All there is below the tone, over the whole file, as one peak.
    const auto bins = transform(output.sides[0]);
    double below = 0;
    for (std::size_t bin = 0; bin < bins.size() * 5000 / 24000; ++bin) below += std::norm(bins[bin]);
    EXPECT_LT(10 * std::log10(2 * below) - 20 * std::log10(static_cast<double>(input.frames())), -80);
    const Stereo silent = process("imager", 48000, tone(6000, false), {}, {{"monobelow", [](std::int64_t frame) {
                                                                                return frame / 9600 % 2 ? 200.0 : 0.0;
                                                                            }}});
    EXPECT_EQ(silent, tone(6000, false));
}

} // namespace
} // namespace lacquer::processors::test
