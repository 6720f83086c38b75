#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/fractional_reads.cpp"
#include <hwy/foreach_target.h>

#include "engine/dsp/fractional_reads.h"
#include "engine/dsp/lanes.h"

#include <cmath>

HWY_BEFORE_NAMESPACE();

namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// The lanes are frames one after the other.

void runPlan(const double* delays, FractionalReads& reads) {
    alignas(64) static constexpr float kCount[kSwayStep] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    alignas(64) float whole[kQuantum];
    for (int step = 0; step * kSwayStep < kQuantum; ++step) {
        // Counted from the first delay's whole frame, where float is fine enough.
        const double first = std::floor(delays[step]);
        const Floats from = setFloats(static_cast<float>(delays[step] - first));
        const Floats growth = setFloats(static_cast<float>((delays[step + 1] - delays[step]) / kSwayStep));
        for (int k = 0; k < kSwayStep; k += kWidth) {
            const int n = step * kSwayStep + k;
            const Floats delay = fma(load(kCount + k), growth, from);
            const Floats below = floor(delay);
            store(below + setFloats(static_cast<float>(first)), whole + n);
            // Distances to the points, from the newest to the oldest.
            const Floats d = delay - below;
            const Floats a = d + setFloats(2), b = d + setFloats(1), c = d - setFloats(1);
            const Floats e = d - setFloats(2), g = d - setFloats(3);
            const Floats ab = a * b, eg = e * g, dc = d * c;
            store(ab * dc * e * setFloats(1.0F / 120), reads.weights[0] + n);
            store(ab * dc * g * setFloats(-1.0F / 24), reads.weights[1] + n);
            store(ab * d * eg * setFloats(1.0F / 12), reads.weights[2] + n);
            store(ab * c * eg * setFloats(-1.0F / 12), reads.weights[3] + n);
            store(a * dc * eg * setFloats(1.0F / 24), reads.weights[4] + n);
            store(b * dc * eg * setFloats(-1.0F / 120), reads.weights[5] + n);
        }
    }
    for (int n = 0; n < kQuantum; ++n) reads.whole[n] = static_cast<std::int32_t>(whole[n]);
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::dsp {

HWY_EXPORT(runPlan);

void planReads(const double (&delays)[kQuantum / kSwayStep + 1], FractionalReads& reads) noexcept {
    HWY_DYNAMIC_DISPATCH(runPlan)(delays, reads);
}

} // namespace lacquer::dsp

#endif
