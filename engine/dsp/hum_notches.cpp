#include "engine/dsp/hum_notches.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/hum_notches.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// The lanes are neighbouring frames. From the last ones on, so that what is read is as it came.
void runRing(const float* ring, float* signal) {
    for (int n = kQuantum - kWidth; n >= 0; n -= kWidth) {
        Floats taken = setFloats(0.0f);
        for (int from = 0; from < n + kWidth; ++from)
            taken = fma(setFloats(signal[from]), load(ring + kQuantum + n - from), taken);
        store(load(signal + n) - taken, signal + n);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runRing);

namespace {

/// The loop is s² / (s² + √2 w s + w²). It starts with w = 2.5 / t, which is nearly the straight line that fits
/// all that was heard best (4 / t and 6 / t²), from this t on, s.
constexpr double kSettles = 2.5, kYoungest = 0.25;
constexpr double kDamping = 1.41421356237309504880;
/// So much faster or slower is worth a new ring; and so much of another mains frequency.
constexpr double kPaceStep = 0.03, kMainsStep = 0.001;
/// The tracker's word is taken over within so many seconds.
constexpr double kHandOver = 0.06;
/// s, to 37 % in silence.
constexpr double kFade = 0.008;

} // namespace

HumNotches::HumNotches(double rate) : quantumSeconds_(kQuantum / rate) { start(0); }

void HumNotches::start(double age) noexcept {
    age_ = age;
    pace_ = formedFor_ = 0;
    before_ = bound_ = slope_ = {};
}

void HumNotches::aim(const HumTracker& tracker, int harmonics, double width, double step) noexcept {
    age_ += quantumSeconds_;
    const double settled = kPi * width;
    const double pace = std::max(settled, kSettles / std::max(age_, kYoungest));
    bool changed = harmonics != harmonics_ || std::fabs(step - formedFor_) > kMainsStep * step ||
                   std::fabs(pace - pace_) > (pace == settled ? 0 : kPaceStep * pace);
    harmonics_ = harmonics;
    const auto second = static_cast<float>(quantumSeconds_);
    const auto nearer = static_cast<float>(std::min(1.0, quantumSeconds_ / kHandOver));
    const HumBank::Amplitudes& known = tracker.amplitudes();
    for (int side = 0; side < kStripLanes; ++side)
        for (int k = 0; k < HumBank::kMostHarmonics; ++k) {
            const bool open = k < harmonics && !tracker.isSure(side, k);
            changed = changed || open != open_[side][k];
            open_[side][k] = open;
            float& slopeRe = slope_.re[side][k];
            float& slopeIm = slope_.im[side][k];
            if (!open) slopeRe = slopeIm = 0;
            if (k >= harmonics) before_.re[side][k] = before_.im[side][k] = 0;
            const float re = before_.re[side][k], im = before_.im[side][k];
            const bool taken = k < harmonics && !open;
            bound_.re[side][k] = re + (taken ? nearer * (known.re[side][k] - re) : second * slopeRe);
            bound_.im[side][k] = im + (taken ? nearer * (known.im[side][k] - im) : second * slopeIm);
        }
    if (!changed) return;
    pace_ = pace;
    form(step);
}

void HumNotches::form(double step) noexcept {
    formedFor_ = step;
    const double share = 2 * kDamping * pace_ * quantumSeconds_ / kQuantum;
    for (int side = 0; side < kStripLanes; ++side) {
        rings_[side] = false;
        double loop[kQuantum] = {};
        for (int k = 0; k < harmonics_; ++k) {
            if (!open_[side][k]) continue;
            rings_[side] = true;
            const SinCos by = sincos((k + 1) * step);
            SinCos at{0, 1};
            for (double& value : loop) {
                value += share * at.cos;
                at = {at.sin * by.cos + at.cos * by.sin, at.cos * by.cos - at.sin * by.sin};
            }
        }
        // A frame hears half of itself: as much as the integral over it does.
        loop[0] *= 0.5;
        double left[kQuantum];
        left[0] = 1 / (1 + loop[0]);
        for (int n = 1; n < kQuantum; ++n) {
            double sum = 0;
            for (int ago = 1; ago <= n; ++ago) sum += loop[ago] * left[n - ago];
            left[n] = -left[0] * sum;
        }
        for (int n = 0; n < kQuantum; ++n) {
            ring_[side][n] = 0;
            ring_[side][kQuantum + n] = static_cast<float>(n == 0 ? 1 - left[0] : -left[n]);
        }
    }
}

void HumNotches::ring(float* const* remainder) const noexcept {
    for (int side = 0; side < kStripLanes; ++side)
        if (rings_[side]) HWY_DYNAMIC_DISPATCH(runRing)(ring_[side], remainder[side]);
}

void HumNotches::follow(const HumBank::Amplitudes& found, HumBank::Amplitudes& taken) noexcept {
    const auto straight = static_cast<float>(kDamping * pace_ * quantumSeconds_);
    const auto curve = static_cast<float>(pace_ * pace_ * quantumSeconds_);
    for (int side = 0; side < kStripLanes; ++side)
        for (int k = 0; k < HumBank::kMostHarmonics; ++k) {
            float re = bound_.re[side][k], im = bound_.im[side][k];
            if (open_[side][k]) {
                re += straight * found.re[side][k];
                im += straight * found.im[side][k];
                slope_.re[side][k] += curve * found.re[side][k];
                slope_.im[side][k] += curve * found.im[side][k];
            }
            taken.re[side][k] = 0.5f * (before_.re[side][k] + re);
            taken.im[side][k] = 0.5f * (before_.im[side][k] + im);
            before_.re[side][k] = re;
            before_.im[side][k] = im;
        }
}

void HumNotches::close(bool end) noexcept {
    const auto left = end ? 0.0f : static_cast<float>(exp(-quantumSeconds_ / kFade));
    for (int side = 0; side < kStripLanes; ++side)
        for (int k = 0; k < HumBank::kMostHarmonics; ++k) {
            bound_.re[side][k] = left * before_.re[side][k];
            bound_.im[side][k] = left * before_.im[side][k];
            slope_.re[side][k] *= left;
            slope_.im[side][k] *= left;
        }
}

void HumNotches::turn(double phase) noexcept {
    for (int k = 0; k < harmonics_; ++k) {
        const SinCos by = sincos((k + 1) * phase);
        const auto c = static_cast<float>(by.cos), s = static_cast<float>(by.sin);
        for (HumBank::Amplitudes* const of : {&before_, &slope_})
            for (int side = 0; side < kStripLanes; ++side) {
                const float re = of->re[side][k], im = of->im[side][k];
                of->re[side][k] = re * c + im * s;
                of->im[side][k] = im * c - re * s;
            }
    }
}

} // namespace lacquer::dsp
#endif
