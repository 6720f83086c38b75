// Compiled once per instruction set, after lanes.h: see there.

#if defined(LACQUER_ENGINE_DSP_EQUALIZER_LONE_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LACQUER_ENGINE_DSP_EQUALIZER_LONE_H
#undef LACQUER_ENGINE_DSP_EQUALIZER_LONE_H
#else
#define LACQUER_ENGINE_DSP_EQUALIZER_LONE_H
#endif

#include "engine/dsp/equalizer_rows.h"

#include <algorithm>
#include <utility>

HWY_BEFORE_NAMESPACE();

/// The equalizer of a strip on its own. See kLoneEqualizer for where there is one.
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_MAX_BYTES >= 32
// A strip on its own would fill two lanes of a vector. Instead sections that follow each other in the
// chain stand abreast in one: each works a frame behind the one before, so that it has its input when
// its turn comes. Operations and their order are those of runStill and runCorrection, and so are the
// bits.

/// Two doubles of a section.
using SidesTag = hn::FixedTag<double, kStripLanes>;
using Sides = hn::Vec<SidesTag>;
/// Sections abreast. Four, where a vector has room for them, were slower: 4.3 against 3.9 ns per sample
/// and channel for five bands (Cascade Lake).
inline constexpr int kAbreast = 2;
using AbreastTag = hn::FixedTag<double, kStripLanes * kAbreast>;
using Abreast = hn::Vec<AbreastTag>;
/// As many as have room in the registers together.
inline constexpr int kLoneSections = 6;
/// Frames that one stage hands on to the next at a time.
inline constexpr int kChunk = 8;

HWY_INLINE Abreast abreast(const double* first, const double* second) {
    return hn::Combine(AbreastTag(), hn::LoadU(SidesTag(), second), hn::LoadU(SidesTag(), first));
}

/// Everyone's value to the next one; the first has that of the last in `below`.
HWY_INLINE Abreast handedOn(Abreast y, Abreast below) { return hn::ConcatLowerUpper(AbreastTag(), y, below); }

HWY_INLINE Abreast handedOn(Abreast y, Sides first) {
    return hn::Combine(AbreastTag(), hn::LowerHalf(SidesTag(), y), first);
}

HWY_INLINE Sides lastOf(Abreast y) { return hn::UpperHalf(SidesTag(), y); }

/// A time at which all those abreast have a frame to work on.
inline constexpr int kAllWork = -1;

/// `next` for those of vector n that have a frame to work on when the first of all is at frame kTime.
template <int kTime>
HWY_INLINE Abreast worked(int n, Abreast next, Abreast before) {
    const AbreastTag d;
    const int frame = kTime - 2 * n; // of the lower; the upper is one behind
    if (kTime == kAllWork || (frame > 0 && frame < kQuantum)) return next;
    if (frame == 0) return hn::ConcatUpperLower(d, before, next);
    if (frame == kQuantum) return hn::ConcatUpperLower(d, next, before);
    return before;
}

/// 2 N sections of a lone strip.
template <int N>
struct Staggered {
    static constexpr int kLag = 2 * N - 1; ///< of the last section behind the first
    static_assert(kLag < kChunk);

    Abreast b0[N], b1[N], b2[N], a1[N], a2[N], z1[N], z2[N], y[N];

    HWY_INLINE Staggered(EqualizerKernel::Still* const* stages, int lane) {
        for (int n = 0; n < N; ++n) {
            const EqualizerKernel::Still &first = *stages[2 * n], &second = *stages[2 * n + 1];
            b0[n] = abreast(first.b0 + lane, second.b0 + lane);
            b1[n] = abreast(first.b1 + lane, second.b1 + lane);
            b2[n] = abreast(first.b2 + lane, second.b2 + lane);
            a1[n] = abreast(first.a1 + lane, second.a1 + lane);
            a2[n] = abreast(first.a2 + lane, second.a2 + lane);
            z1[n] = abreast(first.z1 + lane, second.z1 + lane);
            z2[n] = abreast(first.z2 + lane, second.z2 + lane);
            y[n] = hn::Zero(AbreastTag());
        }
    }

    /// One frame into the first section. Those that have none yet, or none any more, keep their
    /// memories.
    template <int kTime>
    HWY_INLINE void step(Sides in, double* frames, int time) {
        for (int n = N - 1; n >= 0; --n) {
            const Abreast x = n > 0 ? handedOn(y[n], y[n > 0 ? n - 1 : 0]) : handedOn(y[0], in);
            y[n] = hn::MulAdd(b0[n], x, z1[n]);
            z1[n] = worked<kTime>(n, hn::NegMulAdd(a1[n], y[n], hn::MulAdd(b1[n], x, z2[n])), z1[n]);
            z2[n] = worked<kTime>(n, hn::NegMulAdd(a2[n], y[n], hn::Mul(b2[n], x)), z2[n]);
        }
        // Written behind what is still to be read.
        if (time >= kLag) hn::StoreU(lastOf(y[N - 1]), SidesTag(), frames + (time - kLag) * kStripLanes);
    }

