#include "tests/engine/processors/material.h"
#include "tests/engine/processors/spectrum.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

struct Click { std::size_t at, length; };

/// What scratches a record and what a bad cable does: single samples, steps that ring off, bursts of
/// noise, up to 0.8 ms, −26 to −6 dBFS, about twelve a second.
std::vector<Click> damage(Stereo& signal, double rate, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> share(0, 1);
    std::vector<Click> clicks;
    for (double at = 0.2 * rate; at < static_cast<double>(signal.frames()) - 0.2 * rate; at += (0.03 + 0.1 * share(random)) * rate) {
        const double height = std::pow(10, (-26 + 20 * share(random)) / 20) * (share(random) < 0.5 ? -1 : 1);
        const double milliseconds = share(random) < 0.3 ? 0 : 0.06 + 0.7 * share(random);
        const auto length = std::max<std::size_t>(1, static_cast<std::size_t>(1e-3 * milliseconds * rate));
        const bool rings = share(random) < 0.5;
        const auto first = static_cast<std::size_t>(at);
        for (std::size_t k = 0; k < length; ++k) {
            const double t = static_cast<double>(k) / static_cast<double>(length);
            const double shape = rings ? std::cos(9 * t) * std::exp(-2 * t) : 2 * share(random) - 1;
            signal.sides[0][first + k] += static_cast<float>(height * (length == 1 ? 1 : shape));
        }
        clicks.push_back({first, length});
    }
    return clicks;
}

struct Outcome {
    double found = 0; ///< share of the planted clicks that were mended where they are highest
    double touched = 0; ///< share of the frames more than 1 ms from any click that changed
    int falseRepairs = 0, planted = 0;
    double residue = 0; ///< dB, of the error that is left against the planted one
};

Outcome mend(const Wave& programme, double rate, double sensitivity = 50, unsigned seed = 17) {
    const Stereo clean = stereo(programme);
    Stereo damaged = clean;
    const auto clicks = damage(damaged, rate, seed);
    const Stereo output = process("declick", static_cast<int>(rate), damaged, {{"sensitivity", sensitivity}});
    const auto latency = static_cast<std::size_t>(catalogue().type("declick")->latency({}, {static_cast<int>(rate)}).value);
    const auto beside = static_cast<std::size_t>(0.001 * rate);
    Outcome outcome;
    outcome.planted = static_cast<int>(clicks.size());
    std::vector<char> near(clean.frames());
    double was = 0, left = 0;
    for (const Click& click : clicks) {
        double highest = 0;
        bool mended = false;
        for (std::size_t k = click.at; k < click.at + click.length && k + latency < output.frames(); ++k) {
            const double height = std::fabs(damaged.sides[0][k] - clean.sides[0][k]);
            if (height > highest) highest = height, mended = output.sides[0][k + latency] != damaged.sides[0][k];
        }
        if (mended) ++outcome.found;
        for (std::size_t k = click.at - beside; k < click.at + click.length + beside; ++k) {
            near[k] = 1;
            if (k + latency >= output.frames()) continue;
            was += std::pow(damaged.sides[0][k] - clean.sides[0][k], 2);
            left += std::pow(output.sides[0][k + latency] - clean.sides[0][k], 2);
        }
    }
    outcome.found /= outcome.planted;
    outcome.residue = 10 * std::log10(left / was);
    bool inside = false;
    for (std::size_t k = 0; k + latency < output.frames(); ++k) {
        const bool changed = !near[k] && output.sides[0][k + latency] != damaged.sides[0][k];
        if (changed) ++outcome.touched;
        if (changed && !inside) ++outcome.falseRepairs;
        inside = changed;
    }
    outcome.touched /= static_cast<double>(clean.frames());
    return outcome;
}

/// The issue: 95 % of the clicks found and under 1 % false, over all kinds of music together. Where
/// these snares of white noise are as loud as the click nothing tells them apart: of those drums alone 85 %.
TEST(Declick, Finds95PercentAndUnder1PercentFalse) {
    int found = 0, planted = 0, wrong = 0;
    double residue = 0; // dB, of the errors left against the planted ones, on average
    for (const double rate : {44100.0, 96000.0}) {
        const double seconds = rate > 50000 ? 2 : 4;
        for (const auto& [name, programme] : {std::pair{"piano", piano(seconds, rate)}, {"voice", voice(seconds, rate)},
                                              {"guitar", guitar(seconds, rate)}, {"drums", drums(seconds, rate)}}) {
            const bool strokes = std::string_view(name) == "drums";
            for (const unsigned seed : {17u, 18u}) {
                if (seed == 18 && rate > 50000) continue; // it takes twice as long there
                const Outcome outcome = mend(programme, rate, 50, seed);
                EXPECT_GE(outcome.found, strokes ? 0.85 : 0.95) << name << " at " << rate;
                EXPECT_LT(outcome.touched, 0.001) << name << " at " << rate;
                if (!strokes) {
                    EXPECT_LT(outcome.residue, -7) << name << " at " << rate;
                    residue += outcome.residue / 9;
                }
                found += static_cast<int>(std::lround(outcome.found * outcome.planted));
                planted += outcome.planted;
                wrong += outcome.falseRepairs;
            }
        }
    }
    EXPECT_LT(residue, -11);
    EXPECT_GE(found, 0.95 * planted);
    EXPECT_LT(wrong, 0.01 * found);
}

