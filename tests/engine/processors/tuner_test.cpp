#include "tests/engine/processors/measure.h"
#include "tests/engine/processors/sung_voice.h"

#include "engine/dsp/pitch_detector.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

constexpr double kLowestMiddle = 80, kHighestMiddle = 1000;

struct Reading {
    double median = 0;   ///< of the error's size, cents
    double gross = 0;    ///< share of points off by more than a quarter octave, or with no pitch
    double voiced = 0;   ///< share of points with a pitch
};

Reading detect(const SungVoice& voice, double lowest = kLowestMiddle, double highest = kHighestMiddle) {
    dsp::PitchDetector detector(voice.rate, lowest, highest);
    std::vector<double> errors;
    double points = 0, gross = 0, voiced = 0;
    for (std::size_t n = 0; n < voice.audio.frames(); n += 64) {
        dsp::PitchPoint point;
        if (!detector.process(voice.audio.sides[0].data() + n, point)) continue;
        if (point.time < 0.06 * voice.rate) continue; // the voice has only just begun
        ++points;
        const double truth = voice.hertz[static_cast<std::size_t>(point.time)];
        const double error =
            point.period > 0 ? std::fabs(centsBetween(voice.rate / point.period, truth)) : 1e4;
        voiced += point.period > 0;
        gross += error > 300;
        errors.push_back(error);
    }
    std::sort(errors.begin(), errors.end());
    return {errors[errors.size() / 2], gross / points, voiced / points};
}

TEST(PitchDetector, FindsSungNotesWithinTwoCents) {
    // ±2 cents, octave errors under 1 %; from a bass's E to a soprano's high notes, straight and
    // with vibrato, over breath 20 dB down.
    for (const double rate : {44100.0, 96000.0}) {
        double worst = 0;
        for (const double hertz : {82.4, 110.0, 146.8, 233.1, 329.6, 523.3, 880.0}) {
            for (const double vibrato : {0.0, 50.0}) {
                const Reading reading = detect(sing(rate, 0.8, note(hertz, vibrato), -30));
                EXPECT_LT(reading.median, 2) << hertz << " Hz, vibrato " << vibrato << ", " << rate;
                EXPECT_LT(reading.gross, 0.01) << hertz << " Hz, vibrato " << vibrato << ", " << rate;
                worst = std::max(worst, reading.median);
            }
        }
        RecordProperty("worst median cents at " + std::to_string(static_cast<int>(rate)), std::to_string(worst));
    }
}

TEST(PitchDetector, StaysInItsOctaveOnDifficultVowels) {
    // A first formant on the second harmonic, and a fundamental that is nearly absent.
    double points = 0, gross = 0;
    for (unsigned seed = 0; seed < 10; ++seed) {
        const double hertz = 90 * std::pow(1.22, seed);
        const double first = hertz * (seed % 2 ? 2.0 : 3.0);
        const Reading reading =
            detect(sing(48000, 0.6, note(hertz, 30), -20, seed, {first, first * 2.1, 2600, 3400}));
        points += 1;
        gross += reading.gross;
    }
    EXPECT_LT(gross / points, 0.01);
}

TEST(PitchDetector, HearsNoPitchInNoiseAndSilence) {
    SungVoice breath{noise(48000 / 64 * 64, 5, 0.3f), std::vector<double>(48000, 200), 48000};
    EXPECT_LT(detect(breath).voiced, 0.05);
    SungVoice silence{Stereo(48000 / 64 * 64), std::vector<double>(48000, 200), 48000};
    EXPECT_EQ(detect(silence).voiced, 0);
}

/// Rumble and hum under the range, and a signal that does not come back to zero: whatever is taken for a
/// pitch there lies within the range.
TEST(PitchDetector, NamesNoPitchOutsideItsRange) {
    for (const double hertz : {5.0, 20.0, 35.0, 50.0, 60.0}) {
        dsp::PitchDetector detector(48000, kLowestMiddle, kHighestMiddle);
        const Stereo hiss = noise(48000 / 64 * 64, 11, 0.001f);
        float quantum[64];
        for (std::size_t n = 0; n < hiss.frames(); n += 64) {
            for (std::size_t k = 0; k < 64; ++k) {
                const double t = static_cast<double>(n + k) / 48000;
                quantum[k] = hiss.sides[0][n + k] + 0.1f + static_cast<float>(0.3 * std::sin(6.283185307 * hertz * t));
            }
            dsp::PitchPoint point;
            if (!detector.process(quantum, point) || point.period <= 0) continue;
            ASSERT_GE(point.period, 48000 / kHighestMiddle - 8) << hertz << " Hz, frame " << n;
            ASSERT_LE(point.period, 48000 / kLowestMiddle + 12) << hertz << " Hz, frame " << n;
        }
    }
}

