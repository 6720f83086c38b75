#include "engine/analysis/spectrum_analyser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace lacquer;
using namespace lacquer::analysis;

namespace {

constexpr double kPi = 3.14159265358979323846;

std::vector<float> tone(double hertz, double decibels, int rate, std::size_t frames) {
    std::vector<float> samples(frames);
    for (std::size_t n = 0; n < frames; ++n)
        samples[n] = static_cast<float>(std::pow(10, decibels / 20) *
                                        std::sin(2 * kPi * hertz * static_cast<double>(n) / rate + 0.7));
    return samples;
}

float highest(const SpectrumAnalyser& analyser) {
    return *std::max_element(analyser.levels().begin(), analyser.levels().end());
}

TEST(SpectrumAnalyser, ReadsASineAtItsLevelWhereverItLies) {
    // Between two lines of the transform the window alone would read 0.83 dB low.
    std::mt19937 random(7);
    std::uniform_real_distribution<double> octave(0, 8.5);
    for (const int rate : {44100, 48000, 96000}) {
        SpectrumSettings settings;
        settings.fall = 0;
        settings.size = rate > 50000 ? 16384 : 8192;
        SpectrumAnalyser analyser({rate}, settings);
        for (int trial = 0; trial < 40; ++trial) {
            const double hertz = 55 * std::exp2(octave(random));
            const auto samples = tone(hertz, -12, rate, 16384);
            analyser.analyse(samples.data(), samples.data(), samples.size(), 1);
            EXPECT_NEAR(highest(analyser), -12, 0.15) << hertz << " Hz at " << rate;
            const auto loudest = std::max_element(analyser.levels().begin(), analyser.levels().end()) -
                                 analyser.levels().begin();
            EXPECT_NEAR(std::log2(analyser.frequencies()[static_cast<std::size_t>(loudest)] / hertz), 0,
                        hertz > 400 ? 0.03 : 0.08)
                << hertz << " Hz at " << rate;
        }
    }
}

TEST(SpectrumAnalyser, ShowsNothingFarFromATone) {
    SpectrumSettings settings;
    settings.fall = 0;
    SpectrumAnalyser analyser({48000}, settings);
    const auto samples = tone(1000, 0, 48000, 8192);
    analyser.analyse(samples.data(), nullptr, samples.size(), 1);
    for (std::size_t k = 0; k < analyser.levels().size(); ++k)
        if (std::fabs(std::log2(analyser.frequencies()[k] / 1000)) > 0.3) {
            EXPECT_LT(analyser.levels()[k], -90);
        }
}

TEST(SpectrumAnalyser, FallsSlowlyAndRisesAtOnce) {
    SpectrumAnalyser analyser({48000});
    const auto samples = tone(1000, -6, 48000, 8192);
    const std::vector<float> silence(8192);
    analyser.analyse(samples.data(), samples.data(), 8192, 1.0 / 60);
    EXPECT_NEAR(highest(analyser), -6, 0.15);
    for (int k = 0; k < 30; ++k) analyser.analyse(silence.data(), silence.data(), 8192, 1.0 / 60);
    EXPECT_NEAR(highest(analyser), -16, 0.2); // 20 dB per second for half a second
}

TEST(SpectrumAnalyser, TiltsAroundOneKilohertz) {
    SpectrumSettings settings;
    settings.slope = 4.5;
    settings.fall = 0;
    SpectrumAnalyser analyser({48000}, settings);
    const auto samples = tone(4000, -20, 48000, 8192);
    analyser.analyse(samples.data(), nullptr, samples.size(), 1);
    EXPECT_NEAR(highest(analyser), -11, 0.3);
}

TEST(SpectrumAnalyser, TakesWhatIsMissingForSilence) {
    SpectrumAnalyser analyser({48000});
    analyser.analyse(nullptr, nullptr, 0, 1);
    EXPECT_EQ(highest(analyser), SpectrumAnalyser::kFloor);
}

} // namespace
