#include "engine/analysis/vinyl_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lacquer::analysis {
namespace {

constexpr int kRate = 44100;
constexpr double kSeconds = 10;

/// Ten seconds, left and right as functions of time.
std::vector<VinylFinding> findings(auto left, auto right) {
    VinylCheck check({kRate});
    std::vector<float> planes[2];
    for (int k = 0; k < kSeconds * kRate; ++k) {
        const double t = static_cast<double>(k) / kRate;
        planes[0].push_back(static_cast<float>(left(t)));
        planes[1].push_back(static_cast<float>(right(t)));
    }
    for (std::size_t at = 0; at < planes[0].size(); at += 1000) {
        const float* const piece[] = {planes[0].data() + at, planes[1].data() + at};
        check.add(piece, static_cast<int>(std::min<std::size_t>(1000, planes[0].size() - at)));
    }
    return check.finish();
}

double sine(double frequency, double t, double level = 0.3) { return level * std::sin(2 * std::numbers::pi * frequency * t); }

bool inside(double t, double from, double to) { return t >= from && t < to; }

TEST(VinylCheck, PassesBassInTheMiddleAndWideTreble) {
    const auto found = findings([](double t) { return sine(60, t) + sine(2000, t, 0.05); },
                                [](double t) { return sine(60, t) - sine(2000, t, 0.05); });
    EXPECT_TRUE(found.empty()) << textOf(found.front().risk);
}

TEST(VinylCheck, FindsBassOutOfPhaseWithItsTime) {
    const auto found = findings([](double t) { return sine(60, t); },
                                [](double t) { return inside(t, 4, 6) ? -sine(60, t) : sine(60, t); });
    const auto bass = std::find_if(found.begin(), found.end(), [](const auto& f) { return f.risk == VinylRisk::wideBass; });
    ASSERT_NE(bass, found.end());
    EXPECT_NEAR(bass->start.value, 4, 0.35);
    EXPECT_NEAR(bass->end.value, 6, 0.35);
    EXPECT_GT(bass->worst, 10);
    EXPECT_EQ(std::count_if(found.begin(), found.end(), [](const auto& f) { return f.risk == VinylRisk::wideBass; }), 1);
}

TEST(VinylCheck, FindsChannelsAgainstEachOtherOnlyWhenItLasts) {
    const auto turned = [](double from, double to) {
        return findings([](double t) { return sine(1000, t); },
                        [=](double t) { return inside(t, from, to) ? -sine(1000, t) : sine(1000, t); });
    };
    const auto lasting = turned(3, 6), brief = turned(3, 3.3);
    ASSERT_EQ(lasting.size(), 1u);
    EXPECT_EQ(lasting[0].risk, VinylRisk::vertical);
    EXPECT_NEAR(lasting[0].start.value, 3, 0.6);
    EXPECT_LT(lasting[0].worst, -0.9);
    EXPECT_TRUE(brief.empty());
}

TEST(VinylCheck, FindsABurstOfSibilanceAndNotSteadyCymbals) {
    const auto song = [](double t, double s) { return sine(300, t) + s; };
    const auto burst = [&](double t) { return song(t, inside(t, 5, 5.2) ? sine(7000, t, 0.5) : sine(7000, t, 0.01)); };
    const auto found = findings(burst, burst);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].risk, VinylRisk::sibilance);
    EXPECT_NEAR(found[0].start.value, 5, 0.15);
    const auto steady = [&](double t) { return song(t, sine(7000, t, 0.3)); };
    EXPECT_TRUE(findings(steady, steady).empty());
}

TEST(VinylCheck, HasNothingToSayAboutSilence) {
    const auto silent = [](double) { return 0.0; };
    EXPECT_TRUE(findings(silent, silent).empty());
}

} // namespace
} // namespace lacquer::analysis
