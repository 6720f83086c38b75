// Included by kernels after engine/dsp/lanes.h, once per instruction set (see there).

#if defined(LACQUER_ENGINE_DSP_LANE_EXTREMES_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LACQUER_ENGINE_DSP_LANE_EXTREMES_H
#undef LACQUER_ENGINE_DSP_LANE_EXTREMES_H
#else
#define LACQUER_ENGINE_DSP_LANE_EXTREMES_H
#endif

#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();

/// The largest and the smallest lane of a vector, none of which is NaN: the same in any order.
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR
HWY_INLINE float largestLane(Floats a) { return a.v[0] > a.v[1] ? a.v[0] : a.v[1]; }
HWY_INLINE float smallestLane(Floats a) { return a.v[0] < a.v[1] ? a.v[0] : a.v[1]; }
#else
HWY_INLINE float largestLane(Floats a) { return hn::GetLane(hn::MaxOfLanes(FloatTag(), a.v)); }
HWY_INLINE float smallestLane(Floats a) { return hn::GetLane(hn::MinOfLanes(FloatTag(), a.v)); }
#endif

/// Largest magnitude of in[0 … count), count at least kWidth: the last vector may overlap.
HWY_INLINE float largestMagnitude(const float* in, int count) {
    Floats top = abs(load(in + count - kWidth));
    for (int n = 0; n + kWidth < count; n += kWidth) top = max(top, abs(load(in + n)));
    return largestLane(top);
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#endif
