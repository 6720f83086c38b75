#include "engine/dsp/gate_kernel.h"

#include "engine/dsp/lane_state.h"
#include "engine/dsp/math.h"
#include "engine/dsp/smoother_share.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/gate_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lane_stages.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// Log2 of a power per dB.
inline constexpr float kOctavesPerDecibel = 0.33219281f;
/// From this slope on nothing of the closed gate follows the level.
inline constexpr float kGates = 98.5f;

/// Per vector: the square that is compared, then what is wanted in dB.
struct GateWork {
    alignas(64) float square[kQuantum * kWidth];
    alignas(64) float opensAt[kQuantum * kWidth], closesAt[kQuantum * kWidth];
    alignas(64) float peak[kQuantum * kWidth];
};

/// Power of the louder side, and the powers at which the gate opens and closes.
template <bool kPacked, bool kMoves>
HWY_INLINE void measure(const Stretch& at, GateWork& work, const GateControls& c) {
    const Control<kPacked, kMoves> threshold(c.threshold, at.lane), hysteresis(c.hysteresis, at.lane);
    const Several scale = setFloats(kOctavesPerDecibel);
    for (int n = 0; n < at.vectors; n += kTogether) {
        const Several d = loadRows<kTogether>(at.detector + n * at.stride, at.stride);
        const Several square = d * d;
        storeRows(max(square, swapPairs(square)), work.square + n * kWidth, kWidth);
        if (kMoves || n == 0) {
            const Several open = threshold.at(n);
            storeRows(exp2(open * scale), work.opensAt + n * kWidth, kWidth);
            storeRows(exp2((open - hysteresis.at(n)) * scale), work.closesAt + n * kWidth, kWidth);
        }
    }
}

/// The highest peak up to the end of the quantum; after `stretch` quanta it is that of the stretch before.
template <class T>
HWY_INLINE void keepPeaks(const Stretch& at, T peak, float stretch, GateKernel::State& s) {
    const T zero = setAs(peak, 0.0f), before = loadAs(peak, s.peakBefore + at.lane);
    const T heard = select(peak > setAs(peak, 1e-20f), peak, zero);
    const T age = loadAs(peak, s.age + at.lane) + setAs(peak, 1.0f);
    const auto goesOn = (setAs(peak, stretch) > age) & ((heard > zero) | (before > zero));
    keep(at.active, select(goesOn, heard, zero), s.peak + at.lane);
    keep(at.active, select(goesOn, before, heard), s.peakBefore + at.lane);
    keep(at.active, select(goesOn, age, zero), s.age + at.lane);
}

/// Opens and closes: `square` becomes 1 where the gate is open. A step of 0 floats repeats the first
/// of a row's thresholds.
template <class T>
HWY_INLINE void openAndClose(const Stretch& at,
                             int stride,
                             int thresholdStep,
                             GateWork& work,
                             float stretch,
                             GateKernel::State& s) {
    T open{};
    const T hold = loadAs(open, s.hold + at.lane), before = loadAs(open, s.peakBefore + at.lane);
    T held = loadAs(open, s.held + at.lane), peak = loadAs(open, s.peak + at.lane);
    open = loadAs(open, s.open + at.lane);
    const T zero = setAs(open, 0.0f), one = setAs(open, 1.0f);
    for (int frame = 0; frame < kQuantum; ++frame) {
        const T square = loadAs(open, work.square + frame * stride);
        const T opensAt = loadAs(open, work.opensAt + frame * thresholdStep);
        const T closesAt = loadAs(open, work.closesAt + frame * thresholdStep);
        peak = max(peak, square);
        const auto wasOpen = open > zero;
        const auto sounds = (square > opensAt) | (wasOpen & (square >= closesAt));
        open = select(sounds | (wasOpen & (held > zero)), one, zero);
        held = select(sounds, hold, max(held - one, zero));
        store(open, work.square + frame * stride);
        store(max(peak, before), work.peak + frame * stride);
    }
    keep(at.active, held, s.held + at.lane);
    keep(at.active, open, s.open + at.lane);
    keepPeaks(at, peak, stretch, s);
}

