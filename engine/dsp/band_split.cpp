#include "engine/dsp/band_split.h"

#include "engine/dsp/math.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/band_split.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lane_stages.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

inline constexpr double kButterworth = 1.41421356237309504880;
inline constexpr double kDropped = 1e-18; ///< memories under this: −360 dB
using S = BandSplit;

#if HWY_TARGET == HWY_SCALAR
/// What sections are computed in.
using Row = Doubles;
HWY_INLINE Row rowOf(const double* p) { return load(p); }
HWY_INLINE Row setRow(double x) { return setDoubles(x); }
#else
/// Doubles of any number of lanes.
template <class D>
struct Of {
    hn::Vec<D> v;
    HWY_INLINE friend Of operator+(Of a, Of b) { return {hn::Add(a.v, b.v)}; }
    HWY_INLINE friend Of operator-(Of a, Of b) { return {hn::Sub(a.v, b.v)}; }
    HWY_INLINE friend Of operator*(Of a, Of b) { return {hn::Mul(a.v, b.v)}; }
    HWY_INLINE friend Of operator/(Of a, Of b) { return {hn::Div(a.v, b.v)}; }
    HWY_INLINE friend Of fma(Of a, Of b, Of c) { return {hn::MulAdd(a.v, b.v, c.v)}; }
    HWY_INLINE friend Of fnma(Of a, Of b, Of c) { return {hn::NegMulAdd(a.v, b.v, c.v)}; }
};
/// Half the lanes that a vector of floats has: the memories of all sections stay in registers.
using Row = Of<DoubleTag>;
#endif

template <class V>
HWY_INLINE V constant(double x) {
#if HWY_TARGET == HWY_SCALAR
    return setDoubles(x);
#else
    return {hn::Set(hn::DFromV<decltype(V::v)>(), x)};
#endif
}

/// One second-order Butterworth filter, its frame written out as a step of its state: in this form a
/// frame waits for the one before through two operations, and not through six.
template <class V>
struct Step {
    V b1, b2, a11, a21;

    HWY_INLINE explicit Step(V g) {
        const V one = constant<V>(1.0), two = constant<V>(2.0), feedback = g + constant<V>(kButterworth);
        b1 = two * g / fma(g, feedback, one);
        b2 = g * b1;
        a11 = fnma(b1, feedback, one);
        a21 = g * fnma(b1, feedback, two);
    }
};

template <class V>
struct Memory {
    V s1, s2;

    /// Twice the band-pass and twice the low-pass output.
    HWY_INLINE void run(const Step<V>& step, V x, V& band2, V& low2) {
        const V u = x - s2;
        const V next1 = fma(step.b1, u, step.a11 * s1);
        const V next2 = fma(step.b2, u, fma(step.a21, s1, s2));
        band2 = s1 + next1;
        low2 = s2 + next2;
        s1 = next1;
        s2 = next2;
    }
};

template <class V>
HWY_INLINE V highOf(V x, V band2, V low2) {
    return fnma(constant<V>(0.5), low2, fnma(constant<V>(0.5 * kButterworth), band2, x));
}

template <class V>
HWY_INLINE V turned(const Step<V>& step, Memory<V>& memory, V x) {
    V band2, low2;
    memory.run(step, x, band2, low2);
    return fnma(constant<V>(kButterworth), band2, x);
}

/// Both sides add up to the all-pass of the first section, so the low one is what the high one leaves.
template <class V>
HWY_INLINE void cross(const Step<V>& step, Memory<V>& first, Memory<V>& second, V x, V& low, V& high) {
    V band2, low2;
    first.run(step, x, band2, low2);
    const V all = fnma(constant<V>(kButterworth), band2, x);
    const V once = highOf(x, band2, low2);
    second.run(step, once, band2, low2);
    high = highOf(once, band2, low2);
    low = all - high;
}

// While a crossover moves: the filter itself, from Zavalishin's book, stable however its values glide.

struct Gliding {
    Doubles g, feedback, d;
    HWY_INLINE explicit Gliding(Doubles at)
        : g(at), feedback(at + setDoubles(kButterworth)), d(setDoubles(1.0) / fma(g, feedback, setDoubles(1.0))) {}
};

struct GlidingMemory {
    Doubles s1, s2;

    HWY_INLINE void run(const Gliding& f, Doubles x, Doubles& high, Doubles& band) {
        high = (x - s2 - f.feedback * s1) * f.d;
        band = fma(f.g, high, s1);
        const Doubles low = fma(f.g, band, s2);
        s1 = fma(f.g, high, band);
        s2 = fma(f.g, band, low);
    }
    HWY_INLINE Doubles turned(const Gliding& f, Doubles x) {
        Doubles high, band;
        run(f, x, high, band);
        return fnma(setDoubles(2 * kButterworth), band, x);
    }
};

