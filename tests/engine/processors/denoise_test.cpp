#include "engine/dsp/noise_reducer.h"
#include "engine/processors/noise_profile.h"
#include "tests/engine/processors/material.h"
#include "tests/engine/processors/spectrum.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

constexpr std::size_t kLatency = 2048;

Wave hiss(std::size_t frames, double rmsDecibels, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> value(0, std::pow(10, rmsDecibels / 20));
    Wave out(frames);
    for (auto& sample : out) sample = value(random);
    return out;
}

Wave sum(Wave a, const Wave& b) {
    for (std::size_t n = 0; n < a.size(); ++n) a[n] += b[n];
    return a;
}

/// Signal-to-noise ratio per 20 ms, averaged in dB between −10 and 35 dB over where the clean signal
/// sounds.
double segmentalSnr(const Wave& clean, const std::vector<float>& other, std::size_t later, std::size_t from) {
    double total = 0;
    int segments = 0;
    for (std::size_t at = from; at + later + 960 < other.size(); at += 960) {
        double signal = 0, error = 0;
        for (std::size_t n = at; n < at + 960; ++n) {
            signal += clean[n] * clean[n];
            error += std::pow(other[n + later] - clean[n], 2);
        }
        if (signal / 960 < 1e-5) continue;
        total += std::clamp(10 * std::log10(signal / error), -10.0, 35.0);
        ++segments;
    }
    return total / segments;
}

/// dsp.md 7: three values of the log-spectral amplitude gain.
TEST(Denoise, KnowsTheLogSpectralGain) {
    for (const auto& [prior, posterior, expected] : {std::tuple{-15.0, 0.0, -17.51}, {-5.0, 5.0, -10.93}, {0.0, 10.0, -6.02}, {10.0, 10.0, -0.83}})
        EXPECT_NEAR(decibels(dsp::NoiseReducer::gain(static_cast<float>(std::pow(10, prior / 10)), static_cast<float>(std::pow(10, posterior / 10)))),
                    expected, 0.06);
}

TEST(Denoise, LowersNoiseAloneByTheReduction) {
    for (const double reduction : {12.0, 20.0}) {
        const Stereo input = stereo(hiss(64 * 4500, -50, 3));
        const Stereo output = process("denoise", 48000, input, {{"reduction", reduction}});
        const double before = rmsDecibels({input.sides[0].data() + 144000, 96000});
        EXPECT_NEAR(rmsDecibels({output.sides[0].data() + 144000, 96000}) - before, -reduction, 1) << reduction;
    }
}

/// dsp.md 7: noise −15 dB, the segmental signal-to-noise ratio 8 dB better at 5 dB.
TEST(Denoise, GivesBackAVoiceUnderNoise) {
    Wave clean = voice(8, 48000);
    std::fill(clean.begin(), clean.begin() + 96000, 0.0);
    std::vector<float> loud;
    for (std::size_t n = 96000; n < clean.size(); ++n) loud.push_back(static_cast<float>(clean[n]));
    const Wave noise = hiss(clean.size(), rmsDecibels(loud) - 5, 9);
    const Stereo input = stereo(sum(clean, noise));
    const double before = segmentalSnr(clean, input.sides[0], 0, 120000);
    const Stereo adaptive = process("denoise", 48000, input, {{"reduction", 20}});
    EXPECT_GT(segmentalSnr(clean, adaptive.sides[0], kLatency, 120000), before + 8);
    // Learned from the two seconds before the voice.
    const Stereo learned = process("denoise", 48000, input, {{"reduction", 20}}, {{"learn", [](std::int64_t frame) { return frame < 90000 ? 1.0 : 0.0; }}});
    EXPECT_GT(segmentalSnr(clean, learned.sides[0], kLatency, 120000), before + 8);
    EXPECT_LT(rmsDecibels({learned.sides[0].data() + 48000, 40000}) - rmsDecibels({input.sides[0].data() + 46000, 40000}), -15);
}

/// dsp.md 7: bins 15 dB and more over the noise stay within 0.5 dB.
TEST(Denoise, LeavesWhatStandsOverTheNoise) {
    // Two seconds of room before the music, for the noise to be learned from.
    Wave clean(96000);
    const Wave music = piano(8, 48000);
    clean.insert(clean.end(), music.begin(), music.end());
    const Stereo input = stereo(sum(clean, hiss(clean.size(), -60, 5)));
    const Stereo output = process("denoise", 48000, input, {{"reduction", 15}}, {{"learn", [](std::int64_t frame) { return frame < 90000 ? 1.0 : 0.0; }}});
    const Stereo original = stereo(clean);
    for (double band = 200; band < 5000; band *= 1.2599) {
        const auto power = [&](const Stereo& signal, std::size_t later) {
            const auto bins = transform({signal.sides[0].data() + 144000 + later, 192000});
            double total = 0;
            for (auto bin = static_cast<std::size_t>(band / 1.1225 * 4); static_cast<double>(bin) < band * 1.1225 * 4; ++bin) total += std::norm(bins[bin]);
            return 10 * std::log10(total);
        };
        const double was = power(original, 0);
        if (was - power(stereo(hiss(clean.size(), -60, 6)), 0) > 15) {
            EXPECT_NEAR(power(output, kLatency), was, 0.5) << band;
        }
    }
}

