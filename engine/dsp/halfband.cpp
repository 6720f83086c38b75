#include "engine/dsp/halfband.h"

#include "engine/dsp/math.h"

#include <cmath>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/halfband.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// out[row · stride] = Σ side[k] · (x[centre − k] + x[centre + 1 + k]) over rows around `x`.
HWY_INLINE Floats symmetric(const float* x, int step, const float* side, int count, int lane) {
    Floats even = setFloats(0.0f), odd = setFloats(0.0f);
    int k = 0;
    for (; k + 2 <= count; k += 2) {
        even = fma(setFloats(side[k]), load(x - k * step + lane) + load(x + (k + 1) * step + lane), even);
        odd = fma(setFloats(side[k + 1]), load(x - (k + 1) * step + lane) + load(x + (k + 2) * step + lane), odd);
    }
    if (k < count) even = fma(setFloats(side[k]), load(x - k * step + lane) + load(x + (k + 1) * step + lane), even);
    return even + odd;
}

/// `low` points at the first new row, with 2n − 1 older rows before it.
void runHalfbandUp(const float* low, float* high, int rows, const float* side, int count, StripMask active) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        for (int row = 0; row < rows; ++row) {
            // The centre of the newest complete window lies n rows back.
            const float* const x = low + (row - count) * kLaneStride;
            store(load(x + kLaneStride + lane), high + (2 * row + 1) * kLaneStride + lane);
            store(symmetric(x, kLaneStride, side, count, lane) * setFloats(2.0f), high + 2 * row * kLaneStride + lane);
        }
    }
}

/// `high` points at the first new row, with 4n − 2 older rows before it.
void runHalfbandDown(const float* high, float* low, int rows, const float* side, int count, StripMask active) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        for (int row = 0; row < rows; ++row) {
            const float* const centre = high + (2 * row + 1 - (2 * count - 1) - 1) * kLaneStride;
            const Floats sides = symmetric(centre - kLaneStride, 2 * kLaneStride, side, count, lane);
            store(fma(setFloats(0.5f), load(centre + lane), sides), low + row * kLaneStride + lane);
        }
    }
}

void runHalfbandKeep(const float* from, float* to, int rows, StripMask active) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        for (int row = 0; row < rows; ++row) {
            float* const at = to + row * kLaneStride + lane;
            store(select(mask, load(from + row * kLaneStride + lane), load(at)), at);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runHalfbandUp);
HWY_EXPORT(runHalfbandDown);
HWY_EXPORT(runHalfbandKeep);

namespace {

constexpr double kAttenuation = 112; ///< dB
constexpr double kBeta = 0.1102 * (kAttenuation - 8.7);

/// Modified Bessel function of the first kind, order 0.
double bessel(double x) {
    double sum = 1, term = 1;
    for (int k = 1; k < 60; ++k) {
        term *= (x / (2 * k)) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

} // namespace

int Halfband::tapsFor(double transition) {
    const int wanted = static_cast<int>(std::ceil((kAttenuation - 7.95) / (14.36 * transition))) + 1;
    return 4 * ((wanted + 4) / 4) - 1;
}

Halfband::Halfband(double transition, int longest) {
    const int count = (tapsFor(transition) + 1) / 4;
    const double half = 2.0 * count;
    double sum = 0;
    std::vector<double> exact;
    for (int k = 0; k < count; ++k) {
        const double distance = 2 * k + 1;
        const double ideal = sin(0.5 * kPi * distance) / (kPi * distance);
        const double place = distance / half;
        exact.push_back(ideal * bessel(kBeta * std::sqrt(1 - place * place)) / bessel(kBeta));
        sum += 2 * exact.back();
    }
    // Unity at DC: both phases have the same gain, so that a constant has no image.
    for (const double tap : exact) side_.push_back(static_cast<float>(tap * 0.5 / sum));
    const auto n = static_cast<std::size_t>(count);
    upPast_.assign((2 * n + static_cast<std::size_t>(longest)) * kLaneStride, 0.0f);
    downPast_.assign((4 * n + 2 * static_cast<std::size_t>(longest)) * kLaneStride, 0.0f);
}

void Halfband::remember(std::vector<float>& past, int rows, int kept, StripMask active) noexcept {
    HWY_DYNAMIC_DISPATCH(runHalfbandKeep)(past.data() + rows * kLaneStride, past.data(), kept, active);
}

void Halfband::up(const float* low, float* high, int rows, StripMask active) noexcept {
    const int count = static_cast<int>(side_.size());
    const int kept = 2 * count;
    float* const now = upPast_.data() + kept * kLaneStride;
    HWY_DYNAMIC_DISPATCH(runHalfbandKeep)(low, now, rows, active);
    HWY_DYNAMIC_DISPATCH(runHalfbandUp)(now, high, rows, side_.data(), count, active);
    remember(upPast_, rows, kept, active);
}

void Halfband::down(const float* high, float* low, int rows, StripMask active) noexcept {
    const int count = static_cast<int>(side_.size());
    const int kept = 4 * count;
    float* const now = downPast_.data() + kept * kLaneStride;
    HWY_DYNAMIC_DISPATCH(runHalfbandKeep)(high, now, 2 * rows, active);
    HWY_DYNAMIC_DISPATCH(runHalfbandDown)(now, low, rows, side_.data(), count, active);
    remember(downPast_, 2 * rows, kept, active);
}

void Halfband::reset(int lane) noexcept {
    for (auto* past : {&upPast_, &downPast_})
        for (std::size_t at = static_cast<std::size_t>(lane); at < past->size(); at += kLaneStride) (*past)[at] = 0;
}

void Halfband::adopt(int lane, const Halfband& other, int otherLane) noexcept {
    const auto copy = [&](std::vector<float>& to, const std::vector<float>& from) {
        const auto shift = static_cast<std::size_t>(otherLane);
        for (std::size_t row = 0; row < to.size() / kLaneStride; ++row)
            to[row * kLaneStride + static_cast<std::size_t>(lane)] = from[row * kLaneStride + shift];
    };
    copy(upPast_, other.upPast_);
    copy(downPast_, other.downPast_);
}

} // namespace lacquer::dsp
#endif
