#include "engine/analysis/level_meter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace lacquer;
using namespace lacquer::analysis;

namespace {

constexpr double kPi = 3.14159265358979323846;

std::vector<float> tone(double hertz, double seconds, int rate, double amplitude = 1) {
    std::vector<float> samples(static_cast<std::size_t>(std::llround(seconds * rate)));
    for (std::size_t n = 0; n < samples.size(); ++n)
        samples[n] = static_cast<float>(amplitude * std::sin(2 * kPi * hertz * static_cast<double>(n) / rate));
    return samples;
}

void feed(LevelMeter& meter, const std::vector<float>& samples) {
    meter.process(samples.data(), static_cast<int>(samples.size()));
}

/// The highest reading during a burst of 5 kHz and shortly after it.
double burst(Ballistics ballistics, double seconds, int rate) {
    LevelMeter meter({rate}, ballistics);
    auto samples = tone(5000, seconds, rate);
    samples.resize(samples.size() + static_cast<std::size_t>(rate / 2));
    double highest = -300;
    for (const float sample : samples) {
        meter.process(&sample, 1);
        highest = std::max(highest, meter.reading());
    }
    return highest;
}

/// Seconds from a steady tone's end until it reads this much lower.
double fallTime(Ballistics ballistics, double decibels, int rate) {
    LevelMeter meter({rate}, ballistics);
    feed(meter, tone(1000, 3, rate));
    const double steady = meter.reading();
    const float silence = 0;
    int frames = 0;
    while (meter.reading() > steady - decibels && frames < 10 * rate) meter.process(&silence, 1), ++frames;
    return static_cast<double>(frames) / rate;
}

class MeterAtRate : public ::testing::TestWithParam<int> {};

TEST_P(MeterAtRate, ReadsASteadySineByItsPeak) {
    for (const auto ballistics : {Ballistics::digitalPeak, Ballistics::kSystem, Ballistics::vu,
                                  Ballistics::ppmTypeI, Ballistics::ppmTypeII}) {
        LevelMeter meter({GetParam()}, ballistics);
        feed(meter, tone(1000, 3, GetParam(), std::pow(10, -18.0 / 20)));
        EXPECT_NEAR(meter.reading(), -18, 0.15) << static_cast<int>(ballistics);
        EXPECT_NEAR(onScale(MeterScale::ebu, meter.reading()), 0, 0.15);
        EXPECT_NEAR(onScale(MeterScale::bbc, meter.reading()), 4, 0.05);
        EXPECT_NEAR(onScale(MeterScale::k20, meter.reading()), 2, 0.15);
    }
}

TEST_P(MeterAtRate, FollowsBurstsAsIec60268AsksOfPeakProgrammeMeters) {
    // IEC 60268-10, table for 5 kHz bursts against the steady reading; its own tolerance is ±0.5 to
    // ±1 dB for 5 and 10 ms, wider for shorter ones.
    const double steadyI = burst(Ballistics::ppmTypeI, 2, GetParam());
    EXPECT_NEAR(burst(Ballistics::ppmTypeI, 0.010, GetParam()) - steadyI, -1, 0.5);
    EXPECT_NEAR(burst(Ballistics::ppmTypeI, 0.005, GetParam()) - steadyI, -2, 0.5);
    EXPECT_NEAR(burst(Ballistics::ppmTypeI, 0.003, GetParam()) - steadyI, -4, 1);
    const double steadyII = burst(Ballistics::ppmTypeII, 2, GetParam());
    EXPECT_NEAR(burst(Ballistics::ppmTypeII, 0.100, GetParam()) - steadyII, 0, 0.5);
    EXPECT_NEAR(burst(Ballistics::ppmTypeII, 0.010, GetParam()) - steadyII, -2.25, 0.5);
    EXPECT_NEAR(burst(Ballistics::ppmTypeII, 0.005, GetParam()) - steadyII, -4, 0.5);
    EXPECT_NEAR(burst(Ballistics::ppmTypeII, 0.0015, GetParam()) - steadyII, -9, 1);
}

TEST_P(MeterAtRate, FallsBackInTheTimeOfItsStandard) {
    EXPECT_NEAR(fallTime(Ballistics::ppmTypeI, 20, GetParam()), 1.7, 0.17);
    EXPECT_NEAR(fallTime(Ballistics::ppmTypeII, 24, GetParam()), 2.8, 0.28);
    EXPECT_NEAR(fallTime(Ballistics::digitalPeak, 20, GetParam()), 1.7, 0.03);
    EXPECT_NEAR(fallTime(Ballistics::kSystem, 20, GetParam()), 0.68, 0.07);
}

TEST_P(MeterAtRate, MovesAVuNeedleInThreeTenthsOfASecond) {
    // IEC 60268-17: 99 % after 300 ms ±10 %, overshoot 1 to 1.5 %.
    LevelMeter meter({GetParam()}, Ballistics::vu);
    LevelMeter steady({GetParam()}, Ballistics::vu);
    feed(steady, tone(1000, 5, GetParam()));
    const double full = std::pow(10, steady.reading() / 20);
    double reached = 0, highest = 0;
    const auto samples = tone(1000, 1, GetParam());
    for (std::size_t n = 0; n < samples.size(); ++n) {
        meter.process(&samples[n], 1);
        const double now = std::pow(10, meter.reading() / 20) / full;
        highest = std::max(highest, now);
        if (reached == 0 && now >= 0.99) reached = static_cast<double>(n) / GetParam();
    }
    EXPECT_NEAR(reached, 0.3, 0.03);
    EXPECT_GT(highest, 1.008);
    EXPECT_LT(highest, 1.017);
}

TEST_P(MeterAtRate, ReachesAKSystemReadingInSixTenthsOfASecond) {
    LevelMeter meter({GetParam()}, Ballistics::kSystem);
    const auto samples = tone(1000, 0.6, GetParam());
    feed(meter, samples);
    EXPECT_NEAR(std::pow(10, meter.reading() / 20), 0.99, 0.01);
}

INSTANTIATE_TEST_SUITE_P(Rates, MeterAtRate, ::testing::Values(44100, 48000, 96000, 192000));

TEST(LevelMeter, TakesNanAndInfinityForSilence) {
    const float odd[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()};
    for (const auto ballistics : {Ballistics::digitalPeak, Ballistics::kSystem, Ballistics::vu, Ballistics::ppmTypeI}) {
        LevelMeter meter({48000}, ballistics);
        meter.process(odd, 2);
        EXPECT_TRUE(std::isinf(meter.reading()));
    }
}

} // namespace
