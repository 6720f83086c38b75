#include "engine/dsp/pan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

using namespace lacquer::dsp;

namespace {

double decibels(double gain) { return 20 * std::log10(gain); }

TEST(PanLaw, HasItsNamedGainAtTheCentre) {
    for (const double centre : {-2.5, -3.0103, -4.5154, -6.0206}) {
        const auto [left, right] = panGains(0, centre);
        // −4.5 is the usual name of the law half way between −3.01 and −6.02.
        EXPECT_NEAR(decibels(left), centre, 0.001);
        EXPECT_NEAR(left, right, 1e-15);
    }
}

TEST(PanLaw, IsExactlyOneSideAtTheEnds) {
    for (const double centre : {-2.5, -3.0, -4.5, -6.0}) {
        EXPECT_EQ(panGains(-1, centre).left, 1);
        EXPECT_EQ(panGains(-1, centre).right, 0);
        EXPECT_EQ(panGains(1, centre).left, 0);
        EXPECT_EQ(panGains(1, centre).right, 1);
    }
}

TEST(PanLaw, FollowsItsFormulaEverywhere) {
    // specs of every mixer: cos/sin, linear, the root of their product, and a power of cos/sin.
    for (int k = -99; k <= 99; ++k) {
        const double p = k / 100.0, angle = (p + 1) * std::numbers::pi / 4;
        const double c = std::cos(angle), s = std::sin(angle);
        const auto three = panGains(p, -3.0103), six = panGains(p, -6.0206);
        const auto fourAndHalf = panGains(p, -4.5), twoAndHalf = panGains(p, -2.5);
        EXPECT_NEAR(three.left, c, 1e-12);
        EXPECT_NEAR(three.right, s, 1e-12);
        EXPECT_NEAR(three.left * three.left + three.right * three.right, 1, 1e-12);
        EXPECT_NEAR(six.left, (1 - p) / 2, 1e-12);
        EXPECT_NEAR(six.left + six.right, 1, 1e-12);
        EXPECT_NEAR(fourAndHalf.left, std::sqrt(c * (1 - p) / 2), 1e-12);
        EXPECT_NEAR(fourAndHalf.right, std::sqrt(s * (1 + p) / 2), 1e-12);
        EXPECT_NEAR(twoAndHalf.left, std::pow(c, 2.5 / 3.0103), 1e-6);
        EXPECT_NEAR(twoAndHalf.right, std::pow(s, 2.5 / 3.0103), 1e-6);
    }
}

TEST(PanLaw, IsTheSameOnBothSides) {
    for (const double centre : {-2.5, -3.0, -4.5, -6.0})
        for (int k = 0; k <= 100; ++k)
            EXPECT_NEAR(panGains(k / 100.0, centre).left, panGains(-k / 100.0, centre).right, 1e-12);
}

TEST(Balance, LeavesTheCentreBitForBitAndTurnsTheFarSideDown) {
    for (const double centre : {-2.5, -3.0, -4.5, -6.0}) {
        EXPECT_EQ(balanceGains(0, centre).left, 1);
        EXPECT_EQ(balanceGains(0, centre).right, 1);
        EXPECT_EQ(balanceGains(1, centre).left, 0);
        EXPECT_NEAR(decibels(balanceGains(1, centre).right), -decibels(panGains(0, centre).left), 1e-9);
    }
    EXPECT_EQ(plainBalance(0).left, 1);
    EXPECT_EQ(plainBalance(0.25).right, 1);
    EXPECT_EQ(plainBalance(0.25).left, 0.75);
    EXPECT_EQ(plainBalance(-1).right, 0);
}

} // namespace