    /// The steps from kFirst on, one for each of kMore.
    template <int kFirst, class Source, int... kMore>
    HWY_INLINE void edge(Source&& source, double* frames, std::integer_sequence<int, kMore...>) {
        (step<kFirst + kMore>(source(std::min(kFirst + kMore, kQuantum - 1)), frames, kFirst + kMore), ...);
    }

    HWY_INLINE void keep(EqualizerKernel::Still* const* stages, int lane) const {
        const AbreastTag d;
        const SidesTag sides;
        const auto put = [&](Abreast z, double* first, double* second) HWY_ATTR {
            const Abreast kept = hn::IfThenElseZero(hn::Gt(hn::Abs(z), hn::Set(d, kNothing)), z);
            hn::StoreU(hn::LowerHalf(sides, kept), sides, first + lane);
            hn::StoreU(hn::UpperHalf(sides, kept), sides, second + lane);
        };
        for (int n = 0; n < N; ++n) {
            put(z1[n], stages[2 * n]->z1, stages[2 * n + 1]->z1);
            put(z2[n], stages[2 * n]->z2, stages[2 * n + 1]->z2);
        }
    }
};

/// Sections from what `source` has at a frame into the packed frames [kQuantum][kStripLanes], which it
/// may be itself. `given(first)` is called whenever
/// kChunk more frames have been through, with the first of those before them: while the sections wait
/// for their own last frame, what comes after them works on these, which have reached the cache by then.
template <int N, class Source, class Given>
HWY_INLINE void runStaggered(
    Source&& source, double* frames, EqualizerKernel::Still* const* stages, int lane, Given&& given) {
    Staggered<N> sections(stages, lane);
    constexpr int kLag = Staggered<N>::kLag;
    constexpr auto edge = std::make_integer_sequence<int, kLag>();
    sections.template edge<0>(source, frames, edge);
    for (int chunk = 0; chunk < kQuantum - kChunk; chunk += kChunk) {
        for (int time = chunk + kLag; time < chunk + kLag + kChunk; ++time)
            sections.template step<kAllWork>(source(time), frames, time);
        if (chunk > 0) given(chunk - kChunk);
    }
    for (int time = kQuantum - kChunk + kLag; time < kQuantum; ++time)
        sections.template step<kAllWork>(source(time), frames, time);
    sections.template edge<kQuantum>(source, frames, edge);
    given(kQuantum - 2 * kChunk);
    given(kQuantum - kChunk);
    sections.keep(stages, lane);
}

HWY_INLINE void writeFrame(Sides x, float* samples, int frame) {
    const hn::Rebind<float, SidesTag> f;
    hn::StoreU(hn::DemoteTo(f, x), f, samples + frame * kLaneStride);
}

/// As runCorrection while nothing glides. The poles stand abreast like the sections.
struct LoneCorrection {
    static constexpr int kPast = kCorrectionTaps - 1;
    static constexpr int kPoles = 2; ///< vectors of them
    static constexpr int kLag = 3;   ///< of the last pole behind the first

    EqualizerKernel::Correction& correction;
    const int lane;
    double* const frames; ///< with room for the past in front
    float* const samples;
    Abreast taps[kCorrectionTaps], poles[kPoles], u[kPoles];

    HWY_INLINE LoneCorrection(EqualizerKernel::Correction& c, int at, double* f, float* out)
        : correction(c), lane(at), frames(f), samples(out) {
        static_assert(kCorrectionTaps == 6 && kCorrectionPoles.size() == 4, "written out");
        const SidesTag sides;
        for (int p = 0; p < kPast; ++p)
            hn::StoreU(hn::LoadU(sides, c.past[p] + lane), sides, frames + (p - kPast) * kStripLanes);
        for (int n = 0; n < kCorrectionTaps; ++n) taps[n] = hn::LoadDup128(AbreastTag(), c.taps[n] + lane);
        for (std::size_t n = 0; n < kPoles; ++n) {
            u[n] = abreast(c.poles[2 * n] + lane, c.poles[2 * n + 1] + lane);
            poles[n] = hn::Combine(AbreastTag(), hn::Set(sides, kCorrectionPoles[2 * n + 1]), hn::Set(sides, kCorrectionPoles[2 * n]));
        }
    }

    template <int kTime>
    HWY_INLINE void step(Abreast in, int time) {
        for (int n = kPoles - 1; n >= 0; --n)
            u[n] = worked<kTime>(n, hn::NegMulAdd(poles[n], u[n], handedOn(u[n], n > 0 ? u[n > 0 ? n - 1 : 0] : in)), u[n]);
        if (time >= kLag) writeFrame(lastOf(u[kPoles - 1]), samples, time - kLag);
    }

