// Compiled once per instruction set: a kernel's .cpp includes <hwy/foreach_target.h>, then this.
//
//     #undef HWY_TARGET_INCLUDE
//     #define HWY_TARGET_INCLUDE "engine/dsp/my_kernel.cpp"
//     #include <hwy/foreach_target.h>
//     #include "engine/dsp/lanes.h"
//     HWY_BEFORE_NAMESPACE();
//     namespace lacquer::dsp { namespace HWY_NAMESPACE {
//     void runMyKernel(float* samples, …) { for (int lane = 0; lane < kLaneStride; lane += kWidth) … }
//     }}
//     HWY_AFTER_NAMESPACE();
//     #if HWY_ONCE
//     namespace lacquer::dsp { HWY_EXPORT(runMyKernel); … HWY_DYNAMIC_DISPATCH(runMyKernel)(…) }
//     #endif

#if defined(LACQUER_ENGINE_DSP_LANES_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LACQUER_ENGINE_DSP_LANES_H
#undef LACQUER_ENGINE_DSP_LANES_H
#else
#define LACQUER_ENGINE_DSP_LANES_H
#endif

#include "engine/vocabulary/quantum.h"

#include <hwy/highway.h>

#include <cmath>
#include <cstdint>
#include <cstring>

HWY_BEFORE_NAMESPACE();

/// Arithmetic over the lanes of a bundle. A kernel walks the 16 lanes in steps of kWidth and keeps
/// its state in registers over the 64 frames. Every operation is one IEEE operation per lane, and a
/// fused multiply-add is fused on every target, so the bits are the same for each instruction set
/// and each number of strips.
///
/// Floats and Doubles always have the same number of lanes, kWidth, even and at most 16. Where there
/// is no vector unit with fused multiply-add, kWidth is 2 and std::fma does the work: slow, exact.
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR

inline constexpr int kWidth = 2;

struct Floats {
    float v[2];
};
struct Doubles {
    double v[2];
};
struct FloatMask {
    bool v[2];
};
struct DoubleMask {
    bool v[2];
};

#define LACQUER_LANEWISE(V, T, M)                                                                  \
    HWY_INLINE V set##V(T x) { return {{x, x}}; }                                                  \
    HWY_INLINE V load(const T* p) { return {{p[0], p[1]}}; }                                       \
    HWY_INLINE void store(V x, T* p) { p[0] = x.v[0], p[1] = x.v[1]; }                             \
    HWY_INLINE V operator+(V a, V b) { return {{a.v[0] + b.v[0], a.v[1] + b.v[1]}}; }              \
    HWY_INLINE V operator-(V a, V b) { return {{a.v[0] - b.v[0], a.v[1] - b.v[1]}}; }              \
    HWY_INLINE V operator*(V a, V b) { return {{a.v[0] * b.v[0], a.v[1] * b.v[1]}}; }              \
    HWY_INLINE V operator/(V a, V b) { return {{a.v[0] / b.v[0], a.v[1] / b.v[1]}}; }              \
    HWY_INLINE V operator-(V a) { return {{-a.v[0], -a.v[1]}}; }                                   \
    HWY_INLINE V fma(V a, V b, V c) {                                                              \
        return {{std::fma(a.v[0], b.v[0], c.v[0]), std::fma(a.v[1], b.v[1], c.v[1])}};             \
    }                                                                                              \
    HWY_INLINE V fnma(V a, V b, V c) {                                                             \
        return {{std::fma(-a.v[0], b.v[0], c.v[0]), std::fma(-a.v[1], b.v[1], c.v[1])}};           \
    }                                                                                              \
    HWY_INLINE V min(V a, V b) {                                                                   \
        return {{a.v[0] < b.v[0] ? a.v[0] : b.v[0], a.v[1] < b.v[1] ? a.v[1] : b.v[1]}};           \
    }                                                                                              \
    HWY_INLINE V max(V a, V b) {                                                                   \
        return {{a.v[0] > b.v[0] ? a.v[0] : b.v[0], a.v[1] > b.v[1] ? a.v[1] : b.v[1]}};           \
    }                                                                                              \
    HWY_INLINE V abs(V a) { return {{std::fabs(a.v[0]), std::fabs(a.v[1])}}; }                     \
    HWY_INLINE V sqrt(V a) { return {{std::sqrt(a.v[0]), std::sqrt(a.v[1])}}; }                    \
    HWY_INLINE V copySign(V a, V s) {                                                              \
        return {{std::copysign(a.v[0], s.v[0]), std::copysign(a.v[1], s.v[1])}};                   \
    }                                                                                              \
    HWY_INLINE V swapPairs(V a) { return {{a.v[1], a.v[0]}}; }                                     \
    HWY_INLINE M operator>(V a, V b) { return {{a.v[0] > b.v[0], a.v[1] > b.v[1]}}; }              \
    HWY_INLINE M operator<(V a, V b) { return {{a.v[0] < b.v[0], a.v[1] < b.v[1]}}; }              \
    HWY_INLINE M operator>=(V a, V b) { return {{a.v[0] >= b.v[0], a.v[1] >= b.v[1]}}; }           \
    HWY_INLINE M operator<=(V a, V b) { return {{a.v[0] <= b.v[0], a.v[1] <= b.v[1]}}; }           \
    HWY_INLINE M operator&(M a, M b) { return {{a.v[0] && b.v[0], a.v[1] && b.v[1]}}; }            \
    HWY_INLINE M operator|(M a, M b) { return {{a.v[0] || b.v[0], a.v[1] || b.v[1]}}; }            \
    HWY_INLINE M operator!(M a) { return {{!a.v[0], !a.v[1]}}; }                                   \
    HWY_INLINE bool any(M a) { return a.v[0] || a.v[1]; }                                          \
    HWY_INLINE V select(M m, V yes, V no) {                                                        \
        return {{m.v[0] ? yes.v[0] : no.v[0], m.v[1] ? yes.v[1] : no.v[1]}};                       \
    }

