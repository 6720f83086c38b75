#include "engine/dsp/equalizer_phases.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/equalizer_phases.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/equalizer_chain.h"
#include "engine/dsp/equalizer_lone.h"
#include "engine/dsp/equalizer_rows.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

void runPhases(float* samples, StripMask strips, bool glides, EqualizerKernel::Phase* phases) {
    // Each correction moves the quantum towards the start by the frames it looks back.
    constexpr int kPast = kCorrectionTaps - 1;
    alignas(64) double memory[(kQuantum + EqualizerStrip::kPhases * kPast) * kLaneStride];
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(strips, lane)) continue;
        if (const int alone = loneStrip(strips, lane);
            kLoneEqualizer && alone >= 0 && !glides && !((phases[1].used >> alone) & 1u)) {
            if ((phases[0].used >> alone) & 1u) runLoneEqualizer(samples, alone, phases[0]);
            continue;
        }
        const bool sidesFollow = anyActive(phases[1].used & strips, lane);
        if (!glides && !sidesFollow && runChain(samples + lane, phases[0], lane, strips)) continue;
        double* rows = memory + EqualizerStrip::kPhases * kPast * kWidth;
        const FloatMask mask = maskOfStrips(strips, lane);
        const DoubleMask active = widen(mask);
        // While nothing glides, sections of left and right take the samples as they come, and the
        // last correction gives them back.
        const bool direct = !glides && phases[0].stillStages > 0 && anyActive(phases[0].used & strips, lane);
        if (!direct)
            for (int frame = 0; frame < kQuantum; ++frame)
                store(widen(load(samples + frame * kLaneStride + lane)), rows + frame * kWidth);
        bool written = false;

        for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
            auto& phase = phases[p];
            const StripMask here = phase.used & strips;
            if (!anyActive(here, lane)) continue;
            const DoubleMask sides = widen(maskOfStrips(here, lane));
            if (p == 1) turnSides(rows, lane, sides, 0.5);
            if (glides) {
                for (int s = 0; s < phase.glidingStages; ++s)
                    runGliding(rows, phase.gliding[s], lane, active);
            } else {
                for (int s = 0; s < phase.stillStages;) {
                    const float* const first = p == 0 && s == 0 ? samples + lane : nullptr;
                    const int left = phase.stillStages - s;
                    if (left >= 3) runStill<3>(rows, first, phase.still + s, lane, active);
                    else if (left == 2) runStill<2>(rows, first, phase.still + s, lane, active);
                    else runStill<1>(rows, first, phase.still + s, lane, active);
                    s += std::min(left, 3);
                }
            }
            const StripMask corrected = phase.corrected & here;
            if (anyActive(corrected, lane)) {
                written = p == 0 && !sidesFollow && !glides;
                runCorrection(rows, phase.correction, lane, widen(maskOfStrips(corrected, lane)), glides,
                              written ? samples + lane : nullptr, mask);
                rows -= kPast * kWidth;
            }
            if (p == 1) turnSides(rows, lane, sides, 1.0);
        }
        if (written) continue;
        for (int frame = 0; frame < kQuantum; ++frame) {
            float* const at = samples + frame * kLaneStride + lane;
            store(select(mask, narrow(load(rows + frame * kWidth)), load(at)), at);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runPhases);

void runEqualizer(float* samples, StripMask strips, bool glides, EqualizerKernel::Phase* phases) noexcept {
    HWY_DYNAMIC_DISPATCH(runPhases)(samples, strips, glides, phases);
}

} // namespace lacquer::dsp
#endif
