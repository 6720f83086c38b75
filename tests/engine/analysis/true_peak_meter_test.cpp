#include "engine/analysis/true_peak_meter.h"

#include "engine/analysis/programme_meter.h"
#include "tests/engine/analysis/ebu_burst.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cmath>
#include <random>

using namespace lacquer;
using namespace lacquer::analysis;

namespace {

constexpr double kPi = 3.14159265358979323846;

/// A sine with fades of 10 ms: a hard start would overshoot by itself.
std::vector<float> tone(double frequency, double amplitude, double degrees, int rate,
                        double seconds = 1) {
    std::vector<float> samples(static_cast<std::size_t>(seconds * rate));
    const double fade = 0.01 * rate;
    for (std::size_t n = 0; n < samples.size(); ++n) {
        const auto at = static_cast<double>(n);
        const double left = static_cast<double>(samples.size()) - at;
        const double gain = std::min({1.0, at / fade, left / fade});
        samples[n] = static_cast<float>(gain * amplitude *
                                        std::sin(2 * kPi * frequency * at / rate + degrees * kPi / 180));
    }
    return samples;
}

double truePeakOf(const std::vector<float>& samples, int piece = 512) {
    TruePeakMeter meter;
    for (std::size_t done = 0; done < samples.size(); done += static_cast<std::size_t>(piece))
        meter.process(samples.data() + done,
                      static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(piece),
                                                             samples.size() - done)));
    meter.finish();
    return 20 * std::log10(meter.maximum());
}

struct Reference {
    int testCase;
    double divisor; ///< frequency = rate / divisor
    double degrees;
    double amplitude;
    double expectedDbtp;
};

class OnEbuTech3341 : public ::testing::TestWithParam<Reference> {};

} // namespace

TEST_P(OnEbuTech3341, TheTruePeakMeterReadsInsideTheStatedTolerance) {
    const Reference& reference = GetParam();
    const double reading = truePeakOf(
        tone(48000 / reference.divisor, reference.amplitude, reference.degrees, 48000));
    // Tolerance of Tech 3341, and our own: 0.05 dB of what the sine is.
    EXPECT_LE(reading, reference.expectedDbtp + 0.2);
    EXPECT_GE(reading, reference.expectedDbtp - 0.4);
    EXPECT_NEAR(reading, 20 * std::log10(reference.amplitude), 0.05);
}

INSTANTIATE_TEST_SUITE_P(Cases,
                         OnEbuTech3341,
                         ::testing::Values(Reference{15, 4, 0, 0.5, -6},
                                           Reference{16, 4, 45, 0.5, -6},
                                           Reference{17, 6, 60, 0.5, -6},
                                           Reference{18, 8, 67.5, 0.5, -6},
                                           Reference{19, 4, 45, 1.41, 3}));

TEST(TruePeakMeter, FindsOnePeriodOfAFasterToneWhereverTheSamplesFall) {
    for (int start = 0; start < 4; ++start) {
        const double reading = truePeakOf(burstOfEbuTech3341(start));
        EXPECT_LE(reading, 0.2) << "case " << 20 + start;
        EXPECT_GE(reading, -0.4) << "case " << 20 + start;
        EXPECT_NEAR(reading, kBurstOfEbuTech3341, 0.05) << "case " << 20 + start;
    }
}

TEST(TruePeakMeter, FindsTheCrestOfEveryToneWhereverTheSamplesFall) {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> share(0.01, 0.4535);
    std::uniform_real_distribution<double> degrees(0, 360);
    for (int trial = 0; trial < 60; ++trial) {
        const double frequency = share(random) * 44100;
        const double reading = truePeakOf(tone(frequency, 0.8, degrees(random), 44100, 0.5));
        EXPECT_NEAR(reading, 20 * std::log10(0.8), 0.05) << frequency << " Hz, trial " << trial;
    }
}

TEST(TruePeakMeter, NeverReadsBelowTheSamples) {
    std::mt19937 random(5);
    std::uniform_real_distribution<float> noise(-1, 1);
    for (int trial = 0; trial < 20; ++trial) {
        std::vector<float> samples(777);
        float peak = 0;
        for (float& sample : samples) {
            sample = noise(random);
            peak = std::max(peak, std::abs(sample));
        }
        EXPECT_GE(truePeakOf(samples), 20 * std::log10(peak));
    }
}

TEST(TruePeakMeter, ReadsTheSameWhateverThePiecesAre) {
    const std::vector<float> samples = tone(17000, 0.9, 10, 48000, 0.3);
    const double whole = truePeakOf(samples, 1 << 20);
    for (const int piece : {1, 64, 255, 1000}) EXPECT_EQ(truePeakOf(samples, piece), whole) << piece;
}