LACQUER_LANEWISE(Floats, float, FloatMask)
LACQUER_LANEWISE(Doubles, double, DoubleMask)
#undef LACQUER_LANEWISE

HWY_INLINE Doubles widen(Floats a) { return {{double{a.v[0]}, double{a.v[1]}}}; }
HWY_INLINE Floats narrow(Doubles a) {
    return {{static_cast<float>(a.v[0]), static_cast<float>(a.v[1])}};
}
HWY_INLINE DoubleMask widen(FloatMask a) { return {{a.v[0], a.v[1]}}; }

/// 2^whole for whole numbers −126…127.
HWY_INLINE Floats powerOfTwo(Floats whole) {
    Floats r{};
    for (int i = 0; i < 2; ++i) {
        const auto bits = static_cast<std::uint32_t>(static_cast<std::int32_t>(whole.v[i]) + 127) << 23;
        std::memcpy(&r.v[i], &bits, sizeof bits);
    }
    return r;
}
HWY_INLINE Floats floor(Floats a) { return {{std::floor(a.v[0]), std::floor(a.v[1])}}; }

/// Splits x > 0 into mantissa in [√½, √2) and exponent.
HWY_INLINE void splitExponent(Floats x, Floats& mantissa, Floats& exponent) {
    for (int i = 0; i < 2; ++i) {
        std::uint32_t bits;
        std::memcpy(&bits, &x.v[i], sizeof bits);
        // Adding what lies between √½ and 1 moves the carry to where the mantissa passes √2.
        bits += 0x3F800000u - 0x3F3504F3u;
        exponent.v[i] = static_cast<float>(static_cast<std::int32_t>(bits >> 23) - 127);
        bits = (bits & 0x007FFFFFu) + 0x3F3504F3u;
        std::memcpy(&mantissa.v[i], &bits, sizeof bits);
    }
}

/// Bits of a FloatMask that are set for the strips of `active` whose lanes start at `lane`.
HWY_INLINE FloatMask maskOfStrips(StripMask active, int lane) {
    const bool on = (active >> (lane / kStripLanes)) & 1u;
    return {{on, on}};
}

/// The two lanes of one strip.
using Pair = Floats;
using DoublePair = Doubles;
HWY_INLINE Floats repeatPair(const float* p) { return load(p); }
HWY_INLINE Pair loadPair(const float* p) { return load(p); }
HWY_INLINE DoublePair loadPair(const double* p) { return load(p); }

#else // a vector unit

