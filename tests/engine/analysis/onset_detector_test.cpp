#include "engine/analysis/onset_detector.h"
#include "tests/engine/analysis/memory_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace lacquer::analysis {
namespace {

constexpr SampleRate kRate{48000};

std::vector<float> silence(double seconds) {
    return std::vector<float>(static_cast<std::size_t>(seconds * kRate.hz), 0.0f);
}

/// A decaying burst of noise, a snare of sorts.
void hit(std::vector<float>& into, double at, double level, double decay, std::mt19937& random) {
    std::uniform_real_distribution<double> noise(-1, 1);
    const auto start = static_cast<std::size_t>(at * kRate.hz);
    for (std::size_t i = 0; start + i < into.size() && static_cast<double>(i) < decay * 8 * kRate.hz; ++i)
        into[start + i] += static_cast<float>(level * noise(random) * std::exp(-static_cast<double>(i) / (decay * kRate.hz)));
}

/// A note with harmonics that comes in over `attack` seconds and rings on.
void note(std::vector<float>& into, double at, double length, double frequency, double attack, double level) {
    const auto start = static_cast<std::size_t>(at * kRate.hz);
    const auto frames = static_cast<std::size_t>(length * kRate.hz);
    for (std::size_t i = 0; i < frames && start + i < into.size(); ++i) {
        const double t = static_cast<double>(i) / kRate.hz;
        const double envelope = std::min(1.0, t / attack) * std::exp(-t * 2) * std::min(1.0, (length - t) / 0.02);
        double sum = 0;
        for (int harmonic = 1; harmonic <= 8; ++harmonic)
            sum += std::sin(2 * std::numbers::pi * frequency * harmonic * t) / harmonic;
        into[start + i] += static_cast<float>(level * envelope * sum);
    }
}

double nearestMilliseconds(const std::vector<Onset>& onsets, double at) {
    double best = 1e9;
    for (const Onset& onset : onsets)
        best = std::min(best, std::abs(static_cast<double>(onset.at.value) / kRate.hz - at) * 1000);
    return best;
}

TEST(OnsetDetector, FindsEveryClickOfAClickTrackWithinAMillisecond) {
    // timeline-editing, acceptance test 12: ±1 ms.
    std::vector<float> track = silence(10);
    std::vector<double> times;
    for (int k = 0; k < 19; ++k) times.push_back(0.25 + 0.5 * k + 0.0013 * k);
    for (const double at : times) {
        const auto start = static_cast<std::size_t>(at * kRate.hz);
        for (std::size_t i = 0; i < 480; ++i)
            track[start + i] = static_cast<float>(0.5 * std::sin(0.13 * static_cast<double>(i)) * std::exp(-static_cast<double>(i) / 120));
    }
    MemoryReader reader({track});
    const std::vector<Onset> onsets = detectOnsets(reader, kRate);
    EXPECT_EQ(onsets.size(), times.size());
    for (const double at : times) EXPECT_LT(nearestMilliseconds(onsets, at), 1.0) << at;
}

TEST(OnsetDetector, FindsHardAndSoftHitsOverARingingNote) {
    std::mt19937 random(7);
    std::vector<float> left = silence(6);
    note(left, 0.0, 6, 110, 0.5, 0.15);
    const std::vector<double> times{0.9, 1.4, 1.9, 2.4, 2.65, 3.3, 4.0, 4.75};
    for (std::size_t k = 0; k < times.size(); ++k) hit(left, times[k], k % 2 ? 0.12 : 0.7, 0.05, random);
    std::vector<float> right = left;
    for (float& x : right) x *= -0.7f; // out of phase: a sum would nearly vanish
    MemoryReader reader({left, right});
    const std::vector<Onset> onsets = onsetsFrom(detectOnsets(reader, kRate), strengthAt(0.5));
    for (const double at : times) EXPECT_LT(nearestMilliseconds(onsets, at), 5.0) << at;
    EXPECT_LE(onsets.size(), times.size() + 1); // and the note's own beginning
}

TEST(OnsetDetector, FindsPluckedNotesAndNoneInASteadyToneWithVibrato) {
    std::vector<float> plucked = silence(5);
    for (int k = 0; k < 8; ++k) note(plucked, 0.3 + 0.55 * k, 0.5, 82.4 * std::pow(2, k / 12.0), 0.004, 0.3);
    MemoryReader notes({plucked});
    const auto found = onsetsFrom(detectOnsets(notes, kRate), strengthAt(0.6));
    for (int k = 0; k < 8; ++k) EXPECT_LT(nearestMilliseconds(found, 0.3 + 0.55 * k), 8.0) << k;
    EXPECT_EQ(found.size(), 8u);

    std::vector<float> sung = silence(4);
    double phase = 0;
    for (std::size_t i = 0; i < sung.size(); ++i) {
        const double t = static_cast<double>(i) / kRate.hz;
        phase += 2 * std::numbers::pi * 220 * (1 + 0.03 * std::sin(2 * std::numbers::pi * 5.5 * t)) / kRate.hz;
        for (int h = 1; h <= 12; ++h) sung[i] += static_cast<float>(0.1 / h * std::sin(h * phase) * std::min(1.0, t / 0.3));
    }
    MemoryReader voice({sung});
    for (const Onset& onset : onsetsFrom(detectOnsets(voice, kRate), strengthAt(0.6)))
        EXPECT_LT(static_cast<double>(onset.at.value) / kRate.hz, 0.3) << "in the steady part";
}

TEST(OnsetDetector, StartsWhereTheAttackStarts) {
    std::mt19937 random(3);
    std::vector<float> track = silence(1);
    hit(track, 0.5, 0.8, 0.03, random);
    MemoryReader reader({track});
    const auto onsets = detectOnsets(reader, kRate);
    ASSERT_EQ(onsets.size(), 1u);
    EXPECT_GE(onsets[0].at.value, 24000 - 48);
    EXPECT_LE(onsets[0].at.value, 24000 + 24);
}

TEST(OnsetDetector, FindsNothingInSilenceAndStopsWhenAsked) {
    MemoryReader quiet({silence(2)});
    EXPECT_TRUE(detectOnsets(quiet, kRate).empty());
    std::mt19937 random(3);
    std::vector<float> track = silence(3);
    hit(track, 0.5, 0.8, 0.03, random);
    MemoryReader reader({track});
    int asked = 0;
    EXPECT_TRUE(detectOnsets(reader, kRate, [&](double) { return ++asked < 2; }).empty());
    EXPECT_EQ(asked, 2);
}

TEST(OnsetDetector, TakesMoreTheMoreSensitiveItIs) {
    EXPECT_NEAR(strengthAt(0), 15, 1e-9);
    EXPECT_NEAR(strengthAt(1), kWeakestOnset, 1e-9);
    EXPECT_GT(strengthAt(0.3), strengthAt(0.4));
}

} // namespace
} // namespace lacquer::analysis
