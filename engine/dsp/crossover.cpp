#include "engine/dsp/crossover.h"

#include "engine/dsp/math.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/crossover.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lane_sections.h"
#include "engine/dsp/lane_stages.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// Damping of the two pairs of poles of fourth order: 2·cos(π/8) and 2·cos(3π/8).
inline constexpr double kWideOfFour = 1.84775906502257351226;
inline constexpr double kNarrowOfFour = 0.76536686473017954346;

/// The all-pass that both sides add up to, less what is high, is low: two sections turn the phase,
/// three more make the square of a fourth-order Butterworth high-pass.
template <class F, class M, class V>
HWY_INLINE void cross(const F& wide, const F& narrow, M* m, V x, V& low, V& high) {
    V all, once, unheard;
    m[0].run(wide, x, all, once);
    m[1].run(narrow, all, all, unheard);
    m[2].run(narrow, once, unheard, high);
    m[3].run(wide, high, unheard, high);
    m[4].run(narrow, high, unheard, high);
    low = all - high;
}

void splitMoving(const float* input, float* low, float* high, StripMask active, SteepCrossover::State& state) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        const MovingFrequency frequency(state.g + lane, state.gTarget + lane);
        MovingMemory m[5];
        for (int n = 0; n < 5; ++n) m[n] = {load(state.s1[n] + lane), load(state.s2[n] + lane)};
        for (int frame = 0; frame < kQuantum; ++frame) {
            const Doubles g = frequency.at(frame);
            const int at = frame * kLaneStride + lane;
            Doubles l, h;
            cross(Moving(g, kWideOfFour), Moving(g, kNarrowOfFour), m, widen(load(input + at)), l, h);
            store(select(mask, narrow(l), load(low + at)), low + at);
            store(select(mask, narrow(h), load(high + at)), high + at);
        }
        const DoubleMask wide = widen(mask);
        for (int n = 0; n < 5; ++n) keepMemory(wide, m[n], state.s1[n] + lane, state.s2[n] + lane);
        store(select(wide, load(state.gTarget + lane), load(state.g + lane)), state.g + lane);
    }
}

/// Lanes outside `active` get what their memories make of it, and keep their memories.
HWY_INLINE void splitRow(const float* input, float* low, float* high, StripMask active, SteepCrossover::State& state, int lane) {
    const Standing<SectionRow> wide(loadRow(state.g + lane), kWideOfFour), narrow(loadRow(state.g + lane), kNarrowOfFour);
    StandingMemory<SectionRow> m[5];
    for (int n = 0; n < 5; ++n) m[n] = {loadRow(state.s1[n] + lane), loadRow(state.s2[n] + lane)};
    for (int frame = 0; frame < kQuantum; ++frame) {
        const int at = frame * kLaneStride + lane;
        SectionRow l, h;
        cross(wide, narrow, m, readRow(input + at), l, h);
        writeRow(l, low + at);
        writeRow(h, high + at);
    }
    for (int n = 0; n < 5; ++n) {
        keepRow(active, lane, m[n].s1, state.s1[n] + lane);
        keepRow(active, lane, m[n].s2, state.s2[n] + lane);
    }
}

#if HWY_TARGET != HWY_SCALAR
HWY_INLINE void splitAlone(const float* input, float* low, float* high, SteepCrossover::State& state, int lane) {
    const Standing<SectionSides> wide(loadSides(state.g + lane), kWideOfFour), narrow(loadSides(state.g + lane), kNarrowOfFour);
    StandingMemory<SectionSides> m[5];
    for (int n = 0; n < 5; ++n) m[n] = {loadSides(state.s1[n] + lane), loadSides(state.s2[n] + lane)};
    for (int frame = 0; frame < kQuantum; ++frame) {
        const int at = frame * kLaneStride + lane;
        SectionSides l, h;
        cross(wide, narrow, m, readAs<SectionSides>(input + at), l, h);
        writeRow(l, low + at);
        writeRow(h, high + at);
    }
    for (int n = 0; n < 5; ++n) {
        keepSides(m[n].s1, state.s1[n] + lane);
        keepSides(m[n].s2, state.s2[n] + lane);
    }
}
#else
HWY_INLINE void splitAlone(const float*, float*, float*, SteepCrossover::State&, int) {}
#endif

void splitStanding(const float* input, float* low, float* high, StripMask active, SteepCrossover::State& state) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        if (const int alone = loneStrip(active, lane); kSectionsAlone && alone >= 0) {
            splitAlone(input, low, high, state, kStripLanes * alone);
            continue;
        }
        for (int row = lane; row < lane + kWidth; row += kSectionLanes)
            if (anyOfRow(active, row)) splitRow(input, low, high, active, state, row);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(splitMoving);
HWY_EXPORT(splitStanding);

SteepCrossover::SteepCrossover(double rate) : rate_(rate) {
    for (int lane = 0; lane < kLaneStride; ++lane) {
        hertz_[lane] = 0;
        fresh_[lane] = true;
        setFrequency(lane, 1000);
        fresh_[lane] = true;
    }
}

void SteepCrossover::setFrequency(int lane, double hertz) noexcept {
    if (hertz != hertz_[lane]) {
        hertz_[lane] = hertz;
        state_.gTarget[lane] = tan(kPi * std::min(hertz / rate_, 0.49));
    }
    if (fresh_[lane]) state_.g[lane] = state_.gTarget[lane];
    fresh_[lane] = false;
}

void SteepCrossover::split(const float* input, float* low, float* high, StripMask active) noexcept {
    StripMask moving = 0;
    for (int lane = 0; lane < kLaneStride; ++lane)
        if (state_.g[lane] != state_.gTarget[lane]) moving |= active & (1u << (lane / kStripLanes));
    // Those that stand first: their rows reach over lanes that are not theirs.
    if (active & ~moving) HWY_DYNAMIC_DISPATCH(splitStanding)(input, low, high, active & ~moving, state_);
    if (moving) HWY_DYNAMIC_DISPATCH(splitMoving)(input, low, high, moving, state_);
}

void SteepCrossover::reset(int lane) noexcept {
    for (int n = 0; n < 5; ++n) state_.s1[n][lane] = state_.s2[n][lane] = 0;
    fresh_[lane] = true;
}

void SteepCrossover::adopt(int lane, const SteepCrossover& other, int otherLane) noexcept {
    hertz_[lane] = other.hertz_[otherLane];
    fresh_[lane] = other.fresh_[otherLane];
    state_.g[lane] = other.state_.g[otherLane];
    state_.gTarget[lane] = other.state_.gTarget[otherLane];
    for (int n = 0; n < 5; ++n) {
        state_.s1[n][lane] = other.state_.s1[n][otherLane];
        state_.s2[n][lane] = other.state_.s2[n][otherLane];
    }
}

} // namespace lacquer::dsp
#endif