using FloatTag = hn::CappedTag<float, kLaneStride>;
using FloatHalfTag = hn::Half<FloatTag>;
using DoubleTag = hn::Repartition<double, FloatTag>;
using IntTag = hn::RebindToSigned<FloatTag>;

inline constexpr int kWidth = static_cast<int>(hn::MaxLanes(FloatTag()));
inline constexpr int kDoubleWidth = kWidth / 2;

struct Floats {
    hn::Vec<FloatTag> v;
};
struct Doubles {
    hn::Vec<DoubleTag> low, high;
};
struct FloatMask {
    hn::Mask<FloatTag> v;
};
struct DoubleMask {
    hn::Mask<DoubleTag> low, high;
};

/// kWidth / 2 times the two floats at p.
HWY_INLINE Floats repeatPair(const float* p) {
    double both;
    std::memcpy(&both, p, sizeof both);
    return {hn::BitCast(FloatTag(), hn::Set(DoubleTag(), both))};
}
HWY_INLINE Floats setFloats(float x) { return {hn::Set(FloatTag(), x)}; }
HWY_INLINE Floats load(const float* p) { return {hn::LoadU(FloatTag(), p)}; }
HWY_INLINE void store(Floats x, float* p) { hn::StoreU(x.v, FloatTag(), p); }
HWY_INLINE Floats operator+(Floats a, Floats b) { return {hn::Add(a.v, b.v)}; }
HWY_INLINE Floats operator-(Floats a, Floats b) { return {hn::Sub(a.v, b.v)}; }
HWY_INLINE Floats operator*(Floats a, Floats b) { return {hn::Mul(a.v, b.v)}; }
HWY_INLINE Floats operator/(Floats a, Floats b) { return {hn::Div(a.v, b.v)}; }
HWY_INLINE Floats operator-(Floats a) { return {hn::Neg(a.v)}; }
HWY_INLINE Floats fma(Floats a, Floats b, Floats c) { return {hn::MulAdd(a.v, b.v, c.v)}; }
HWY_INLINE Floats fnma(Floats a, Floats b, Floats c) { return {hn::NegMulAdd(a.v, b.v, c.v)}; }
HWY_INLINE FloatMask operator>(Floats a, Floats b) { return {hn::Gt(a.v, b.v)}; }
HWY_INLINE FloatMask operator<(Floats a, Floats b) { return {hn::Lt(a.v, b.v)}; }
HWY_INLINE FloatMask operator>=(Floats a, Floats b) { return {hn::Ge(a.v, b.v)}; }
HWY_INLINE FloatMask operator<=(Floats a, Floats b) { return {hn::Le(a.v, b.v)}; }
HWY_INLINE FloatMask operator&(FloatMask a, FloatMask b) { return {hn::And(a.v, b.v)}; }
HWY_INLINE FloatMask operator|(FloatMask a, FloatMask b) { return {hn::Or(a.v, b.v)}; }
HWY_INLINE FloatMask operator!(FloatMask a) { return {hn::Not(a.v)}; }
HWY_INLINE bool any(FloatMask a) { return !hn::AllFalse(FloatTag(), a.v); }
HWY_INLINE Floats select(FloatMask m, Floats yes, Floats no) {
    return {hn::IfThenElse(m.v, yes.v, no.v)};
}
#if HWY_ARCH_X86
// MINPS and MAXPS are defined as a < b ? a : b and a > b ? a : b, equal zeros and NaN included.
HWY_INLINE Floats min(Floats a, Floats b) { return {hn::Min(a.v, b.v)}; }
HWY_INLINE Floats max(Floats a, Floats b) { return {hn::Max(a.v, b.v)}; }
#else
// Other units' min and max answer differently on equal zeros.
HWY_INLINE Floats min(Floats a, Floats b) { return select(a < b, a, b); }
HWY_INLINE Floats max(Floats a, Floats b) { return select(a > b, a, b); }
#endif
HWY_INLINE Floats abs(Floats a) { return {hn::Abs(a.v)}; }
HWY_INLINE Floats sqrt(Floats a) { return {hn::Sqrt(a.v)}; }
HWY_INLINE Floats copySign(Floats a, Floats s) { return {hn::CopySign(a.v, s.v)}; }
/// Left and right of every strip change places.
HWY_INLINE Floats swapPairs(Floats a) { return {hn::Shuffle2301(a.v)}; }
HWY_INLINE Floats floor(Floats a) { return {hn::Floor(a.v)}; }

