#include "engine/project/automation_shape.h"
#include "engine/project/channel_parameters.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace lacquer::project {
namespace {

const ParameterSpec& fader() { return *findChannelParameter("fader"); }

ParameterSpec frequency() {
    ParameterSpec spec;
    spec.id = "frequency";
    spec.unit = Unit::hertz;
    spec.minimum = 20;
    spec.maximum = 20000;
    spec.taper = Taper::logarithmic;
    return spec;
}

/// A hand on a value: rests, glides, jumps.
AutomationPoints wandering(unsigned seed, double from, double to, bool octaves) {
    std::mt19937 generator(seed);
    std::uniform_real_distribution<double> somewhere(from, to);
    std::uniform_int_distribution<int> length(1, 400);
    AutomationPoints points;
    double value = somewhere(generator);
    for (std::int64_t at = 0; points.size() < 5000;) {
        const double target = somewhere(generator);
        const int steps = length(generator);
        for (int k = 0; k < steps; ++k) {
            value += (target - value) * (k % 7 == 0 ? 0.2 : 0.01);
            points.push_back({{at}, octaves ? std::exp2(value) : value, 0});
            at += 64;
        }
    }
    return points;
}

TEST(ThinnedAutomation, StaysWithinItsBoundOfEveryPointThatIsLeftOut) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const AutomationPoints levels = wandering(seed, -80, 10, false);
        const AutomationPoints few = thinned(levels, fader());
        ASSERT_LT(few.size(), levels.size() / 2) << "seed " << seed;
        for (const AutomationPoint& point : levels)
            ASSERT_LE(std::abs(valueOf(few, fader(), point.position) - point.value), thinningBound(fader(), point.value) + 1e-9)
                << "seed " << seed << " frame " << point.position.value;
        const ParameterSpec hertz = frequency();
        const AutomationPoints sweep = wandering(seed, std::log2(20), std::log2(20000), true);
        const AutomationPoints fewer = thinned(sweep, hertz);
        ASSERT_LT(fewer.size(), sweep.size() / 2);
        for (const AutomationPoint& point : sweep)
            ASSERT_LE(std::abs(std::log2(valueOf(fewer, hertz, point.position) / point.value)), std::log2(1000) / 2000 + 1e-9);
    }
}

TEST(ThinnedAutomation, KeepsALineAsItsTwoEndsAndAJumpAsAJump) {
    AutomationPoints points;
    for (int k = 0; k <= 100; ++k) points.push_back({{64 * k}, -20 + 0.1 * k, 0});
    EXPECT_EQ(thinned(points, fader()).size(), 2U);
    points.push_back({{6401}, -40, 0});
    points.push_back({{9000}, -40, 0});
    const AutomationPoints few = thinned(points, fader());
    ASSERT_EQ(few.size(), 4U);
    EXPECT_EQ(few[1].position.value, 6400);
    EXPECT_EQ(few[2].position.value, 6401);
}

TEST(ThinnedAutomation, KeepsTheGainOfWhatIsHardlyHeardWithinSixMillionths) {
    EXPECT_EQ(thinningBound(fader(), -20), 0.05);
    for (double level = -150; level <= -60; level += 0.5)
        EXPECT_LE(std::pow(10, (level + thinningBound(fader(), level)) / 20) - std::pow(10, level / 20), 6e-6) << level;
}

TEST(ThinnedAutomation, LeavesSwitchesToTheFrame) {
    const ParameterSpec& mute = *findChannelParameter("mute");
    const AutomationPoints few = thinned({{{0}, 0, 0}, {{64}, 0, 0}, {{128}, 1, 0}, {{192}, 1, 0}, {{256}, 0, 0}}, mute);
    ASSERT_EQ(few.size(), 3U);
    EXPECT_EQ(few[1].position.value, 128);
}

TEST(SplitCurve, SoundsAsBeforeWhereverItIsCut) {
    for (const double bend : {0.0, 0.5, -0.8, 0.98, -0.98}) {
        const AutomationPoints whole{{{0}, -60, bend}, {{10000}, 0, 0}};
        for (const std::int64_t cut : {1, 17, 5000, 9999}) {
            AutomationPoints halves = whole;
            splitAt(halves, fader(), {cut});
            ASSERT_EQ(halves.size(), 3U);
            for (std::int64_t at = 0; at <= 10000; at += 13)
                ASSERT_NEAR(valueOf(halves, fader(), {at}), valueOf(whole, fader(), {at}), 1e-9) << bend << " cut at " << cut;
        }
    }
}

TEST(WrittenAutomation, KeepsTheSoundOfEverythingOutsideIt) {
    const AutomationPoints curve{{{1000}, -30, 0.7}, {{9000}, -3, -0.4}, {{20000}, -12, 0}};
    const AutomationPoints written{{{4000}, -8, 0}, {{12000}, -50, 0}};
    const AutomationPoints both = withWritten(curve, fader(), written, -6);
    for (std::int64_t at = 0; at < 25000; at += 7) {
        const double heard = valueOf(both, fader(), {at});
        if (at < 4000 || at > 12000) ASSERT_NEAR(heard, valueOf(curve, fader(), {at}), 1e-9) << at;
        else ASSERT_NEAR(heard, -8 - 42.0 * static_cast<double>(at - 4000) / 8000, 1e-9) << at;
    }
}

TEST(WrittenAutomation, StandsAmongWhatIsStoredWhereThereWasNoCurve) {
    const AutomationPoints made = withWritten({}, fader(), {{{100}, -20, 0}, {{200}, -25, 0}}, -6);
    EXPECT_EQ(valueOf(made, fader(), {0}), -6);
    EXPECT_EQ(valueOf(made, fader(), {99}), -6);
    EXPECT_EQ(valueOf(made, fader(), {100}), -20);
    EXPECT_EQ(valueOf(made, fader(), {201}), -6);
    EXPECT_EQ(valueOf(made, fader(), {5000}), -6);
}

} // namespace
} // namespace lacquer::project
