#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/limiter_kernels.cpp"
#include <hwy/foreach_target.h>

#include "engine/dsp/lane_extremes.h"
#include "engine/dsp/lanes.h"
#include "engine/dsp/limiter_kernels.h"

#include <cmath>

HWY_BEFORE_NAMESPACE();

namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// The lanes of a vector are frames one after the other, of one channel.

float runLowest(const float* values) {
    Floats lowest = load(values);
    for (int n = kWidth; n < kQuantum; n += kWidth) lowest = min(lowest, load(values + n));
    return smallestLane(lowest);
}

float runRequire(const float* peaks, const float* allowed, float share, float* required) {
    const Floats one = setFloats(1), part = setFloats(share);
    Floats lowest = one;
    for (int n = 0; n < kQuantum; n += kWidth) {
        const Floats peak = load(peaks + n), most = load(allowed + n);
        const Floats gain = select(peak > most, part * most / peak, one);
        lowest = min(lowest, gain);
        store(gain, required + n);
    }
    return smallestLane(lowest);
}

void runLink(float link, float* left, float* right) {
    const Floats share = setFloats(link);
    for (int n = 0; n < kQuantum; n += kWidth) {
        const Floats l = load(left + n), r = load(right + n), both = min(l, r);
        store(link < 1 ? fma(share, both - l, l) : both, left + n);
        store(link < 1 ? fma(share, both - r, r) : both, right + n);
    }
}

float runTurnDown(const float* samples, const float* gains, const float* limits, float* out) {
    Floats lowest = setFloats(1);
    for (int n = 0; n < kQuantum; n += kWidth) {
        const Floats gain = load(gains + n), limit = load(limits + n);
        lowest = min(lowest, gain);
        // The gain sees to it; this is for the last bit and for a change of style.
        store(clamp(load(samples + n) * gain, -limit, limit), out + n);
    }
    return smallestLane(lowest);
}

/// The slow gain comes down to the fast one by `slowOnset` and goes up to it by `slowRelease`. Both are
/// computed; the lower result is the right one where the onset is the quicker of the two, in either
/// direction, and else the higher: no branch, and one multiply-add from frame to frame.
template <bool kLowerIsRight>
HWY_INLINE double runRelease(TwoSpeedRelease& state, const float* lowest, double unit, std::int64_t* targets) {
    // So much more per frame than the exponential, so that it arrives: from 0.0003 dB at the slowest.
    constexpr double kCreep = 1e-10;
    const double keep = state.release, come = 1 - state.release;
    const double down = state.slowOnset, downCome = 1 - state.slowOnset;
    const double up = state.slowRelease, upCome = 1 - state.slowRelease;
    double fast = state.fast, slow = state.slow, smallest = 1;
    for (int n = 0; n < kQuantum; ++n) {
        const double goal = lowest[n];
        const double rising = std::fma(fast, keep, std::fma(goal, come, kCreep));
        fast = rising < goal ? rising : goal;
        const double falling = std::fma(slow, down, std::fma(fast, downCome, kCreep));
        const double climbing = std::fma(slow, up, std::fma(fast, upCome, kCreep));
        slow = (falling < climbing) == kLowerIsRight ? falling : climbing;
        const double target = fast < slow ? fast : slow;
        smallest = target < smallest ? target : smallest;
        targets[n] = static_cast<std::int64_t>(target * unit);
    }
    state.fast = fast;
    state.slow = slow;
    return smallest;
}

double runTwoSpeeds(TwoSpeedRelease& state, const float* lowest, double unit, std::int64_t* targets) {
    return state.slowOnset < state.slowRelease ? runRelease<true>(state, lowest, unit, targets)
                                               : runRelease<false>(state, lowest, unit, targets);
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::dsp {

HWY_EXPORT(runLowest);
HWY_EXPORT(runRequire);
HWY_EXPORT(runLink);
HWY_EXPORT(runTurnDown);
HWY_EXPORT(runTwoSpeeds);

float lowestOf(const float* values) noexcept { return HWY_DYNAMIC_DISPATCH(runLowest)(values); }

float requireGains(const float* peaks, const float* allowed, float share, float* required) noexcept {
    return HWY_DYNAMIC_DISPATCH(runRequire)(peaks, allowed, share, required);
}

void linkGains(float link, float* left, float* right) noexcept {
    HWY_DYNAMIC_DISPATCH(runLink)(link, left, right);
}

float turnDown(const float* samples, const float* gains, const float* limits, float* out) noexcept {
    return HWY_DYNAMIC_DISPATCH(runTurnDown)(samples, gains, limits, out);
}

double TwoSpeedRelease::process(const float* lowest, double unit, std::int64_t* targets) noexcept {
    return HWY_DYNAMIC_DISPATCH(runTwoSpeeds)(*this, lowest, unit, targets);
}

} // namespace lacquer::dsp

#endif
