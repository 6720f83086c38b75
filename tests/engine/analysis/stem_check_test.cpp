#include "engine/analysis/stem_check.h"
#include "tests/engine/analysis/memory_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace lacquer::analysis {
namespace {

constexpr SampleRate kRate{48000};

std::vector<float> noise(std::size_t frames, unsigned seed, float level) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, level);
    std::vector<float> out(frames);
    float low = 0;
    for (float& x : out) x = low = 0.9f * low + normal(random); // more bass than treble, like music
    return out;
}

std::vector<float> shifted(const std::vector<float>& x, int by, float gain) {
    std::vector<float> out(x.size(), 0.0f);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto from = static_cast<std::ptrdiff_t>(i) - by;
        if (from >= 0 && from < std::ssize(x)) out[i] = gain * x[static_cast<std::size_t>(from)];
    }
    return out;
}

TEST(StemCheck, TellsSilenceDualMonoAndTrueStereo) {
    const auto x = noise(48000, 1, 0.05f);
    MemoryReader silent({std::vector<float>(48000, 1e-6f)});
    EXPECT_TRUE(examineStem(silent).silent);
    MemoryReader dual({x, x});
    EXPECT_TRUE(examineStem(dual).dualMono);
    EXPECT_FALSE(examineStem(dual).silent);
    MemoryReader stereo({x, noise(48000, 2, 0.05f)});
    EXPECT_FALSE(examineStem(stereo).dualMono);
    MemoryReader mono({x});
    EXPECT_FALSE(examineStem(mono).dualMono);
}

TEST(StemCheck, MeasuresOffsetFirstSoundAndClipping) {
    std::vector<float> x(48000, 0.0f);
    for (std::size_t i = 12000; i < x.size(); ++i) x[i] = std::clamp(static_cast<float>(1.4 * std::sin(0.05 * static_cast<double>(i - 12000))), -1.0f, 1.0f);
    MemoryReader clipped({x});
    const StemFacts facts = examineStem(clipped);
    EXPECT_NEAR(static_cast<double>(facts.firstSound.value), 12001, 1);
    // 36,000 frames of 125.7 per period, clipped at both halves.
    EXPECT_NEAR(static_cast<double>(facts.clippedRuns), 2 * 36000 / 125.66, 2);
    auto offset = noise(48000, 3, 0.02f);
    for (float& y : offset) y += 0.03f;
    MemoryReader leaning({offset, offset});
    EXPECT_NEAR(examineStem(leaning).dc[1], 0.03, 0.005);
}

TEST(StemCheck, TheSameAudioHasTheSamePrintAndNoOther) {
    const auto x = noise(48000, 1, 0.05f);
    auto y = x;
    y[40000] += 1e-6f;
    MemoryReader a({x}), b({x}), c({y});
    EXPECT_EQ(examineStem(a).print, examineStem(b).print);
    EXPECT_NE(examineStem(a).print, examineStem(c).print);
}

TEST(PhaseRelation, FindsDelayAndPolarityToTheFrame) {
    const auto x = noise(2 * 48000, 1, 0.05f);
    auto y = shifted(x, 173, -0.4f);
    const auto bleed = noise(2 * 48000, 9, 0.01f);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += bleed[i];
    MemoryReader a({x}), b({y, y});
    const auto found = relatePhases(a, {0}, b, {0}, {2 * 48000}, kRate);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->late.value, 173);
    EXPECT_TRUE(found->inverted);
    EXPECT_LT(found->correlation, -0.8);
    const auto back = relatePhases(b, {0}, a, {0}, {2 * 48000}, kRate);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->late.value, -173);
}

TEST(PhaseRelation, SaysNothingAboutThingsThatHaveNothingInCommon) {
    MemoryReader a({noise(96000, 1, 0.05f)}), b({noise(96000, 2, 0.05f)}), silent({std::vector<float>(96000, 0.0f)});
    EXPECT_FALSE(relatePhases(a, {0}, b, {0}, {96000}, kRate));
    EXPECT_FALSE(relatePhases(a, {0}, silent, {0}, {96000}, kRate));
    EXPECT_FALSE(relatePhases(silent, {0}, b, {0}, {96000}, kRate));
}

} // namespace
} // namespace lacquer::analysis
