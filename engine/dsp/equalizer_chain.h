// Compiled once per instruction set, after lanes.h: see there.

#if defined(LACQUER_ENGINE_DSP_EQUALIZER_CHAIN_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LACQUER_ENGINE_DSP_EQUALIZER_CHAIN_H
#undef LACQUER_ENGINE_DSP_EQUALIZER_CHAIN_H
#else
#define LACQUER_ENGINE_DSP_EQUALIZER_CHAIN_H
#endif

#include "engine/dsp/equalizer_rows.h"

#include <utility>

HWY_BEFORE_NAMESPACE();

/// The everyday equalizer: a few sections on left and right that nothing moves, and their correction,
/// from sample to sample in one pass. Operations and their order are those of runStill and
/// runCorrection, and so are the bits.
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

HWY_INLINE bool runChain(float*, EqualizerKernel::Phase&, int, StripMask) { return false; }

#else

/// Longer ones go section by section.
inline constexpr int kLongestChain = 8;

// One vector of doubles at a time, and not the two that a vector of floats widens to: the memories of
// all sections then stay in registers.
using Half = hn::Vec<DoubleTag>;
using HalfMask = hn::Mask<DoubleTag>;

HWY_INLINE Half settledHalf(HalfMask active, Half next, Half before) {
    const DoubleTag d;
    const Half kept = hn::IfThenElseZero(hn::Gt(hn::Abs(next), hn::Set(d, kNothing)), next);
    return hn::IfThenElse(active, kept, before);
}

/// kDoubleWidth lanes of a chain at work. Within a frame each section waits for the one before, and so
/// long a wait is more than a processor looks ahead. So the sections work on different frames at the
/// same time, each one behind the one before it, and so does the correction: first its taps, then its
/// poles two by two.
template <int N, bool kCorrects>
struct Chain {
    static constexpr int kPast = kCorrectionTaps - 1;
    static constexpr int kTaps = N, kEarlyPoles = N + 1, kLatePoles = N + 2; ///< how far they are behind
    static constexpr int kLag = kCorrects ? kLatePoles : N - 1;              ///< of what comes out

    EqualizerKernel::Phase* phase;
    HalfMask corrected;
    hn::Mask<FloatHalfTag> written;
    Half b0[N], b1[N], b2[N], a1[N], a2[N], z1[N], z2[N];
    Half y[N]; ///< of the sections, in the step before
    Half taps[kCorrectionTaps], poles[4], u[4];
    Half tapped; ///< in the step before

    HWY_INLINE Chain(EqualizerKernel::Phase& all, int lane) : phase(&all) {
        const DoubleTag d;
        for (int n = 0; n < N; ++n) {
            const EqualizerKernel::Still& stage = all.still[n];
            b0[n] = hn::LoadU(d, stage.b0 + lane);
            b1[n] = hn::LoadU(d, stage.b1 + lane);
            b2[n] = hn::LoadU(d, stage.b2 + lane);
            a1[n] = hn::LoadU(d, stage.a1 + lane);
            a2[n] = hn::LoadU(d, stage.a2 + lane);
            z1[n] = hn::LoadU(d, stage.z1 + lane);
            z2[n] = hn::LoadU(d, stage.z2 + lane);
            y[n] = hn::Zero(d);
        }
        tapped = hn::Zero(d);
        if constexpr (kCorrects) {
            for (int n = 0; n < kCorrectionTaps; ++n) taps[n] = hn::LoadU(d, all.correction.taps[n] + lane);
            for (std::size_t n = 0; n < 4; ++n) {
                u[n] = hn::LoadU(d, all.correction.poles[n] + lane);
                poles[n] = hn::Set(d, kCorrectionPoles[n]);
            }
        }
    }

    /// Takes in frame `time` of `samples`. `given` is room for what the sections gave, after what they
    /// gave before. kEdge: not all have a frame to work on.
    template <bool kEdge>
    HWY_INLINE void step(float* samples, double* given, int time) {
        const DoubleTag d;
        const FloatHalfTag f;
        const auto works = [&](int behind) HWY_ATTR { return !kEdge || (time >= behind && time < kQuantum + behind); };
        const auto write = [&](Half x, int frame) HWY_ATTR {
            float* const at = samples + frame * kLaneStride;
            hn::StoreU(hn::IfThenElse(written, hn::DemoteTo(f, x), hn::LoadU(f, at)), f, at);
        };
        // The last first: each takes what the one before gave in the step before.
        if constexpr (kCorrects) {
            if (works(kLatePoles)) {
                u[2] = hn::NegMulAdd(poles[2], u[2], u[1]);
                u[3] = hn::NegMulAdd(poles[3], u[3], u[2]);
                const Half as = hn::LoadU(d, given + (kPast + time - kLatePoles) * kDoubleWidth);
                write(hn::IfThenElse(corrected, u[3], as), time - kLatePoles);
            }
            if (works(kEarlyPoles)) {
                u[0] = hn::NegMulAdd(poles[0], u[0], tapped);
                u[1] = hn::NegMulAdd(poles[1], u[1], u[0]);
            }
            if (works(kTaps)) {
                const double* const now = given + (kPast + time - kTaps) * kDoubleWidth;
                const auto before = [&](int frames) HWY_ATTR { return hn::LoadU(d, now - frames * kDoubleWidth); };
                Half odd = hn::Mul(taps[5], before(5));
                Half even = hn::Mul(taps[4], before(4));
                odd = hn::MulAdd(taps[3], before(3), odd);
                even = hn::MulAdd(taps[2], before(2), even);
                odd = hn::MulAdd(taps[1], before(1), odd);
                even = hn::MulAdd(taps[0], y[N - 1], even);
                tapped = hn::Add(odd, even);
            }
        }
        for (int n = N - 1; n >= 0; --n) {
            if (!works(n)) continue;
            const Half x = n > 0 ? y[n > 0 ? n - 1 : 0] : hn::PromoteTo(d, hn::LoadU(f, samples + time * kLaneStride));
            y[n] = hn::MulAdd(b0[n], x, z1[n]);
            z1[n] = hn::NegMulAdd(a1[n], y[n], hn::MulAdd(b1[n], x, z2[n]));
            z2[n] = hn::NegMulAdd(a2[n], y[n], hn::Mul(b2[n], x));
        }
        if (!works(N - 1)) return;
        if constexpr (kCorrects) hn::StoreU(y[N - 1], d, given + (kPast + time - (N - 1)) * kDoubleWidth);
        else write(y[N - 1], time - (N - 1));
    }
};

