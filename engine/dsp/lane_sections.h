// Compiled once per instruction set, after lanes.h: see there.

#if defined(LACQUER_ENGINE_DSP_LANE_SECTIONS_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LACQUER_ENGINE_DSP_LANE_SECTIONS_H
#undef LACQUER_ENGINE_DSP_LANE_SECTIONS_H
#else
#define LACQUER_ENGINE_DSP_LANE_SECTIONS_H
#endif

#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();

/// The second-order sections that crossovers are made of, all in double: low and high cut of one
/// damping, and the all-pass that both add up to. Each comes in two forms over the same two memories:
/// one for a frequency that stands, one for a frequency that moves.
/// Source   Zavalishin, "The Art of VA Filter Design", the state-variable filter
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

inline constexpr double kDroppedMemory = 1e-18; ///< memories under this are: −360 dB

#if HWY_TARGET == HWY_SCALAR
/// What sections that stand are computed in.
using SectionRow = Doubles;
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
/// Half the lanes that a vector of floats has: the memories of many sections stay in registers.
using SectionRow = Of<DoubleTag>;
#endif

template <class V>
HWY_INLINE V constant(double x) {
#if HWY_TARGET == HWY_SCALAR
    return setDoubles(x);
#else
    return {hn::Set(hn::DFromV<decltype(V::v)>(), x)};
#endif
}

/// A section whose frequency stands, g = tan(π·f/rate): a frame written out as a step of its state. So
/// it waits for the frame before through two operations, and not through six.
template <class V>
struct Standing {
    V damping, b1, b2, a11, a21, perRise;

    HWY_INLINE Standing(V g, double k) : damping(constant<V>(k)) {
        const V one = constant<V>(1.0), two = constant<V>(2.0), feedback = g + damping;
        b1 = two * g / fma(g, feedback, one);
        b2 = g * b1;
        a11 = fnma(b1, feedback, one);
        a21 = g * fnma(b1, feedback, two);
        perRise = constant<V>(0.5) / g;
    }
};

template <class V>
struct StandingMemory {
    V s1, s2;

    HWY_INLINE void run(const Standing<V>& f, V x, V& all, V& high) {
        const V u = x - s2;
        const V next1 = fma(f.b1, u, f.a11 * s1);
        const V next2 = fma(f.b2, u, fma(f.a21, s1, s2));
        all = fnma(f.damping, s1 + next1, x);  // the sum is twice the band-pass
        high = (next1 - s1) * f.perRise; // what the first integrator was fed with
        s1 = next1;
        s2 = next2;
    }
};

/// A section whose frequency is at g in this frame: stable however it moves.
struct Moving {
    Doubles g, feedback, d, twiceDamping;

    HWY_INLINE Moving(Doubles at, double k)
        : g(at), feedback(at + setDoubles(k)), d(setDoubles(1.0) / fma(g, feedback, setDoubles(1.0))),
          twiceDamping(setDoubles(2 * k)) {}
};

struct MovingMemory {
    Doubles s1, s2;

    HWY_INLINE void run(const Moving& f, Doubles x, Doubles& all, Doubles& high) {
        high = (x - s2 - f.feedback * s1) * f.d;
        const Doubles band = fma(f.g, high, s1), low = fma(f.g, band, s2);
        s1 = fma(f.g, high, band);
        s2 = fma(f.g, band, low);
        all = fnma(f.twiceDamping, band, x);
    }
};

/// A g on its way through the quantum.
struct MovingFrequency {
    Doubles start, step;

    HWY_INLINE MovingFrequency(const double* from, const double* to)
        : start(load(from)), step((load(to) - start) * setDoubles(1.0 / kQuantum)) {}
    HWY_INLINE Doubles at(int frame) const { return fma(step, setDoubles(frame + 1), start); }
};

/// Keeps what is active of moving memories' rows.
HWY_INLINE void keepMemory(DoubleMask active, const MovingMemory& m, double* s1, double* s2) {
    const auto kept = [&](Doubles next, double* row) HWY_ATTR {
        const Doubles heard = select(abs(next) > setDoubles(kDroppedMemory), next, setDoubles(0.0));
        store(select(active, heard, load(row)), row);
    };
    kept(m.s1, s1);
    kept(m.s2, s2);
}

#if HWY_TARGET == HWY_SCALAR
inline constexpr int kSectionLanes = kWidth;
inline constexpr bool kSectionsAlone = false;
HWY_INLINE SectionRow readRow(const float* p) { return widen(load(p)); }
HWY_INLINE void writeRow(SectionRow x, float* p) { store(narrow(x), p); }
HWY_INLINE SectionRow loadRow(const double* p) { return load(p); }
HWY_INLINE void keepRow(StripMask active, int lane, SectionRow x, double* p) {
    const Doubles heard = select(abs(x) > setDoubles(kDroppedMemory), x, setDoubles(0.0));
    store(select(widen(maskOfStrips(active, lane)), heard, load(p)), p);
}
#else
inline constexpr int kSectionLanes = kDoubleWidth;
/// Whether a strip on its own has vectors as wide as it needs.
inline constexpr bool kSectionsAlone = kWidth >= 8;

using SectionSides = Of<hn::FixedTag<double, kStripLanes>>; ///< of one strip

template <class V>
HWY_INLINE V readAs(const float* p) {
    const hn::DFromV<decltype(V::v)> d;
    return {hn::PromoteTo(d, hn::LoadU(hn::Rebind<float, decltype(d)>(), p))};
}
template <class V>
HWY_INLINE void writeRow(V x, float* p) {
    const hn::Rebind<float, hn::DFromV<decltype(V::v)>> f;
    hn::StoreU(hn::DemoteTo(f, x.v), f, p);
}
template <class V>
HWY_INLINE V heardOf(V x) {
    const hn::DFromV<decltype(V::v)> d;
    return {hn::IfThenElseZero(hn::Gt(hn::Abs(x.v), hn::Set(d, kDroppedMemory)), x.v)};
}
HWY_INLINE SectionRow readRow(const float* p) { return readAs<SectionRow>(p); }
HWY_INLINE SectionRow loadRow(const double* p) { return {hn::LoadU(DoubleTag(), p)}; }
HWY_INLINE SectionSides loadSides(const double* p) { return {hn::LoadU(hn::FixedTag<double, kStripLanes>(), p)}; }
HWY_INLINE void keepSides(SectionSides x, double* p) { hn::StoreU(heardOf(x).v, hn::FixedTag<double, kStripLanes>(), p); }
/// Keeps what is active of the row that begins at `lane`.
HWY_INLINE void keepRow(StripMask active, int lane, SectionRow x, double* p) {
    alignas(64) double heard[kDoubleWidth];
    hn::Store(heardOf(x).v, DoubleTag(), heard);
    for (int n = 0; n < kDoubleWidth; n += kStripLanes)
        if ((active >> ((lane + n) / kStripLanes)) & 1u) p[n] = heard[n], p[n + 1] = heard[n + 1];
}
#endif

/// Whether any strip of the row that begins at `lane` is active.
HWY_INLINE bool anyOfRow(StripMask active, int lane) {
    constexpr StripMask kStrips = (1u << (kSectionLanes / kStripLanes)) - 1u;
    return ((active >> (lane / kStripLanes)) & kStrips) != 0;
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#endif