HWY_INLINE Doubles setDoubles(double x) {
    return {hn::Set(DoubleTag(), x), hn::Set(DoubleTag(), x)};
}
HWY_INLINE Doubles load(const double* p) {
    return {hn::LoadU(DoubleTag(), p), hn::LoadU(DoubleTag(), p + kDoubleWidth)};
}
HWY_INLINE void store(Doubles x, double* p) {
    hn::StoreU(x.low, DoubleTag(), p);
    hn::StoreU(x.high, DoubleTag(), p + kDoubleWidth);
}
HWY_INLINE Doubles operator+(Doubles a, Doubles b) {
    return {hn::Add(a.low, b.low), hn::Add(a.high, b.high)};
}
HWY_INLINE Doubles operator-(Doubles a, Doubles b) {
    return {hn::Sub(a.low, b.low), hn::Sub(a.high, b.high)};
}
HWY_INLINE Doubles operator*(Doubles a, Doubles b) {
    return {hn::Mul(a.low, b.low), hn::Mul(a.high, b.high)};
}
HWY_INLINE Doubles operator/(Doubles a, Doubles b) {
    return {hn::Div(a.low, b.low), hn::Div(a.high, b.high)};
}
HWY_INLINE Doubles operator-(Doubles a) { return {hn::Neg(a.low), hn::Neg(a.high)}; }
HWY_INLINE Doubles fma(Doubles a, Doubles b, Doubles c) {
    return {hn::MulAdd(a.low, b.low, c.low), hn::MulAdd(a.high, b.high, c.high)};
}
HWY_INLINE Doubles fnma(Doubles a, Doubles b, Doubles c) {
    return {hn::NegMulAdd(a.low, b.low, c.low), hn::NegMulAdd(a.high, b.high, c.high)};
}
HWY_INLINE DoubleMask operator>(Doubles a, Doubles b) {
    return {hn::Gt(a.low, b.low), hn::Gt(a.high, b.high)};
}
HWY_INLINE DoubleMask operator<(Doubles a, Doubles b) {
    return {hn::Lt(a.low, b.low), hn::Lt(a.high, b.high)};
}
HWY_INLINE DoubleMask operator>=(Doubles a, Doubles b) {
    return {hn::Ge(a.low, b.low), hn::Ge(a.high, b.high)};
}
HWY_INLINE DoubleMask operator<=(Doubles a, Doubles b) {
    return {hn::Le(a.low, b.low), hn::Le(a.high, b.high)};
}
HWY_INLINE DoubleMask operator&(DoubleMask a, DoubleMask b) {
    return {hn::And(a.low, b.low), hn::And(a.high, b.high)};
}
HWY_INLINE DoubleMask operator|(DoubleMask a, DoubleMask b) {
    return {hn::Or(a.low, b.low), hn::Or(a.high, b.high)};
}
HWY_INLINE DoubleMask operator!(DoubleMask a) { return {hn::Not(a.low), hn::Not(a.high)}; }
HWY_INLINE bool any(DoubleMask a) {
    return !hn::AllFalse(DoubleTag(), a.low) || !hn::AllFalse(DoubleTag(), a.high);
}
HWY_INLINE Doubles select(DoubleMask m, Doubles yes, Doubles no) {
    return {hn::IfThenElse(m.low, yes.low, no.low), hn::IfThenElse(m.high, yes.high, no.high)};
}
#if HWY_ARCH_X86
HWY_INLINE Doubles min(Doubles a, Doubles b) {
    return {hn::Min(a.low, b.low), hn::Min(a.high, b.high)};
}
HWY_INLINE Doubles max(Doubles a, Doubles b) {
    return {hn::Max(a.low, b.low), hn::Max(a.high, b.high)};
}
#else
HWY_INLINE Doubles min(Doubles a, Doubles b) { return select(a < b, a, b); }
HWY_INLINE Doubles max(Doubles a, Doubles b) { return select(a > b, a, b); }
#endif
HWY_INLINE Doubles abs(Doubles a) { return {hn::Abs(a.low), hn::Abs(a.high)}; }
HWY_INLINE Doubles sqrt(Doubles a) { return {hn::Sqrt(a.low), hn::Sqrt(a.high)}; }
HWY_INLINE Doubles copySign(Doubles a, Doubles s) {
    return {hn::CopySign(a.low, s.low), hn::CopySign(a.high, s.high)};
}
HWY_INLINE Doubles swapPairs(Doubles a) {
    return {hn::Shuffle01(a.low), hn::Shuffle01(a.high)};
}

