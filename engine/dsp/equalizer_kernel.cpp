#include "engine/dsp/equalizer_kernel.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/equalizer_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lane_stages.h"

HWY_BEFORE_NAMESPACE();
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

#if HWY_TARGET != HWY_SCALAR && HWY_MAX_BYTES >= 32
#define LACQUER_EQUALIZER_LONE 1

// A strip on its own would fill two lanes of a vector. Instead two sections, one after the other in
// the chain, share one: the second works a frame behind the first, so that it has its input when its
// turn comes. Operations and their order are those of runStill, and so are the bits.

using QuadTag = hn::FixedTag<double, 4>;
using Quad = hn::Vec<QuadTag>;
using HalfTag = hn::FixedTag<double, kStripLanes>;

HWY_INLINE Quad twoPairs(const double* low, const double* high) {
    return hn::Combine(QuadTag(), hn::LoadU(HalfTag(), high), hn::LoadU(HalfTag(), low));
}

/// 2 N sections of a lone strip.
template <int N>
struct Staggered {
    static constexpr int kLag = 2 * N - 1; ///< of the last section behind the first

    Quad b0[N], b1[N], b2[N], a1[N], a2[N], z1[N], z2[N], y[N];

    HWY_INLINE Staggered(EqualizerKernel::Still* const* stages, int lane) {
        for (int n = 0; n < N; ++n) {
            const auto& low = *stages[2 * n];
            const auto& high = *stages[2 * n + 1];
            b0[n] = twoPairs(low.b0 + lane, high.b0 + lane);
            b1[n] = twoPairs(low.b1 + lane, high.b1 + lane);
            b2[n] = twoPairs(low.b2 + lane, high.b2 + lane);
            a1[n] = twoPairs(low.a1 + lane, high.a1 + lane);
            a2[n] = twoPairs(low.a2 + lane, high.a2 + lane);
            z1[n] = twoPairs(low.z1 + lane, high.z1 + lane);
            z2[n] = twoPairs(low.z2 + lane, high.z2 + lane);
            y[n] = hn::Zero(QuadTag());
        }
    }

    /// One frame into the first section. kEdge: not all sections have a frame; those that have none
    /// keep their memories.
    template <bool kEdge>
    HWY_INLINE void step(double* frames, int time) {
        const QuadTag d;
        const auto in =
            hn::LoadU(HalfTag(), frames + (kEdge ? std::min(time, kQuantum - 1) : time) * kStripLanes);
        Quad x[N];
        x[0] = hn::Combine(d, hn::LowerHalf(HalfTag(), y[0]), in);
        for (int n = 1; n < N; ++n) x[n] = hn::ConcatLowerUpper(d, y[n], y[n - 1]);
        for (int n = 0; n < N; ++n) {
            y[n] = hn::MulAdd(b0[n], x[n], z1[n]);
            const Quad next1 = hn::NegMulAdd(a1[n], y[n], hn::MulAdd(b1[n], x[n], z2[n]));
            const Quad next2 = hn::NegMulAdd(a2[n], y[n], hn::Mul(b2[n], x[n]));
            if constexpr (kEdge) {
                alignas(32) static constexpr double kBehind[4] = {0, 0, 1, 1};
                const Quad frame = hn::Sub(hn::Set(d, time - 2 * n), hn::Load(d, kBehind));
                const auto works =
                    hn::And(hn::Ge(frame, hn::Zero(d)), hn::Lt(frame, hn::Set(d, kQuantum)));
                z1[n] = hn::IfThenElse(works, next1, z1[n]);
                z2[n] = hn::IfThenElse(works, next2, z2[n]);
            } else {
                z1[n] = next1;
                z2[n] = next2;
            }
        }
        // Written behind what is still to be read.
        if (!kEdge || time >= kLag)
            hn::StoreU(hn::UpperHalf(HalfTag(), y[N - 1]), HalfTag(),
                       frames + (time - kLag) * kStripLanes);
    }

    static HWY_INLINE void keep(Quad z, double* low, double* high) {
        const QuadTag d;
        const Quad kept = hn::IfThenElseZero(hn::Gt(hn::Abs(z), hn::Set(d, kNothing)), z);
        hn::StoreU(hn::LowerHalf(HalfTag(), kept), HalfTag(), low);
        hn::StoreU(hn::UpperHalf(HalfTag(), kept), HalfTag(), high);
    }
};

