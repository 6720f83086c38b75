#include "engine/dsp/imager_kernel.h"

#include "engine/dsp/lane_state.h"
#include "engine/dsp/math.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/imager_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// Butterworth of fourth order: 1/Q of its two sections.
inline constexpr double kSteep[2] = {1.84775906502257351226, 0.76536686473017954346};
/// … and of second order.
inline constexpr double kGentle = 1.41421356237309504880;
/// States under this are silence.
inline constexpr double kNothing = 1e-18;

HWY_INLINE void keep(DoubleMask active, Doubles value, double* at) {
    const Doubles kept = select(abs(value) > setDoubles(kNothing), value, setDoubles(0.0));
    store(select(active, kept, load(at)), at);
}

struct Bands {
    Doubles low, band, high;
};

/// A trapezoidal state-variable filter; low + damping · band + high is x.
HWY_INLINE Bands split(Doubles x, Doubles g, double damping, Doubles* s) {
    const Doubles feedback = g + setDoubles(damping);
    const Doubles d = setDoubles(1.0) / fma(g, feedback, setDoubles(1.0));
    const Doubles high = (x - s[1] - feedback * s[0]) * d;
    const Doubles band = fma(g, high, s[0]);
    const Doubles low = fma(g, band, s[1]);
    s[0] = fma(g, high, band);
    s[1] = fma(g, band, low);
    return {low, band, high};
}

/// Which lanes' widths are all alike throughout the quantum: they need no bands.
HWY_INLINE FloatMask evenLanes(const ImagerControls& controls, int lane) {
    FloatMask even = setFloats(1.0f) > setFloats(0.0f);
    for (int frame = 0; frame < kQuantum; ++frame) {
        bool moves = false;
        const Floats first = load(controls.width[0].at(frame) + lane);
        for (int band = 1; band < 4; ++band) {
            const Floats other = load(controls.width[band].at(frame) + lane);
            even = even & (other >= first) & (other <= first);
            moves = moves || controls.width[band].moves();
        }
        if (!moves && !controls.width[0].moves()) break;
    }
    return even;
}

/// Whether these lanes pass as they are: even widths of 1, nothing turned.
HWY_INLINE bool nothingToDo(const ImagerControls& controls, int lane) {
    if (controls.width[0].moves() || controls.cosine.moves()) return false;
    const Floats width = load(controls.width[0].at(0) + lane), sine = load(controls.sine.at(0) + lane);
    const Floats one = setFloats(1.0f), zero = setFloats(0.0f), cosine = load(controls.cosine.at(0) + lane);
    return !any((width < one) | (width > one) | (sine < zero) | (sine > zero) | (cosine < one));
}

