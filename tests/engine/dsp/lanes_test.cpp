#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/engine/dsp/lanes_test.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

inline constexpr int kResults = 10;

/// Every lane operation once, over 16 lanes, into kResults × 16 results.
void runEveryOperation(const float* a, const float* b, float* out) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        const Floats x = load(a + lane);
        const Floats y = load(b + lane);
        store(fma(x, y, x), out + 0 * kLaneStride + lane);
        store(log2(abs(x) + setFloats(1e-6f)), out + 1 * kLaneStride + lane);
        store(exp2(x), out + 2 * kLaneStride + lane);
        store(swapPairs(max(x, y)), out + 3 * kLaneStride + lane);
        store(narrow(swapPairs(fma(widen(x), widen(y), widen(x) / widen(y)))), out + 4 * kLaneStride + lane);
        store(select(x > y, sqrt(abs(x)), fnma(x, y, y)), out + 5 * kLaneStride + lane);
        store(select(maskOfStrips(0b10100110u, lane), x, y), out + 6 * kLaneStride + lane);
        store(narrow(select(widen(x < y), widen(x), -widen(y))), out + 7 * kLaneStride + lane);
        store(min(x, y) + max(y, min(x, -x)), out + 8 * kLaneStride + lane);
        store(gainOfDecibels(Rows<2>(x)).v[1], out + 9 * kLaneStride + lane);
    }
}

void runMinAndMax(const float* a, const float* b, float* least, float* most) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        store(min(load(a + lane), load(b + lane)), least + lane);
        store(max(load(a + lane), load(b + lane)), most + lane);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace lacquer::dsp {

HWY_EXPORT(runEveryOperation);
HWY_EXPORT(runMinAndMax);

constexpr int kResults = 10;

namespace {

std::vector<float> everyOperation(std::int64_t target, const float* a, const float* b) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
    std::vector<float> out(kResults * kLaneStride);
    HWY_DYNAMIC_DISPATCH(runEveryOperation)(a, b, out.data());
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    return out;
}

TEST(Lanes, GiveTheSameBitsOnEveryInstructionSet) {
    std::mt19937 random(7);
    std::uniform_real_distribution<float> value(-20, 20);
    for (int round = 0; round < 200; ++round) {
        float a[kLaneStride], b[kLaneStride];
        for (int lane = 0; lane < kLaneStride; ++lane) a[lane] = value(random), b[lane] = value(random);
        const auto expected = everyOperation(HWY_SCALAR, a, b);
        for (std::int64_t target = hwy::SupportedTargets(); target; target &= target - 1)
            EXPECT_EQ(everyOperation(target & -target, a, b), expected) << (target & -target);
    }
}

TEST(Lanes, TakeTheSecondOfEqualZerosAndOfNaN) {
    const float nan = std::nanf("");
    const float a[kLaneStride] = {0.0f, -0.0f, nan, 1.0f, 2.0f};
    const float b[kLaneStride] = {-0.0f, 0.0f, 1.0f, nan, 1.0f};
    for (std::int64_t left = hwy::SupportedTargets(); left; left &= left - 1) {
        const std::int64_t target = left & -left;
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(target);
        float least[kLaneStride], most[kLaneStride];
        HWY_DYNAMIC_DISPATCH(runMinAndMax)(a, b, least, most);
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        for (const float* result : {least, most}) {
            EXPECT_TRUE(std::signbit(result[0])) << hwy::TargetName(target);
            EXPECT_FALSE(std::signbit(result[1]));
            EXPECT_EQ(result[2], 1.0f);
            EXPECT_TRUE(std::isnan(result[3]));
        }
        EXPECT_EQ(least[4], 1.0f);
        EXPECT_EQ(most[4], 2.0f);
    }
}

TEST(Lanes, ComputeWhatTheirNamesSay) {
    std::mt19937 random(8);
    std::uniform_real_distribution<float> value(-20, 20);
    for (int round = 0; round < 200; ++round) {
        float a[kLaneStride], b[kLaneStride], out[kResults * kLaneStride];
        for (int lane = 0; lane < kLaneStride; ++lane) a[lane] = value(random), b[lane] = value(random);
        HWY_DYNAMIC_DISPATCH(runEveryOperation)(a, b, out);
        for (int lane = 0; lane < kLaneStride; ++lane) {
            const double x = a[lane], y = b[lane];
            const double xp = a[lane ^ 1], yp = b[lane ^ 1];
            const auto at = [&](int row) { return static_cast<double>(out[row * kLaneStride + lane]); };
            EXPECT_NEAR(at(0), x * y + x, 4e-5);
            // dsp.md's figure for gain computers is 1e-6 relative.
            EXPECT_NEAR(at(1), std::log2(std::fabs(x) + 1e-6), 1e-6 * std::max(1.0, std::fabs(at(1))));
            EXPECT_NEAR(at(2) / std::exp2(x), 1.0, 5e-7);
            EXPECT_EQ(at(3), std::max(xp, yp));
            EXPECT_NEAR(at(4), xp * yp + xp / yp, 1e-6 * (1 + std::fabs(at(4))));
            EXPECT_NEAR(at(5), x > y ? std::sqrt(std::fabs(x)) : y - x * y, 1e-4);
            EXPECT_EQ(at(6), (0b10100110 >> (lane / 2)) & 1 ? x : y);
            EXPECT_EQ(at(7), x < y ? x : -y);
        }
    }
}

} // namespace
} // namespace lacquer::dsp
#endif