TEST(Declick, LeavesUndamagedMusicBitForBit) {
    for (const auto& [name, programme] : {std::pair{"piano", piano(4, 48000)}, {"voice", voice(4, 48000)}, {"drums", drums(4, 48000)}}) {
        const Stereo input = stereo(programme);
        const Stereo output = process("declick", 48000, input, {});
        for (std::size_t k = 1024; k < input.frames(); ++k)
            ASSERT_EQ(output.sides[0][k], input.sides[0][k - 1024]) << name << ", frame " << k - 1024;
    }
}

/// Between the strokes of a gated track there is nothing to learn a prediction from.
TEST(Declick, MendsClicksInDigitalSilence) {
    Stereo input(64 * 300);
    for (int n = 0; n < 12; ++n) input.sides[0][static_cast<std::size_t>(9000 + n)] = 0.3f * std::cos(0.6f * static_cast<float>(n));
    const Stereo output = process("declick", 48000, input, {});
    for (std::size_t k = 0; k < output.frames(); ++k) ASSERT_EQ(output.sides[0][k], 0.0f) << k;
}

/// An excerpt, or a gated track's strokes: nothing foretells where they begin and end.
TEST(Declick, LeavesTheEndsOfASoundInDigitalSilence) {
    for (const auto& [name, programme] : {std::pair{"piano", piano(2, 48000)}, {"voice", voice(2, 48000)}, {"guitar", guitar(2, 48000)}}) {
        Wave excerpts(programme.size(), 0);
        for (const auto& [from, to] : {std::pair<std::size_t, std::size_t>{7001, 24003}, {31010, 52357}, {60803, 77777}})
            std::copy(programme.begin() + static_cast<std::ptrdiff_t>(from), programme.begin() + static_cast<std::ptrdiff_t>(to),
                      excerpts.begin() + static_cast<std::ptrdiff_t>(from));
        const Stereo input = stereo(excerpts);
        const Stereo output = process("declick", 48000, input, {});
        for (std::size_t k = 1024; k < input.frames(); ++k)
            ASSERT_EQ(output.sides[0][k], input.sides[0][k - 1024]) << name << ", frame " << k - 1024;
    }
}

/// That is declip's: it keeps the level down, too.
TEST(Declick, LeavesClipping) {
    Wave clipped = guitar(2, 48000);
    const double top = *std::max_element(clipped.begin(), clipped.end());
    for (double& sample : clipped) sample = std::clamp(sample, -0.5 * top, 0.5 * top);
    const Stereo input = stereo(clipped);
    const Stereo output = process("declick", 48000, input, {});
    int changed = 0;
    for (std::size_t k = 1024; k < input.frames(); ++k) changed += output.sides[0][k] != input.sides[0][k - 1024];
    EXPECT_LT(changed, 10);
}

/// As after a note has died away to the last bit, and right before the next one.
TEST(Declick, MendsClicksBetweenSilenceAndNextToNothing) {
    Stereo input(64 * 300);
    for (std::size_t k = 9000; k < input.frames(); ++k) input.sides[0][k] = k % 7 ? 0.0f : 1.2e-7f;
    const Stereo clean = input;
    for (const std::size_t at : {8000u, 8960u, 8999u, 9003u, 10000u}) input.sides[0][at] = 0.3f;
    for (std::size_t k = 0; k < 60; ++k) // one that rings
        input.sides[0][6000 + k] = 0.3f * std::exp(-0.06f * static_cast<float>(k)) * std::cos(0.5f * static_cast<float>(k));
    const Stereo output = process("declick", 48000, input, {});
    for (std::size_t k = 1024; k < output.frames(); ++k) ASSERT_NEAR(output.sides[0][k], clean.sides[0][k - 1024], k > 9000 ? 1e-4 : 0.1) << k;
}

TEST(Declick, OnlyDelaysAtZero) {
    Stereo input(64 * 300);
    damage(input, 48000, 3);
    input.sides[0][12000] = 0.5f;
    const Stereo output = process("declick", 48000, input, {{"sensitivity", 0}});
    for (std::size_t k = 1024; k < output.frames(); ++k) ASSERT_EQ(output.sides[0][k], input.sides[0][k - 1024]) << k;
}

/// Ticks 44 dB under loud notes: what a workstation's automation leaves in many a delivered track.
TEST(Declick, LeavesWhatTheMusicMasks) {
    const auto changes = [](double level) {
        Wave music = guitar(2, 48000);
        for (double& sample : music) sample *= level;
        for (std::size_t k = 26400; k < music.size(); k += 4800) music[k] += 0.002;
        const Stereo input = stereo(music);
        const Stereo output = process("declick", 48000, input, {});
        int count = 0;
        for (std::size_t k = 1024; k < input.frames(); ++k) count += output.sides[0][k] != input.sides[0][k - 1024];
        return count;
    };
    EXPECT_EQ(changes(1), 0);
    EXPECT_GT(changes(0.01), 0);
}

/// A record's pops are on one side only: the other stays as it is.
TEST(Declick, WorksOnEachSideAlone) {
    const Wave programme = piano(4, 48000);
    Stereo damaged = stereo(programme, 0.7);
    const Stereo clean = damaged;
    damage(damaged, 48000, 5);
    const Stereo output = process("declick", 48000, damaged, {});
    for (std::size_t k = 1024; k < clean.frames(); ++k) ASSERT_EQ(output.sides[1][k], clean.sides[1][k - 1024]);
}

TEST(Declick, FindsMoreWhenItIsMoreSensitive) {
    const Wave programme = voice(5, 48000);
    EXPECT_LT(mend(programme, 48000, 10).found, mend(programme, 48000, 80).found + 1e-9);
    EXPECT_EQ(mend(programme, 48000, 10).falseRepairs, 0);
}

} // namespace
} // namespace lacquer::processors::test
