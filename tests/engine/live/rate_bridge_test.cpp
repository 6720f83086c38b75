#include "engine/live/rate_bridge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace lacquer::live {
namespace {

/// A sine on the left and a cosine on the right, for as long as it is asked.
class Tone final : public DeviceClient {
public:
    Tone(double hertz, int rate) : step_(2 * std::numbers::pi * hertz / rate) {}
    void render(float* const* planes, int frames) noexcept override {
        for (int k = 0; k < frames; ++k, ++asked) {
            planes[0][k] = static_cast<float>(0.5 * std::sin(step_ * static_cast<double>(asked)));
            planes[1][k] = static_cast<float>(0.5 * std::cos(step_ * static_cast<double>(asked)));
        }
    }
    std::int64_t asked = 0;

private:
    double step_;
};

struct Converted {
    std::vector<float> sides[2];
};

Converted convert(DeviceClient& client, int from, int to, int frames, int buffer) {
    RateBridge bridge(client, {from}, {to});
    Converted out;
    for (auto& side : out.sides) side.resize(static_cast<std::size_t>(frames));
    for (int done = 0; done < frames; done += buffer) {
        float* const planes[2] = {out.sides[0].data() + done, out.sides[1].data() + done};
        bridge.render(planes, std::min(buffer, frames - done));
    }
    return out;
}

/// Level of one frequency by least squares, and of all that is not it, relative to full scale.
struct Levels {
    double tone, rest;
};

Levels levelsOf(const std::vector<float>& sound, std::size_t from, double hertz, int rate) {
    const double w = 2 * std::numbers::pi * hertz / rate;
    double cc = 0, ss = 0, cs = 0, xc = 0, xs = 0;
    for (std::size_t k = from; k < sound.size(); ++k) {
        const double c = std::cos(w * static_cast<double>(k)), s = std::sin(w * static_cast<double>(k));
        cc += c * c, ss += s * s, cs += c * s, xc += sound[k] * c, xs += sound[k] * s;
    }
    const double d = cc * ss - cs * cs, a = (xc * ss - xs * cs) / d, b = (xs * cc - xc * cs) / d;
    double rest = 0;
    for (std::size_t k = from; k < sound.size(); ++k) {
        const double e = sound[k] - a * std::cos(w * static_cast<double>(k)) - b * std::sin(w * static_cast<double>(k));
        rest += e * e;
    }
    return {std::hypot(a, b), std::sqrt(2 * rest / static_cast<double>(sound.size() - from))};
}

double decibels(double gain) { return 20 * std::log10(gain); }

struct Pair {
    int from, to;
};

class RateBridgeOf : public ::testing::TestWithParam<Pair> {};

TEST_P(RateBridgeOf, PassesWhatIsHeardAndNothingElse) {
    const auto [from, to] = GetParam();
    const double lowest = std::min(from, to) / 2.0;
    for (const double hertz : {100.0, 997.0, 0.5 * lowest, 0.9 * lowest}) {
        Tone tone(hertz, from);
        const Converted out = convert(tone, from, to, to / 2, 256);
        for (const auto& side : out.sides) {
            const Levels levels = levelsOf(side, 1000, hertz, to);
            EXPECT_NEAR(decibels(levels.tone / 0.5), 0, 0.01) << hertz << " Hz";
            EXPECT_LT(decibels(levels.rest / 0.5), -110) << hertz << " Hz";
        }
    }
    // What the slower rate cannot carry is gone rather than folded back.
    if (from / 2.0 <= 1.1 * lowest) return;
    Tone tone(1.1 * lowest, from);
    const Converted out = convert(tone, from, to, to / 2, 256);
    double loudest = 0;
    for (std::size_t k = 1000; k < out.sides[0].size(); ++k) loudest = std::max(loudest, std::abs(double{out.sides[0][k]}));
    EXPECT_LT(decibels(loudest), -110);
}

INSTANTIATE_TEST_SUITE_P(Rates, RateBridgeOf,
                         ::testing::Values(Pair{44100, 48000}, Pair{48000, 44100}, Pair{96000, 48000}, Pair{48000, 96000},
                                           Pair{192000, 44100}, Pair{44100, 192000}));

TEST(RateBridge, GivesTheSameForAnyBuffer) {
    Tone a(997, 44100), b(997, 44100);
    const Converted whole = convert(a, 44100, 48000, 20000, 20000), parts = convert(b, 44100, 48000, 20000, 17);
    EXPECT_EQ(whole.sides[0], parts.sides[0]);
    EXPECT_EQ(whole.sides[1], parts.sides[1]);
}

/// An impulse stays at its instant, a frame late; the sound is asked for as much earlier as is said.
TEST(RateBridge, AsksAheadByWhatItSays) {
    class Impulse final : public DeviceClient {
    public:
        void render(float* const* planes, int frames) noexcept override {
            for (int k = 0; k < frames; ++k, ++asked) planes[0][k] = planes[1][k] = asked == 441 ? 1.0f : 0.0f;
        }
        int asked = 0;
    } impulse;
    RateBridge bridge(impulse, {44100}, {48000});
    std::vector<float> left(480), right(480);
    int peak = -1;
    for (int k = 0; k < 960; k += 480) {
        float* const planes[2] = {left.data(), right.data()};
        bridge.render(planes, 480);
        const double behind = impulse.asked / 44100.0 - (k + 480) / 48000.0;
        EXPECT_GE(behind, bridge.delay().value - 1.0 / 44100);
        EXPECT_LE(behind, bridge.delay().value + 64.0 / 44100);
        const auto top = std::max_element(left.begin(), left.end());
        if (*top > 0.5f) peak = k + static_cast<int>(top - left.begin());
    }
    EXPECT_NEAR(peak / 48000.0, 442 / 44100.0, 0.5 / 48000);
}

TEST(RateBridge, RunsInTimeWithoutDrift) {
    Tone tone(100, 44100);
    convert(tone, 44100, 48000, 480000, 512);
    EXPECT_NEAR(static_cast<double>(tone.asked), 441000, 256);
}

TEST(RateBridge, KnowsWhatItCannotDo) {
    EXPECT_TRUE(RateBridge::canConvert({44100}, {192000}));
    EXPECT_FALSE(RateBridge::canConvert({44100}, {47999}));
}

} // namespace
} // namespace lacquer::live
