#include "tests/engine/processors/bundle_runner.h"
#include "tests/engine/processors/spectrum.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

constexpr double kFull = 2 * 3.14159265358979323846;

enum Style { tape, tube, transistor, soft, hard };

/// Strongest line that is no harmonic, relative to the fundamental; a whole number of periods in an
/// FFT of 44100 frames makes every line a bin of its own.
double aliasDecibels(const Stereo& output, std::size_t hertz, std::size_t highest = 20000) {
    const auto spectrum = transform({output.sides[0].data() + output.frames() - 44100, 44100});
    double worst = 0;
    for (std::size_t bin = 20; bin <= highest; ++bin)
        if (bin % hertz != 0) worst = std::max(worst, std::abs(spectrum[bin]));
    return decibels(worst) - decibels(std::abs(spectrum[hertz]));
}

/// The figure: a 5 kHz full-drive sine at 44.1 kHz, 60 dB at the default and 80 at the best
/// setting. 4999 Hz, so that folded harmonics do not land on harmonics.
TEST(Saturator, KeepsAliasesDownAtFullDrive) {
    const Stereo input = sine(4999, 44100, 64 * 1100, 0);
    for (const int style : {tape, tube, transistor, soft, hard}) {
        for (const auto& [drive, byDefault, best] : {std::tuple{48.0, -60.0, -80.0}, {20.0, -60.0, -80.0}}) {
            EXPECT_LT(aliasDecibels(process("saturator", 44100, input, {{"drive", drive}, {"style", style}}), 4999), byDefault) << style << ' ' << drive;
            EXPECT_LT(aliasDecibels(process("saturator", 44100, input, {{"drive", drive}, {"style", style}, {"oversampling", 4}}), 4999), best) << style << ' ' << drive;
        }
    }
}

TEST(Saturator, FoldsNothingBackJustUnderHalfTheRate) {
    // dsp.md 3: aliases under -100 dB of a 1.2 kHz sine driven by 20 dB. Its 19th harmonic, 22.8 kHz, and the
    // 7th of 3217 Hz, 22.5 kHz, lie next to half the rate, where a half-band filter lets them through.
    for (const std::size_t hertz : {1200, 1245, 3217}) {
        const Stereo input = sine(static_cast<double>(hertz), 44100, 64 * 1100, 0);
        for (const int style : {tape, tube, transistor, soft, hard}) {
            const Stereo output = process("saturator", 44100, input, {{"drive", 20}, {"style", style}});
            EXPECT_LT(aliasDecibels(output, hertz, 22049), hertz < 2000 ? -100 : -80) << hertz << " Hz, style " << style;
        }
        EXPECT_LT(aliasDecibels(process("clipper", 44100, input, {{"gain", 20}}), hertz, 22049), -80) << hertz << " Hz";
    }
}

TEST(Saturator, IsFlatAndQuietlyLinearForSmallSignals) {
    for (const int oversampling : {0, 1, 2, 3, 4}) {
        const std::map<std::string, double, std::less<>> numbers{{"style", transistor}, {"oversampling", oversampling}};
        const Stereo output = process("saturator", 44100, impulse(64 * 128, 500, 0.25f), numbers);
        const auto spectrum = transform(output.sides[0]);
        for (double hertz = 30; hertz <= 20000; hertz *= 1.1) {
            const auto bin = static_cast<std::size_t>(hertz * static_cast<double>(output.frames()) / 44100);
            EXPECT_NEAR(decibels(std::abs(spectrum[bin]) / 0.25), 0, 0.02) << hertz << " Hz, oversampling " << oversampling;
        }
    }
}

TEST(Saturator, BlendsWithADrySignalAtTheSameTime) {
    // Quiet enough to be linear: the blend is then the delayed input at every mix.
    const Stereo input = sine(700, 44100, 64 * 200, -20);
    for (const int oversampling : {0, 2, 4}) {
        const std::map<std::string, double, std::less<>> numbers{{"style", transistor}, {"mix", 50}, {"oversampling", oversampling}};
        const Stereo output = process("saturator", 44100, input, numbers);
        const auto latency = static_cast<std::size_t>(catalogue().type("saturator")->latency({numbers, {}}, {44100}).value);
        for (std::size_t k = 2000; k < input.frames(); ++k)
            ASSERT_NEAR(output.sides[0][k], input.sides[0][k - latency], 2e-5) << oversampling;
    }
}

