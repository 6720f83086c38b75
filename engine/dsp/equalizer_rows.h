// Compiled once per instruction set, after lanes.h: see there.

#if defined(LACQUER_ENGINE_DSP_EQUALIZER_ROWS_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LACQUER_ENGINE_DSP_EQUALIZER_ROWS_H
#undef LACQUER_ENGINE_DSP_EQUALIZER_ROWS_H
#else
#define LACQUER_ENGINE_DSP_EQUALIZER_ROWS_H
#endif

#include "engine/dsp/equalizer_kernel.h"
#include "engine/dsp/lane_stages.h"

HWY_BEFORE_NAMESPACE();

/// The equalizer's sections over whole vectors: one row of lanes after the other, all in double.
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// Memories under this are dropped, so that a tail ends in digital silence: −360 dB.
inline constexpr double kNothing = 1e-18;

HWY_INLINE Doubles settled(DoubleMask active, Doubles next, Doubles before) {
    const Doubles kept = select(abs(next) > setDoubles(kNothing), next, setDoubles(0.0));
    return select(active, kept, before);
}

/// N sections at once over the rows [64][kWidth]: while one waits for its own last frame, the others
/// keep the unit busy.
/// The first sections read the samples themselves, where `samples` is given.
template <int N>
HWY_INLINE void runStill(
    double* rows, const float* samples, EqualizerKernel::Still* stages, int lane, DoubleMask active) {
    Doubles b0[N], b1[N], b2[N], a1[N], a2[N], z1[N], z2[N];
    for (int n = 0; n < N; ++n) {
        b0[n] = load(stages[n].b0 + lane);
        b1[n] = load(stages[n].b1 + lane);
        b2[n] = load(stages[n].b2 + lane);
        a1[n] = load(stages[n].a1 + lane);
        a2[n] = load(stages[n].a2 + lane);
        z1[n] = load(stages[n].z1 + lane);
        z2[n] = load(stages[n].z2 + lane);
    }
    for (int frame = 0; frame < kQuantum; ++frame) {
        Doubles x = samples ? widen(load(samples + frame * kLaneStride)) : load(rows + frame * kWidth);
        for (int n = 0; n < N; ++n) {
            const Doubles y = fma(b0[n], x, z1[n]);
            z1[n] = fnma(a1[n], y, fma(b1[n], x, z2[n]));
            z2[n] = fnma(a2[n], y, b2[n] * x);
            x = y;
        }
        store(x, rows + frame * kWidth);
    }
    for (int n = 0; n < N; ++n) {
        store(settled(active, z1[n], load(stages[n].z1 + lane)), stages[n].z1 + lane);
        store(settled(active, z2[n], load(stages[n].z2 + lane)), stages[n].z2 + lane);
    }
}

HWY_INLINE void runGliding(double* rows, EqualizerKernel::Gliding& stage, int lane, DoubleMask active) {
    const Doubles g0 = load(stage.g + lane), gStep = load(stage.gStep + lane);
    const Doubles k0 = load(stage.k + lane), kStep = load(stage.kStep + lane);
    const Doubles m00 = load(stage.m0 + lane), m0Step = load(stage.m0Step + lane);
    const Doubles m10 = load(stage.m1 + lane), m1Step = load(stage.m1Step + lane);
    const Doubles m20 = load(stage.m2 + lane), m2Step = load(stage.m2Step + lane);
    Doubles s1 = load(stage.s1 + lane);
    Doubles s2 = load(stage.s2 + lane);
    const Doubles one = setDoubles(1.0);
    for (int frame = 0; frame < kQuantum; ++frame) {
        const Doubles t = setDoubles(frame + 1);
        const Doubles g = fma(gStep, t, g0);
        const Doubles k = fma(kStep, t, k0);
        const Doubles x = load(rows + frame * kWidth);
        const Doubles feedback = g + k;
        const Doubles high = (x - s2 - feedback * s1) / fma(g, feedback, one);
        const Doubles band = fma(g, high, s1);
        const Doubles low = fma(g, band, s2);
        s1 = fma(g, high, band);
        s2 = fma(g, band, low);
        const Doubles y =
            fma(fma(m2Step, t, m20), low, fma(fma(m1Step, t, m10), band, fma(m0Step, t, m00) * x));
        store(y, rows + frame * kWidth);
    }
    store(settled(active, s1, load(stage.s1 + lane)), stage.s1 + lane);
    store(settled(active, s2, load(stage.s2 + lane)), stage.s2 + lane);
}

