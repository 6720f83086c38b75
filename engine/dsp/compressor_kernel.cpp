#include "engine/dsp/compressor_kernel.h"

#include "engine/dsp/lane_state.h"
#include "engine/dsp/math.h"
#include "engine/dsp/smoother_share.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/compressor_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lane_stages.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// Where the link is whole, both sides hear the louder one.
template <int N>
HWY_INLINE Rows<N> tiedPower(Rows<N> power, Rows<N> link) {
    const Floats one = setFloats(1.0f);
    for (int n = 0; n < N; ++n) {
        Floats& p = power.v[n];
        p = select(link.v[n] >= one, max(p, swapPairs(p)), p);
    }
    return power;
}

/// The static curve without its slope: dB over the threshold, rounded off over the knee.
template <class T>
HWY_INLINE T overKnee(T over, T width, T halfWidth, T bend) {
    const T zero = setFloats(0.0f);
    const T inKnee = clamp(over + halfWidth, zero, width);
    return fma(inKnee * inKnee, bend, max(over - halfWidth, zero));
}

/// dB over the threshold. 10·log10 of the power; the floor is −200 dB.
template <class T>
HWY_INLINE T overThreshold(T power, T threshold) {
    return log2(max(power, T(setFloats(1e-20f)))) * T(setFloats(3.01029996f)) - threshold;
}

/// Level and static curve: dB wanted into `work`. Where the power has memory it was followed before
/// and stands there.
template <bool kPacked, bool kMoves>
HWY_INLINE void wantReduction(const Stretch& at,
                              float* work,
                              bool powerIsThere,
                              const CompressorControls& c,
                              const CompressorKernel::State& s) {
    const Control<kPacked, kMoves> threshold(c.threshold, at.lane), slope(c.slope, at.lane);
    const Control<kPacked, kMoves> knee(c.knee, at.lane), range(c.range, at.lane);
    const Control<kPacked, kMoves> link(c.link, at.lane);
    const Several scale = spread<kPacked>(s.powerScale + at.lane);
    const FloatMask grows = spread<kPacked>(s.growing + at.lane) > setFloats(0.5f);
    const bool anyGrows = any(grows);
    const Several zero = setFloats(0.0f), half = setFloats(0.5f), least = setFloats(1e-3f);
    Several width = max(knee.at(0), least);
    Several halfWidth = width * half, bend = half / width;
    for (int n = 0; n < at.vectors; n += kTogether) {
        if constexpr (kMoves) {
            width = max(knee.at(n), least);
            halfWidth = width * half;
            bend = half / width;
        }
        Several power;
        if (powerIsThere) {
            power = loadRows<kTogether>(work + n * kWidth, kWidth);
        } else {
            const Several d = loadRows<kTogether>(at.detector + n * at.stride, at.stride);
            power = d * d * scale;
        }
        power = tiedPower(power, link.at(n));
        const Several over = overThreshold(power, threshold.at(n));
        Several sharp = overKnee(over, width, halfWidth, bend);
        if (anyGrows) {
            const Several reached = max(over + halfWidth, zero);
            sharp = select(grows, reached * reached / (reached + setFloats(12.0f)), sharp);
        }
        const Several wanted = min(slope.at(n) * sharp, range.at(n));
        const Several linked = fma(link.at(n), max(wanted, swapPairs(wanted)) - wanted, wanted);
        storeRows(linked, work + n * kWidth, kWidth);
    }
}

/// The mean square over the window. A window of one frame gives the square itself, bit for bit.
template <class T>
HWY_INLINE void followPower(const Stretch& at, int stride, float* work, int workStride, CompressorKernel::State& s) {
    T power{};
    const T window = loadAs(power, s.window + at.lane), scale = loadAs(power, s.powerScale + at.lane);
    const T memory = setAs(power, 1.0f) - window;
    power = loadAs(power, s.power + at.lane);
    for (int frame = 0; frame < kQuantum; ++frame) {
        const T d = loadAs(power, at.detector + frame * stride);
        power = fma(memory, power, window * (d * d * scale));
        store(power, work + frame * workStride);
    }
    const T zero = setAs(power, 0.0f);
    power = select(memory > zero, power, zero);
    keep(at.active, select(power > setAs(power, 1e-20f), power, zero), s.power + at.lane);
}