/// 2 N sections over the packed frames [kQuantum][kStripLanes], in place.
template <int N>
HWY_INLINE void runStaggered(double* frames, EqualizerKernel::Still* const* stages, int lane) {
    Staggered<N> sections(stages, lane);
    constexpr int kLag = Staggered<N>::kLag;
    for (int time = 0; time < kLag; ++time) sections.template step<true>(frames, time);
    for (int time = kLag; time < kQuantum; ++time) sections.template step<false>(frames, time);
    for (int time = kQuantum; time < kQuantum + kLag; ++time) sections.template step<true>(frames, time);
    for (int n = 0; n < N; ++n) {
        auto& low = *stages[2 * n];
        auto& high = *stages[2 * n + 1];
        sections.keep(sections.z1[n], low.z1 + lane, high.z1 + lane);
        sections.keep(sections.z2[n], low.z2 + lane, high.z2 + lane);
    }
}

/// As runCorrection while nothing glides; `frames` has room for the past in front.
HWY_INLINE void correctLone(double* frames, EqualizerKernel::Correction& c, int lane) {
    constexpr int kPast = kCorrectionTaps - 1;
    const QuadTag d;
    const HalfTag half;
    for (int p = 0; p < kPast; ++p)
        hn::StoreU(hn::LoadU(half, c.past[p] + lane), half, frames + (p - kPast) * kStripLanes);
    const auto settle = [&](hn::Vec<HalfTag> v) HWY_ATTR {
        return hn::IfThenElseZero(hn::Gt(hn::Abs(v), hn::Set(half, kNothing)), v);
    };
    for (int p = 0; p < kPast; ++p)
        hn::StoreU(settle(hn::LoadU(half, frames + (kQuantum + p - kPast) * kStripLanes)), half, c.past[p] + lane);
    Quad taps[kCorrectionTaps];
    for (int n = 0; n < kCorrectionTaps; ++n) taps[n] = twoPairs(c.taps[n] + lane, c.taps[n] + lane);
    alignas(64) double fed[kQuantum * kStripLanes];
    for (int frame = 0; frame < kQuantum; frame += 2) {
        const double* const now = frames + frame * kStripLanes;
        const auto ago = [&](int n) HWY_ATTR { return hn::LoadU(d, now - n * kStripLanes); };
        Quad y = hn::Mul(taps[5], ago(5));
        Quad z = hn::Mul(taps[4], ago(4));
        y = hn::MulAdd(taps[3], ago(3), y);
        z = hn::MulAdd(taps[2], ago(2), z);
        y = hn::MulAdd(taps[1], ago(1), y);
        z = hn::MulAdd(taps[0], ago(0), z);
        hn::Store(hn::Add(y, z), d, fed + frame * kStripLanes);
    }
    auto u0 = hn::LoadU(half, c.poles[0] + lane), u1 = hn::LoadU(half, c.poles[1] + lane);
    auto u2 = hn::LoadU(half, c.poles[2] + lane), u3 = hn::LoadU(half, c.poles[3] + lane);
    const auto p0 = hn::Set(half, kCorrectionPoles[0]), p1 = hn::Set(half, kCorrectionPoles[1]);
    const auto p2 = hn::Set(half, kCorrectionPoles[2]), p3 = hn::Set(half, kCorrectionPoles[3]);
    for (int frame = 0; frame < kQuantum; ++frame) {
        u0 = hn::NegMulAdd(p0, u0, hn::LoadU(half, fed + frame * kStripLanes));
        u1 = hn::NegMulAdd(p1, u1, u0);
        u2 = hn::NegMulAdd(p2, u2, u1);
        u3 = hn::NegMulAdd(p3, u3, u2);
        hn::StoreU(u3, half, frames + frame * kStripLanes);
    }
    hn::StoreU(settle(u0), half, c.poles[0] + lane);
    hn::StoreU(settle(u1), half, c.poles[1] + lane);
    hn::StoreU(settle(u2), half, c.poles[2] + lane);
    hn::StoreU(settle(u3), half, c.poles[3] + lane);
}

