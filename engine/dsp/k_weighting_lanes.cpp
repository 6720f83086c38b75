#include "engine/dsp/k_weighting_lanes.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/k_weighting_lanes.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// A section whose coefficients and memory stand in registers: s1 is s[n], and s2 what x[n - 1] and
/// s[n - 1] add to the next.
struct KStage {
    Doubles b0, c1, c2, a1, a2, s1, s2;

    KStage(const KSection& section, const double* first, const double* second)
        : b0(setDoubles(section.b0)), c1(setDoubles(section.c1)), c2(setDoubles(section.c2)),
          a1(setDoubles(section.a1)), a2(setDoubles(section.a2)), s1(load(first)), s2(load(second)) {}

    HWY_INLINE Doubles operator()(Doubles x) {
        const Doubles y = fma(b0, x, s1);
        const Doubles next = fnma(a1, s1, fma(c1, x, s2));
        s2 = fnma(a2, s1, c2 * x);
        s1 = next;
        return y;
    }
};

void runWeighing(const float* lanes, const KWeighting& weighting, KLanes& memory, double* energies) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        KStage shelf(weighting.shelf, memory.state[0] + lane, memory.state[1] + lane);
        KStage highPass(weighting.highPass, memory.state[2] + lane, memory.state[3] + lane);
        Doubles energy = setDoubles(0);
        for (int frame = 0; frame < kQuantum; ++frame) {
            const Doubles heard = highPass(shelf(widen(load(lanes + frame * kLaneStride + lane))));
            energy = fma(heard, heard, energy);
        }
        store(shelf.s1, memory.state[0] + lane);
        store(shelf.s2, memory.state[1] + lane);
        store(highPass.s1, memory.state[2] + lane);
        store(highPass.s2, memory.state[3] + lane);
        store(energy, energies + lane);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runWeighing);

void weighLanes(const float* lanes, const KWeighting& weighting, KLanes& memory, double energies[kLaneStride]) noexcept {
    HWY_DYNAMIC_DISPATCH(runWeighing)(lanes, weighting, memory, energies);
}

} // namespace lacquer::dsp
#endif
