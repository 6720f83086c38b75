#include "engine/dsp/bus_sum.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/bus_sum.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// A product of two floats is exact in double, so the fused addition rounds as a separate one would.
void runBusSum(const BusInput* inputs, int count, double* pairs) {
    // Rows that are summed side by side: a sum waits for the one before.
    constexpr int kRows = 4;
    alignas(64) double lanes[kRows][kLaneStride];
    for (int frame = 0; frame < kQuantum; frame += kRows) {
        for (int lane = 0; lane < kLaneStride; lane += kWidth) {
            Doubles sum[kRows];
            for (Doubles& row : sum) row = setDoubles(0.0);
            for (int k = 0; k < count; ++k) {
                const Doubles gain = widen(load(inputs[k].gain + lane));
                const float* const from = inputs[k].lanes + frame * kLaneStride + lane;
                for (int n = 0; n < kRows; ++n)
                    sum[n] = fma(widen(load(from + n * kLaneStride)), gain, sum[n]);
            }
            for (int n = 0; n < kRows; ++n) store(sum[n], lanes[n] + lane);
        }
        for (int n = 0; n < kRows; ++n) {
            const auto strip = [&](int k) HWY_ATTR { return loadPair(lanes[n] + kStripLanes * k); };
            store(((strip(0) + strip(1)) + (strip(2) + strip(3))) +
                      ((strip(4) + strip(5)) + (strip(6) + strip(7))),
                  pairs + (frame + n) * kStripLanes);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runBusSum);

void sumBus(const BusInput* inputs, int count, double* pairs) {
    HWY_DYNAMIC_DISPATCH(runBusSum)(inputs, count, pairs);
}

void placeStrip(const double* pairs, float* lanes, int strip) {
    float* to = lanes + kStripLanes * strip;
    for (int frame = 0; frame < kQuantum; ++frame, to += kLaneStride, pairs += kStripLanes) {
        to[0] = static_cast<float>(pairs[0]);
        to[1] = static_cast<float>(pairs[1]);
    }
}

} // namespace lacquer::dsp
#endif