HWY_INLINE void cross(const Gliding& f, GlidingMemory& first, GlidingMemory& second, Doubles x, Doubles& low, Doubles& high) {
    Doubles once, band;
    first.run(f, x, once, band);
    const Doubles all = fnma(setDoubles(2 * kButterworth), band, x);
    second.run(f, once, high, band);
    low = all - high;
}

void splitGliding(const float* input, float* const (&bands)[S::kBands], StripMask active, S::State& state) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        Doubles start[S::kCrossovers], step[S::kCrossovers];
        for (int n = 0; n < S::kCrossovers; ++n) {
            start[n] = load(state.g[n] + lane);
            step[n] = (load(state.gTarget[n] + lane) - start[n]) * setDoubles(1.0 / kQuantum);
        }
        GlidingMemory m[S::kSections];
        for (int n = 0; n < S::kSections; ++n) m[n] = {load(state.s1[n] + lane), load(state.s2[n] + lane)};
        for (int frame = 0; frame < kQuantum; ++frame) {
            const Doubles time = setDoubles(frame + 1);
            const Gliding lower(fma(step[0], time, start[0])), middle(fma(step[1], time, start[1]));
            const Gliding upper(fma(step[2], time, start[2]));
            const int at = frame * kLaneStride + lane;
            Doubles low, high, parts[S::kBands];
            cross(middle, m[S::kMiddle], m[S::kMiddleAgain], widen(load(input + at)), low, high);
            low = m[S::kAroundUpper].turned(upper, low);
            high = m[S::kAroundLower].turned(lower, high);
            cross(lower, m[S::kLower], m[S::kLowerAgain], low, parts[0], parts[1]);
            cross(upper, m[S::kUpper], m[S::kUpperAgain], high, parts[2], parts[3]);
            for (int band = 0; band < S::kBands; ++band)
                store(select(mask, narrow(parts[band]), load(bands[band] + at)), bands[band] + at);
        }
        const DoubleMask wide = widen(mask);
        const auto kept = [&](Doubles next, double* row) HWY_ATTR {
            const Doubles heard = select(abs(next) > setDoubles(kDropped), next, setDoubles(0.0));
            store(select(wide, heard, load(row + lane)), row + lane);
        };
        for (int n = 0; n < S::kSections; ++n) kept(m[n].s1, state.s1[n]), kept(m[n].s2, state.s2[n]);
        for (int n = 0; n < S::kCrossovers; ++n)
            store(select(wide, load(state.gTarget[n] + lane), load(state.g[n] + lane)), state.g[n] + lane);
    }
}

#if HWY_TARGET == HWY_SCALAR
inline constexpr int kRowLanes = kWidth;
HWY_INLINE Row readRow(const float* p) { return widen(load(p)); }
HWY_INLINE void writeRow(Row x, float* p) { store(narrow(x), p); }
HWY_INLINE Row loadRow(const double* p) { return load(p); }
HWY_INLINE void keepRow(StripMask active, int lane, Row x, double* p) {
    const Doubles heard = select(abs(x) > setDoubles(kDropped), x, setDoubles(0.0));
    store(select(widen(maskOfStrips(active, lane)), heard, load(p)), p);
}
#else
inline constexpr int kRowLanes = kDoubleWidth;
template <class V>
HWY_INLINE V readAs(const float* p) {
    const hn::DFromV<decltype(V::v)> d;
    return {hn::PromoteTo(d, hn::LoadU(hn::Rebind<float, decltype(d)>(), p))};
}
template <class V>
HWY_INLINE void write(V x, float* p) {
    const hn::Rebind<float, hn::DFromV<decltype(V::v)>> f;
    hn::StoreU(hn::DemoteTo(f, x.v), f, p);
}
template <class V>
HWY_INLINE V heardOf(V x) {
    const hn::DFromV<decltype(V::v)> d;
    return {hn::IfThenElseZero(hn::Gt(hn::Abs(x.v), hn::Set(d, kDropped)), x.v)};
}
HWY_INLINE Row readRow(const float* p) { return readAs<Row>(p); }
HWY_INLINE void writeRow(Row x, float* p) { write(x, p); }
HWY_INLINE Row loadRow(const double* p) { return {hn::LoadU(DoubleTag(), p)}; }
HWY_INLINE void keepRow(StripMask active, int lane, Row x, double* p) {
    alignas(64) double heard[kDoubleWidth];
    hn::Store(heardOf(x).v, DoubleTag(), heard);
    for (int n = 0; n < kDoubleWidth; n += kStripLanes)
        if ((active >> ((lane + n) / kStripLanes)) & 1u) p[n] = heard[n], p[n + 1] = heard[n + 1];
}
#endif

