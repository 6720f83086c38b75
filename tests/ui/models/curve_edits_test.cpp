#include "ui/models/curve_edits.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::ui {
namespace {

using project::AutomationPoint;

ParameterSpec percent() {
    ParameterSpec spec;
    spec.id = "mix";
    spec.minimum = 0;
    spec.maximum = 100;
    return spec;
}

TEST(Thinning, NeverLeavesTheDrawnLineByMoreThanTheTolerance) {
    // timeline-editing, acceptance test 8: sines, ramps and steps; the greatest deviation is the tolerance.
    std::vector<AutomationPoint> drawn;
    for (int k = 0; k < 2000; ++k) {
        const double t = k / 2000.0;
        drawn.push_back({{k * 100}, k < 1000 ? 50 + 40 * std::sin(12 * t) : k < 1500 ? 20 : 80 * t, 0});
    }
    const auto kept = thinned(drawn, percent(), 0.005);
    EXPECT_LT(kept.size(), drawn.size() / 10);
    std::size_t segment = 0;
    for (const AutomationPoint& point : drawn) {
        while (segment + 2 < kept.size() && kept[segment + 1].position <= point.position) ++segment;
        const auto& a = kept[segment];
        const auto& b = kept[segment + 1];
        const double share = static_cast<double>((point.position - a.position).value) / static_cast<double>((b.position - a.position).value);
        EXPECT_LE(std::abs(a.value + share * (b.value - a.value) - point.value), 0.5 + 1e-9) << point.position.value;
    }
}

TEST(Thinning, KeepsEndsAndStraightLinesAreTwoPoints) {
    std::vector<AutomationPoint> line;
    for (int k = 0; k < 100; ++k) line.push_back({{k}, k * 1.0, 0});
    const auto kept = thinned(line, percent(), 0.005);
    ASSERT_EQ(kept.size(), 2u);
    EXPECT_EQ(kept[1].value, 99);
}

TEST(CopiedCurve, KeepsThePassageWithItsEndsAsSharesOfTheTravel) {
    project::AutomationCurve curve;
    curve.points = {{{0}, 0, 0}, {{1000}, 100, 0}, {{2000}, 50, 0}};
    const CopiedCurve copied = copyCurve(curve, percent(), {500}, {1500});
    ASSERT_EQ(copied.points.size(), 3u);
    EXPECT_EQ(copied.length.value, 1000);
    EXPECT_NEAR(copied.points[0].travel, 0.5, 1e-9);
    EXPECT_EQ(copied.points[1].at.value, 500);
    EXPECT_NEAR(copied.points[1].travel, 1.0, 1e-9);
    EXPECT_NEAR(copied.points[2].travel, 0.75, 0.001);
}

} // namespace
} // namespace lacquer::ui