TEST(TruePeakMeter, TakesInTheVeryLastSample) {
    std::vector<float> samples(100);
    samples.back() = 0.5F;
    EXPECT_NEAR(truePeakOf(samples), 20 * std::log10(0.5), 0.01);
}

TEST(TruePeakMeter, MovesWithTheSignalWhenItIsTakenFrom) {
    TruePeakMeter meter;
    const std::vector<float> loud = tone(1000, 0.9, 0, 48000, 0.1);
    const std::vector<float> quiet = tone(1000, 0.01, 0, 48000, 0.1);
    meter.process(loud.data(), static_cast<int>(loud.size()));
    EXPECT_NEAR(meter.take(), 0.9, 0.01);
    meter.process(quiet.data(), 512);
    meter.take();
    meter.process(quiet.data(), static_cast<int>(quiet.size()));
    EXPECT_NEAR(meter.take(), 0.01, 0.001);
    EXPECT_NEAR(meter.maximum(), 0.9, 0.01);
}

TEST(TruePeakMeter, TakesNanAndInfinityForSilence) {
    TruePeakMeter meter;
    const float odd[] = {0.25F, std::numeric_limits<float>::quiet_NaN(),
                         std::numeric_limits<float>::infinity()};
    meter.process(odd, 3);
    meter.finish();
    EXPECT_TRUE(std::isfinite(meter.maximum()));
    EXPECT_GE(meter.maximum(), 0.25);
}

TEST(ProgrammeMeter, MeasuresAWholeProgramme) {
    const std::vector<float> samples = tone(1000, 0.5, 0, 48000, 5);
    const float* const places[] = {samples.data(), samples.data()};
    ProgrammeMeter meter({48000}, 2);
    meter.process(places, static_cast<int>(samples.size()));
    const ProgrammeMeasures measures = meter.finish();
    EXPECT_EQ(measures.length, FrameCount{5 * 48000});
    EXPECT_NEAR(measures.integratedLufs, -6.02, 0.05);
    EXPECT_NEAR(measures.truePeakDbtp, -6.02, 0.02);
    EXPECT_NEAR(measures.samplePeakDbfs, -6.02, 0.02);
    EXPECT_NEAR(measures.plr(), 0.0, 0.05);
}

TEST(TruePeakMeter, LeavesOutWhatCannotRiseOverTheMaximumAndReadsTheSame) {
    // A meter that is taken from after each chunk computes every point; one that runs through skips.
    std::mt19937 random(12);
    std::normal_distribution<float> noise(0, 0.1F);
    std::vector<float> samples(48000);
    for (std::size_t n = 0; n < samples.size(); ++n)
        samples[n] = noise(random) * (n / 3000 % 4 == 0 ? 2.0F : n / 700 % 3 == 0 ? 1.0F : 0.1F);
    TruePeakMeter through, taken;
    double highest = 0;
    for (std::size_t n = 0; n + 256 <= samples.size(); n += 256) {
        through.process(samples.data() + n, 256);
        taken.process(samples.data() + n, 256);
        highest = std::max(highest, taken.take());
    }
    EXPECT_EQ(through.maximum(), highest);
    EXPECT_EQ(taken.maximum(), highest);
}

TEST(ProgrammeMeter, GivesTheSameBitsOnEveryInstructionSetAndInAnyPieces) {
    std::mt19937 random(31);
    std::normal_distribution<float> noise(0, 0.2F);
    std::vector<std::vector<float>> planes(3, std::vector<float>(4 * 48000));
    for (auto& plane : planes)
        for (float& sample : plane) sample = noise(random);
    const auto measure = [&](int piece) {
        ProgrammeMeter meter({48000}, 3);
        const int frames = static_cast<int>(planes[0].size());
        for (int done = 0; done < frames; done += piece) {
            const float* const places[] = {planes[0].data() + done, planes[1].data() + done, planes[2].data() + done};
            meter.process(places, std::min(piece, frames - done));
        }
        const auto measures = meter.finish();
        return std::vector<double>{measures.integratedLufs, measures.momentaryMaximumLufs,
                                   measures.shortTermMaximumLufs, measures.truePeakDbtp, measures.samplePeakDbfs};
    };
    const auto expected = measure(4096);
    for (const int piece : {1, 7, 64, 1000}) EXPECT_EQ(measure(piece), expected) << piece;
    for (std::int64_t left = hwy::SupportedTargets(); left; left &= left - 1) {
        const std::int64_t target = left & -left;
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(target);
        EXPECT_EQ(measure(4096), expected) << hwy::TargetName(target);
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
}