/// dB wanted: nothing where open, else the range, or what the expander takes of it.
template <bool kPacked, bool kMoves>
HWY_INLINE void wantReduction(const Stretch& at, GateWork& work, const GateControls& c) {
    const Control<kPacked, kMoves> threshold(c.threshold, at.lane), slope(c.slope, at.lane);
    const Control<kPacked, kMoves> range(c.range, at.lane);
    const Several zero = setFloats(0.0f), least = setFloats(1e-20f);
    const Several toDecibels = setFloats(3.01029996f);
    for (int n = 0; n < at.vectors; n += kTogether) {
        const Several steep = slope.at(n), floor = zero - range.at(n);
        Several closed = floor;
        bool expands = false;
        for (const Floats& row : steep.v) expands = expands || any(row < setFloats(kGates));
        if (expands) {
            const Several peak = loadRows<kTogether>(work.peak + n * kWidth, kWidth);
            const Several level = log2(max(peak, least)) * toDecibels;
            const Several expanded = min(max(threshold.at(n) - level, zero) * steep, floor);
            for (int k = 0; k < kTogether; ++k)
                closed.v[k] = select(steep.v[k] < setFloats(kGates), expanded.v[k], floor.v[k]);
        }
        const Several open = loadRows<kTogether>(work.square + n * kWidth, kWidth);
        for (int k = 0; k < kTogether; ++k)
            closed.v[k] = select(open.v[k] > setFloats(0.0f), setFloats(0.0f), closed.v[k]);
        storeRows(closed, work.square + n * kWidth, kWidth);
    }
}

template <class T>
HWY_INLINE Smoother<T> smootherOf(T opening, T closing) {
    return {closing, opening}; // more reduction is wanted while the gate closes
}

template <class T, bool kPacked>
HWY_INLINE void smooth(const Stretch& at, int stride, GateWork& work, GateKernel::State& s) {
    T reduction{};
    const bool gradual =
        isGradual(activeOf<kPacked>(at), spread<kPacked>(s.attack + at.lane), spread<kPacked>(s.release + at.lane));
    const Smoother<T> smoother = smootherOf(loadAs(reduction, s.attack + at.lane), loadAs(reduction, s.release + at.lane));
    reduction = loadAs(reduction, s.reduction + at.lane);
    const T zero = setAs(reduction, 0.0f), before = reduction;
    T deepest = zero;
    for (int frame = 0; frame < kQuantum; ++frame) {
        const T wanted = loadAs(reduction, work.square + frame * stride);
        if (gradual) reduction = select(wanted > reduction, smoother.rise(wanted, reduction), smoother.fall(wanted, reduction));
        else reduction = smoother.follow(wanted, reduction);
        deepest = max(deepest, reduction);
        store(reduction, work.square + frame * stride);
    }
    // An open gate ends at unity, and leaves every bit.
    reduction = select(reduction > setAs(reduction, 1e-5f), reduction, zero);
    const T moved = select(reduction > before, reduction - before, before - reduction);
    keep(at.active, reduction, s.reduction + at.lane);
    keep(at.active, select(moved > zero, zero, setAs(reduction, 1.0f)), s.settled + at.lane);
    keep(at.active, deepest, s.deepest + at.lane);
}

template <bool kPacked>
HWY_INLINE void applyGain(const Stretch& at, const GateWork& work) {
    const Several zero = setFloats(0.0f);
    for (int n = 0; n < at.vectors; n += kTogether) {
        const Several reduction = loadRows<kTogether>(work.square + n * kWidth, kWidth);
        float* const samples = at.samples + n * at.stride;
        const Several x = loadRows<kTogether>(samples, at.stride);
        const Several y = x * gainOfDecibels(zero - reduction);
        storeRows(kPacked ? y : select(at.active, y, x), samples, at.stride);
    }
}

