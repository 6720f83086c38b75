#include "engine/dsp/gate_kernel.h"

#include "engine/dsp/math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/gate_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

void runGate(float* samples,
             const float* detector,
             StripMask active,
             const GateControls& controls,
             GateKernel::State& s,
             float powerFollow) {
    const Floats zero = setFloats(0.0f), one = setFloats(1.0f);
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        const Floats attack = load(s.attack + lane), release = load(s.release + lane);
        const Floats hold = load(s.hold + lane), follow = setFloats(powerFollow);
        Floats held = load(s.held + lane), open = load(s.open + lane);
        Floats power = load(s.power + lane), reduction = load(s.reduction + lane);
        Floats deepest = zero;
        for (int frame = 0; frame < kQuantum; ++frame) {
            const Floats threshold = load(controls.threshold.at(frame) + lane);
            const Floats hysteresis = load(controls.hysteresis.at(frame) + lane);
            const Floats slope = load(controls.slope.at(frame) + lane);
            const Floats range = load(controls.range.at(frame) + lane);
            const Floats d = load(detector + frame * kLaneStride + lane);
            const Floats square = max(d * d, swapPairs(d * d));
            const Floats peak = log2(max(square, setFloats(1e-20f))) * setFloats(3.01029996f);
            power = fma(follow, square * setFloats(2.0f) - power, power);
            const Floats level = log2(max(power, setFloats(1e-20f))) * setFloats(3.01029996f);

            const FloatMask wasOpen = open > zero;
            const FloatMask sounds =
                (peak > threshold) | (wasOpen & (peak >= threshold - hysteresis));
            open = select(sounds | (wasOpen & (held > zero)), one, zero);
            held = select(sounds, hold, max(held - one, zero));

            const Floats floor = -range;
            const Floats expanded = min(max(threshold - level, zero) * slope, floor);
            const Floats closed = select(slope >= setFloats(98.5f), floor, expanded);
            const Floats wanted = select(open > zero, zero, closed);
            const Floats missing = wanted - reduction;
            reduction = fma(select(missing > zero, release, attack), missing, reduction);
            deepest = max(deepest, reduction);
            float* const at = samples + frame * kLaneStride + lane;
            const Floats x = load(at);
            store(select(mask, x * gainOfDecibels(-reduction), x), at);
        }
        // An open gate ends at unity, and leaves every bit.
        reduction = select(reduction > setFloats(1e-5f), reduction, zero);
        power = select(power > setFloats(1e-20f), power, zero);
        store(select(mask, held, load(s.held + lane)), s.held + lane);
        store(select(mask, open, load(s.open + lane)), s.open + lane);
        store(select(mask, power, load(s.power + lane)), s.power + lane);
        store(select(mask, reduction, load(s.reduction + lane)), s.reduction + lane);
        store(select(mask, deepest, load(s.deepest + lane)), s.deepest + lane);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runGate);

GateKernel::GateKernel(double rate) : rate_(rate) {
    for (int lane = 0; lane < kLaneStride; ++lane) {
        set(lane, 0.001, 0.02, 0.1);
        reset(lane);
    }
}

void GateKernel::set(int lane, double attackSeconds, double holdSeconds, double releaseSeconds) noexcept {
    state_.attack[lane] = static_cast<float>(1.0 - onePoleMemory(attackSeconds * rate_));
    state_.release[lane] = static_cast<float>(1.0 - onePoleMemory(releaseSeconds * rate_));
    state_.hold[lane] = static_cast<float>(std::floor(holdSeconds * rate_ + 0.5));
}

void GateKernel::process(float* samples,
                         const float* detector,
                         StripMask active,
                         const GateControls& controls) noexcept {
    HWY_DYNAMIC_DISPATCH(runGate)
    (samples, detector, active, controls, state_, static_cast<float>(1.0 - onePoleMemory(0.010 * rate_)));
}

void GateKernel::reset(int lane) noexcept {
    state_.held[lane] = state_.open[lane] = state_.power[lane] = 0;
    state_.reduction[lane] = state_.deepest[lane] = 0;
}

void GateKernel::adopt(int lane, const GateKernel& other, int otherLane) noexcept {
    constexpr std::size_t rows = sizeof(State) / sizeof(float) / kLaneStride;
    auto* const to = reinterpret_cast<float*>(&state_);
    const auto* const from = reinterpret_cast<const float*>(&other.state_);
    for (std::size_t row = 0; row < rows; ++row)
        to[row * kLaneStride + static_cast<std::size_t>(lane)] =
            from[row * kLaneStride + static_cast<std::size_t>(otherLane)];
}

} // namespace lacquer::dsp
#endif