/// The smoother, in place. What only a character needs is left out where no lane has one
/// (`kPlain`); a lane's bits are the same either way.
template <class T, bool kPlain>
HWY_INLINE void smooth(const Stretch& at, float* work, int stride, CompressorKernel::State& s) {
    T reduction{};
    const auto read = [&](const float* p) HWY_ATTR { return loadAs(reduction, p + at.lane); };
    const Smoother<T> smoother(read(s.attack), read(s.release));
    const T haste = read(s.haste), fall = read(s.fall), slowShare = read(s.slowShare);
    const T slowAttack = read(s.slowAttack), slowRelease = read(s.slowRelease);
    T slow = read(s.slow);
    reduction = read(s.reduction);
    const T zero = setAs(reduction, 0.0f), one = setAs(reduction, 1.0f);
    T deepest = zero;
    for (int frame = 0; frame < kQuantum; ++frame) {
        float* const here = work + frame * stride;
        const T wanted = loadAs(reduction, here);
        if constexpr (kPlain) {
            reduction = smoother.follow(wanted, reduction);
        } else {
            const T missing = wanted - reduction;
            const T taken = min(fma(haste, max(missing, zero), one) * smoother.attack, one);
            const T risen = select(haste > zero, fma(taken, missing, reduction), smoother.rise(wanted, reduction));
            const T fallen = select(fall > zero, max(reduction - fall, wanted), smoother.fall(wanted, reduction));
            reduction = select(wanted > reduction, risen, fallen);
        }
        T total = reduction;
        if constexpr (!kPlain) {
            const T behind = reduction - slow;
            slow = fma(select(behind > zero, slowAttack, slowRelease), behind, slow);
            total = max(reduction, slowShare * slow);
        }
        deepest = max(deepest, total);
        store(total, here);
    }
    const T least = setAs(reduction, 1e-6f);
    const T slowKept = kPlain ? zero : select(slowShare > zero, slow, zero);
    keep(at.active, select(reduction > least, reduction, zero), s.reduction + at.lane);
    keep(at.active, select(slowKept > least, slowKept, zero), s.slow + at.lane);
    keep(at.active, deepest, s.deepest + at.lane);
}

template <bool kPacked, bool kMoves>
HWY_INLINE void applyGain(const Stretch& at, const float* work, const CompressorControls& c) {
    const Control<kPacked, kMoves> makeup(c.makeup, at.lane), mix(c.mix, at.lane);
    const Several one = setFloats(1.0f);
    for (int n = 0; n < at.vectors; n += kTogether) {
        const Several total = loadRows<kTogether>(work + n * kWidth, kWidth);
        const Several wet = mix.at(n);
        const Several gain = fma(wet, gainOfDecibels(makeup.at(n) - total), one - wet);
        float* const samples = at.samples + n * at.stride;
        const Several x = loadRows<kTogether>(samples, at.stride);
        storeRows(kPacked ? x * gain : select(at.active, x * gain, x), samples, at.stride);
    }
}

/// Gain, and as much colour as the stage works: cubic and square laws of a gain cell driven off its
/// centre. Lanes without colour get the bits of applyGain.
HWY_INLINE void applyColouredGain(const Stretch& at,
                                  const float* work,
                                  const CompressorControls& c,
                                  CompressorKernel::State& s) {
    const Floats second = load(s.second + at.lane), third = load(s.third + at.lane);
    const Floats zero = setFloats(0.0f), one = setFloats(1.0f);
    const FloatMask coloured = (second > zero) | (third > zero);
    Floats mean = load(s.mean + at.lane);
    for (int frame = 0; frame < kQuantum; ++frame) {
        const Floats total = load(work + frame * kWidth);
        const Floats wet = load(c.mix.at(frame) + at.lane);
        const Floats cell = gainOfDecibels(load(c.makeup.at(frame) + at.lane) - total);
        float* const samples = at.samples + frame * at.stride;
        const Floats x = load(samples);
        const Floats clean = x * fma(wet, cell, one - wet);
        const Floats drive = wet * min(total * setFloats(0.1f), one);
        const Floats y = x * cell, square = y * y;
        mean = fma(setFloats(7e-4f), square - mean, mean);
        const Floats colour = fnma(third * square, y, second * (square - mean));
        store(select(at.active & coloured, fma(drive, colour, clean), select(at.active, clean, x)), samples);
    }
    mean = select(coloured & (abs(mean) > setFloats(1e-9f)), mean, zero);
    keep(at.active, mean, s.mean + at.lane);
}

