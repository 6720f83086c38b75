#include "engine/dsp/band_split.h"

#include "engine/dsp/math.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/band_split.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lane_sections.h"
#include "engine/dsp/lane_stages.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

inline constexpr double kButterworth = 1.41421356237309504880;
using S = BandSplit;

/// Fourth order: both sides add up to the all-pass of the first section, so the low one is what the
/// high one leaves of it.
template <class F, class M, class V>
HWY_INLINE void cross(const F& f, M& first, M& second, V x, V& low, V& high) {
    V all, once, again;
    first.run(f, x, all, once);
    second.run(f, once, again, high);
    low = all - high;
}

template <class F, class M, class V>
HWY_INLINE V turned(const F& f, M& memory, V x) {
    V all, high;
    memory.run(f, x, all, high);
    return all;
}

/// One frame through the tree.
template <class F, class M, class V>
HWY_INLINE void split(const F& lower, const F& middle, const F& upper, M* m, V x, V* parts) {
    V low, high;
    cross(middle, m[S::kMiddle], m[S::kMiddleAgain], x, low, high);
    low = turned(upper, m[S::kAroundUpper], low);
    high = turned(lower, m[S::kAroundLower], high);
    cross(lower, m[S::kLower], m[S::kLowerAgain], low, parts[0], parts[1]);
    cross(upper, m[S::kUpper], m[S::kUpperAgain], high, parts[2], parts[3]);
}

void splitMoving(const float* input, float* const (&bands)[S::kBands], StripMask active, S::State& state) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        const auto frequency = [&](int n) HWY_ATTR { return MovingFrequency(state.g[n] + lane, state.gTarget[n] + lane); };
        const MovingFrequency lower = frequency(0), middle = frequency(1), upper = frequency(2);
        MovingMemory m[S::kSections];
        for (int n = 0; n < S::kSections; ++n) m[n] = {load(state.s1[n] + lane), load(state.s2[n] + lane)};
        for (int frame = 0; frame < kQuantum; ++frame) {
            const auto section = [&](const MovingFrequency& f) HWY_ATTR { return Moving(f.at(frame), kButterworth); };
            const int at = frame * kLaneStride + lane;
            Doubles parts[S::kBands];
            split(section(lower), section(middle), section(upper), m, widen(load(input + at)), parts);
            for (int band = 0; band < S::kBands; ++band)
                store(select(mask, narrow(parts[band]), load(bands[band] + at)), bands[band] + at);
        }
        const DoubleMask wide = widen(mask);
        for (int n = 0; n < S::kSections; ++n) keepMemory(wide, m[n], state.s1[n] + lane, state.s2[n] + lane);
        for (int n = 0; n < S::kCrossovers; ++n)
            store(select(wide, load(state.gTarget[n] + lane), load(state.g[n] + lane)), state.g[n] + lane);
    }
}