HWY_INLINE bool anyOfRow(StripMask active, int lane) {
    constexpr StripMask kStrips = (1u << (kRowLanes / kStripLanes)) - 1u;
    return ((active >> (lane / kStripLanes)) & kStrips) != 0;
}

/// Lanes outside `active` get what their memories make of it in the bands, and keep their memories.
HWY_INLINE void splitRows(const float* input, float* const (&bands)[S::kBands], StripMask active, S::State& state, int lane) {
    const Step<Row> lower(loadRow(state.g[0] + lane)), middle(loadRow(state.g[1] + lane)), upper(loadRow(state.g[2] + lane));
    Memory<Row> m[S::kSections];
    for (int n = 0; n < S::kSections; ++n) m[n] = {loadRow(state.s1[n] + lane), loadRow(state.s2[n] + lane)};
    for (int frame = 0; frame < kQuantum; ++frame) {
        const int at = frame * kLaneStride + lane;
        Row low, high, parts[S::kBands];
        cross(middle, m[S::kMiddle], m[S::kMiddleAgain], readRow(input + at), low, high);
        low = turned(upper, m[S::kAroundUpper], low);
        high = turned(lower, m[S::kAroundLower], high);
        cross(lower, m[S::kLower], m[S::kLowerAgain], low, parts[0], parts[1]);
        cross(upper, m[S::kUpper], m[S::kUpperAgain], high, parts[2], parts[3]);
        for (int band = 0; band < S::kBands; ++band) writeRow(parts[band], bands[band] + at);
    }
    for (int n = 0; n < S::kSections; ++n) {
        keepRow(active, lane, m[n].s1, state.s1[n] + lane);
        keepRow(active, lane, m[n].s2, state.s2[n] + lane);
    }
}

#if HWY_TARGET != HWY_SCALAR && HWY_MAX_BYTES >= 32
/// A strip on its own: behind the middle both halves of the tree have the same form and share a vector.
HWY_INLINE void splitAlone(const float* input, float* const (&bands)[S::kBands], S::State& state, int lane) {
    using Sides = Of<hn::FixedTag<double, kStripLanes>>;
    using Both = Of<hn::FixedTag<double, 2 * kStripLanes>>;
    const hn::FixedTag<double, kStripLanes> one;
    const hn::FixedTag<double, 2 * kStripLanes> two;
    const auto sides = [&](const double* row) HWY_ATTR { return Sides{hn::LoadU(one, row + lane)}; };
    const auto both = [&](const double* low, const double* high) HWY_ATTR {
        return Both{hn::Combine(two, hn::LoadU(one, high + lane), hn::LoadU(one, low + lane))};
    };
    const auto memory = [&](int low, int high) HWY_ATTR {
        return Memory<Both>{both(state.s1[low], state.s1[high]), both(state.s2[low], state.s2[high])};
    };
    const Step<Sides> middle(sides(state.g[1]));
    const Step<Both> around(both(state.g[2], state.g[0])), outer(both(state.g[0], state.g[2]));
    Memory<Sides> first{sides(state.s1[S::kMiddle]), sides(state.s2[S::kMiddle])};
    Memory<Sides> second{sides(state.s1[S::kMiddleAgain]), sides(state.s2[S::kMiddleAgain])};
    Memory<Both> turns = memory(S::kAroundUpper, S::kAroundLower);
    Memory<Both> third = memory(S::kLower, S::kUpper), fourth = memory(S::kLowerAgain, S::kUpperAgain);
    for (int frame = 0; frame < kQuantum; ++frame) {
        const int at = frame * kLaneStride + lane;
        Sides low, high;
        cross(middle, first, second, readAs<Sides>(input + at), low, high);
        const Both halves = turned(around, turns, Both{hn::Combine(two, high.v, low.v)});
        Both even, odd;
        cross(outer, third, fourth, halves, even, odd);
        write(Sides{hn::LowerHalf(one, even.v)}, bands[0] + at);
        write(Sides{hn::LowerHalf(one, odd.v)}, bands[1] + at);
        write(Sides{hn::UpperHalf(one, even.v)}, bands[2] + at);
        write(Sides{hn::UpperHalf(one, odd.v)}, bands[3] + at);
    }
    const auto keepSides = [&](Sides x, double* row) HWY_ATTR { hn::StoreU(heardOf(x).v, one, row + lane); };
    const auto keepBoth = [&](const Memory<Both>& m, int lowSection, int highSection) HWY_ATTR {
        keepSides({hn::LowerHalf(one, m.s1.v)}, state.s1[lowSection]);
        keepSides({hn::LowerHalf(one, m.s2.v)}, state.s2[lowSection]);
        keepSides({hn::UpperHalf(one, m.s1.v)}, state.s1[highSection]);
        keepSides({hn::UpperHalf(one, m.s2.v)}, state.s2[highSection]);
    };
    keepSides(first.s1, state.s1[S::kMiddle]);
    keepSides(first.s2, state.s2[S::kMiddle]);
    keepSides(second.s1, state.s1[S::kMiddleAgain]);
    keepSides(second.s2, state.s2[S::kMiddleAgain]);
    keepBoth(turns, S::kAroundUpper, S::kAroundLower);
    keepBoth(third, S::kLower, S::kUpper);
    keepBoth(fourth, S::kLowerAgain, S::kUpperAgain);
}
inline constexpr bool kSplitsAlone = true;
#else
HWY_INLINE void splitAlone(const float*, float* const (&)[S::kBands], S::State&, int) {}
inline constexpr bool kSplitsAlone = false;
#endif