/// What of a character any active lane has.
struct Character {
    bool window, colour, plain;
};

template <bool kMoves>
HWY_INLINE void runRows(const Stretch& at,
                        const Character& has,
                        const CompressorControls& c,
                        CompressorKernel::State& s) {
    alignas(64) float work[kQuantum * kWidth];
    if (has.window) followPower<Floats>(at, at.stride, work, kWidth, s);
    wantReduction<false, kMoves>(at, work, has.window, c, s);
    if (has.plain) smooth<Floats, true>(at, work, kWidth, s);
    else smooth<Floats, false>(at, work, kWidth, s);
    if (has.colour) applyColouredGain(at, work, c, s);
    else applyGain<false, kMoves>(at, work, c);
}

// Strips whose sides go together have one reduction for both, so a vector has room for two frames of
// it: the first in its even lanes, the second in the odd ones. Level, curve and gain then cost half.

#if HWY_TARGET == HWY_SCALAR
HWY_INLINE Floats ofFirst(Floats a) { return {{a.v[0], a.v[0]}}; }
HWY_INLINE Floats ofSecond(Floats a) { return {{a.v[1], a.v[1]}}; }
HWY_INLINE Floats twoFrames(Floats first, Floats second) { return {{first.v[0], second.v[1]}}; }
#else
HWY_INLINE Floats ofFirst(Floats a) { return {hn::DupEven(a.v)}; }
HWY_INLINE Floats ofSecond(Floats a) { return {hn::DupOdd(a.v)}; }
HWY_INLINE Floats twoFrames(Floats first, Floats second) { return {hn::OddEven(second.v, first.v)}; }
#endif

template <int N>
HWY_INLINE Rows<N> ofFirst(Rows<N> a) {
    for (Floats& row : a.v) row = ofFirst(row);
    return a;
}
template <int N>
HWY_INLINE Rows<N> ofSecond(Rows<N> a) {
    for (Floats& row : a.v) row = ofSecond(row);
    return a;
}
template <int N>
HWY_INLINE Rows<N> twoFrames(Rows<N> first, Rows<N> second) {
    for (int n = 0; n < N; ++n) first.v[n] = twoFrames(first.v[n], second.v[n]);
    return first;
}

HWY_INLINE Several followTwo(Several wanted, Floats& reduction, const Smoother<Floats>& smoother) {
    static_assert(kTogether == 4, "written out, so that all of it stays in registers");
    const Floats a = smoother.follow(ofFirst(wanted.v[0]), reduction);
    const Floats b = smoother.follow(ofSecond(wanted.v[0]), a);
    const Floats c = smoother.follow(ofFirst(wanted.v[1]), b);
    const Floats d = smoother.follow(ofSecond(wanted.v[1]), c);
    const Floats e = smoother.follow(ofFirst(wanted.v[2]), d);
    const Floats f = smoother.follow(ofSecond(wanted.v[2]), e);
    const Floats g = smoother.follow(ofFirst(wanted.v[3]), f);
    reduction = smoother.follow(ofSecond(wanted.v[3]), g);
    Several total;
    total.v[0] = twoFrames(a, b);
    total.v[1] = twoFrames(c, d);
    total.v[2] = twoFrames(e, f);
    total.v[3] = twoFrames(g, reduction);
    return total;
}

