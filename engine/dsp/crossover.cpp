#include "engine/dsp/crossover.h"

#include "engine/dsp/math.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/crossover.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// Damping of the two pairs of poles of fourth order: 2·cos(π/8) and 2·cos(3π/8).
inline constexpr double kWideOfFour = 1.84775906502257351226;
inline constexpr double kNarrowOfFour = 0.76536686473017954346;

struct Section {
    Doubles s1, s2;

    HWY_INLINE void run(Doubles x, Doubles g, Doubles feedback, Doubles d, Doubles& high, Doubles& band, Doubles& low) {
        high = (x - s2 - feedback * s1) * d;
        band = fma(g, high, s1);
        low = fma(g, band, s2);
        s1 = fma(g, high, band);
        s2 = fma(g, band, low);
    }
};

HWY_INLINE void keep(DoubleMask active, const Section& section, double* s1, double* s2) {
    const Doubles nothing = setDoubles(1e-18), zero = setDoubles(0.0);
    store(select(active, select(abs(section.s1) > nothing, section.s1, zero), load(s1)), s1);
    store(select(active, select(abs(section.s2) > nothing, section.s2, zero), load(s2)), s2);
}

/// The all-pass that both sides add up to, less what is high, is low: two sections turn the phase,
/// three more make the square of a fourth-order Butterworth high-pass.
void runSteepCrossover(const float* input, float* low, float* high, StripMask active, SteepCrossover::State& state) {
    const Doubles wide4 = setDoubles(kWideOfFour), narrow4 = setDoubles(kNarrowOfFour), one = setDoubles(1.0);
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const DoubleMask wide = widen(maskOfStrips(active, lane));
        const Doubles start = load(state.g + lane), target = load(state.gTarget + lane);
        const Doubles step = (target - start) * setDoubles(1.0 / kQuantum);
        const bool moves = any((step > setDoubles(0.0)) | (step < setDoubles(0.0)));
        Section sections[5];
        for (int n = 0; n < 5; ++n) sections[n] = {load(state.s1[n] + lane), load(state.s2[n] + lane)};
        Doubles g = start;
        Doubles feedWide = g + wide4, feedNarrow = g + narrow4;
        Doubles dWide = one / fma(g, feedWide, one), dNarrow = one / fma(g, feedNarrow, one);
        for (int frame = 0; frame < kQuantum; ++frame) {
            if (moves) {
                g = fma(step, setDoubles(frame + 1), start);
                feedWide = g + wide4;
                feedNarrow = g + narrow4;
                dWide = one / fma(g, feedWide, one);
                dNarrow = one / fma(g, feedNarrow, one);
            }
            const int at = frame * kLaneStride + lane;
            const Doubles x = widen(load(input + at));
            Doubles h, b, l, turned;
            sections[0].run(x, g, feedWide, dWide, h, b, l);
            turned = x - setDoubles(2 * kWideOfFour) * b;
            const Doubles once = h;
            sections[1].run(turned, g, feedNarrow, dNarrow, h, b, l);
            turned = turned - setDoubles(2 * kNarrowOfFour) * b;
            sections[2].run(once, g, feedNarrow, dNarrow, h, b, l);
            sections[3].run(h, g, feedWide, dWide, h, b, l);
            sections[4].run(h, g, feedNarrow, dNarrow, h, b, l);
            store(narrow(turned - h), low + at);
            store(narrow(h), high + at);
        }
        for (int n = 0; n < 5; ++n) keep(wide, sections[n], state.s1[n] + lane, state.s2[n] + lane);
        store(select(wide, target, start), state.g + lane);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runSteepCrossover);

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
    HWY_DYNAMIC_DISPATCH(runSteepCrossover)(input, low, high, active, state_);
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