void runImager(float* samples, StripMask active, const ImagerControls& controls, ImagerKernel::State& s) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        const DoubleMask wide = widen(mask);
        const Doubles zero = setDoubles(0.0), half = setDoubles(0.5), part = setDoubles(1.0 / kQuantum);
        // What rests stays at zero, in company as alone: the choice is each lane's own.
        const FloatMask even = evenLanes(controls, lane);
        const DoubleMask bandsRest = widen(even);
        const bool bands = any((!even) & mask);
        const Doubles amount = load(s.amount + lane), amountTarget = load(s.amountTarget + lane);
        const DoubleMask bassRests = (amount <= zero) & (amountTarget <= zero);
        const bool bass = any((!bassRests) & wide);
        if (!bands && !bass && nothingToDo(controls, lane)) continue;
        Doubles crossovers[3][2], sections[2][2], crossover[3], crossoverStep[3];
        for (int n = 0; n < 3; ++n) {
            crossover[n] = load(s.split[n] + lane);
            crossoverStep[n] = (load(s.splitTarget[n] + lane) - crossover[n]) * part;
            for (int k = 0; k < 2; ++k) crossovers[n][k] = load(s.band[n][k] + lane);
        }
        for (int n = 0; n < 2; ++n)
            for (int k = 0; k < 2; ++k) sections[n][k] = load(s.section[n][k] + lane);
        Doubles g = load(s.mono + lane);
        const Doubles gStep = (load(s.monoTarget + lane) - g) * part;
        const Doubles amountStep = (amountTarget - amount) * part;
        for (int frame = 0; frame < kQuantum; ++frame) {
            float* const at = samples + frame * kLaneStride + lane;
            const Floats in = load(at);
            const Doubles x = widen(in);
            const Doubles side = (x - swapPairs(x)) * half;
            const auto width = [&](int band) { return widen(load(controls.width[band].at(frame) + lane)); };
            Doubles wanted = side * width(0);
            if (bands) {
                Doubles sum = zero, rest = side;
                for (int n = 0; n < 3; ++n) {
                    crossover[n] = crossover[n] + crossoverStep[n];
                    const Bands parts = split(rest, crossover[n], kGentle, crossovers[n]);
                    const Doubles joint = widen(load(controls.joint[n].at(frame) + lane));
                    sum = fma(parts.low, width(n), sum);
                    sum = fma(parts.band * setDoubles(kGentle), joint, sum);
                    rest = parts.high;
                }
                sum = fma(rest, width(3), sum);
                wanted = select(bandsRest, wanted, sum);
            }
            if (bass) {
                g = g + gStep;
                Doubles high = split(wanted, g, kSteep[0], sections[0]).high;
                high = split(high, g, kSteep[1], sections[1]).high;
                const Doubles now = fma(amountStep, setDoubles(frame + 1), amount);
                wanted = select(bassRests, wanted, fma(now, high - wanted, wanted));
            }
            const Doubles y = x + (wanted - side);
            const Doubles turned = fma(y, widen(load(controls.cosine.at(frame) + lane)),
                                       swapPairs(y) * widen(load(controls.sine.at(frame) + lane)));
            store(select(mask, narrow(turned), in), at);
        }
        for (int n = 0; n < 3; ++n) {
            store(select(wide, load(s.splitTarget[n] + lane), load(s.split[n] + lane)), s.split[n] + lane);
            for (int k = 0; k < 2; ++k) keep(wide, select(bandsRest, zero, crossovers[n][k]), s.band[n][k] + lane);
        }
        for (int n = 0; n < 2; ++n)
            for (int k = 0; k < 2; ++k) keep(wide, select(bassRests, zero, sections[n][k]), s.section[n][k] + lane);
        store(select(wide, load(s.monoTarget + lane), load(s.mono + lane)), s.mono + lane);
        store(select(wide, amountTarget, amount), s.amount + lane);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runImager);

namespace {

double warped(double hertz, double rate) { return tan(kPi * std::min(hertz / rate, 0.45)); }

constexpr double kLowestMono = 10;
constexpr double kFade = 0.020;

} // namespace

ImagerKernel::ImagerKernel(double rate) : rate_(rate) {
    for (int lane = 0; lane < kLaneStride; ++lane) {
        reset(lane);
        setMonoBelow(lane, 0);
        for (int which = 0; which < 3; ++which) setCrossover(lane, which, 1000);
        state_.fresh[lane] = 1;
    }
}

void ImagerKernel::setCrossover(int lane, int which, double hertz) noexcept {
    state_.splitTarget[which][lane] = warped(hertz, rate_);
    if (state_.fresh[lane] > 0) state_.split[which][lane] = state_.splitTarget[which][lane];
}

void ImagerKernel::setMonoBelow(int lane, double hertz) noexcept {
    const bool on = hertz >= kLowestMono;
    const double step = kQuantum / (kFade * rate_);
    const double now = state_.amount[lane];
    state_.amountTarget[lane] = on ? std::min(now + step, 1.0) : std::max(now - step, 0.0);
    if (on || state_.fresh[lane] > 0) state_.monoTarget[lane] = warped(std::max(hertz, kLowestMono), rate_);
    // While it sleeps it follows at once, and a new strip starts where it is set.
    if (now <= 0 || state_.fresh[lane] > 0) state_.mono[lane] = state_.monoTarget[lane];
    if (state_.fresh[lane] > 0) state_.amount[lane] = state_.amountTarget[lane] = on ? 1.0 : 0.0;
}

void ImagerKernel::process(float* samples, StripMask active, const ImagerControls& controls) noexcept {
    HWY_DYNAMIC_DISPATCH(runImager)(samples, active, controls, state_);
    for (int lane = 0; lane < kLaneStride; ++lane)
        if ((active >> (lane / kStripLanes)) & 1u) state_.fresh[lane] = 0;
}

void ImagerKernel::reset(int lane) noexcept {
    for (auto& crossover : state_.band)
        for (auto& memory : crossover) memory[lane] = 0;
    for (auto& section : state_.section)
        for (auto& memory : section) memory[lane] = 0;
    state_.fresh[lane] = 1;
}

void ImagerKernel::adopt(int lane, const ImagerKernel& other, int otherLane) noexcept {
    copyLane<double>(state_, lane, other.state_, otherLane);
}

} // namespace lacquer::dsp
#endif