/// Reads the rows and the five before them, and writes each frame five rows earlier, over what no
/// later frame needs; or, where `samples` is given, there (lanes of `written`).
HWY_INLINE void runCorrection(double* rows,
                              EqualizerKernel::Correction& c,
                              int lane,
                              DoubleMask corrected,
                              bool glides,
                              float* samples,
                              FloatMask written) {
    constexpr int kPast = kCorrectionTaps - 1;
    for (int p = 0; p < kPast; ++p) store(load(c.past[p] + lane), rows + (p - kPast) * kWidth);
    for (int p = 0; p < kPast; ++p)
        store(settled(corrected, load(rows + (kQuantum + p - kPast) * kWidth), load(c.past[p] + lane)),
              c.past[p] + lane);
    Doubles taps[kCorrectionTaps];
    for (int n = 0; n < kCorrectionTaps; ++n) taps[n] = load(c.taps[n] + lane);
    Doubles u0 = load(c.poles[0] + lane), u1 = load(c.poles[1] + lane);
    Doubles u2 = load(c.poles[2] + lane), u3 = load(c.poles[3] + lane);
    const Doubles p0 = setDoubles(kCorrectionPoles[0]), p1 = setDoubles(kCorrectionPoles[1]);
    const Doubles p2 = setDoubles(kCorrectionPoles[2]), p3 = setDoubles(kCorrectionPoles[3]);
    for (int frame = 0; frame < kQuantum; ++frame) {
        if (glides) {
            for (int n = 0; n < kCorrectionTaps; ++n) taps[n] = taps[n] + load(c.steps[n] + lane);
        }
        const double* const now = rows + frame * kWidth;
        const Doubles x = load(now);
        Doubles y = taps[5] * load(now - 5 * kWidth);
        Doubles z = taps[4] * load(now - 4 * kWidth);
        y = fma(taps[3], load(now - 3 * kWidth), y);
        z = fma(taps[2], load(now - 2 * kWidth), z);
        y = fma(taps[1], load(now - 1 * kWidth), y);
        z = fma(taps[0], x, z);
        u0 = fnma(p0, u0, y + z);
        u1 = fnma(p1, u1, u0);
        u2 = fnma(p2, u2, u1);
        u3 = fnma(p3, u3, u2);
        const Doubles out = select(corrected, u3, x);
        if (samples) {
            float* const at = samples + frame * kLaneStride;
            store(select(written, narrow(out), load(at)), at);
        } else {
            store(out, rows + (frame - kPast) * kWidth);
        }
    }
    store(settled(corrected, u0, load(c.poles[0] + lane)), c.poles[0] + lane);
    store(settled(corrected, u1, load(c.poles[1] + lane)), c.poles[1] + lane);
    store(settled(corrected, u2, load(c.poles[2] + lane)), c.poles[2] + lane);
    store(settled(corrected, u3, load(c.poles[3] + lane)), c.poles[3] + lane);
}

/// Left and right to mid and side, scaled; the same step back with scale 1.
HWY_INLINE void turnSides(double* rows, int lane, DoubleMask which, double scale) {
    alignas(64) static constexpr double kSign[kLaneStride] = {1, -1, 1, -1, 1, -1, 1, -1,
                                                              1, -1, 1, -1, 1, -1, 1, -1};
    const Doubles sign = load(kSign + lane);
    for (int frame = 0; frame < kQuantum; ++frame) {
        const Doubles x = load(rows + frame * kWidth);
        store(select(which, fma(sign, x, swapPairs(x)) * setDoubles(scale), x), rows + frame * kWidth);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#endif