/// A lone strip whose sections are all of left and right, with nothing gliding.
void runLoneEqualizer(float* samples, int strip, EqualizerKernel::Phase& phase) {
    constexpr int kPast = kCorrectionTaps - 1;
    const int lane = kStripLanes * strip;
    alignas(64) double memory[(kQuantum + kPast) * kStripLanes];
    double* const frames = memory + kPast * kStripLanes;
    float* const at = samples + lane;
    for (int frame = 0; frame < kQuantum; ++frame)
        for (int side = 0; side < kStripLanes; ++side)
            frames[frame * kStripLanes + side] = at[frame * kLaneStride + side];
    EqualizerKernel::Still passing;
    EqualizerKernel::Still* stages[6];
    for (int s = 0; s < phase.stillStages; s += 6) {
        const int count = std::min(phase.stillStages - s, 6);
        for (int n = 0; n < count; ++n) stages[n] = phase.still + s + n;
        if (count % 2 != 0) {
            for (int side = 0; side < kStripLanes; ++side) {
                passing.b0[lane + side] = 1;
                passing.b1[lane + side] = passing.b2[lane + side] = 0;
                passing.a1[lane + side] = passing.a2[lane + side] = 0;
                passing.z1[lane + side] = passing.z2[lane + side] = 0;
            }
            stages[count] = &passing;
        }
        if (count > 4) runStaggered<3>(frames, stages, lane);
        else if (count > 2) runStaggered<2>(frames, stages, lane);
        else runStaggered<1>(frames, stages, lane);
    }
    if ((phase.corrected >> strip) & 1u) correctLone(frames, phase.correction, lane);
    for (int frame = 0; frame < kQuantum; ++frame)
        for (int side = 0; side < kStripLanes; ++side)
            at[frame * kLaneStride + side] = static_cast<float>(frames[frame * kStripLanes + side]);
}

#endif

void runEqualizer(float* samples, StripMask strips, bool glides, EqualizerKernel::Phase* phases) {
    // Each correction moves the quantum towards the start by the frames it looks back.
    constexpr int kPast = kCorrectionTaps - 1;
    alignas(64) double memory[(kQuantum + EqualizerStrip::kPhases * kPast) * kLaneStride];
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(strips, lane)) continue;
#ifdef LACQUER_EQUALIZER_LONE
        if (const int alone = loneStrip(strips, lane);
            alone >= 0 && !glides && !((phases[1].used >> alone) & 1u)) {
            if ((phases[0].used >> alone) & 1u) runLoneEqualizer(samples, alone, phases[0]);
            continue;
        }
#endif
        double* rows = memory + EqualizerStrip::kPhases * kPast * kWidth;
        const FloatMask mask = maskOfStrips(strips, lane);
        const DoubleMask active = widen(mask);
        // While nothing glides, sections of left and right take the samples as they come, and the
        // last correction gives them back.
        const bool direct = !glides && phases[0].stillStages > 0 && anyActive(phases[0].used & strips, lane);
        if (!direct)
            for (int frame = 0; frame < kQuantum; ++frame)
                store(widen(load(samples + frame * kLaneStride + lane)), rows + frame * kWidth);
        const bool sidesFollow = anyActive(phases[1].used & strips, lane);
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

#undef LACQUER_EQUALIZER_LONE

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runEqualizer);

/// A strip's own account of its sections; their memories live in the lanes.
struct EqualizerKernel::StripState {
    struct Section {
        std::uint8_t id = 0;
        bool leaving = false;
        StateVariable target[kStripLanes];
    };

    struct PhaseState {
        int count = 0;
        std::array<Section, EqualizerStrip::kMaxStages> sections;
        bool corrected = false;
        double taps[kStripLanes][kCorrectionTaps];
    };

    PhaseState phases[EqualizerStrip::kPhases];
    bool gliding = false;
    int remaining = 0; ///< quanta until the targets are reached
};

struct EqualizerKernel::Memory {
    Phase phases[EqualizerStrip::kPhases];
    StripState strips[kBundleStrips];
    Still still[EqualizerStrip::kPhases][EqualizerStrip::kMaxStages];
    Gliding gliding[EqualizerStrip::kPhases][EqualizerStrip::kMaxStages];
};

namespace {

struct Memories {
    double s1 = 0, s2 = 0;
};

/// First two frames of a state-variable filter's free response, which both forms share.
struct FreeResponse {
    double fromS1[2], fromS2[2];

