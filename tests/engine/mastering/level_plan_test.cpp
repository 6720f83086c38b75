#include "engine/mastering/level_plan.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace lacquer::mastering {
namespace {

Target target(LoudnessRule rule, std::optional<double> loudness, std::optional<double> ceiling) {
    Target made;
    made.name = "Test";
    made.rule = rule;
    made.loudness = loudness;
    made.ceiling = ceiling;
    return made;
}

using Measures = std::vector<ProgrammeMeasures>;

TEST(LevelPlan, LeavesAMasterThatFitsAlone) {
    const auto plan =
        planLevels(target(LoudnessRule::measure, -14, -1), Measures{{-9, -1.0, -1.2}, {-20, -6, -7}});
    ASSERT_TRUE(plan);
    for (const auto& programme : plan->programmes) {
        EXPECT_EQ(programme.gainDb, 0);
        EXPECT_FALSE(programme.limited);
    }
    EXPECT_TRUE(plan->notes.empty());
}

TEST(LevelPlan, TurnsTheWholeAlbumDownUnderACeiling) {
    const auto plan =
        planLevels(target(LoudnessRule::measure, {}, -1), Measures{{-9, 0.5, 0}, {-12, -3, -3}});
    ASSERT_TRUE(plan);
    EXPECT_NEAR(plan->programmes[0].gainDb, -1.5 - kCeilingMargin, 1e-9);
    EXPECT_EQ(plan->programmes[0].gainDb, plan->programmes[1].gainDb)
        << "songs keep their distances";
    EXPECT_EQ(plan->notes.size(), 1u);
}

TEST(LevelPlan, LimitsByTheLoudestFile) {
    const auto plan =
        planLevels(target(LoudnessRule::limit, -14, -1), Measures{{-10, -1, -1}, {-18, -1, -1}});
    ASSERT_TRUE(plan);
    EXPECT_NEAR(plan->programmes[1].gainDb, -4, 1e-9);
}

TEST(LevelPlan, NormalisesEveryFileByItself) {
    const auto plan = planLevels(target(LoudnessRule::normalise, -23, -1),
                                 Measures{{-9, 0.5, 0}, {-30, -12, -13}, {-28, -3, -3}});
    ASSERT_TRUE(plan);
    EXPECT_NEAR(plan->programmes[0].gainDb, -14, 1e-9);
    EXPECT_FALSE(plan->programmes[0].limited);
    EXPECT_NEAR(plan->programmes[1].gainDb, 7, 1e-9);
    EXPECT_FALSE(plan->programmes[1].limited);
    EXPECT_TRUE(plan->programmes[2].limited) << "-3 dBTP and 5 dB up passes -1 dBTP";
}

TEST(LevelPlan, RefusesToNormaliseSilence) {
    const double silence = -std::numeric_limits<double>::infinity();
    const auto plan = planLevels(target(LoudnessRule::normalise, -16, -1),
                                 Measures{{silence, silence, silence}});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::checkFailed);
}

TEST(LevelPlan, SendsBackAMasterThatWouldBeCrushed) {
    const auto plan =
        planLevels(target(LoudnessRule::normalise, -16, -1), Measures{{-40, -1, -1}});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::checkFailed);
}

TEST(LevelPlan, RefusesClippingOnlyWhereTheWordsCannotHoldIt) {
    Target cd = target(LoudnessRule::measure, {}, {});
    EXPECT_FALSE(planLevels(cd, Measures{{-8, 1.0, 0.5}}));
    EXPECT_TRUE(planLevels(cd, Measures{{-8, 1.0, 0.0}}));
    cd.codec = Codec::floatingPoint;
    EXPECT_TRUE(planLevels(cd, Measures{{-8, 1.0, 0.5}}));
}

TEST(TargetRate, HalvesTheProjectsRateUntilItFits) {
    Target made;
    EXPECT_EQ(rateOf(made, {192000}).hz, 192000);
    made.highestRate = SampleRate{48000};
    EXPECT_EQ(rateOf(made, {192000}).hz, 48000);
    EXPECT_EQ(rateOf(made, {88200}).hz, 44100);
    EXPECT_EQ(rateOf(made, {44100}).hz, 44100);
    made.rate = SampleRate{44100};
    EXPECT_EQ(rateOf(made, {96000}).hz, 44100);
}

} // namespace
} // namespace lacquer::mastering