HWY_INLINE Doubles widen(Floats a) {
    return {hn::PromoteTo(DoubleTag(), hn::LowerHalf(a.v)),
            hn::PromoteTo(DoubleTag(), hn::UpperHalf(FloatHalfTag(), a.v))};
}
HWY_INLINE Floats narrow(Doubles a) {
    return {hn::Combine(FloatTag(), hn::DemoteTo(FloatHalfTag(), a.high),
                        hn::DemoteTo(FloatHalfTag(), a.low))};
}
HWY_INLINE DoubleMask widen(FloatMask a) {
    const Doubles ones = widen(Floats{hn::IfThenElseZero(a.v, hn::Set(FloatTag(), 1.0f))});
    return ones > setDoubles(0.5);
}

/// 2^whole for whole numbers −126…127.
HWY_INLINE Floats powerOfTwo(Floats whole) {
    const auto exponent = hn::Add(hn::ConvertTo(IntTag(), whole.v), hn::Set(IntTag(), 127));
    return {hn::BitCast(FloatTag(), hn::ShiftLeft<23>(exponent))};
}

/// Splits x > 0 into mantissa in [√½, √2) and exponent.
HWY_INLINE void splitExponent(Floats x, Floats& mantissa, Floats& exponent) {
    // Adding what lies between √½ and 1 moves the carry to where the mantissa passes √2.
    const auto bits =
        hn::Add(hn::BitCast(IntTag(), x.v), hn::Set(IntTag(), 0x3F800000 - 0x3F3504F3));
    exponent.v = hn::ConvertTo(FloatTag(), hn::Sub(hn::ShiftRight<23>(bits), hn::Set(IntTag(), 127)));
    mantissa.v = hn::BitCast(FloatTag(), hn::Add(hn::And(bits, hn::Set(IntTag(), 0x007FFFFF)),
                                                 hn::Set(IntTag(), 0x3F3504F3)));
}

/// Set for the lanes, counted from `lane`, whose strips are in `active`.
HWY_INLINE FloatMask maskOfStrips(StripMask active, int lane) {
    alignas(64) static constexpr std::int32_t kBitOfLane[kLaneStride] = {
        1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 64, 64, 128, 128};
    const auto bits = hn::LoadU(IntTag(), kBitOfLane + lane);
    const auto set = hn::And(bits, hn::Set(IntTag(), static_cast<std::int32_t>(active)));
    return {hn::RebindMask(FloatTag(), hn::Eq(set, bits))};
}

/// The two lanes of one strip: for recursions, which cost a narrow vector as much time as a wide one.
struct Pair {
    using Tag = hn::FixedTag<float, kStripLanes>;
    hn::Vec<Tag> v;
};
struct PairMask {
    hn::Mask<Pair::Tag> v;
};

