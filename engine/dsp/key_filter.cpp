#include "engine/dsp/key_filter.h"

#include "engine/dsp/math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/key_filter.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

void runKeyFilter(float* samples, StripMask active, KeyFilter::Section* sections) {
    const Floats damping = setFloats(1.41421356f);
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        for (int n = 0; n < 2; ++n) {
            auto& section = sections[n];
            const Floats g = load(section.g + lane), m0 = load(section.m0 + lane);
            const Floats m1 = load(section.m1 + lane), m2 = load(section.m2 + lane);
            const Floats feedback = g + damping;
            const Floats d = setFloats(1.0f) / fma(g, feedback, setFloats(1.0f));
            Floats s1 = load(section.s1 + lane), s2 = load(section.s2 + lane);
            for (int frame = 0; frame < kQuantum; ++frame) {
                float* const at = samples + frame * kLaneStride + lane;
                const Floats x = load(at);
                const Floats high = (x - s2 - feedback * s1) * d;
                const Floats band = fma(g, high, s1);
                const Floats low = fma(g, band, s2);
                s1 = fma(g, high, band);
                s2 = fma(g, band, low);
                store(select(mask, fma(m2, low, fma(m1, band, m0 * x)), x), at);
            }
            const Floats nothing = setFloats(1e-15f), zero = setFloats(0.0f);
            s1 = select(abs(s1) > nothing, s1, zero);
            s2 = select(abs(s2) > nothing, s2, zero);
            store(select(mask, s1, load(section.s1 + lane)), section.s1 + lane);
            store(select(mask, s2, load(section.s2 + lane)), section.s2 + lane);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runKeyFilter);

KeyFilter::KeyFilter(double rate) : rate_(rate) {
    for (int lane = 0; lane < kLaneStride; ++lane) set(lane, 0, rate);
}

void KeyFilter::set(int lane, double lowCut, double highCut) noexcept {
    const auto put = [&](Section& section, double hertz, bool on, bool high) {
        section.g[lane] = on ? static_cast<float>(tan(kPi * hertz / rate_)) : 0.1f;
        section.m0[lane] = !on || high ? 1.0f : 0.0f;
        section.m1[lane] = on && high ? -1.41421356f : 0.0f;
        section.m2[lane] = !on ? 0.0f : high ? -1.0f : 1.0f;
    };
    const bool low = lowCut > 0 && lowCut < 0.45 * rate_;
    const bool high = highCut < 0.49 * rate_;
    put(sections_[0], lowCut, low, true);
    put(sections_[1], highCut, high, false);
    const StripMask strip = 1u << (lane / kStripLanes);
    on_ = low || high ? on_ | strip : on_ & ~strip;
}

bool KeyFilter::idle(StripMask active) const noexcept { return (on_ & active) == 0; }

void KeyFilter::process(float* samples, StripMask active) noexcept {
    if (!idle(active)) HWY_DYNAMIC_DISPATCH(runKeyFilter)(samples, active & on_, sections_);
}

void KeyFilter::reset(int lane) noexcept {
    for (auto& section : sections_) section.s1[lane] = section.s2[lane] = 0;
}

void KeyFilter::adopt(int lane, const KeyFilter& other, int otherLane) noexcept {
    for (int n = 0; n < 2; ++n) {
        auto& to = sections_[n];
        const auto& from = other.sections_[n];
        to.g[lane] = from.g[otherLane];
        to.m0[lane] = from.m0[otherLane];
        to.m1[lane] = from.m1[otherLane];
        to.m2[lane] = from.m2[otherLane];
        to.s1[lane] = from.s1[otherLane];
        to.s2[lane] = from.s2[otherLane];
    }
    const StripMask strip = 1u << (lane / kStripLanes);
    const bool on = (other.on_ >> (otherLane / kStripLanes)) & 1u;
    on_ = on ? on_ | strip : on_ & ~strip;
}

} // namespace lacquer::dsp
#endif