/// Frames of a stretch's lanes, counted from 1; `step` is from vector to vector.
template <bool kPacked>
HWY_INLINE Floats firstFrames() {
    alignas(64) static constexpr float kFrameOfLane[kLaneStride] = {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8};
    return kPacked ? load(kFrameOfLane) : setFloats(1.0f);
}

/// The largest value of all frames, for each of a stretch's lanes.
template <bool kPacked>
HWY_INLINE Floats largest(Floats x) {
    if constexpr (!kPacked) return x;
    alignas(64) float lanes[kWidth];
    store(x, lanes);
    Pair most = loadPair(lanes);
    for (int n = kStripLanes; n < kWidth; n += kStripLanes) most = max(most, loadPair(lanes + n));
    store(most, lanes);
    return repeatPair(lanes);
}

/// What one lane of the state holds: the first of a packed stretch, all of rows.
template <bool kPacked>
HWY_INLINE auto asState(Floats x) {
    if constexpr (!kPacked) {
        return x;
    } else {
        alignas(64) float lanes[kWidth];
        store(x, lanes);
        return loadPair(lanes);
    }
}

/// A quantum in which no gate of the stretch opens or closes, nor expands, needs no walk from frame to
/// frame; and where the reduction has arrived, too, it is one gain. Most quanta are like that. False,
/// and nothing done, where one may open, close or expand; the bits are the same either way.
template <bool kPacked>
HWY_INLINE bool runSteady(const Stretch& at, GateWork& work, const GateControls& c, float stretch, GateKernel::State& s) {
    const auto spreadOf = [&](const float* p) HWY_ATTR { return spread<kPacked>(p + at.lane); };
    const Floats zero = setFloats(0.0f), one = setFloats(1.0f), quantum = setFloats(static_cast<float>(kQuantum));
    const FloatMask active = activeOf<kPacked>(at);
    const Floats open = spreadOf(s.open), held = spreadOf(s.held), hold = spreadOf(s.hold);
    const FloatMask isOpen = open > zero;
    if (any(active & isOpen & ((held < quantum) | (hold < quantum)))) return false;
    if (any(active & !isOpen & (spreadOf(c.slope.values) < setFloats(kGates)))) return false;
    const Floats opensAt = load(work.opensAt), closesAt = load(work.closesAt);
    Floats highest = zero, last = zero, frame = firstFrames<kPacked>();
    const Floats step = setFloats(kPacked ? static_cast<float>(kWidth / kStripLanes) : 1.0f);
    for (int n = 0; n < at.vectors; ++n) {
        const Floats square = load(work.square + n * kWidth);
        highest = max(highest, square);
        last = select(square >= closesAt, frame, last);
        frame = frame + step;
    }
    highest = largest<kPacked>(highest);
    last = largest<kPacked>(last);
    if (any(active & !isOpen & (highest > opensAt))) return false;

    // The hold begins anew with the last frame that sounds; while closed it only runs out.
    const FloatMask sounds = isOpen & (last > zero);
    keep(at.active, asState<kPacked>(max(select(sounds, hold + last, held) - quantum, zero)), s.held + at.lane);
    keepPeaks(at, asState<kPacked>(max(spreadOf(s.peak), highest)), stretch, s);
    const Floats wanted = select(isOpen, zero, zero - spreadOf(c.range.values));
    const Floats reduction = spreadOf(s.reduction);
    const auto smoother = smootherOf(spreadOf(s.attack), spreadOf(s.release));
    const Floats next = select(wanted > reduction, smoother.rise(wanted, reduction), smoother.fall(wanted, reduction));
    if (any(active & ((next < reduction) | (next > reduction)))) {
        for (int n = 0; n < at.vectors; ++n) store(wanted, work.square + n * kWidth);
        if constexpr (kPacked) smooth<Pair, true>(at, kStripLanes, work, s);
        else smooth<Floats, false>(at, kWidth, work, s);
        applyGain<kPacked>(at, work);
        return true;
    }
    keep(at.active, asState<kPacked>(one), s.settled + at.lane);
    keep(at.active, asState<kPacked>(reduction), s.deepest + at.lane);
    if (!any(active & (reduction > zero))) return true;
    const Several gain = gainOfDecibels(Several(zero - reduction));
    for (int n = 0; n < at.vectors; n += kTogether) {
        float* const samples = at.samples + n * at.stride;
        const Several x = loadRows<kTogether>(samples, at.stride);
        storeRows(kPacked ? x * gain : select(at.active, x * gain, x), samples, at.stride);
    }
    return true;
}