    explicit FreeResponse(const StateVariable& f) {
        const double d = 1.0 / (1.0 + f.g * (f.g + f.k));
        const auto run = [&](double s1, double s2, double* y) {
            for (int n = 0; n < 2; ++n) {
                const double high = (-s2 - (f.g + f.k) * s1) * d;
                const double band = s1 + f.g * high;
                const double low = s2 + f.g * band;
                y[n] = f.m1 * band + f.m2 * low;
                s1 = band + f.g * high;
                s2 = low + f.g * band;
            }
        };
        run(1, 0, fromS1);
        run(0, 1, fromS2);
    }
};

/// Direct-form memories that continue like the state-variable ones.
void toDirect(const StateVariable& f, Memories s, double& z1, double& z2) {
    const FreeResponse free(f);
    const double y0 = free.fromS1[0] * s.s1 + free.fromS2[0] * s.s2;
    const double y1 = free.fromS1[1] * s.s1 + free.fromS2[1] * s.s2;
    z1 = y0;
    z2 = y1 + biquadOf(f).a1 * y0;
}

Memories toStateVariable(const StateVariable& f, double z1, double z2) {
    const FreeResponse free(f);
    const double y0 = z1;
    const double y1 = z2 - biquadOf(f).a1 * z1;
    const double determinant = free.fromS1[0] * free.fromS2[1] - free.fromS2[0] * free.fromS1[1];
    // A filter that passes has no memory that could be heard.
    if (std::fabs(determinant) < 1e-200) return {};
    return {(y0 * free.fromS2[1] - y1 * free.fromS2[0]) / determinant,
            (y1 * free.fromS1[0] - y0 * free.fromS1[1]) / determinant};
}

void setStill(EqualizerKernel::Still& stage, int lane, const Biquad& q) {
    stage.b0[lane] = q.b0;
    stage.b1[lane] = q.b1;
    stage.b2[lane] = q.b2;
    stage.a1[lane] = q.a1;
    stage.a2[lane] = q.a2;
    stage.z1[lane] = stage.z2[lane] = 0;
}

void setGliding(EqualizerKernel::Gliding& stage, int lane, const StateVariable& f, Memories s) {
    stage.g[lane] = f.g;
    stage.k[lane] = f.k;
    stage.m0[lane] = f.m0;
    stage.m1[lane] = f.m1;
    stage.m2[lane] = f.m2;
    stage.gStep[lane] = stage.kStep[lane] = 0;
    stage.m0Step[lane] = stage.m1Step[lane] = stage.m2Step[lane] = 0;
    stage.s1[lane] = s.s1;
    stage.s2[lane] = s.s2;
}

StateVariable current(const EqualizerKernel::Gliding& stage, int lane) {
    return {stage.g[lane], stage.k[lane], stage.m0[lane], stage.m1[lane], stage.m2[lane]};
}

/// The same poles, heard or not: what a section fades in from and out to.
StateVariable passingLike(const StateVariable& f) { return {f.g, f.k, 1, 0, 0}; }

} // namespace

EqualizerKernel::EqualizerKernel() : memory_(std::make_unique<Memory>()) {
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        auto& phase = memory_->phases[p];
        phase.still = memory_->still[p];
        phase.gliding = memory_->gliding[p];
        for (int lane = 0; lane < kLaneStride; ++lane) clearLane(phase, lane);
    }
}

EqualizerKernel::~EqualizerKernel() = default;

void EqualizerKernel::clearLane(Phase& phase, int lane) noexcept {
    for (int s = 0; s < EqualizerStrip::kMaxStages; ++s) {
        setStill(phase.still[s], lane, {});
        setGliding(phase.gliding[s], lane, {}, {});
    }
    auto& c = phase.correction;
    for (std::size_t n = 0; n < kCorrectionTaps; ++n) {
        c.taps[n][lane] = kPassingCorrection[n];
        c.steps[n][lane] = 0;
    }
    for (auto& row : c.past) row[lane] = 0;
    for (auto& row : c.poles) row[lane] = 0;
}