/// Cents by which what is sung between two frames differs from `hertz`.
double offBy(const Stereo& audio, std::size_t from, double rate, double hertz) {
    SungVoice part{Stereo((audio.frames() - from) / 64 * 64), {}, rate};
    part.hertz.assign(part.audio.frames(), hertz);
    for (std::size_t k = 0; k < part.audio.frames(); ++k) part.audio.sides[0][k] = audio.sides[0][from + k];
    dsp::PitchDetector detector(rate, 70, 1400);
    std::vector<double> cents;
    for (std::size_t n = 0; n < part.audio.frames(); n += 64) {
        dsp::PitchPoint point;
        if (detector.process(part.audio.sides[0].data() + n, point) && point.period > 0 && point.time > 0.05 * rate)
            cents.push_back(centsBetween(rate / point.period, hertz));
    }
    std::sort(cents.begin(), cents.end());
    return cents.empty() ? 1e4 : cents[cents.size() / 2];
}

class TunerAtRate : public ::testing::TestWithParam<int> {};

TEST_P(TunerAtRate, DrawsAVoiceFortyCentsOffToTheNote) {
    // Within 5 cents at speed 0.
    const int rate = GetParam();
    for (const double hertz : {110.0, 220.0, 440.0}) {
        for (const double off : {-40.0, 40.0}) {
            const auto voice = sing(rate, 0.9, note(hertz * std::exp2(off / 1200)));
            const auto tuned = process("tuner", rate, voice.audio, {{"speed", 0}});
            EXPECT_NEAR(offBy(voice.audio, 12800, rate, hertz), off, 2);
            EXPECT_NEAR(offBy(tuned, 12800, rate, hertz), 0, 5) << hertz << " Hz";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Rates, TunerAtRate, ::testing::Values(44100, 48000, 96000));

/// Level of a signal in a band of 300 Hz around each of the frequencies, in dB.
std::vector<double> envelope(const Stereo& audio, std::size_t from, double rate,
                             std::initializer_list<double> frequencies) {
    std::vector<double> part(1 << 14);
    for (std::size_t k = 0; k < part.size(); ++k)
        part[k] = audio.sides[0][from + k] *
                  (0.5 - 0.5 * std::cos(2 * 3.14159265358979 * static_cast<double>(k) / static_cast<double>(part.size())));
    const auto bins = spectrum(part);
    std::vector<double> levels;
    for (const double f : frequencies) {
        double power = 0;
        for (std::size_t k = 0; k < bins.size(); ++k) {
            const double hertz = static_cast<double>(k) * rate / static_cast<double>(part.size());
            if (std::fabs(hertz - f) < 150) power += std::norm(bins[k]);
        }
        levels.push_back(10 * std::log10(power));
    }
    return levels;
}

TEST(Tuner, KeepsTheVowelOrMovesItAsAsked) {
    // Three semitones up: kept, the band levels of the vowel stay; moved, the first formant at
    // 700 Hz goes to 832. 120 Hz, so that each band has harmonics before and after.
    const auto voice = sing(48000, 1.2, note(123.47));
    const auto kept = process("tuner", 48000, voice.audio, {{"transpose", 3}, {"speed", 0}});
    const auto bands = {400.0, 700.0, 1220.0, 1900.0, 2600.0, 3400.0};
    const auto before = envelope(voice.audio, 16000, 48000, bands);
    const auto after = envelope(kept, 20000, 48000, bands);
    double offset = 0;
    for (std::size_t k = 0; k < before.size(); ++k) offset += (after[k] - before[k]) / 6;
    EXPECT_NEAR(offset, 0, 1.5);
    for (std::size_t k = 0; k < before.size(); ++k)
        EXPECT_NEAR(after[k] - before[k], offset, 3) << "band " << k;
    EXPECT_NEAR(offBy(kept, 16000, 48000, 123.47 * std::exp2(0.25)), 0, 5);

    const auto moved =
        process("tuner", 48000, voice.audio, {{"transpose", 3}, {"speed", 0}, {"formants", 1}});
    EXPECT_NEAR(offBy(moved, 16000, 48000, 123.47 * std::exp2(0.25)), 0, 5);
    const double up = std::exp2(0.25);
    const auto shifted = envelope(moved, 20000, 48000, {400 * up, 700 * up, 1220 * up, 1900 * up, 2600 * up, 3400 * up});
    for (std::size_t k = 0; k < before.size(); ++k)
        EXPECT_NEAR(shifted[k] - before[k], 0, 3) << "band " << k;
}

TEST(Tuner, LeavesAVoiceThatIsInTuneAlmostAlone) {
    // Every piece lies where it came from: what differs are the cents that the detector is off.
    const auto voice = sing(48000, 0.8, note(220));
    const auto tuned = process("tuner", 48000, voice.audio, {{"amount", 0}});
    const auto late = static_cast<std::size_t>(catalogue().type("tuner")->latency({}, {48000}).value);
    double error = 0, power = 0;
    for (std::size_t k = late + 4800; k < tuned.frames(); ++k) {
        const double wanted = voice.audio.sides[0][k - late];
        error += (tuned.sides[0][k] - wanted) * (tuned.sides[0][k] - wanted);
        power += wanted * wanted;
    }
    EXPECT_LT(10 * std::log10(error / power), -60);
}

TEST(Tuner, PassesWhatHasNoPitchAtItsLatency) {
    const auto input = noise(64 * 500, 3);
    const auto output = process("tuner", 48000, input, {{"speed", 0}});
    const auto late = static_cast<std::size_t>(catalogue().type("tuner")->latency({}, {48000}).value);
    for (std::size_t side = 0; side < 2; ++side)
        for (std::size_t k = late; k < output.frames(); ++k)
            ASSERT_NEAR(output.sides[side][k], input.sides[side][k - late], 1e-5) << k;
}

TEST(Tuner, KeepsAVibratoThatIsFasterThanItsSpeed) {
    const auto voice = sing(48000, 2, note(220 * std::exp2(8.0 / 1200), 40));
    const auto swing = [&](double speed, double humanize) {
        const auto tuned =
            process("tuner", 48000, voice.audio, {{"speed", speed}, {"humanize", humanize}});
        dsp::PitchDetector detector(48000, 80, 1000);
        double low = 1e9, high = -1e9;
        for (std::size_t n = 0; n < tuned.frames(); n += 64) {
            dsp::PitchPoint point;
            if (!detector.process(tuned.sides[0].data() + n, point) || point.period <= 0 || point.time < 60000) continue;
            const double cents = centsBetween(48000 / point.period, 220);
            low = std::min(low, cents), high = std::max(high, cents);
        }
        return std::pair{(low + high) / 2, (high - low) / 2};
    };
    const auto [hardMiddle, hard] = swing(0, 0);
    EXPECT_LT(hard, 8);
    EXPECT_NEAR(hardMiddle, 0, 5);
    const auto [slowMiddle, slow] = swing(150, 0);
    EXPECT_GT(slow, 28);
    EXPECT_NEAR(slowMiddle, 0, 8);
    EXPECT_GT(swing(0, 100).second, 30);
}

/// 40 cents over a note, with a vibrato that is nearer to the next note at its crests; and a step that
/// comes to rest 40 cents under its note, only just nearer to it than to the one before.
TEST(Tuner, StaysAtItsNoteThroughAVibratoAndFollowsANewOne) {
    const auto cents = [](const SungVoice& voice, double hertz, double from) {
        const auto tuned = process("tuner", 48000, voice.audio, {{"speed", 0}});
        dsp::PitchDetector detector(48000, 80, 1000);
        std::vector<double> off;
        for (std::size_t n = 0; n < tuned.frames(); n += 64) {
            dsp::PitchPoint point;
            if (detector.process(tuned.sides[0].data() + n, point) && point.period > 0 && point.time > from * 48000)
                off.push_back(std::fabs(centsBetween(48000 / point.period, hertz)));
        }
        std::sort(off.begin(), off.end());
        return off;
    };
    for (const double sharp : {40.0, -40.0}) {
        const auto off = cents(sing(48000, 1.5, note(220 * std::exp2(sharp / 1200), 30)), 220, 0.3);
        EXPECT_LT(off[off.size() / 2], 5) << sharp;
        EXPECT_LT(off.back(), 25) << sharp;
    }
    const auto step = sing(48000, 1.2, [](double t) { return t < 0.5 ? 220 : 220 * std::exp2(60.0 / 1200); });
    EXPECT_LT(cents(step, 220 * std::exp2(1.0 / 12), 0.7).back(), 5);
}

TEST(Tuner, DrawsOnlyToTheNotesOfTheScale) {
    // 20 cents over F sharp: chromatic it goes to F sharp, in C major to G.
    const double sharp = 440 * std::exp2(-3.0 / 12 + 20.0 / 1200 );
    const auto voice = sing(48000, 0.8, note(sharp / 2));
    const double fSharp = 220 * std::exp2(-3.0 / 12);
    EXPECT_NEAR(offBy(process("tuner", 48000, voice.audio, {{"speed", 0}}), 12800, 48000, fSharp), 0, 5);
    EXPECT_NEAR(offBy(process("tuner", 48000, voice.audio, {{"speed", 0}, {"scale", 1}}), 12800, 48000,
                      fSharp * std::exp2(1.0 / 12)),
                0, 5);
    // In D major (key 2) F sharp is a note.
    EXPECT_NEAR(offBy(process("tuner", 48000, voice.audio, {{"speed", 0}, {"scale", 1}, {"key", 2}}),
                      12800, 48000, fSharp),
                0, 5);
}

} // namespace
} // namespace lacquer::processors::test
