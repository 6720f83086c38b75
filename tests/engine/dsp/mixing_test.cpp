#include "engine/dsp/mixing.h"

#include "engine/dsp/bus_sum.h"
#include "engine/dsp/fader_lines.h"
#include "engine/dsp/packed_words.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

namespace lacquer::dsp {
namespace {

constexpr std::size_t kSamples = kQuantum * kLaneStride;

struct Quantum {
    alignas(64) std::array<float, kSamples> samples;

    float* data() { return samples.data(); }
    const float* data() const { return samples.data(); }
    friend bool operator==(const Quantum& a, const Quantum& b) { return a.samples == b.samples; }
};

Quantum noise(unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> value(-1, 1);
    Quantum quantum;
    for (float& sample : quantum.samples) sample = value(random);
    return quantum;
}

/// Runs the same on every instruction set of this machine, the plain one among them.
template <typename Work>
void onEveryTarget(Work&& work) {
    for (std::int64_t left = hwy::SupportedTargets(); left; left &= left - 1) {
        const std::int64_t target = left & -left;
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(target);
        SCOPED_TRACE(hwy::TargetName(target));
        work();
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
}

/// Stereo frames of 24-bit words with the corners among them.
std::vector<unsigned char> someWords(unsigned seed) {
    std::mt19937 random(seed);
    const std::int32_t corners[] = {0, 1, -1, 8388607, -8388608, 256, -256, 65536};
    std::vector<unsigned char> bytes(kQuantum * PackedReader::kFrameBytes + PackedReader::kBytesBehind, 0xA5);
    for (std::size_t k = 0; k < 2 * kQuantum; ++k) {
        const std::int32_t word = k < 8 ? corners[k] : static_cast<std::int32_t>(random() & 0xFFFFFFU) - 8388608;
        std::memcpy(&bytes[3 * k], &word, 3);
    }
    return bytes;
}

double wordAt(const std::vector<unsigned char>& bytes, std::size_t k) {
    std::uint32_t top = 0;
    std::memcpy(reinterpret_cast<unsigned char*>(&top) + 1, &bytes[3 * k], 3);
    return std::ldexp(static_cast<std::int32_t>(top), -31);
}

TEST(PackedWords, AreExactlyTheSamplesInTheirLanesAndSilenceForNone) {
    std::vector<std::vector<unsigned char>> strips;
    const unsigned char* from[kBundleStrips];
    for (unsigned k = 0; k < kBundleStrips; ++k) {
        strips.push_back(someWords(k));
        from[k] = k == 5 ? nullptr : strips[k].data();
    }
    onEveryTarget([&] {
        Quantum lanes = noise(1);
        wordsToLanes(from, lanes.data());
        for (std::size_t frame = 0; frame < kQuantum; ++frame)
            for (std::size_t lane = 0; lane < kLaneStride; ++lane)
                ASSERT_EQ(lanes.samples[frame * kLaneStride + lane],
                          lane / 2 == 5 ? 0 : wordAt(strips[lane / 2], 2 * frame + lane % 2));
    });
    float planes[2][kQuantum];
    wordsToPlanes(from[0], planes[0], planes[1]);
    for (std::size_t k = 0; k < 2 * kQuantum; ++k) ASSERT_EQ(planes[k % 2][k / 2], wordAt(strips[0], k));
}

TEST(PackedWords, AreSilentOnlyWhenEveryOneIsZero) {
    std::vector<unsigned char> words(kQuantum * PackedReader::kFrameBytes + PackedReader::kBytesBehind);
    words.back() = 1; // behind the last frame
    EXPECT_TRUE(areSilent(words.data()));
    words[kQuantum * PackedReader::kFrameBytes - 1] = 1;
    EXPECT_FALSE(areSilent(words.data()));
}

TEST(ToLanes, PutsEveryFrameOfEveryPlaneInItsPlaceAndSilenceForNone) {
    std::array<std::array<float, kQuantum + 3>, kLaneStride> planes;
    const float* from[kLaneStride];
    for (std::size_t lane = 0; lane < kLaneStride; ++lane) {
        for (std::size_t frame = 0; frame < kQuantum; ++frame)
            planes[lane][frame + lane % 4] = static_cast<float>(100 * lane + frame + 1);
        from[lane] = lane % 5 == 2 ? nullptr : planes[lane].data() + lane % 4;
    }
    onEveryTarget([&] {
        Quantum lanes;
        toLanes(from, lanes.data());
        for (std::size_t frame = 0; frame < kQuantum; ++frame)
            for (std::size_t lane = 0; lane < kLaneStride; ++lane)
                ASSERT_EQ(lanes.samples[frame * kLaneStride + lane],
                          lane % 5 == 2 ? 0.0f : static_cast<float>(100 * lane + frame + 1))
                    << "frame " << frame << ", lane " << lane;
    });
}

TEST(BusSum, AddsInTheOrderOfInputsAndThenByPairsOfStrips) {
    const std::array<Quantum, 3> lanes{noise(1), noise(2), noise(3)};
    std::array<std::array<float, kLaneStride>, 3> gains;
    std::vector<BusInput> inputs;
    std::mt19937 random(4);
    std::uniform_real_distribution<float> gain(0, 2);
    for (std::size_t k = 0; k < 3; ++k) {
        for (float& value : gains[k]) value = random() % 3 ? gain(random) : 0.0f;
        inputs.push_back({lanes[k].data(), gains[k].data()});
    }
    onEveryTarget([&] {
        for (const std::size_t count : {0u, 1u, 3u}) {
            alignas(64) double pairs[kQuantum][kStripLanes];
            sumBus(inputs.data(), static_cast<int>(count), pairs[0]);
            for (std::size_t frame = 0; frame < kQuantum; ++frame)
                for (std::size_t side = 0; side < 2; ++side) {
                    double strip[kBundleStrips] = {};
                    for (std::size_t s = 0; s < kBundleStrips; ++s)
                        for (std::size_t k = 0; k < count; ++k) {
                            const std::size_t lane = 2 * s + side;
                            strip[s] += double{gains[k][lane]} *
                                        double{lanes[k].samples[frame * kLaneStride + lane]};
                        }
                    ASSERT_EQ(pairs[frame][side], ((strip[0] + strip[1]) + (strip[2] + strip[3])) +
                                                      ((strip[4] + strip[5]) + (strip[6] + strip[7])));
                }
        }
    });
}

TEST(BusSum, LandsInItsStripAloneRoundedOnce) {
    const Quantum before = noise(5);
    double pairs[kQuantum][kStripLanes];
    for (int frame = 0; frame < kQuantum; ++frame)
        for (int side = 0; side < 2; ++side) pairs[frame][side] = 1.0 / (3 + frame + 100 * side);
    Quantum lanes = before;
    placeStrip(pairs[0], lanes.data(), 5);
    for (std::size_t frame = 0; frame < kQuantum; ++frame)
        for (std::size_t lane = 0; lane < kLaneStride; ++lane)
            EXPECT_EQ(lanes.samples[frame * kLaneStride + lane],
                      lane / 2 == 5 ? static_cast<float>(pairs[frame][lane % 2])
                                    : before.samples[frame * kLaneStride + lane]);
}

/// Strips 1, 4 and 7 move, the others stand.
FaderLines someFaders() {
    FaderLines faders;
    for (std::size_t lane = 0; lane < kLaneStride; ++lane) {
        const auto strip = static_cast<double>(lane / 2);
        faders.from[lane] = -20.3 + 7 * strip;
        const bool moves = (0b10010010u >> (lane / 2)) & 1u;
        faders.setSlope(static_cast<int>(lane / 2), moves ? 1e-3 * (strip - 3) : 0);
        faders.into[lane] = 12345 * strip;
        faders.side[lane] = lane % 2 ? 0.7f : 1.0f;
        faders.held[lane] = 0.1f * static_cast<float>(lane);
    }
    faders.moving = 0b10010010u;
    return faders;
}

TEST(FaderLines, GiveEachStripTheGainOfItsOwnLine) {
    const Quantum input = noise(6);
    onEveryTarget([&] {
        FaderLines faders = someFaders();
        Quantum lanes = input;
        applyFaders(lanes.data(), faders);
        for (std::size_t lane = 0; lane < kLaneStride; ++lane) {
            const bool moves = (faders.moving >> (lane / 2)) & 1u;
            float gains[kQuantum];
            lineGains(faders.from[lane], faders.slope[lane], faders.into[lane], faders.side[lane], gains);
            for (std::size_t frame = 0; frame < kQuantum; ++frame) {
                const std::size_t at = frame * kLaneStride + lane;
                if (moves) {
                    ASSERT_EQ(lanes.samples[at], input.samples[at] * gains[frame]) << "lane " << lane;
                    const double level = faders.from[lane] + faders.slope[lane] * (faders.into[lane] + static_cast<double>(frame));
                    ASSERT_NEAR(gains[frame] / (std::pow(10.0, level / 20) * faders.side[lane]), 1, 4e-6);
                } else {
                    ASSERT_EQ(lanes.samples[at], input.samples[at] * faders.held[lane]) << "lane " << lane;
                }
            }
        }
    });
}

TEST(FaderLines, StandAgainWhenTheSlopeIsGone) {
    FaderLines faders;
    for (float& held : faders.held) held = 0.3f;
    faders.setSlope(2, -0.01);
    faders.setSlope(2, 0);
    faders.moving = 0b1000u; // another one moves, so that all go the way of lines
    faders.setSlope(3, 0.02);
    const Quantum input = noise(8);
    Quantum lanes = input;
    applyFaders(lanes.data(), faders);
    for (std::size_t frame = 0; frame < kQuantum; ++frame)
        for (std::size_t lane = 4; lane < 6; ++lane) {
            const std::size_t at = frame * kLaneStride + lane;
            ASSERT_EQ(lanes.samples[at], input.samples[at] * 0.3f);
        }
}

TEST(DecibelsToGains, AreWithinTheirErrorAndExactWhereItShows) {
    alignas(64) float values[16] = {0, -6, 6, -18.5f, -90, -150, -199.9f, -200, -300, 12,
                                    24, -0.1f, 0.1f, -3, -60, -INFINITY};
    const std::array<float, 16> decibels = std::to_array(values);
    onEveryTarget([&] {
        alignas(64) float gains[16];
        std::copy(decibels.begin(), decibels.end(), gains);
        decibelsToGains(gains, 16);
        for (std::size_t k = 0; k < 16; ++k) {
            if (decibels[k] <= -200) {
                EXPECT_EQ(gains[k], 0.0f) << decibels[k];
            } else {
                const double exact = std::pow(10.0, double{decibels[k]} / 20);
                EXPECT_NEAR(gains[k] / exact, 1, 2e-6) << decibels[k];
            }
        }
        EXPECT_EQ(gains[0], 1.0f);
    });
}

} // namespace
} // namespace lacquer::dsp