/// kDoubleWidth lanes from `lane` on; `samples` is their first. What is not `active` keeps its bits.
template <int N, bool kCorrects>
HWY_INLINE void runChainHalf(float* samples,
                             EqualizerKernel::Phase& phase,
                             int lane,
                             HalfMask active,
                             HalfMask corrected,
                             hn::Mask<FloatHalfTag> written) {
    const DoubleTag d;
    using Work = Chain<N, kCorrects>;
    constexpr int kPast = Work::kPast, kLag = Work::kLag;
    Work chain(phase, lane);
    chain.corrected = corrected;
    chain.written = written;
    EqualizerKernel::Correction& c = phase.correction;
    alignas(64) double given[kCorrects ? (kPast + kQuantum) * kDoubleWidth : kDoubleWidth];
    if constexpr (kCorrects)
        for (int p = 0; p < kPast; ++p) hn::StoreU(hn::LoadU(d, c.past[p] + lane), d, given + p * kDoubleWidth);
    for (int time = 0; time < kLag; ++time) chain.template step<true>(samples, given, time);
    for (int time = kLag; time < kQuantum; ++time) chain.template step<false>(samples, given, time);
    for (int time = kQuantum; time < kQuantum + kLag; ++time) chain.template step<true>(samples, given, time);
    const auto keep = [&](HalfMask which, Half next, double* row) HWY_ATTR {
        hn::StoreU(settledHalf(which, next, hn::LoadU(d, row + lane)), d, row + lane);
    };
    for (int n = 0; n < N; ++n) {
        keep(active, chain.z1[n], phase.still[n].z1);
        keep(active, chain.z2[n], phase.still[n].z2);
    }
    if constexpr (kCorrects) {
        for (int p = 0; p < kPast; ++p) keep(corrected, hn::LoadU(d, given + (kQuantum + p) * kDoubleWidth), c.past[p]);
        for (int n = 0; n < 4; ++n) keep(corrected, chain.u[n], c.poles[n]);
    }
}

/// Set for the lanes, counted from `lane`, whose strips are in `strips`.
HWY_INLINE hn::Mask<FloatHalfTag> halfMaskOfStrips(StripMask strips, int lane) {
    alignas(64) static constexpr std::int32_t kBitOfLane[kLaneStride] = {1,  1,  2,  2,  4,  4,  8,   8,
                                                                         16, 16, 32, 32, 64, 64, 128, 128};
    const hn::RebindToSigned<FloatHalfTag> d;
    const auto bits = hn::LoadU(d, kBitOfLane + lane);
    return hn::RebindMask(FloatHalfTag(), hn::Eq(hn::And(bits, hn::Set(d, static_cast<std::int32_t>(strips))), bits));
}

template <int N>
HWY_NOINLINE void runChainOf(float* samples, EqualizerKernel::Phase& phase, int lane, StripMask strips) {
    static_assert(kCorrectionTaps == 6 && kCorrectionPoles.size() == 4, "written out");
    const DoubleMask active = widen(maskOfStrips(strips, lane));
    const StripMask corrects = phase.corrected & phase.used & strips;
    const DoubleMask corrected = widen(maskOfStrips(corrects, lane));
    const bool any = anyActive(corrects, lane);
    for (int half = 0; half < 2; ++half) {
        const int at = lane + half * kDoubleWidth;
        const auto written = halfMaskOfStrips(strips, at);
        const HalfMask on = half ? active.high : active.low, with = half ? corrected.high : corrected.low;
        if (any) runChainHalf<N, true>(samples + half * kDoubleWidth, phase, at, on, with, written);
        else runChainHalf<N, false>(samples + half * kDoubleWidth, phase, at, on, with, written);
    }
}

template <std::size_t... N>
HWY_INLINE void runChainAmong(float* samples, EqualizerKernel::Phase& phase, int lane, StripMask strips, std::index_sequence<N...>) {
    const auto length = static_cast<std::size_t>(phase.stillStages);
    (void)((length == N + 1 && (runChainOf<static_cast<int>(N) + 1>(samples, phase, lane, strips), true)) || ...);
}

/// The lanes of a vector, the first of them at `samples`. False, and nothing done, where the chain is
/// another.
HWY_INLINE bool runChain(float* samples, EqualizerKernel::Phase& phase, int lane, StripMask strips) {
    if (phase.stillStages < 1 || phase.stillStages > kLongestChain || !anyActive(phase.used & strips, lane)) return false;
    runChainAmong(samples, phase, lane, strips, std::make_index_sequence<kLongestChain>());
    return true;
}

#endif

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#endif
