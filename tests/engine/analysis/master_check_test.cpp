#include "engine/analysis/master_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lacquer::analysis {
namespace {

constexpr int kRate = 44100;

/// Eight seconds of a chord that fades in and out, a little different on both sides; `spoil` changes it.
std::vector<MasterFinding> findings(auto spoil, MasterLimits limits = {}) {
    std::vector<float> left, right;
    for (int k = 0; k < 8 * kRate; ++k) {
        const double t = static_cast<double>(k) / kRate;
        const double edge = std::min({1.0, t / 0.05, (8 - t) / 0.05});
        const auto tone = [&](double frequency) { return std::sin(2 * std::numbers::pi * frequency * t); };
        double l = edge * (0.25 * tone(220) + 0.1 * tone(331)), r = edge * (0.25 * tone(220) + 0.1 * tone(277));
        spoil(t, l, r);
        left.push_back(static_cast<float>(l));
        right.push_back(static_cast<float>(r));
    }
    MasterCheck check({kRate}, limits);
    for (std::size_t at = 0; at < left.size(); at += 3000) {
        const float* const planes[] = {left.data() + at, right.data() + at};
        check.add(planes, static_cast<int>(std::min<std::size_t>(3000, left.size() - at)));
    }
    return check.finish();
}

const MasterFinding* find(const std::vector<MasterFinding>& all, MasterFault fault) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.fault == fault; });
    return found == all.end() ? nullptr : &*found;
}

TEST(MasterCheck, HasNothingToSayAboutASoundSong) {
    const auto all = findings([](double, double&, double&) {});
    EXPECT_TRUE(all.empty()) << textOf(all.front());
}

struct Spoiled {
    MasterFault fault;
    double time; ///< where it is found; 0: the whole song
    void (*spoil)(double t, double& left, double& right);
};

class MasterCheckFinds : public ::testing::TestWithParam<Spoiled> {};

TEST_P(MasterCheckFinds, ItWithItsTimeAndNothingElse) {
    const auto all = findings(GetParam().spoil);
    const MasterFinding* found = find(all, GetParam().fault);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->start.value, GetParam().time, 0.6);
    EXPECT_FALSE(textOf(*found).empty());
    for (const auto& other : all)
        if (other.fault != GetParam().fault) {
            EXPECT_TRUE(GetParam().fault == MasterFault::clipping && other.fault == MasterFault::peak) << textOf(other);
        }
}

INSTANTIATE_TEST_SUITE_P(
    Faults, MasterCheckFinds,
    ::testing::Values(
        Spoiled{MasterFault::clipping, 3, [](double now, double& l, double&) { if (now >= 3 && now < 3.02) l = std::clamp(9 * l, -1.0, 1.0); }},
        Spoiled{MasterFault::peak, 5, [](double now, double& l, double& r) { if (now >= 5 && now < 5.1) { l *= 2.8; r *= 2.8; } }},
        Spoiled{MasterFault::dropout, 4, [](double now, double& l, double& r) { if (now >= 4 && now < 4.05) l = r = 0; }},
        Spoiled{MasterFault::hardStart, 0, [](double now, double& l, double& r) { if (now < 1e-6) l = r = 0.2; }},
        Spoiled{MasterFault::hardEnd, 8, [](double now, double& l, double& r) { if (now > 8 - 1.5 / kRate) l = r = 0.2; }},
        Spoiled{MasterFault::offset, 0, [](double now, double& l, double&) { l += 0.005 * std::min({1.0, now, 8 - now}); }},
        Spoiled{MasterFault::imbalance, 0, [](double, double& l, double&) { l *= 0.5; }},
        Spoiled{MasterFault::outOfPhase, 2, [](double now, double& l, double& r) { if (now >= 2 && now < 5) r = -l; }},
        Spoiled{MasterFault::mono, 0, [](double, double& l, double& r) { r = l; }}));

TEST(MasterCheck, CountsPeaksByItsLimit) {
    const MasterFinding* found = nullptr;
    const auto all = findings([](double, double&, double&) {}, {-12});
    found = find(all, MasterFault::peak);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->value, 20 * std::log10(0.35), 0.3);
}

} // namespace
} // namespace lacquer::analysis