void EqualizerKernel::install(int strip, const EqualizerStrip& wanted) noexcept {
    auto& state = memory_->strips[strip];
    state.gliding = false;
    state.remaining = 0;
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        const auto& from = wanted.phases[p];
        auto& to = state.phases[p];
        auto& phase = memory_->phases[p];
        to.count = from.count;
        to.corrected = from.corrected;
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side;
            // Only what any strip ever used can be dirty.
            for (int s = 0; s < std::max(phase.stillStages, phase.glidingStages); ++s) {
                setStill(phase.still[s], lane, {});
                setGliding(phase.gliding[s], lane, {}, {});
            }
            for (int s = 0; s < from.count; ++s) {
                auto& section = to.sections[static_cast<std::size_t>(s)];
                section.id = from.stages[static_cast<std::size_t>(s)].id;
                section.leaving = false;
                section.target[side] = from.stages[static_cast<std::size_t>(s)].lanes[side];
                setStill(phase.still[s], lane, biquadOf(section.target[side]));
            }
            auto& c = phase.correction;
            for (std::size_t n = 0; n < kCorrectionTaps; ++n) {
                to.taps[side][n] = from.corrected ? from.taps[side][n] : kPassingCorrection[n];
                c.taps[n][lane] = to.taps[side][n];
                c.steps[n][lane] = 0;
            }
            for (auto& row : c.past) row[lane] = 0;
            for (auto& row : c.poles) row[lane] = 0;
        }
    }
    countStages();
}

void EqualizerKernel::beginGlide(int strip) noexcept {
    auto& state = memory_->strips[strip];
    state.gliding = true;
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        auto& phase = memory_->phases[p];
        for (int s = 0; s < state.phases[p].count; ++s) {
            for (int side = 0; side < kStripLanes; ++side) {
                const int lane = kStripLanes * strip + side;
                const auto& f = state.phases[p].sections[static_cast<std::size_t>(s)].target[side];
                auto& still = phase.still[s];
                setGliding(phase.gliding[s], lane, f, toStateVariable(f, still.z1[lane], still.z2[lane]));
                setStill(still, lane, {});
            }
        }
    }
}

/// Back to direct forms; sections that faded out are gone.
void EqualizerKernel::settle(int strip) noexcept {
    auto& state = memory_->strips[strip];
    state.gliding = false;
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        auto& phase = memory_->phases[p];
        auto& own = state.phases[p];
        int kept = 0;
        for (int s = 0; s < own.count; ++s) {
            const auto section = own.sections[static_cast<std::size_t>(s)];
            for (int side = 0; side < kStripLanes; ++side) {
                const int lane = kStripLanes * strip + side;
                const Memories memories{phase.gliding[s].s1[lane], phase.gliding[s].s2[lane]};
                setGliding(phase.gliding[s], lane, {}, {});
                if (section.leaving) continue;
                auto& still = phase.still[kept];
                setStill(still, lane, biquadOf(section.target[side]));
                toDirect(section.target[side], memories, still.z1[lane], still.z2[lane]);
            }
            if (!section.leaving) own.sections[static_cast<std::size_t>(kept++)] = section;
        }
        own.count = kept;
        if (!own.corrected) {
            for (int side = 0; side < kStripLanes; ++side) {
                const int lane = kStripLanes * strip + side;
                for (auto& row : phase.correction.past) row[lane] = 0;
                for (auto& row : phase.correction.poles) row[lane] = 0;
            }
        }
    }
}

