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

void runFaders(float* lanes, const FaderLines& f) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        const Floats held = load(f.held + lane);
        if (!anyActive(f.moving, lane)) {
            for (int frame = 0; frame < kQuantum; ++frame) {
                float* const at = lanes + frame * kLaneStride + lane;
                store(load(at) * held, at);
            }
            continue;
        }
        const Doubles level = load(f.from + lane) + load(f.slope + lane) * load(f.into + lane);
        const Floats first = select(maskOfStrips(f.moving, lane), gainOfLevel(narrow(level)) * load(f.side + lane), held);
        for (int frame = 0; frame < kQuantum; ++frame) {
            float* const at = lanes + frame * kLaneStride + lane;
            store(load(at) * (load(f.rise[frame] + lane) * first), at);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runFaders);

namespace {

void riseOf(double slope, float* rise) {
    for (int frame = 0; frame < kQuantum; ++frame) rise[frame] = static_cast<float>(slope * frame);
    decibelsToGains(rise, kQuantum);
}

} // namespace

FaderLines::FaderLines() { std::fill_n(rise[0], kQuantum * kLaneStride, 1.0f); }

void FaderLines::setSlope(int strip, double decibels) {
    const int lane = kStripLanes * strip;
    if (slope[lane] == decibels) return;
    slope[lane] = slope[lane + 1] = decibels;
    float gains[kQuantum];
    riseOf(decibels, gains);
    for (int frame = 0; frame < kQuantum; ++frame) rise[frame][lane] = rise[frame][lane + 1] = gains[frame];
}

void applyFaders(float* lanes, const FaderLines& faders) {
    HWY_DYNAMIC_DISPATCH(runFaders)(lanes, faders);
}

void lineGains(double from, double slope, double into, float side, float* gains) {
    constexpr std::size_t kLeast = 16; // that decibelsToGains takes
    float first[kLeast];
    std::fill_n(first, kLeast, static_cast<float>(from + slope * into));
    decibelsToGains(first, kLeast);
    riseOf(slope, gains);
    for (int frame = 0; frame < kQuantum; ++frame) gains[frame] *= first[0] * side;
}

} // namespace lacquer::dsp
#endif