template <bool kMoves>
HWY_INLINE void runRows(const Stretch& at, const GateControls& c, float stretch, GateKernel::State& s) {
    GateWork work;
    measure<false, kMoves>(at, work, c);
    if (!kMoves && runSteady<false>(at, work, c, stretch, s)) return;
    openAndClose<Floats>(at, kWidth, kMoves ? kWidth : 0, work, stretch, s);
    wantReduction<false, kMoves>(at, work, c);
    smooth<Floats, false>(at, kWidth, work, s);
    applyGain<false>(at, work);
}

void runPacked(float* samples,
               const float* detector,
               int lane,
               const GateControls& c,
               float stretch,
               GateKernel::State& s) {
    GateWork work;
    alignas(64) float audio[kPackedSamples], heard[kPackedSamples];
    pack(samples, lane, audio);
    if (detector != samples) pack(detector, lane, heard);
    const Stretch at{detector == samples ? audio : heard, audio, kWidth, kPackedVectors, lane, {}};
    measure<true, false>(at, work, c);
    if (!runSteady<true>(at, work, c, stretch, s)) {
        openAndClose<Pair>(at, kStripLanes, 0, work, stretch, s);
        wantReduction<true, false>(at, work, c);
        smooth<Pair, true>(at, kStripLanes, work, s);
        applyGain<true>(at, work);
    }
    unpack(audio, samples, lane);
}

void runGate(float* samples,
             const float* detector,
             StripMask active,
             const GateControls& controls,
             GateKernel::State& s,
             float stretch) {
    const bool moves = controls.threshold.moves() || controls.hysteresis.moves() ||
                       controls.slope.moves() || controls.range.moves();
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const int alone = loneStrip(active, lane);
        if (kPacks && alone >= 0 && !moves) {
            runPacked(samples, detector, kStripLanes * alone, controls, stretch, s);
            continue;
        }
        const Stretch at{detector + lane,    samples + lane, kLaneStride, kQuantum,
                         lane, maskOfStrips(active, lane)};
        if (moves) runRows<true>(at, controls, stretch, s);
        else runRows<false>(at, controls, stretch, s);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runGate);

GateKernel::GateKernel(double rate) : rate_(rate) {
    for (int lane = 0; lane < kLaneStride; ++lane) {
        set(lane, 0.001, 0.02, 0.1);
        reset(lane);
    }
}

void GateKernel::set(int lane, double attackSeconds, double holdSeconds, double releaseSeconds) noexcept {
    state_.attack[lane] = smootherShare(1.0 - onePoleMemory(attackSeconds * rate_));
    state_.release[lane] = smootherShare(1.0 - onePoleMemory(releaseSeconds * rate_));
    state_.hold[lane] = static_cast<float>(std::floor(holdSeconds * rate_ + 0.5));
}

void GateKernel::process(float* samples,
                         const float* detector,
                         StripMask active,
                         const GateControls& controls) noexcept {
    HWY_DYNAMIC_DISPATCH(runGate)
    (samples, detector, active, controls, state_, static_cast<float>(std::ceil(0.010 * rate_ / kQuantum)));
}

void GateKernel::reset(int lane) noexcept {
    state_.held[lane] = state_.open[lane] = state_.peak[lane] = state_.peakBefore[lane] = state_.age[lane] = 0;
    state_.reduction[lane] = state_.deepest[lane] = state_.settled[lane] = 0;
}

void GateKernel::adopt(int lane, const GateKernel& other, int otherLane) noexcept {
    copyLane<float>(state_, lane, other.state_, otherLane);
}

} // namespace lacquer::dsp
#endif