void EqualizerKernel::merge(int strip, int p, const EqualizerStrip::Phase& wanted) noexcept {
    auto& own = memory_->strips[strip].phases[p];
    auto& phase = memory_->phases[p];
    bool same = own.count == wanted.count;
    for (int s = 0; same && s < own.count; ++s)
        same = own.sections[static_cast<std::size_t>(s)].id == wanted.stages[static_cast<std::size_t>(s)].id;

    if (!same) {
        struct Moving {
            StripState::Section section;
            StateVariable now[kStripLanes];
            Memories memories[kStripLanes];
        };
        std::array<Moving, EqualizerStrip::kMaxStages> merged;
        int count = 0, a = 0, b = 0;
        while ((a < own.count || b < wanted.count) && count < EqualizerStrip::kMaxStages) {
            const int idA = a < own.count ? own.sections[static_cast<std::size_t>(a)].id : 1000;
            const int idB = b < wanted.count ? wanted.stages[static_cast<std::size_t>(b)].id : 1000;
            auto& next = merged[static_cast<std::size_t>(count++)];
            if (idA <= idB) {
                next.section = own.sections[static_cast<std::size_t>(a)];
                for (int side = 0; side < kStripLanes; ++side) {
                    const int lane = kStripLanes * strip + side;
                    next.now[side] = current(phase.gliding[a], lane);
                    next.memories[side] = {phase.gliding[a].s1[lane], phase.gliding[a].s2[lane]};
                }
                ++a;
                if (idA == idB) ++b;
            } else {
                next.section.id = static_cast<std::uint8_t>(idB);
                for (int side = 0; side < kStripLanes; ++side)
                    next.now[side] = passingLike(wanted.stages[static_cast<std::size_t>(b)].lanes[side]);
                ++b;
            }
        }
        for (int s = 0; s < std::max(count, own.count); ++s) {
            for (int side = 0; side < kStripLanes; ++side) {
                const auto& moving = merged[static_cast<std::size_t>(s)];
                if (s < count)
                    setGliding(phase.gliding[s], kStripLanes * strip + side, moving.now[side], moving.memories[side]);
            }
            if (s < count) own.sections[static_cast<std::size_t>(s)] = merged[static_cast<std::size_t>(s)].section;
        }
        own.count = count;
    }

    int b = 0;
    for (int s = 0; s < own.count; ++s) {
        auto& section = own.sections[static_cast<std::size_t>(s)];
        while (b < wanted.count && wanted.stages[static_cast<std::size_t>(b)].id < section.id) ++b;
        section.leaving = !(b < wanted.count && wanted.stages[static_cast<std::size_t>(b)].id == section.id);
        for (int side = 0; side < kStripLanes; ++side)
            section.target[side] = section.leaving
                                       ? passingLike(current(phase.gliding[s], kStripLanes * strip + side))
                                       : wanted.stages[static_cast<std::size_t>(b)].lanes[side];
    }
    own.corrected = wanted.corrected;
    for (int side = 0; side < kStripLanes; ++side)
        for (std::size_t n = 0; n < kCorrectionTaps; ++n)
            own.taps[side][n] = wanted.corrected ? wanted.taps[side][n] : kPassingCorrection[n];
}

void EqualizerKernel::glide(int strip, const EqualizerStrip& wanted, int quanta) noexcept {
    auto& state = memory_->strips[strip];
    if (!state.gliding) beginGlide(strip);
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) merge(strip, p, wanted.phases[p]);
    state.remaining = std::max(quanta, state.remaining);
    if (quanta > 0 && state.remaining < 1) state.remaining = 1;
    countStages();
}

void EqualizerKernel::countStages() noexcept {
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        auto& phase = memory_->phases[p];
        phase.stillStages = phase.glidingStages = 0;
        phase.used = phase.corrected = 0;
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            const auto& state = memory_->strips[strip];
            const auto& own = state.phases[p];
            int& stages = state.gliding ? phase.glidingStages : phase.stillStages;
            stages = std::max(stages, own.count);
            if (own.count > 0) phase.used |= 1u << strip;
            if (own.count > 0 && (state.gliding || own.corrected)) phase.corrected |= 1u << strip;
        }
    }
}

bool EqualizerKernel::idle(int strip) const noexcept {
    const auto& state = memory_->strips[strip];
    return state.phases[0].count == 0 && state.phases[1].count == 0;
}

bool EqualizerKernel::atRest(int strip) const noexcept {
    if (memory_->strips[strip].gliding) return false;
    const auto silent = [&](const double* row) {
        return row[kStripLanes * strip] == 0 && row[kStripLanes * strip + 1] == 0;
    };
    for (const Phase& phase : memory_->phases) {
        for (int s = 0; s < phase.stillStages; ++s)
            if (!silent(phase.still[s].z1) || !silent(phase.still[s].z2)) return false;
        for (const auto& row : phase.correction.past)
            if (!silent(row)) return false;
        for (const auto& row : phase.correction.poles)
            if (!silent(row)) return false;
    }
    return true;
}

