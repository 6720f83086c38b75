#include "engine/dsp/saturator_tone.h"

#include "engine/dsp/math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/saturator_tone.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

void runSaturatorTone(float* wet,
                      const float* dry,
                      StripMask active,
                      const LaneControl* controls,
                      SaturatorTone::State& state,
                      float lowFollow,
                      double meanFollow) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        const Floats offset = load(state.offset + lane);
        Floats low = load(state.low + lane);
        Doubles mean = load(state.mean + lane);
        // What does not move is computed once.
        Floats tilt = load(controls[0].at(0) + lane);
        Floats bright = gainOfDecibels(tilt), dark = gainOfDecibels(-tilt);
        Floats level = gainOfDecibels(load(controls[1].at(0) + lane));
        for (int frame = 0; frame < kQuantum; ++frame) {
            float* const at = wet + frame * kLaneStride + lane;
            const Floats x = load(at);
            mean = fma(setDoubles(meanFollow), widen(x) - mean, mean);
            const Floats clean = fnma(offset, narrow(mean), x);
            low = fma(setFloats(lowFollow), clean - low, low);
            if (controls[0].moves()) {
                tilt = load(controls[0].at(frame) + lane);
                bright = gainOfDecibels(tilt), dark = gainOfDecibels(-tilt);
            }
            if (controls[1].moves()) level = gainOfDecibels(load(controls[1].at(frame) + lane));
            // Without tilt nothing is split and joined again.
            const Floats tilted = fma(bright, clean, (dark - bright) * low);
            const Floats y = tilted * level;
            const Floats d = load(dry + frame * kLaneStride + lane);
            const Floats blend = load(controls[2].at(frame) + lane);
            store(select(mask, fma(blend, y - d, d), x), at);
        }
        low = select(abs(low) > setFloats(1e-12f), low, setFloats(0.0f));
        mean = select(abs(mean) > setDoubles(1e-12), mean, setDoubles(0.0));
        store(select(mask, low, load(state.low + lane)), state.low + lane);
        store(select(widen(mask), mean, load(state.mean + lane)), state.mean + lane);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runSaturatorTone);

SaturatorTone::SaturatorTone(double rate)
    : lowFollow_(static_cast<float>(1.0 - exp(-2 * kPi * 1000 / rate))),
      meanFollow_(1.0 - exp(-2 * kPi * 5 / rate)) {}

void SaturatorTone::process(float* wet,
                            const float* dry,
                            StripMask active,
                            LaneControl tilt,
                            LaneControl output,
                            LaneControl mix) noexcept {
    const LaneControl controls[] = {tilt, output, mix};
    HWY_DYNAMIC_DISPATCH(runSaturatorTone)(wet, dry, active, controls, state_, lowFollow_, meanFollow_);
}

void SaturatorTone::reset(int lane) noexcept {
    state_.low[lane] = 0;
    state_.mean[lane] = 0;
}

void SaturatorTone::adopt(int lane, const SaturatorTone& other, int otherLane) noexcept {
    state_.offset[lane] = other.state_.offset[otherLane];
    state_.low[lane] = other.state_.low[otherLane];
    state_.mean[lane] = other.state_.mean[otherLane];
}

} // namespace lacquer::dsp
#endif
