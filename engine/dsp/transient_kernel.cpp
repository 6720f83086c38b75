#include "engine/dsp/transient_kernel.h"

#include "engine/dsp/math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/transient_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// −90 dBFS: noise floors and fades into silence stay as they are.
inline constexpr float kFloor = 3.1622777e-5f;
/// dB that the peak envelope of a steady tone may sway without being taken for an onset or a decay:
/// a 40 Hz tone has a peak every 12.5 ms, in which the envelope falls 1.8 dB.
inline constexpr float kSway = 1.8f;
inline constexpr float kMostDecibels = 18.0f;

void runTransient(float* samples,
                  StripMask active,
                  const LaneControl* controls,
                  TransientKernel::State& state,
                  TransientKernel::Follow follow) {
    const Floats zero = setFloats(0.0f), one = setFloats(1.0f), sway = setFloats(kSway);
    const Floats most = setFloats(kMostDecibels), floor = setFloats(kFloor);
    const Floats quickShare = setFloats(follow.quick), slowUp = setFloats(follow.slowUp);
    const Floats slowDown = setFloats(follow.slowDown), smooth = setFloats(follow.smooth);
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        Floats peak = load(state.peak + lane), quick = load(state.quick + lane);
        Floats rising = load(state.rising + lane), falling = load(state.falling + lane);
        Floats gain = load(state.gain + lane), deepest = zero;
        for (int frame = 0; frame < kQuantum; ++frame) {
            float* const at = samples + frame * kLaneStride + lane;
            const Floats x = load(at);
            const Floats size = abs(x);
            peak = max(max(size, swapPairs(size)), peak * setFloats(follow.fall));
            const Floats level = decibelsOf(max(peak, floor));
            quick = fma(quickShare, level - quick, quick);
            // Both follow the quick one, so that on a steady sound all three agree.
            rising = min(fma(slowUp, quick - rising, rising), quick);
            falling = max(fma(slowDown, quick - falling, falling), quick);
            // Held here, not behind the control: half the control is half the decibels, out of silence too.
            const Floats onset = clamp(quick - rising - sway, zero, most);
            const Floats decay = clamp(falling - quick - sway, zero, most);
            Floats wanted = load(controls[0].at(frame) + lane) * onset;
            wanted = fma(load(controls[1].at(frame) + lane), decay, wanted);
            gain = fma(smooth, clamp(wanted, -most, most) - gain, gain);
            // At rest the product is with exactly 1, and no bit changes.
            gain = select(abs(gain) > setFloats(1e-6f), gain, zero);
            deepest = max(deepest, -gain);
            const Floats total = gain + load(controls[2].at(frame) + lane);
            store(select(mask, x * select(abs(total) > zero, gainOfDecibels(total), one), x), at);
        }
        // Silence: the envelope ends.
        peak = select(peak > setFloats(1e-12f), peak, zero);
        store(select(mask, peak, load(state.peak + lane)), state.peak + lane);
        store(select(mask, quick, load(state.quick + lane)), state.quick + lane);
        store(select(mask, rising, load(state.rising + lane)), state.rising + lane);
        store(select(mask, falling, load(state.falling + lane)), state.falling + lane);
        store(select(mask, gain, load(state.gain + lane)), state.gain + lane);
        store(select(mask, deepest, load(state.deepest + lane)), state.deepest + lane);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runTransient);

TransientKernel::TransientKernel(double rate) {
    const auto share = [&](double seconds) { return static_cast<float>(1.0 - onePoleMemory(seconds * rate)); };
    follow_ = {1.0f - share(0.060), share(0.0003), share(0.025), share(0.400), share(0.001)};
    for (int lane = 0; lane < kLaneStride; ++lane) reset(lane);
}

void TransientKernel::process(
    float* samples, StripMask active, LaneControl attack, LaneControl sustain, LaneControl output) noexcept {
    const LaneControl controls[] = {attack, sustain, output};
    HWY_DYNAMIC_DISPATCH(runTransient)(samples, active, controls, state_, follow_);
}

void TransientKernel::reset(int lane) noexcept {
    state_.peak[lane] = state_.gain[lane] = state_.deepest[lane] = 0;
    state_.quick[lane] = state_.rising[lane] = state_.falling[lane] = -90;
}

void TransientKernel::adopt(int lane, const TransientKernel& other, int otherLane) noexcept {
    state_.peak[lane] = other.state_.peak[otherLane];
    state_.quick[lane] = other.state_.quick[otherLane];
    state_.rising[lane] = other.state_.rising[otherLane];
    state_.falling[lane] = other.state_.falling[otherLane];
    state_.gain[lane] = other.state_.gain[otherLane];
    state_.deepest[lane] = other.state_.deepest[otherLane];
}

} // namespace lacquer::dsp
#endif