void EqualizerKernel::process(float* samples, StripMask active) noexcept {
    StripMask still = 0, gliding = 0;
    bool recount = false;
    for (int strip = 0; strip < kBundleStrips; ++strip) {
        if (!((active >> strip) & 1u)) continue;
        auto& state = memory_->strips[strip];
        if (state.gliding && state.remaining == 0) {
            settle(strip);
            recount = true;
        }
        if (idle(strip)) continue;
        (state.gliding ? gliding : still) |= 1u << strip;
    }
    if (recount) countStages();
    if (still) HWY_DYNAMIC_DISPATCH(runEqualizer)(samples, still, false, memory_->phases);
    if (!gliding) return;

    const auto forLanes = [&](auto&& visit) {
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((gliding >> strip) & 1u)) continue;
            for (int p = 0; p < EqualizerStrip::kPhases; ++p)
                for (int side = 0; side < kStripLanes; ++side)
                    visit(memory_->strips[strip], p, side, kStripLanes * strip + side);
        }
    };
    forLanes([&](StripState& state, int p, int side, int lane) {
        const double share = 1.0 / (kQuantum * state.remaining);
        for (int s = 0; s < state.phases[p].count; ++s) {
            auto& stage = memory_->gliding[p][s];
            const auto& to = state.phases[p].sections[static_cast<std::size_t>(s)].target[side];
            stage.gStep[lane] = (to.g - stage.g[lane]) * share;
            stage.kStep[lane] = (to.k - stage.k[lane]) * share;
            stage.m0Step[lane] = (to.m0 - stage.m0[lane]) * share;
            stage.m1Step[lane] = (to.m1 - stage.m1[lane]) * share;
            stage.m2Step[lane] = (to.m2 - stage.m2[lane]) * share;
        }
        auto& c = memory_->phases[p].correction;
        for (std::size_t n = 0; n < kCorrectionTaps; ++n)
            c.steps[n][lane] = (state.phases[p].taps[side][n] - c.taps[n][lane]) * share;
    });
    HWY_DYNAMIC_DISPATCH(runEqualizer)(samples, gliding, true, memory_->phases);
    forLanes([&](StripState& state, int p, int side, int lane) {
        const bool there = state.remaining == 1;
        for (int s = 0; s < state.phases[p].count; ++s) {
            auto& stage = memory_->gliding[p][s];
            const auto& to = state.phases[p].sections[static_cast<std::size_t>(s)].target[side];
            const auto move = [&](double& value, double& step, double target) {
                value = there ? target : value + step * kQuantum;
                step = 0;
            };
            move(stage.g[lane], stage.gStep[lane], to.g);
            move(stage.k[lane], stage.kStep[lane], to.k);
            move(stage.m0[lane], stage.m0Step[lane], to.m0);
            move(stage.m1[lane], stage.m1Step[lane], to.m1);
            move(stage.m2[lane], stage.m2Step[lane], to.m2);
        }
        auto& c = memory_->phases[p].correction;
        for (std::size_t n = 0; n < kCorrectionTaps; ++n) {
            c.taps[n][lane] = there ? state.phases[p].taps[side][n]
                                    : c.taps[n][lane] + c.steps[n][lane] * kQuantum;
            c.steps[n][lane] = 0;
        }
    });
    for (int strip = 0; strip < kBundleStrips; ++strip)
        if ((gliding >> strip) & 1u) --memory_->strips[strip].remaining;
}

void EqualizerKernel::adopt(int strip, const EqualizerKernel& other, int otherStrip) noexcept {
    std::array<int, EqualizerStrip::kPhases> stages;
    for (int p = 0; p < EqualizerStrip::kPhases; ++p)
        stages[static_cast<std::size_t>(p)] = std::max(memory_->strips[strip].phases[p].count,
                                                       other.memory_->strips[otherStrip].phases[p].count);
    memory_->strips[strip] = other.memory_->strips[otherStrip];
    const auto copy = [](auto& to, int lane, const auto& from, int otherLane) {
        constexpr std::size_t rows = sizeof(to) / sizeof(double) / kLaneStride;
        auto* const target = reinterpret_cast<double*>(&to);
        const auto* const source = reinterpret_cast<const double*>(&from);
        for (std::size_t row = 0; row < rows; ++row)
            target[row * kLaneStride + static_cast<std::size_t>(lane)] =
                source[row * kLaneStride + static_cast<std::size_t>(otherLane)];
    };
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side, otherLane = kStripLanes * otherStrip + side;
            for (int s = 0; s < stages[static_cast<std::size_t>(p)]; ++s) {
                copy(memory_->still[p][s], lane, other.memory_->still[p][s], otherLane);
                copy(memory_->gliding[p][s], lane, other.memory_->gliding[p][s], otherLane);
            }
            copy(memory_->phases[p].correction, lane, other.memory_->phases[p].correction, otherLane);
        }
    }
    countStages();
}

} // namespace lacquer::dsp
#endif