void splitStill(const float* input, float* const (&bands)[S::kBands], StripMask active, S::State& state) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        if (const int alone = loneStrip(active, lane); kSplitsAlone && alone >= 0) {
            splitAlone(input, bands, state, kStripLanes * alone);
            continue;
        }
        for (int part = lane; part < lane + kWidth; part += kRowLanes)
            if (anyOfRow(active, part)) splitRows(input, bands, active, state, part);
    }
}

void joinBands(const float* const (&bands)[S::kBands], const S::Levels& levels, float* samples, StripMask active) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        Floats start[S::kBands], step[S::kBands];
        for (int band = 0; band < S::kBands; ++band) {
            start[band] = load(levels.start[band] + lane);
            step[band] = load(levels.step[band] + lane);
        }
        for (int frame = 0; frame < kQuantum; ++frame) {
            const int at = frame * kLaneStride + lane;
            const Floats time = setFloats(static_cast<float>(frame + 1));
            Floats sum = fma(step[0], time, start[0]) * load(bands[0] + at);
            for (int band = 1; band < S::kBands; ++band)
                sum = fma(fma(step[band], time, start[band]), load(bands[band] + at), sum);
            store(select(mask, sum, load(samples + at)), samples + at);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(splitGliding);
HWY_EXPORT(splitStill);
HWY_EXPORT(joinBands);

BandSplit::BandSplit(double rate) : rate_(rate) {
    for (int lane = 0; lane < kLaneStride; ++lane) {
        for (int n = 0; n < kCrossovers; ++n) {
            hertz_[n][lane] = 0;
            fresh_[lane][n] = true;
            setFrequency(lane, n, 1000);
            fresh_[lane][n] = true;
        }
    }
}

void BandSplit::setFrequency(int lane, int crossover, double hertz) noexcept {
    if (hertz != hertz_[crossover][lane]) {
        hertz_[crossover][lane] = hertz;
        state_.gTarget[crossover][lane] = tan(kPi * std::min(hertz / rate_, 0.49));
    }
    if (fresh_[lane][crossover]) state_.g[crossover][lane] = state_.gTarget[crossover][lane];
    fresh_[lane][crossover] = false;
}

void BandSplit::split(const float* input, float* const (&bands)[kBands], StripMask active) noexcept {
    StripMask gliding = 0;
    for (int strip = 0; strip < kBundleStrips; ++strip)
        for (int n = 0; n < kCrossovers; ++n)
            for (int lane = kStripLanes * strip; lane < kStripLanes * (strip + 1); ++lane)
                if (state_.g[n][lane] != state_.gTarget[n][lane]) gliding |= active & (1u << strip);
    // The still ones first: their rows reach over lanes that are not theirs.
    if (active & ~gliding) HWY_DYNAMIC_DISPATCH(splitStill)(input, bands, active & ~gliding, state_);
    if (gliding) HWY_DYNAMIC_DISPATCH(splitGliding)(input, bands, gliding, state_);
}

void BandSplit::join(const float* const (&bands)[kBands], const Levels& levels, float* samples, StripMask active) noexcept {
    HWY_DYNAMIC_DISPATCH(joinBands)(bands, levels, samples, active);
}

void BandSplit::reset(int lane) noexcept {
    for (int n = 0; n < kSections; ++n) state_.s1[n][lane] = state_.s2[n][lane] = 0;
    std::fill_n(fresh_[lane], kCrossovers, true);
}

void BandSplit::adopt(int lane, const BandSplit& other, int otherLane) noexcept {
    for (int n = 0; n < kCrossovers; ++n) {
        hertz_[n][lane] = other.hertz_[n][otherLane];
        fresh_[lane][n] = other.fresh_[otherLane][n];
        state_.g[n][lane] = other.state_.g[n][otherLane];
        state_.gTarget[n][lane] = other.state_.gTarget[n][otherLane];
    }
    for (int n = 0; n < kSections; ++n) {
        state_.s1[n][lane] = other.state_.s1[n][otherLane];
        state_.s2[n][lane] = other.state_.s2[n][otherLane];
    }
}

} // namespace lacquer::dsp
#endif