/// Whether the sides of all active strips in the vector go together from here on.
HWY_INLINE bool goTogether(int lane, FloatMask active, const CompressorControls& c, const CompressorKernel::State& s) {
    // The distance between the sides of what both must have in common, and what the link lacks.
    Floats apart = max(setFloats(1.0f) - load(c.link.values + lane), load(s.growing + lane));
    for (const float* p : {s.reduction, s.attack, s.release, s.powerScale, c.threshold.values, c.slope.values,
                           c.knee.values, c.range.values, c.makeup.values, c.mix.values}) {
        const Floats here = load(p + lane);
        apart = max(apart, abs(here - swapPairs(here)));
    }
    return !any(active & (apart > setFloats(0.0f)));
}

/// The static curve where nothing moves and no ratio grows.
template <int N>
struct StillCurve {
    Rows<N> threshold, slope, range, width, halfWidth, bend;

    /// `spread` loads a control or a state for all lanes.
    template <class Spread>
    HWY_INLINE StillCurve(const CompressorControls& c, Spread&& spread)
        : threshold(spread(c.threshold.values)), slope(spread(c.slope.values)), range(spread(c.range.values)),
          width(max(Rows<N>(spread(c.knee.values)), Rows<N>(setFloats(1e-3f)))),
          halfWidth(width * Rows<N>(setFloats(0.5f))), bend(Rows<N>(setFloats(0.5f)) / width) {}

    HWY_INLINE Rows<N> wanted(Rows<N> power) const {
        return min(slope * overKnee(overThreshold(power, threshold), width, halfWidth, bend), range);
    }
};

/// The squares of the louder sides in two times N frames of strips that go together.
template <int N>
HWY_INLINE Rows<N> louderPower(const float* heard, int stride, Rows<N> scale) {
    // |d| is as good as d² to tell the louder side, and its square the same number.
    Rows<N> even = abs(loadRows<N>(heard, 2 * stride));
    Rows<N> odd = abs(loadRows<N>(heard + stride, 2 * stride));
    even = max(even, swapPairs(even));
    odd = max(odd, swapPairs(odd));
    const Rows<N> loud = twoFrames(even, odd);
    return loud * loud * scale;
}

/// All stages of a clean compressor over the rows of strips that go together, nothing moving. The bits
/// are those of wantReduction, smooth and applyGain. A function of its own: the compiler loses track of
/// so many vectors in a larger one.
HWY_NOINLINE void runTogether(const Stretch& at, const CompressorControls& c, CompressorKernel::State& s) {
    constexpr int kFrames = 2 * kTogether;
    const auto row = [&](const float* p) HWY_ATTR { return load(p + at.lane); };
    const StillCurve<kTogether> curve(c, row);
    const Several scale = row(s.powerScale);
    const Floats none = setFloats(0.0f), least = setFloats(1e-6f);
    const Smoother<Floats> smoother(load(s.attack + at.lane), load(s.release + at.lane));
    const Several makeup = load(c.makeup.values + at.lane), wet = load(c.mix.values + at.lane);
    const Several dry = Several(setFloats(1.0f)) - wet;
    Floats reduction = load(s.reduction + at.lane);
    Floats deepest = none;
    Several wanted = curve.wanted(louderPower(at.detector, at.stride, scale));
    for (int frame = 0; frame < kQuantum; frame += kFrames) {
        // The smoother waits for itself from frame to frame; the next levels fill the time.
        const Several total = followTwo(wanted, reduction, smoother);
        const int next = std::min(frame + kFrames, kQuantum - kFrames);
        wanted = curve.wanted(louderPower(at.detector + next * at.stride, at.stride, scale));
        deepest = max(deepest, max(max(total.v[0], total.v[1]), max(total.v[2], total.v[3])));
        const Several gain = fma(wet, gainOfDecibels(makeup - total), dry);
        float* const samples = at.samples + frame * at.stride;
        const Several x = loadRows<kTogether>(samples, 2 * at.stride);
        const Several y = loadRows<kTogether>(samples + at.stride, 2 * at.stride);
        storeRows(select(at.active, x * ofFirst(gain), x), samples, 2 * at.stride);
        storeRows(select(at.active, y * ofSecond(gain), y), samples + at.stride, 2 * at.stride);
    }
    keep(at.active, select(reduction > least, reduction, none), s.reduction + at.lane);
    keep(at.active, none, s.slow + at.lane);
    keep(at.active, max(deepest, swapPairs(deepest)), s.deepest + at.lane);
}

