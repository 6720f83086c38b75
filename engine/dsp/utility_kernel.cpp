#include "engine/dsp/utility_kernel.h"

#include "engine/dsp/math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/utility_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// `to` holds the targets in the order own, other, dc.
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

UtilityKernel::UtilityKernel(double rate) : follow_(1.0 - exp(-2.0 * kPi * 5.0 / rate)) {
    for (int lane = 0; lane < kLaneStride; ++lane) {
        route(lane, 1, 0);
        removeDc(lane, false);
        reset(lane);
    }
}

void UtilityKernel::process(float* samples, StripMask active, LaneControl decibels) noexcept {
    const float* const targets[] = {ownTarget_, otherTarget_, dcTarget_};
    HWY_DYNAMIC_DISPATCH(runUtility)(samples, active, decibels, state_, targets, follow_);
}

void UtilityKernel::reset(int lane) noexcept {
    state_.own[lane] = ownTarget_[lane];
    state_.other[lane] = otherTarget_[lane];
    state_.dc[lane] = dcTarget_[lane];
    state_.mean[lane] = 0;
}

void UtilityKernel::adopt(int lane, const UtilityKernel& other, int otherLane) noexcept {
    state_.own[lane] = other.state_.own[otherLane];
    state_.other[lane] = other.state_.other[otherLane];
    state_.dc[lane] = other.state_.dc[otherLane];
    state_.mean[lane] = other.state_.mean[otherLane];
    ownTarget_[lane] = other.ownTarget_[otherLane];
    otherTarget_[lane] = other.otherTarget_[otherLane];
    dcTarget_[lane] = other.dcTarget_[otherLane];
}

} // namespace lacquer::dsp
#endif
