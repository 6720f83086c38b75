#include "engine/analysis/channel_weights.h"
#include "engine/analysis/loudness_meter.h"
#include "engine/analysis/true_peak_meter.h"

#include <ebur128.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>

using namespace lacquer;
using namespace lacquer::analysis;

namespace {

constexpr double kPi = 3.14159265358979323846;
using Planes = std::vector<std::vector<float>>;

struct Section {
    double decibels; ///< peak of the sine
    double seconds;
};

/// 1 kHz, the phase going on over changes of level; the same in every channel.
std::vector<float> tone(const std::vector<Section>& sections, int rate) {
    std::vector<float> samples;
    for (const Section& section : sections) {
        const double level = std::pow(10.0, section.decibels / 20);
        const auto frames = std::llround(section.seconds * rate);
        for (std::int64_t n = 0; n < frames; ++n)
            samples.push_back(static_cast<float>(
                level * std::sin(2 * kPi * 1000 * static_cast<double>(samples.size()) / rate)));
    }
    return samples;
}

Planes stereo(const std::vector<Section>& sections, int rate) {
    return Planes(2, tone(sections, rate));
}

LoudnessMeter measured(const Planes& planes, int rate, int piece = 512,
                       std::vector<double> weights = {}) {
    const auto channels = static_cast<int>(planes.size());
    LoudnessMeter meter({rate}, weights.empty() ? channelWeights(channels) : weights);
    std::vector<const float*> places(planes.size());
    const auto frames = static_cast<int>(planes[0].size());
    for (int done = 0; done < frames; done += piece) {
        for (std::size_t c = 0; c < planes.size(); ++c) places[c] = planes[c].data() + done;
        meter.process(places.data(), std::min(piece, frames - done));
    }
    return meter;
}

/// Noise whose level changes every half second, as music's does.
Planes programme(unsigned seed, int rate, double seconds) {
    std::mt19937 random(seed);
    std::normal_distribution<float> noise;
    std::uniform_real_distribution<double> level(-50, -6);
    Planes planes(2);
    const auto frames = static_cast<std::size_t>(seconds * rate);
    float low[2] = {0, 0};
    double gain = 0;
    for (std::size_t n = 0; n < frames; ++n) {
        if (n % static_cast<std::size_t>(rate / 2) == 0) gain = std::pow(10.0, level(random) / 20);
        for (std::size_t c = 0; c < 2; ++c) {
            low[c] += 0.1F * (noise(random) - low[c]);
            planes[c].push_back(static_cast<float>(gain) * low[c]);
        }
    }
    return planes;
}

/// EBU Tech 3342, with FFmpeg's ranks.
double rangeOf(std::vector<double> shortTerms) {
    std::erase_if(shortTerms, [](double s) { return s < -70; });
    double mean = 0;
    for (const double s : shortTerms) mean += std::pow(10, s / 10);
    const double gate = 10 * std::log10(mean / static_cast<double>(shortTerms.size())) - 20;
    std::erase_if(shortTerms, [&](double s) { return s < gate; });
    std::sort(shortTerms.begin(), shortTerms.end());
    const auto at = [&](double share) {
        return shortTerms[static_cast<std::size_t>(
            std::lround(static_cast<double>(shortTerms.size()) * share) - 1)];
    };
    return at(0.95) - at(0.10);
}

struct RefereeCloser {
    void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

class AtEveryRate : public ::testing::TestWithParam<int> {};

/// EBU Tech 3341 allows 0.1 LU; our own goal is closer.
constexpr double kTolerance = 0.05;

} // namespace

TEST_P(AtEveryRate, TheMeterReadsEbuTech3341) {
    const int rate = GetParam();
    {
        const LoudnessMeter meter = measured(stereo({{-23, 20}}, rate), rate);
        EXPECT_NEAR(meter.momentary(), -23, kTolerance) << "case 1";
        EXPECT_NEAR(meter.shortTerm(), -23, kTolerance) << "case 1";
        EXPECT_NEAR(meter.integrated(), -23, kTolerance) << "case 1";
    }
    EXPECT_NEAR(measured(stereo({{-33, 20}}, rate), rate).integrated(), -33, kTolerance) << "case 2";
    EXPECT_NEAR(measured(stereo({{-36, 10}, {-23, 60}, {-36, 10}}, rate), rate).integrated(), -23,
                kTolerance)
        << "case 3";
    EXPECT_NEAR(measured(stereo({{-72, 10}, {-36, 10}, {-23, 60}, {-36, 10}, {-72, 10}}, rate), rate)
                    .integrated(),
                -23, kTolerance)
        << "case 4";
    EXPECT_NEAR(measured(stereo({{-26, 20}, {-20, 20.1}, {-26, 20}}, rate), rate).integrated(), -23,
                kTolerance)
        << "case 5";
    std::vector<Section> bursts;
    for (int k = 0; k < 5; ++k) bursts.insert(bursts.end(), {{-20, 1.34}, {-30, 1.66}});
    EXPECT_NEAR(measured(stereo(bursts, rate), rate).shortTermMaximum(), -23, 0.1) << "case 9";
    bursts.clear();
    for (int k = 0; k < 25; ++k) bursts.insert(bursts.end(), {{-20, 0.18}, {-30, 0.22}});
    EXPECT_NEAR(measured(stereo(bursts, rate), rate).momentaryMaximum(), -23, 0.1) << "case 12";
}

INSTANTIATE_TEST_SUITE_P(Rates, AtEveryRate, ::testing::Values(44100, 48000, 96000, 192000));

TEST(LoudnessMeter, FindsTheLoudestMomentWhereverItBegins) {
    // EBU Tech 3341 cases 10, 11, 13 and 14.
    constexpr int kRate = 48000;
    for (int k = 0; k < 20; ++k) {
        const auto silence = [](double seconds) { return Section{-300, seconds}; };
        EXPECT_NEAR(measured(stereo({silence(0.15 * k), {-23, 3}, silence(1)}, kRate), kRate)
                        .shortTermMaximum(),
                    -23, 0.1)
            << "case 10, " << k;
        EXPECT_NEAR(measured(stereo({silence(0.02 * k), {-23, 0.4}, silence(1)}, kRate), kRate)
                        .momentaryMaximum(),
                    -23, 0.1)
            << "case 13, " << k;
        EXPECT_NEAR(measured(stereo({silence(0.15 * k), {-38.0 + k, 3}, silence(3 - 0.15 * k)}, kRate), kRate)
                        .shortTermMaximum(),
                    -38 + k, 0.1)
            << "case 11, " << k;
        EXPECT_NEAR(measured(stereo({silence(0.02 * k), {-38.0 + k, 0.4}, silence(0.4 - 0.02 * k)}, kRate), kRate)
                        .momentaryMaximum(),
                    -38 + k, 0.1)
            << "case 14, " << k;
    }
}

TEST(LoudnessMeter, WeighsTheChannelsOfASurroundMix) {
    // EBU Tech 3341 case 6, as 5.1 with a loud LFE that must not count.
    constexpr int kRate = 48000;
    Planes planes;
    for (const double level : {-28.0, -28.0, -24.0, 0.0, -30.0, -30.0})
        planes.push_back(tone({{level, 20}}, kRate));
    EXPECT_NEAR(measured(planes, kRate).integrated(), -23, kTolerance);
}

/// Cases 1 to 4. Cases 5 and 6, and 7 and 8 of Tech 3341, are recorded programmes of the EBU, which are not
/// ours to hand on: what takes their place is the agreement with an independent meter, below.
TEST(LoudnessMeter, ReadsEbuTech3342) {
    constexpr int kRate = 48000;
    const auto range = [](const std::vector<Section>& sections) {
        return measured(stereo(sections, kRate), kRate).range();
    };
    // The standard allows 1 LU.
    EXPECT_NEAR(range({{-20, 20}, {-30, 20}}), 10, 0.1) << "case 1";
    EXPECT_NEAR(range({{-20, 20}, {-15, 20}}), 5, 0.1) << "case 2";
    EXPECT_NEAR(range({{-40, 20}, {-20, 20}}), 20, 0.1) << "case 3";
    EXPECT_NEAR(range({{-50, 20}, {-35, 20}, {-20, 20}, {-35, 20}, {-50, 20}}), 15, 0.1)
        << "case 4";
}

TEST(LoudnessMeter, AgreesWithAnIndependentMeter) {
    // libebur128 1.2.6, without its histogram; the rates that files have, slow ones too.
    for (const int rate : {16000, 44100, 48000, 96000, 192000}) {
        for (unsigned seed = 1; seed <= 4; ++seed) {
            if (rate == 192000 && seed > 1) break; // a second each
            const Planes planes = programme(seed, rate, 20);
            const std::unique_ptr<ebur128_state, RefereeCloser> referee(ebur128_init(
                2, static_cast<unsigned long>(rate), EBUR128_MODE_I | EBUR128_MODE_S));
            std::vector<float> interleaved;
            for (std::size_t n = 0; n < planes[0].size(); ++n)
                interleaved.insert(interleaved.end(), {planes[0][n], planes[1][n]});
            // Its own range looks once a second, EBU Tech 3342 (2016) ten times: the referee's short-term
            // loudness at these instants tells it.
            constexpr int looks = 10;
            std::vector<double> shortTerms;
            const auto step = static_cast<std::size_t>(rate / looks);
            const auto window = static_cast<std::size_t>(3 * rate);
            for (std::size_t n = 0; n < planes[0].size(); n += step) {
                ebur128_add_frames_float(referee.get(), interleaved.data() + 2 * n, step);
                if (n + step < window) continue;
                double loudness = 0;
                ebur128_loudness_shortterm(referee.get(), &loudness);
                shortTerms.push_back(loudness);
            }
            double integrated = 0;
            ebur128_loudness_global(referee.get(), &integrated);
            const LoudnessMeter meter = measured(planes, rate);
            EXPECT_NEAR(meter.integrated(), integrated, 0.001) << rate << " Hz, seed " << seed;
            EXPECT_NEAR(meter.range(), rangeOf(shortTerms), 0.015) << rate << " Hz, seed " << seed;
        }
    }
}

TEST(TruePeakMeter, AgreesWithAnIndependentMeter) {
    // Within 0.05 dB of libebur128 1.2.6, which interpolates four times by 49 taps, on sounds without
    // steps and with little treble: what lies between its four points it does not see.
    for (const int rate : {44100, 48000}) {
        for (unsigned seed = 1; seed <= 4; ++seed) {
            std::mt19937 random(seed);
            std::normal_distribution<float> noise(0, 0.3F);
            std::vector<float> sound(static_cast<std::size_t>(4 * rate));
            float once = 0, twice = 0;
            for (float& sample : sound) {
                once += 0.1F * (noise(random) - once);
                sample = twice += 0.1F * (once - twice);
            }
            const std::unique_ptr<ebur128_state, RefereeCloser> referee(
                ebur128_init(1, static_cast<unsigned long>(rate), EBUR128_MODE_TRUE_PEAK));
            ebur128_add_frames_float(referee.get(), sound.data(), sound.size());
            double wanted = 0;
            ebur128_true_peak(referee.get(), 0, &wanted);
            TruePeakMeter meter;
            meter.process(sound.data(), static_cast<int>(sound.size()));
            meter.finish();
            EXPECT_NEAR(20 * std::log10(meter.maximum() / wanted), 0, 0.05) << rate << " Hz, seed " << seed;
        }
    }
}

TEST(LoudnessMeter, ReadsTheSameWhateverThePiecesAre) {
    const Planes planes = programme(7, 44100, 6);
    const LoudnessMeter whole = measured(planes, 44100, 1 << 20);
    for (const int piece : {1, 63, 64, 4097}) {
        const LoudnessMeter parts = measured(planes, 44100, piece);
        EXPECT_EQ(parts.integrated(), whole.integrated()) << piece;
        EXPECT_EQ(parts.momentaryMaximum(), whole.momentaryMaximum()) << piece;
        EXPECT_EQ(parts.shortTermMaximum(), whole.shortTermMaximum()) << piece;
    }
}

TEST(LoudnessMeter, HasNoReadingForSilenceAndForWhatIsTooShort) {
    constexpr int kRate = 48000;
    const LoudnessMeter silent = measured(Planes(2, std::vector<float>(5 * kRate)), kRate);
    EXPECT_EQ(silent.integrated(), kNoLoudness);
    EXPECT_EQ(silent.momentaryMaximum(), kNoLoudness);
    EXPECT_EQ(silent.range(), 0);
    EXPECT_EQ(measured(stereo({{-23, 0.2}}, kRate), kRate).integrated(), kNoLoudness);
}

TEST(LoudnessMeter, RecoversFromNumbersThatAreNone) {
    constexpr int kRate = 48000;
    Planes planes = stereo({{-23, 20}}, kRate);
    planes[0][1000] = std::numeric_limits<float>::quiet_NaN();
    planes[1][2000] = std::numeric_limits<float>::infinity();
    EXPECT_NEAR(measured(planes, kRate).integrated(), -23, 0.1);
}

TEST(LoudnessMeter, StartsAnewAfterReset) {
    constexpr int kRate = 48000;
    LoudnessMeter meter = measured(stereo({{-10, 5}}, kRate), kRate);
    meter.reset();
    EXPECT_EQ(meter.integrated(), kNoLoudness);
    const Planes planes = stereo({{-23, 5}}, kRate);
    const float* const places[] = {planes[0].data(), planes[1].data()};
    meter.process(places, 5 * kRate);
    EXPECT_EQ(meter.integrated(), measured(planes, kRate).integrated());
}

TEST(LoudnessHistogram, AddsUpTheTracksOfAnAlbum) {
    constexpr int kRate = 48000;
    LoudnessHistogram album;
    album.add(measured(stereo({{-20, 20}}, kRate), kRate).blocks());
    album.add(measured(stereo({{-26, 20}}, kRate), kRate).blocks());
    const double mean = 10 * std::log10((std::pow(10, -2.0) + std::pow(10, -2.6)) / 2);
    EXPECT_NEAR(album.gatedLoudness(-10), mean, kTolerance);
}

TEST(ChannelWeights, FollowTheSpeakersOfTheFile) {
    using enum Speaker;
    EXPECT_EQ(channelWeights(1), std::vector<double>({1}));
    EXPECT_EQ(channelWeights(6), std::vector<double>({1, 1, 1, 0, 1.41, 1.41}));
    const std::vector<Speaker> vorbis{left, centre, right, backLeft, backRight, lfe};
    EXPECT_EQ(channelWeights(6, vorbis), std::vector<double>({1, 1, 1, 1.41, 1.41, 0}));
    const std::vector<Speaker> seven{left, right, centre, lfe, backLeft, backRight, sideLeft, sideRight};
    EXPECT_EQ(channelWeights(8, seven), std::vector<double>({1, 1, 1, 0, 1, 1, 1.41, 1.41}));
}