    HWY_INLINE void run(int chunk) {
        const AbreastTag d;
        alignas(64) double fed[kChunk * kStripLanes];
        for (int frame = 0; frame < kChunk; frame += kAbreast) {
            const double* const now = frames + (chunk + frame) * kStripLanes;
            const auto ago = [&](int n) HWY_ATTR { return hn::LoadU(d, now - n * kStripLanes); };
            Abreast odd = hn::Mul(taps[5], ago(5));
            Abreast even = hn::Mul(taps[4], ago(4));
            odd = hn::MulAdd(taps[3], ago(3), odd);
            even = hn::MulAdd(taps[2], ago(2), even);
            odd = hn::MulAdd(taps[1], ago(1), odd);
            even = hn::MulAdd(taps[0], ago(0), even);
            hn::Store(hn::Add(odd, even), d, fed + frame * kStripLanes);
        }
        const auto at = [&](int n) HWY_ATTR { return hn::LoadDup128(d, fed + n * kStripLanes); };
        if (chunk == 0) {
            static_assert(kLag == 3, "written out");
            step<0>(at(0), 0);
            step<1>(at(1), 1);
            step<2>(at(2), 2);
            for (int n = kLag; n < kChunk; ++n) step<kAllWork>(at(n), n);
        } else {
            for (int n = 0; n < kChunk; ++n) step<kAllWork>(at(n), chunk + n);
        }
    }

    HWY_INLINE void finish() {
        const SidesTag sides;
        step<kQuantum>(hn::Zero(AbreastTag()), kQuantum);
        step<kQuantum + 1>(hn::Zero(AbreastTag()), kQuantum + 1);
        step<kQuantum + 2>(hn::Zero(AbreastTag()), kQuantum + 2);
        const auto settle = [&](Sides v) HWY_ATTR {
            return hn::IfThenElseZero(hn::Gt(hn::Abs(v), hn::Set(sides, kNothing)), v);
        };
        for (int p = 0; p < kPast; ++p)
            hn::StoreU(settle(hn::LoadU(sides, frames + (kQuantum + p - kPast) * kStripLanes)), sides, correction.past[p] + lane);
        for (int n = 0; n < kPoles; ++n) {
            hn::StoreU(settle(hn::LowerHalf(sides, u[n])), sides, correction.poles[2 * n] + lane);
            hn::StoreU(settle(hn::UpperHalf(sides, u[n])), sides, correction.poles[2 * n + 1] + lane);
        }
    }
};

/// The last of a strip's sections, its correction and the way back to its samples.
template <int N, class Source>
HWY_NOINLINE void finishLone(Source source,
                             float* samples,
                             double* frames,
                             EqualizerKernel::Still* const* stages,
                             EqualizerKernel::Phase& phase,
                             int lane) {
    if ((phase.corrected >> (lane / kStripLanes)) & 1u) {
        LoneCorrection correction(phase.correction, lane, frames, samples);
        runStaggered<N>(source, frames, stages, lane, [&](int chunk) HWY_ATTR { correction.run(chunk); });
        correction.finish();
        return;
    }
    runStaggered<N>(source, frames, stages, lane, [&](int chunk) HWY_ATTR {
        for (int frame = chunk; frame < chunk + kChunk; ++frame)
            writeFrame(hn::LoadU(SidesTag(), frames + frame * kStripLanes), samples, frame);
    });
}

struct FromSamples {
    const float* samples;
    HWY_INLINE Sides operator()(int frame) const {
        const hn::Rebind<float, SidesTag> f;
        return hn::PromoteTo(SidesTag(), hn::LoadU(f, samples + frame * kLaneStride));
    }
};

struct FromFrames {
    const double* frames;
    HWY_INLINE Sides operator()(int frame) const { return hn::LoadU(SidesTag(), frames + frame * kStripLanes); }
};

template <class Source>
HWY_INLINE void finishLoneOf(Source source,
                             int count,
                             float* samples,
                             double* frames,
                             EqualizerKernel::Still* const* stages,
                             EqualizerKernel::Phase& phase,
                             int lane) {
    if (count <= 2) finishLone<1>(source, samples, frames, stages, phase, lane);
    else if (count <= 4) finishLone<2>(source, samples, frames, stages, phase, lane);
    else finishLone<3>(source, samples, frames, stages, phase, lane);
}

/// A lone strip whose sections are all of left and right, with nothing gliding.
void runLoneEqualizer(float* samples, int strip, EqualizerKernel::Phase& phase) {
    constexpr int kPast = kCorrectionTaps - 1;
    const int lane = kStripLanes * strip;
    alignas(64) double memory[(kQuantum + kPast) * kStripLanes];
    double* const frames = memory + kPast * kStripLanes;
    float* const at = samples + lane;
    EqualizerKernel::Still passing;
    EqualizerKernel::Still* stages[kLoneSections];
    for (int s = 0; s < phase.stillStages; s += kLoneSections) {
        const int count = std::min(phase.stillStages - s, kLoneSections);
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
        const bool last = s + kLoneSections >= phase.stillStages;
        if (last && s == 0) finishLoneOf(FromSamples{at}, count, at, frames, stages, phase, lane);
        else if (last) finishLoneOf(FromFrames{frames}, count, at, frames, stages, phase, lane);
        else if (s == 0) runStaggered<3>(FromSamples{at}, frames, stages, lane, [](int) {});
        else runStaggered<3>(FromFrames{frames}, frames, stages, lane, [](int) {});
    }
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
