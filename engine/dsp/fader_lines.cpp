#include "engine/dsp/fader_lines.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/fader_lines.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

void runFaders(float* lanes, const FaderLines& f) {
    constexpr int kRows = 4;
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        const Floats held = load(f.held + lane), side = load(f.side + lane);
        if (!anyActive(f.moving, lane)) {
            for (int frame = 0; frame < kQuantum; ++frame) {
                float* const at = lanes + frame * kLaneStride + lane;
                store(load(at) * held, at);
            }
            continue;
        }
        const FloatMask moving = maskOfStrips(f.moving, lane);
        const Doubles from = load(f.from + lane), slope = load(f.slope + lane);
        const Doubles into = load(f.into + lane);
        for (int frame = 0; frame < kQuantum; frame += kRows) {
            Rows<kRows> level;
            for (int n = 0; n < kRows; ++n)
                level.v[n] = narrow(from + slope * (into + setDoubles(frame + n)));
            const Rows<kRows> gain = gainOfLevel(level);
            float* const at = lanes + frame * kLaneStride + lane;
            for (int n = 0; n < kRows; ++n)
                store(load(at + n * kLaneStride) * select(moving, gain.v[n] * side, held),
                      at + n * kLaneStride);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runFaders);

void applyFaders(float* lanes, const FaderLines& faders) {
    HWY_DYNAMIC_DISPATCH(runFaders)(lanes, faders);
}

} // namespace lacquer::dsp
#endif