HWY_INLINE Pair loadPair(const float* p) { return {hn::LoadU(Pair::Tag(), p)}; }
HWY_INLINE void store(Pair x, float* p) { hn::StoreU(x.v, Pair::Tag(), p); }
HWY_INLINE Pair operator+(Pair a, Pair b) { return {hn::Add(a.v, b.v)}; }
HWY_INLINE Pair operator-(Pair a, Pair b) { return {hn::Sub(a.v, b.v)}; }
HWY_INLINE Pair operator*(Pair a, Pair b) { return {hn::Mul(a.v, b.v)}; }
HWY_INLINE Pair operator-(Pair a) { return {hn::Neg(a.v)}; }
HWY_INLINE Pair fma(Pair a, Pair b, Pair c) { return {hn::MulAdd(a.v, b.v, c.v)}; }
HWY_INLINE Pair fnma(Pair a, Pair b, Pair c) { return {hn::NegMulAdd(a.v, b.v, c.v)}; }
HWY_INLINE PairMask operator>(Pair a, Pair b) { return {hn::Gt(a.v, b.v)}; }
HWY_INLINE PairMask operator>=(Pair a, Pair b) { return {hn::Ge(a.v, b.v)}; }
HWY_INLINE PairMask operator&(PairMask a, PairMask b) { return {hn::And(a.v, b.v)}; }
HWY_INLINE PairMask operator|(PairMask a, PairMask b) { return {hn::Or(a.v, b.v)}; }
HWY_INLINE Pair select(PairMask m, Pair yes, Pair no) {
    return {hn::IfThenElse(m.v, yes.v, no.v)};
}
HWY_INLINE Pair min(Pair a, Pair b) { return {hn::IfThenElse(hn::Lt(a.v, b.v), a.v, b.v)}; }
HWY_INLINE Pair max(Pair a, Pair b) { return {hn::IfThenElse(hn::Gt(a.v, b.v), a.v, b.v)}; }
HWY_INLINE Pair swapPairs(Pair a) { return {hn::Shuffle2301(a.v)}; }
HWY_INLINE Pair abs(Pair a) { return {hn::Abs(a.v)}; }

struct DoublePair {
    using Tag = hn::FixedTag<double, kStripLanes>;
    hn::Vec<Tag> v;
};

HWY_INLINE DoublePair loadPair(const double* p) { return {hn::LoadU(DoublePair::Tag(), p)}; }
HWY_INLINE void store(DoublePair x, double* p) { hn::StoreU(x.v, DoublePair::Tag(), p); }
HWY_INLINE DoublePair operator+(DoublePair a, DoublePair b) { return {hn::Add(a.v, b.v)}; }
HWY_INLINE DoublePair operator*(DoublePair a, DoublePair b) { return {hn::Mul(a.v, b.v)}; }
HWY_INLINE DoublePair fma(DoublePair a, DoublePair b, DoublePair c) {
    return {hn::MulAdd(a.v, b.v, c.v)};
}
HWY_INLINE DoublePair fnma(DoublePair a, DoublePair b, DoublePair c) {
    return {hn::NegMulAdd(a.v, b.v, c.v)};
}

#endif

/// Whether any of the strips in the kWidth lanes from `lane` is active.
HWY_INLINE bool anyActive(StripMask active, int lane) {
    constexpr StripMask kStrips = (1u << (kWidth / kStripLanes)) - 1u;
    return ((active >> (lane / kStripLanes)) & kStrips) != 0;
}

/// N vectors that take every step together. A row of polynomials is a chain in which each operation
/// waits for the one before; several chains side by side keep the unit busy meanwhile. Also built
/// from one vector, which then stands N times.
template <int N>
struct Rows {
    Floats v[N];

    HWY_INLINE Rows() = default;
    HWY_INLINE Rows(Floats x) { // NOLINT(google-explicit-constructor): a constant among rows
        for (Floats& row : v) row = x;
    }

#define LACQUER_ROWWISE_1(F)                                                                       \
    HWY_INLINE friend Rows F(Rows a) {                                                             \
        for (int n = 0; n < N; ++n) a.v[n] = dsp::HWY_NAMESPACE::F(a.v[n]);                        \
        return a;                                                                                  \
    }
#define LACQUER_ROWWISE_2(F)                                                                       \
    HWY_INLINE friend Rows F(Rows a, Rows b) {                                                     \
        for (int n = 0; n < N; ++n) a.v[n] = dsp::HWY_NAMESPACE::F(a.v[n], b.v[n]);                \
        return a;                                                                                  \
    }
    LACQUER_ROWWISE_1(abs)
    LACQUER_ROWWISE_1(floor)
    LACQUER_ROWWISE_1(powerOfTwo)
    LACQUER_ROWWISE_1(swapPairs)
    LACQUER_ROWWISE_2(operator+)
    LACQUER_ROWWISE_2(operator-)
    LACQUER_ROWWISE_2(operator*)
    LACQUER_ROWWISE_2(operator/)
    LACQUER_ROWWISE_2(min)
    LACQUER_ROWWISE_2(max)
#undef LACQUER_ROWWISE_1
#undef LACQUER_ROWWISE_2