#if HWY_TARGET == HWY_SCALAR
HWY_INLINE void runAlone(float*, const float*, int, const CompressorControls&, CompressorKernel::State&) {}
#else
/// The same for a strip on its own whose sides go together: two packed vectors of frames make one of
/// reductions, the first in its even lanes, the second in the odd ones. First all the levels; then the
/// gains of the last frames fill the time in which the smoother waits for itself.
HWY_NOINLINE void runAlone(float* samples, const float* detector, int lane, const CompressorControls& c, CompressorKernel::State& s) {
    constexpr int kFrames = kWidth / kStripLanes; // per packed vector
    constexpr int kVectors = kPackedVectors / 2;
    const auto both = [&](const float* p) HWY_ATTR { return repeatPair(p + lane); };
    alignas(64) float heard[kPackedSamples], wanted[kVectors * kWidth], gains[kPackedSamples];
    pack(detector, lane, heard);
    const StillCurve<1> curve(c, both);
    const Rows<1> scale = both(s.powerScale);
    for (int n = 0; n < kVectors; ++n)
        storeRows(curve.wanted(louderPower(heard + 2 * n * kWidth, kWidth, scale)), wanted + n * kWidth, kWidth);

    const Floats makeup = both(c.makeup.values), wet = both(c.mix.values), dry = setFloats(1.0f) - wet;
    const Smoother<Pair> smoother(loadPair(s.attack + lane), loadPair(s.release + lane));
    Pair reduction = loadPair(s.reduction + lane);
    Floats deepest = setFloats(0.0f);
    const auto apply = [&](int vector) HWY_ATTR {
        for (int frame = 2 * vector * kFrames; frame < 2 * (vector + 1) * kFrames; ++frame) {
            float* const at = samples + frame * kLaneStride + lane;
            store(loadPair(at) * loadPair(gains + frame * kStripLanes), at);
        }
    };
    for (int vector = 0; vector < kVectors; ++vector) {
        const float* const now = wanted + vector * kWidth;
        Pair totals[kFrames];
        for (int n = 0; n < kFrames; ++n) {
            reduction = smoother.follow(setAs(reduction, now[2 * n]), reduction);
            totals[n] = reduction;
        }
        for (int n = 0; n < kFrames; ++n) {
            reduction = smoother.follow(setAs(reduction, now[2 * n + 1]), reduction);
            totals[n] = {hn::OddEven(reduction.v, totals[n].v)};
        }
        const Floats total{sideBySide<kFrames>(totals)};
        deepest = max(deepest, total);
        const Floats gain = fma(wet, gainOfDecibels(makeup - total), dry);
        store(ofFirst(gain), gains + 2 * vector * kWidth);
        store(ofSecond(gain), gains + (2 * vector + 1) * kWidth);
        if (vector > 0) apply(vector - 1);
    }
    apply(kVectors - 1);
    alignas(64) float depths[kWidth];
    store(deepest, depths);
    const Pair zero = setAs(reduction, 0.0f);
    store(select(reduction > setAs(reduction, 1e-6f), reduction, zero), s.reduction + lane);
    store(zero, s.slow + lane);
    store(setAs(reduction, *std::max_element(depths, depths + kWidth)), s.deepest + lane);
}
#endif

void runPacked(float* samples,
               const float* detector,
               int lane,
               const Character& has,
               const CompressorControls& c,
               CompressorKernel::State& s) {
    alignas(64) float audio[kPackedSamples], heard[kPackedSamples], work[kPackedSamples];
    pack(samples, lane, audio);
    if (detector != samples) pack(detector, lane, heard);
    const Stretch at{detector == samples ? audio : heard, audio, kWidth, kPackedVectors, lane, {}};
    if (has.window) followPower<Pair>(at, kStripLanes, work, kStripLanes, s);
    wantReduction<true, false>(at, work, has.window, c, s);
    if (has.plain) smooth<Pair, true>(at, work, kStripLanes, s);
    else smooth<Pair, false>(at, work, kStripLanes, s);
    applyGain<true, false>(at, work, c);
    unpack(audio, samples, lane);
}

