#include "engine/dsp/gain_kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/gain_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

void runGain(float* samples, StripMask active, LaneControl decibels) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        Floats gain = gainOfDecibels(load(decibels.values + lane));
        for (int frame = 0; frame < kQuantum; ++frame) {
            if (decibels.moves()) gain = gainOfDecibels(load(decibels.at(frame) + lane));
            float* const at = samples + frame * kLaneStride + lane;
            const Floats x = load(at);
            store(select(mask, x * gain, x), at);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runGain);

void applyGain(float* samples, StripMask active, LaneControl decibels) noexcept {
    HWY_DYNAMIC_DISPATCH(runGain)(samples, active, decibels);
}

} // namespace lacquer::dsp
#endif
