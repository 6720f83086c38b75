// Compiled once per instruction set, after lanes.h: see there.

#if defined(LACQUER_ENGINE_DSP_EQUALIZER_LONE_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LACQUER_ENGINE_DSP_EQUALIZER_LONE_H
#undef LACQUER_ENGINE_DSP_EQUALIZER_LONE_H
#else
#define LACQUER_ENGINE_DSP_EQUALIZER_LONE_H
#endif

#include "engine/dsp/equalizer_rows.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();

/// The equalizer of a strip on its own. See kLoneEqualizer for where there is one.
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_MAX_BYTES >= 32
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

inline constexpr bool kLoneEqualizer = true;

#else

/// Vectors no wider than a strip: the rows do as well.
inline constexpr bool kLoneEqualizer = false;
HWY_INLINE void runLoneEqualizer(float*, int, EqualizerKernel::Phase&) {}

#endif

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#endif