void runCompressor(float* samples,
                   const float* detector,
                   StripMask active,
                   const CompressorControls& c,
                   CompressorKernel::State& s) {
    const bool moves = c.threshold.moves() || c.slope.moves() || c.knee.moves() || c.range.moves() ||
                       c.makeup.moves() || c.link.moves() || c.mix.moves();
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        const auto some = [&](const float* p) HWY_ATTR {
            return any(mask & (load(p + lane) > setFloats(0.0f)));
        };
        const Character has{any(mask & (load(s.window + lane) < setFloats(1.0f))),
                            some(s.second) || some(s.third),
                            !some(s.haste) && !some(s.fall) && !some(s.slowShare) &&
                                !isGradual(mask, load(s.attack + lane), load(s.release + lane))};
        const bool together =
            !moves && !has.window && !has.colour && has.plain && goTogether(lane, mask, c, s);
        const int alone = loneStrip(active, lane);
        if (kPacks && alone >= 0 && !moves && !has.colour) {
            if (together) runAlone(samples, detector, kStripLanes * alone, c, s);
            else runPacked(samples, detector, kStripLanes * alone, has, c, s);
            continue;
        }
        const Stretch at{detector + lane, samples + lane, kLaneStride, kQuantum, lane, mask};
        if (together) runTogether(at, c, s);
        else if (moves) runRows<true>(at, has, c, s);
        else runRows<false>(at, has, c, s);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runCompressor);

CompressorKernel::CompressorKernel(double rate) : rate_(rate) {
    for (int lane = 0; lane < kLaneStride; ++lane) {
        set(lane, {});
        reset(lane);
    }
}

void CompressorKernel::set(int lane, const CompressorCharacter& c) noexcept {
    // Share of a step that is taken per frame.
    const auto share = [&](double seconds) { return 1.0 - onePoleMemory(seconds * rate_); };
    const auto fed = [&](double seconds) {
        const double taken = share(seconds);
        return smootherShare(taken * (1 + c.feedback) / (1 + taken * c.feedback));
    };
    state_.attack[lane] = fed(c.attack);
    state_.release[lane] = c.straightRelease ? 0.0f : fed(c.release);
    state_.fall[lane] = c.straightRelease ? static_cast<float>(8.685889638 / (c.release * rate_)) : 0.0f;
    state_.window[lane] = c.window > 0 ? static_cast<float>(share(c.window)) : 1.0f;
    // A full-scale sine reads 0 dB: its mean square is a half, its peak square one.
    state_.powerScale[lane] = c.window > 0 ? 2.0f : 1.0f;
    state_.haste[lane] = static_cast<float>(c.haste);
    state_.slowShare[lane] = static_cast<float>(c.slowShare);
    state_.slowAttack[lane] = static_cast<float>(share(c.slowAttack));
    state_.slowRelease[lane] = static_cast<float>(share(c.slowRelease));
    state_.growing[lane] = c.growingRatio ? 1.0f : 0.0f;
    state_.second[lane] = static_cast<float>(2 * c.second);
    state_.third[lane] = static_cast<float>(4 * c.third);
    // What is not used is not kept, so that a lane's past does not depend on what its neighbours use.
    if (c.window <= 0) state_.power[lane] = 0;
    if (c.slowShare <= 0) state_.slow[lane] = 0;
    if (c.second <= 0 && c.third <= 0) state_.mean[lane] = 0;
}

void CompressorKernel::process(float* samples,
                               const float* detector,
                               StripMask active,
                               const CompressorControls& controls) noexcept {
    HWY_DYNAMIC_DISPATCH(runCompressor)(samples, detector, active, controls, state_);
}

void CompressorKernel::reset(int lane) noexcept {
    state_.power[lane] = state_.reduction[lane] = state_.slow[lane] = 0;
    state_.mean[lane] = state_.deepest[lane] = 0;
}

void CompressorKernel::adopt(int lane, const CompressorKernel& other, int otherLane) noexcept {
    copyLane<float>(state_, lane, other.state_, otherLane);
}

} // namespace lacquer::dsp
#endif
