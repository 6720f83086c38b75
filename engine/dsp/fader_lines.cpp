#include "engine/dsp/fader_lines.h"

#include "engine/dsp/mixing.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/fader_lines.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// All lanes of the bundle side by side: songs like to bend all their faders at the same place.
void fillRise(FaderLines& f) {
    constexpr int kSteps = FaderLines::kSteps;
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        const Doubles slope = load(f.slope + lane);
        Rows<kSteps> within, before;
        for (int n = 0; n < kSteps; ++n) {
            within.v[n] = narrow(slope * setDoubles(n));
            before.v[n] = narrow(slope * setDoubles(kSteps * n));
        }
        storeRows(gainOfLevel(within), f.rise[0] + lane, kLaneStride);
        storeRows(gainOfLevel(before), f.steps[0] + lane, kLaneStride);
    }
    f.isRisen = true;
}

void runFaders(float* lanes, FaderLines& f) {
    constexpr int kSteps = FaderLines::kSteps;
    static_assert(kSteps * kSteps == kQuantum);
    if (f.moving && !f.isRisen) fillRise(f);
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        const Floats held = load(f.held + lane);
        float* at = lanes + lane;
        if (!anyActive(f.moving, lane)) {
            for (int frame = 0; frame < kQuantum; ++frame, at += kLaneStride) store(load(at) * held, at);
            continue;
        }
        const Doubles level = load(f.from + lane) + load(f.slope + lane) * load(f.into + lane);
        const Floats first = select(maskOfStrips(f.moving, lane), gainOfLevel(narrow(level)) * load(f.side + lane), held);
        const Rows<kSteps> rise = loadRows<kSteps>(f.rise[0] + lane, kLaneStride);
        for (int step = 0; step < kSteps; ++step, at += kSteps * kLaneStride) {
            const Floats here = load(f.steps[step] + lane) * first;
            storeRows(loadRows<kSteps>(at, kLaneStride) * (rise * here), at, kLaneStride);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runFaders);

void applyFaders(float* lanes, FaderLines& faders) {
    HWY_DYNAMIC_DISPATCH(runFaders)(lanes, faders);
}

void lineGains(double from, double slope, double into, float side, float* gains) {
    constexpr int kSteps = FaderLines::kSteps;
    constexpr std::size_t kLeast = 16; // that decibelsToGains takes
    float first[kLeast], rises[2 * kSteps];
    std::fill_n(first, kLeast, static_cast<float>(from + slope * into));
    for (int n = 0; n < kSteps; ++n) {
        rises[n] = static_cast<float>(slope * n);
        rises[kSteps + n] = static_cast<float>(slope * (kSteps * n));
    }
    decibelsToGains(first, kLeast);
    decibelsToGains(rises, 2 * kSteps);
    for (int step = 0; step < kSteps; ++step) {
        const float here = rises[kSteps + step] * (first[0] * side);
        for (int n = 0; n < kSteps; ++n) gains[step * kSteps + n] = rises[n] * here;
    }
}

} // namespace lacquer::dsp
#endif
