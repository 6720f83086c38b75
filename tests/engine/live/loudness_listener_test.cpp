#include "engine/live/loudness_listener.h"
#include "tests/engine/analysis/ebu_burst.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <vector>

/// EBU Tech 3341 and 3342 through the meter that the window shows: a ring that the engine thread
/// fills, a thread that measures, readings that the main thread takes. What the standards ask of a
/// file meter is asked of it too.
namespace lacquer::live {
namespace {

constexpr int kRate = 48000;
constexpr double kPi = 3.14159265358979323846;

struct Section {
    double decibels, seconds;
};

class LoudnessListenerOnEbuSignals : public ::testing::Test {
protected:
    /// Sends one channel's samples as both, and waits until they are measured.
    LoudnessReading measured(const std::vector<float>& samples) {
        listener_.restart({kRate});
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        // Only when it has begun anew do the frames count.
        while (listener_.newest().seconds > 0 && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        std::vector<float> pair(2);
        for (const float sample : samples) {
            pair[0] = pair[1] = sample;
            while (!heard_.pushAll(std::span<const float>(pair)) && std::chrono::steady_clock::now() < deadline)
                std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        const double seconds = static_cast<double>(samples.size()) / kRate;
        while (listener_.newest().seconds < seconds - 1e-9 && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return listener_.newest();
    }

    static std::vector<float> tone(const std::vector<Section>& sections) {
        std::vector<float> samples;
        for (const auto& [decibels, seconds] : sections) {
            const double level = std::pow(10.0, decibels / 20);
            for (auto n = std::llround(seconds * kRate); n > 0; --n)
                samples.push_back(static_cast<float>(
                    level * std::sin(2 * kPi * 1000 * static_cast<double>(samples.size()) / kRate)));
        }
        return samples;
    }

    realtime::SpscRing<float> heard_{1 << 16};
    LoudnessListener listener_{heard_};
};

constexpr double kSilence = -300;

TEST_F(LoudnessListenerOnEbuSignals, ReadsTech3341Cases1To5) {
    for (const double level : {-23.0, -33.0}) {
        const auto reading = measured(tone({{level, 20}}));
        EXPECT_NEAR(reading.momentaryLufs, level, 0.1);
        EXPECT_NEAR(reading.shortTermLufs, level, 0.1);
        EXPECT_NEAR(reading.integratedLufs, level, 0.1);
        EXPECT_NEAR(reading.psr, 0, 0.1);
        EXPECT_NEAR(reading.plr, 0, 0.1);
    }
    EXPECT_NEAR(measured(tone({{-36, 10}, {-23, 60}, {-36, 10}})).integratedLufs, -23, 0.1);
    EXPECT_NEAR(measured(tone({{-72, 10}, {-36, 10}, {-23, 60}, {-36, 10}, {-72, 10}})).integratedLufs, -23, 0.1);
    EXPECT_NEAR(measured(tone({{-26, 20}, {-20, 20.1}, {-26, 20}})).integratedLufs, -23, 0.1);
}

TEST_F(LoudnessListenerOnEbuSignals, ReadsTech3341Cases9To14) {
    std::vector<Section> bursts;
    for (int k = 0; k < 5; ++k) bursts.insert(bursts.end(), {{-20, 1.34}, {-30, 1.66}});
    EXPECT_NEAR(measured(tone(bursts)).shortTermMaximumLufs, -23, 0.1) << "case 9";
    bursts.clear();
    for (int k = 0; k < 25; ++k) bursts.insert(bursts.end(), {{-20, 0.18}, {-30, 0.22}});
    EXPECT_NEAR(measured(tone(bursts)).momentaryMaximumLufs, -23, 0.1) << "case 12";
    for (int k = 0; k < 20; k += 3) {
        EXPECT_NEAR(measured(tone({{kSilence, 0.15 * k}, {-23, 3}, {kSilence, 1}})).shortTermMaximumLufs, -23, 0.1)
            << "case 10, " << k;
        EXPECT_NEAR(measured(tone({{kSilence, 0.15 * k}, {-38.0 + k, 3}, {kSilence, 3 - 0.15 * k}})).shortTermMaximumLufs,
                    -38 + k, 0.1)
            << "case 11, " << k;
        EXPECT_NEAR(measured(tone({{kSilence, 0.02 * k}, {-23, 0.4}, {kSilence, 1}})).momentaryMaximumLufs, -23, 0.1)
            << "case 13, " << k;
        EXPECT_NEAR(measured(tone({{kSilence, 0.02 * k}, {-38.0 + k, 0.4}, {kSilence, 0.4 - 0.02 * k}})).momentaryMaximumLufs,
                    -38 + k, 0.1)
            << "case 14, " << k;
    }
}

TEST_F(LoudnessListenerOnEbuSignals, ReadsTech3341Cases15To19) {
    struct TruePeakCase {
        double divisor, degrees, amplitude, expected;
    };
    for (const auto& [divisor, degrees, amplitude, expected] :
         {TruePeakCase{4, 0, 0.5, -6}, {4, 45, 0.5, -6}, {6, 60, 0.5, -6}, {8, 67.5, 0.5, -6}, {4, 45, 1.41, 3}}) {
        std::vector<float> samples(kRate);
        for (std::size_t n = 0; n < samples.size(); ++n) {
            const auto at = static_cast<double>(n);
            const double fade = std::min({1.0, at / 480, (kRate - at) / 480});
            samples[n] = static_cast<float>(fade * amplitude * std::sin(2 * kPi * at / divisor + degrees * kPi / 180));
        }
        const double reading = measured(samples).truePeakDbtp;
        EXPECT_LE(reading, expected + 0.2) << divisor << ", " << degrees;
        EXPECT_GE(reading, expected - 0.4) << divisor << ", " << degrees;
    }
}

TEST_F(LoudnessListenerOnEbuSignals, ReadsTech3341Cases20To23) {
    for (int start = 0; start < 4; ++start) {
        const double reading = measured(analysis::burstOfEbuTech3341(start)).truePeakDbtp;
        EXPECT_LE(reading, 0.2) << "case " << 20 + start;
        EXPECT_GE(reading, -0.4) << "case " << 20 + start;
    }
}

TEST_F(LoudnessListenerOnEbuSignals, ReadsTech3342Cases1To4) {
    // The standard allows 1 LU.
    EXPECT_NEAR(measured(tone({{-20, 20}, {-30, 20}})).rangeLu, 10, 0.1);
    EXPECT_NEAR(measured(tone({{-20, 20}, {-15, 20}})).rangeLu, 5, 0.1);
    EXPECT_NEAR(measured(tone({{-40, 20}, {-20, 20}})).rangeLu, 20, 0.1);
    EXPECT_NEAR(measured(tone({{-50, 20}, {-35, 20}, {-20, 20}, {-35, 20}, {-50, 20}})).rangeLu, 15, 0.1);
}

} // namespace
} // namespace lacquer::live