TEST(Saturator, MakesOddHarmonicsCentredAndEvenOnesOffCentre) {
    const Stereo input = sine(1000, 44100, 64 * 1400, -6);
    const auto harmonic = [&](int style, double bias, std::size_t order) {
        const Stereo output = process("saturator", 44100, input, {{"drive", 6}, {"style", style}, {"bias", bias}});
        const auto spectrum = transform({output.sides[0].data() + 44100, 44100});
        return decibels(std::abs(spectrum[1000 * order])) - decibels(std::abs(spectrum[1000]));
    };
    EXPECT_LT(harmonic(soft, 0, 2), -120);
    EXPECT_GT(harmonic(soft, 0, 3), -40);
    EXPECT_GT(harmonic(soft, 40, 2), -40);
    EXPECT_GT(harmonic(tube, 0, 2), -40);
    // Tape bends from the first millivolt on; the hard curve is hardly reached at this level.
    EXPECT_GT(harmonic(tape, 0, 3), harmonic(hard, 0, 3) + 10);
}

/// dsp.md 11: no click over −80 dBFS when something is switched. A tone keeps its harmonics apart from
/// what a step would put between them.
TEST(Saturator, ChangesItsStyleWithoutAClick) {
    // At its change the wave is near its crest, where the curves differ most.
    const Stereo input = sine(1000, 48000, 64 * 1500, -12, 1.3);
    for (const int other : {tube, transistor, soft, hard}) {
        const Stereo output = process("saturator", 48000, input, {{"drive", 12}}, {{"style", [=](std::int64_t frame) {
                                                                                         return frame < 48000 ? tape : other;
                                                                                     }}});
        // Between 300 and 600 Hz there is nothing but what the change makes; DC may move with the bias.
        double between = 0;
        std::vector<float> windowed(8192);
        for (std::size_t n = 0; n < windowed.size(); ++n) {
            const double t = kFull * (static_cast<double>(n) + 0.5) / static_cast<double>(windowed.size());
            windowed[n] = output.sides[0][48000 - 2048 + n] * static_cast<float>(0.42 - 0.5 * std::cos(t) + 0.08 * std::cos(2 * t));
        }
        const auto spectrum = transform(windowed);
        for (std::size_t bin = 9; bin < 256; ++bin) {
            const double hertz = static_cast<double>(bin) * 48000 / 8192;
            if (hertz > 300 && hertz < 600) between = std::max(between, std::abs(spectrum[bin]));
        }
        EXPECT_LT(decibels(2 * between / 8192 / 0.42), -80) << other;
    }
}

TEST(Clipper, HoldsItsCeilingAndKeepsAliasesDown) {
    const Stereo input = sine(4999, 44100, 64 * 1100, 0);
    EXPECT_LT(aliasDecibels(process("clipper", 44100, input, {{"gain", 20}}), 4999), -60);
    EXPECT_LT(aliasDecibels(process("clipper", 44100, input, {{"gain", 20}, {"oversampling", 4}}), 4999), -80);
}

TEST(Clipper, LetsNoSampleOverItsCeiling) {
    // What a filter leaves of a hard corner rings: by 2 dB on a driven 5 kHz tone, by 5 on noise.
    const Stereo tone = sine(4999, 44100, 64 * 300, 0), loud = noise(64 * 200, 3, 4.0f);
    for (const int oversampling : {0, 1, 2, 3, 4}) {
        for (const auto* input : {&tone, &loud}) {
            const Stereo output = process("clipper", 44100, *input, {{"gain", 20}, {"ceiling", -3}, {"oversampling", oversampling}});
            double peak = 0;
            for (const float sample : output.sides[0]) peak = std::max(peak, std::fabs(static_cast<double>(sample)));
            EXPECT_LE(decibels(peak), -3 + 1e-4) << oversampling;
            EXPECT_GT(decibels(peak), -3.1) << oversampling;
        }
    }
}

TEST(Clipper, LeavesWhatIsUnderItsCorner) {
    const Stereo input = noise(64 * 50, 5, 0.5f);
    const Stereo output = process("clipper", 48000, input, {{"oversampling", 0}});
    for (std::size_t k = 0; k < input.frames(); ++k) ASSERT_NEAR(output.sides[0][k], input.sides[0][k], 1e-6);
}

} // namespace
} // namespace lacquer::processors::test
