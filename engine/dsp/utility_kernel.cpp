#include "engine/dsp/utility_kernel.h"

#include "engine/dsp/math.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/utility_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// `to` holds what is to be reached at the end of the quantum, in the order own, other, dc.
void runUtility(float* samples,
                StripMask active,
                LaneControl decibels,
                UtilityKernel::State& state,
                const float* const* to,
                double follow) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        const Floats own = load(state.own + lane);
        const Floats other = load(state.other + lane);
        const Floats dc = load(state.dc + lane);
        const Floats ownChange = load(to[0] + lane) - own;
        const Floats otherChange = load(to[1] + lane) - other;
        const Floats dcChange = load(to[2] + lane) - dc;
        Doubles mean = load(state.mean + lane);
        const Doubles rate = setDoubles(follow);
        const Floats still = gainOfDecibels(load(decibels.values + lane));
        for (int frame = 0; frame < kQuantum; ++frame) {
            float* const at = samples + frame * kLaneStride + lane;
            const Floats t = setFloats(static_cast<float>(frame + 1) * (1.0f / kQuantum));
            const Floats x = load(at);
            const Doubles wide = widen(x);
            mean = fma(rate, wide - mean, mean);
            const Floats gain =
                decibels.moves() ? gainOfDecibels(load(decibels.at(frame) + lane)) : still;
            const Floats clean = fnma(fma(dcChange, t, dc), narrow(mean), x) * gain;
            const Floats y =
                fma(fma(otherChange, t, other), swapPairs(clean), fma(ownChange, t, own) * clean);
            store(select(mask, y, x), at);
        }
        const Floats dcNow = load(to[2] + lane);
        // A mean nobody removes is not kept; a faded one ends in true zero.
        const DoubleMask keep = widen(mask & (dcNow > setFloats(0.0f))) &
                                (abs(mean) > setDoubles(1e-12));
        mean = select(keep, mean, setDoubles(0.0));
        store(select(widen(mask), mean, load(state.mean + lane)), state.mean + lane);
        store(select(mask, load(to[0] + lane), own), state.own + lane);
        store(select(mask, load(to[1] + lane), other), state.other + lane);
        store(select(mask, dcNow, dc), state.dc + lane);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runUtility);

namespace {
constexpr double kFadeSeconds = 0.015;
}

UtilityKernel::UtilityKernel(double rate)
    : fadeQuanta_(std::max(1, static_cast<int>(kFadeSeconds * rate / kQuantum + 0.5))),
      follow_(1.0 - exp(-2.0 * kPi * 5.0 / rate)) {
    for (int lane = 0; lane < kLaneStride; ++lane) {
        route(lane, 1, 0);
        removeDc(lane, false);
        reset(lane);
    }
}

float* UtilityKernel::valuesOf(std::size_t fade) noexcept {
    return fade == kOwn ? state_.own : fade == kOther ? state_.other : state_.dc;
}

void UtilityKernel::send(std::size_t fade, int lane, float target) noexcept {
    Fade& f = fades_[fade];
    if (f.target[lane] == target) return;
    f.from[lane] = valuesOf(fade)[lane];
    f.target[lane] = target;
    f.quanta[lane] = 0;
}

void UtilityKernel::route(int lane, float own, float other) noexcept {
    send(kOwn, lane, own);
    send(kOther, lane, other);
}

void UtilityKernel::removeDc(int lane, bool on) noexcept { send(kDc, lane, on ? 1.0f : 0.0f); }

void UtilityKernel::process(float* samples, StripMask active, LaneControl decibels) noexcept {
    alignas(64) float moving[kFades][kLaneStride];
    const float* to[kFades];
    for (std::size_t k = 0; k < kFades; ++k) {
        Fade& f = fades_[k];
        to[k] = f.target;
        if (std::equal(f.target, f.target + kLaneStride, valuesOf(k))) continue;
        for (int lane = 0; lane < kLaneStride; ++lane) {
            moving[k][lane] = f.target[lane];
            const bool runs = ((active >> (lane / kStripLanes)) & 1u) != 0;
            if (!runs || f.quanta[lane] >= fadeQuanta_ || ++f.quanta[lane] == fadeQuanta_) continue;
            // Level at both ends: a straight line has corners, which click.
            const float share = static_cast<float>(f.quanta[lane]) / static_cast<float>(fadeQuanta_);
            moving[k][lane] = f.from[lane] + (f.target[lane] - f.from[lane]) * (share * share * (3.0f - 2.0f * share));
        }
        to[k] = moving[k];
    }
    HWY_DYNAMIC_DISPATCH(runUtility)(samples, active, decibels, state_, to, follow_);
}

void UtilityKernel::reset(int lane) noexcept {
    for (std::size_t k = 0; k < kFades; ++k) {
        valuesOf(k)[lane] = fades_[k].target[lane];
        fades_[k].quanta[lane] = fadeQuanta_;
    }
    state_.mean[lane] = 0;
}

void UtilityKernel::adopt(int lane, const UtilityKernel& other, int otherLane) noexcept {
    state_.own[lane] = other.state_.own[otherLane];
    state_.other[lane] = other.state_.other[otherLane];
    state_.dc[lane] = other.state_.dc[otherLane];
    state_.mean[lane] = other.state_.mean[otherLane];
    for (std::size_t k = 0; k < kFades; ++k) {
        fades_[k].from[lane] = other.fades_[k].from[otherLane];
        fades_[k].target[lane] = other.fades_[k].target[otherLane];
        fades_[k].quanta[lane] = other.fades_[k].quanta[otherLane];
    }
}

} // namespace lacquer::dsp
#endif