/// A chord that an organ holds for eight seconds is music to the end, without a profile.
TEST(Denoise, KeepsAHeldChord) {
    Wave clean(384000);
    for (const double hertz : {130.81, 196.0, 261.63, 329.63})
        for (int harmonic = 1; harmonic <= 8; ++harmonic)
            for (std::size_t n = 0; n < clean.size(); ++n)
                clean[n] += 0.05 / harmonic * std::sin(kTurn * hertz * harmonic * static_cast<double>(n) / 48000 + harmonic) * rise(static_cast<double>(n) / 4800);
    const Stereo input = stereo(sum(clean, hiss(clean.size(), -60, 21)));
    const Stereo output = process("denoise", 48000, input, {{"reduction", 15}});
    for (const std::size_t second : {2, 4, 6}) {
        const std::size_t at = second * 48000;
        EXPECT_NEAR(rmsDecibels({output.sides[0].data() + at + kLatency, 48000}) - rmsDecibels({input.sides[0].data() + at, 48000}), 0, 0.5) << second;
        // And line by line: the eighth harmonic of the top note, 2637 Hz.
        const auto line = [&](const Stereo& signal, std::size_t from) {
            return std::abs(transform({signal.sides[0].data() + from, 48000})[2637]);
        };
        EXPECT_NEAR(decibels(line(output, at + kLatency) / line(input, at)), 0, 0.5) << second;
    }
}

/// dsp.md 7: with nothing to do the input comes out again, −120 dB.
TEST(Denoise, IsTheDelayedInputAtNoReduction) {
    const Stereo input = noise(64 * 1000, 4);
    const Stereo output = process("denoise", 48000, input, {{"reduction", 0}});
    for (std::size_t k = kLatency; k < input.frames(); ++k)
        ASSERT_NEAR(output.sides[0][k], input.sides[0][k - kLatency], 5e-7);
}

TEST(Denoise, RemovedAndKeptAddUpToTheInput) {
    const Wave clean = voice(4, 48000);
    const Stereo input = stereo(sum(clean, hiss(clean.size(), -45, 7)));
    const Stereo kept = process("denoise", 48000, input, {});
    const Stereo removed = process("denoise", 48000, input, {{"residue", 1}});
    for (std::size_t k = kLatency; k < input.frames(); ++k)
        ASSERT_NEAR(kept.sides[0][k] + removed.sides[0][k], input.sides[0][k - kLatency], 1e-6);
}

/// Tinkling is a few lonely bins that stay: the spectrum of what is left is as even as noise is.
TEST(Denoise, DoesNotTinkle) {
    const Stereo input = stereo(hiss(64 * 6000, -50, 11));
    const auto unevenness = [](const std::vector<float>& signal) {
        double fourth = 0, second = 0;
        for (std::size_t at = 192000; at + 2048 < signal.size(); at += 1024) {
            const auto bins = transform({signal.data() + at, 2048});
            for (std::size_t k = 50; k < 900; ++k) fourth += std::pow(std::norm(bins[k]), 2), second += std::norm(bins[k]);
        }
        const double count = 850.0 * static_cast<double>((signal.size() - 192000 - 2048) / 1024 + 1);
        return fourth / count / std::pow(second / count, 2);
    };
    const Stereo output = process("denoise", 48000, input, {{"reduction", 20}});
    // 2 for noise, and many for a few tones.
    EXPECT_LT(unevenness(output.sides[0]), 1.3 * unevenness(input.sides[0]));
}

TEST(Denoise, WorksFromALearnedProfile) {
    const Wave noise = hiss(64 * 3000, -55, 13);
    const Stereo input = stereo(noise);
    const std::span<const float> channel(input.sides[0].data(), 96000);
    const auto learned = learnNoiseProfile({&channel, 1}, {48000});
    ASSERT_TRUE(learned);
    // White noise of −55 dBFS over 24 kHz: −55 − 43.8 dB per hertz.
    for (int band = 20; band < NoiseProfile::kBands; ++band) EXPECT_NEAR(learned->decibels[band], -98.8, 1.5) << band;
    const auto again = NoiseProfile::parse(learned->text());
    ASSERT_TRUE(again);
    for (const int rate : {44100, 48000, 96000}) {
        StripFeed feed;
        feed.values.numbers = {{"reduction", 20}};
        feed.values.texts = {{"profile", learned->text()}};
        // The same density at another rate: more power in a wider band.
        const Stereo same = stereo(hiss(64 * 3000, -55 + 10 * std::log10(rate / 48000.0), 14));
        const Stereo output = processStrip("denoise", rate, same, feed);
        // From the first frame on: nothing has to be found first.
        EXPECT_NEAR(rmsDecibels({output.sides[0].data() + 16384, 48000}) - rmsDecibels({same.sides[0].data() + 16384, 48000}), -20, 1) << rate;
    }
}

TEST(NoiseProfile, TellsWhatIsWrongWithAText) {
    EXPECT_FALSE(NoiseProfile::parse("loud"));
    EXPECT_FALSE(NoiseProfile::parse("-100 -101"));
    const Stereo silence(9600);
    const std::span<const float> channel(silence.sides[0]);
    EXPECT_FALSE(learnNoiseProfile({&channel, 1}, {48000}));
    EXPECT_FALSE(learnNoiseProfile({}, {48000}));
}

} // namespace
} // namespace lacquer::processors::test