    HWY_INLINE friend Rows fma(Rows a, Rows b, Rows c) {
        for (int n = 0; n < N; ++n) a.v[n] = dsp::HWY_NAMESPACE::fma(a.v[n], b.v[n], c.v[n]);
        return a;
    }
    HWY_INLINE friend Rows select(FloatMask m, Rows yes, Rows no) {
        for (int n = 0; n < N; ++n) yes.v[n] = dsp::HWY_NAMESPACE::select(m, yes.v[n], no.v[n]);
        return yes;
    }
    HWY_INLINE friend void splitExponent(Rows x, Rows& mantissa, Rows& exponent) {
        for (int n = 0; n < N; ++n)
            dsp::HWY_NAMESPACE::splitExponent(x.v[n], mantissa.v[n], exponent.v[n]);
    }
};

/// N vectors, `stride` floats apart.
template <int N>
HWY_INLINE Rows<N> loadRows(const float* p, int stride) {
    Rows<N> rows;
    for (int n = 0; n < N; ++n) rows.v[n] = load(p + n * stride);
    return rows;
}
template <int N>
HWY_INLINE void storeRows(const Rows<N>& rows, float* p, int stride) {
    for (int n = 0; n < N; ++n) store(rows.v[n], p + n * stride);
}

template <class T>
HWY_INLINE T clamp(T x, T low, T high) {
    return min(max(x, low), high);
}

// Of Floats and of Rows alike.

/// Base-2 logarithm, x > 0 and normal; exact for powers of two, relative error under 3e-7.
/// Minimax polynomial of log2(1 + f) / f on [√½ − 1, √2 − 1], degree 8.
template <class T>
HWY_INLINE T log2(T x) {
    T m, e;
    splitExponent(x, m, e);
    const T f = m - setFloats(1.0f);
    T p = setFloats(0.12583537f);
    p = fma(p, f, setFloats(-0.20726894f));
    p = fma(p, f, setFloats(0.21571584f));
    p = fma(p, f, setFloats(-0.23894495f));
    p = fma(p, f, setFloats(0.28791624f));
    p = fma(p, f, setFloats(-0.36070368f));
    p = fma(p, f, setFloats(0.48091063f));
    p = fma(p, f, setFloats(-0.72134733f));
    p = fma(p, f, setFloats(1.442695f));
    return fma(f, p, e);
}

/// 2^x, −126 ≤ x ≤ 127 (beyond: the value at the limit); exact for whole x, relative error under
/// 3e-7. Minimax polynomial on [−½, ½], degree 6.
template <class T>
HWY_INLINE T exp2(T x) {
    const T inside = clamp(x, T(setFloats(-126.0f)), T(setFloats(126.99999f)));
    const T whole = floor(inside + setFloats(0.5f));
    const T f = inside - whole;
    T p = setFloats(0.00015345808f);
    p = fma(p, f, setFloats(0.0013399931f));
    p = fma(p, f, setFloats(0.009618489f));
    p = fma(p, f, setFloats(0.055503286f));
    p = fma(p, f, setFloats(0.24022646f));
    p = fma(p, f, setFloats(0.6931472f));
    p = fma(p, f, setFloats(1.0f));
    return p * powerOfTwo(min(whole, T(setFloats(127.0f))));
}

/// Linear gain of a level in dB; exactly 1 at 0 dB.
template <class T>
HWY_INLINE T gainOfDecibels(T decibels) {
    return exp2(decibels * setFloats(0.16609640f));
}

/// The same for faders: exactly 0 at and under −200 dB.
HWY_INLINE Floats gainOfLevel(Floats decibels) {
    return select(decibels <= setFloats(-200.0f), setFloats(0.0f), gainOfDecibels(decibels));
}
template <int N>
HWY_INLINE Rows<N> gainOfLevel(Rows<N> decibels) {
    Rows<N> gain = gainOfDecibels(decibels);
    for (int n = 0; n < N; ++n)
        gain.v[n] = select(decibels.v[n] <= setFloats(-200.0f), setFloats(0.0f), gain.v[n]);
    return gain;
}

/// Level in dB of x > 0.
template <class T>
HWY_INLINE T decibelsOf(T x) {
    return log2(x) * setFloats(6.0205999f);
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#endif