/// Lanes outside `active` get what their memories make of it in the bands, and keep their memories.
HWY_INLINE void splitRow(const float* input, float* const (&bands)[S::kBands], StripMask active, S::State& state, int lane) {
    const auto section = [&](int n) HWY_ATTR { return Standing<SectionRow>(loadRow(state.g[n] + lane), kButterworth); };
    const Standing<SectionRow> lower = section(0), middle = section(1), upper = section(2);
    StandingMemory<SectionRow> m[S::kSections];
    for (int n = 0; n < S::kSections; ++n) m[n] = {loadRow(state.s1[n] + lane), loadRow(state.s2[n] + lane)};
    for (int frame = 0; frame < kQuantum; ++frame) {
        const int at = frame * kLaneStride + lane;
        SectionRow parts[S::kBands];
        split(lower, middle, upper, m, readRow(input + at), parts);
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
    using Sides = SectionSides;
    using Both = Of<hn::FixedTag<double, 2 * kStripLanes>>;
    const hn::FixedTag<double, kStripLanes> one;
    const hn::FixedTag<double, 2 * kStripLanes> two;
    const auto sides = [&](const double* row) HWY_ATTR { return loadSides(row + lane); };
    const auto both = [&](const double* low, const double* high) HWY_ATTR {
        return Both{hn::Combine(two, sides(high).v, sides(low).v)};
    };
    const auto memory = [&](int low, int high) HWY_ATTR {
        return StandingMemory<Both>{both(state.s1[low], state.s1[high]), both(state.s2[low], state.s2[high])};
    };
    const Standing<Sides> middle(sides(state.g[1]), kButterworth);
    const Standing<Both> around(both(state.g[2], state.g[0]), kButterworth), outer(both(state.g[0], state.g[2]), kButterworth);
    StandingMemory<Sides> first{sides(state.s1[S::kMiddle]), sides(state.s2[S::kMiddle])};
    StandingMemory<Sides> second{sides(state.s1[S::kMiddleAgain]), sides(state.s2[S::kMiddleAgain])};
    StandingMemory<Both> turns = memory(S::kAroundUpper, S::kAroundLower);
    StandingMemory<Both> third = memory(S::kLower, S::kUpper), fourth = memory(S::kLowerAgain, S::kUpperAgain);
    for (int frame = 0; frame < kQuantum; ++frame) {
        const int at = frame * kLaneStride + lane;
        Sides low, high;
        cross(middle, first, second, readAs<Sides>(input + at), low, high);
        const Both halves = turned(around, turns, Both{hn::Combine(two, high.v, low.v)});
        Both even, odd;
        cross(outer, third, fourth, halves, even, odd);
        writeRow(Sides{hn::LowerHalf(one, even.v)}, bands[0] + at);
        writeRow(Sides{hn::LowerHalf(one, odd.v)}, bands[1] + at);
        writeRow(Sides{hn::UpperHalf(one, even.v)}, bands[2] + at);
        writeRow(Sides{hn::UpperHalf(one, odd.v)}, bands[3] + at);
    }
    const auto keepBoth = [&](const StandingMemory<Both>& m, int low, int high) HWY_ATTR {
        keepSides({hn::LowerHalf(one, m.s1.v)}, state.s1[low] + lane);
        keepSides({hn::LowerHalf(one, m.s2.v)}, state.s2[low] + lane);
        keepSides({hn::UpperHalf(one, m.s1.v)}, state.s1[high] + lane);
        keepSides({hn::UpperHalf(one, m.s2.v)}, state.s2[high] + lane);
    };
    keepSides(first.s1, state.s1[S::kMiddle] + lane);
    keepSides(first.s2, state.s2[S::kMiddle] + lane);
    keepSides(second.s1, state.s1[S::kMiddleAgain] + lane);
    keepSides(second.s2, state.s2[S::kMiddleAgain] + lane);
    keepBoth(turns, S::kAroundUpper, S::kAroundLower);
    keepBoth(third, S::kLower, S::kUpper);
    keepBoth(fourth, S::kLowerAgain, S::kUpperAgain);
}
#else
HWY_INLINE void splitAlone(const float*, float* const (&)[S::kBands], S::State&, int) {}
#endif

void splitStanding(const float* input, float* const (&bands)[S::kBands], StripMask active, S::State& state) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        if (const int alone = loneStrip(active, lane); kSectionsAlone && alone >= 0) {
            splitAlone(input, bands, state, kStripLanes * alone);
            continue;
        }
        for (int row = lane; row < lane + kWidth; row += kSectionLanes)
            if (anyOfRow(active, row)) splitRow(input, bands, active, state, row);
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

HWY_EXPORT(splitMoving);
HWY_EXPORT(splitStanding);
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
    StripMask moving = 0;
    for (int strip = 0; strip < kBundleStrips; ++strip)
        for (int n = 0; n < kCrossovers; ++n)
            for (int lane = kStripLanes * strip; lane < kStripLanes * (strip + 1); ++lane)
                if (state_.g[n][lane] != state_.gTarget[n][lane]) moving |= active & (1u << strip);
    // Those that stand first: their rows reach over lanes that are not theirs.
    if (active & ~moving) HWY_DYNAMIC_DISPATCH(splitStanding)(input, bands, active & ~moving, state_);
    if (moving) HWY_DYNAMIC_DISPATCH(splitMoving)(input, bands, moving, state_);
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
