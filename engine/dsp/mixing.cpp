#include "engine/dsp/mixing.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/mixing.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, kLaneStride>;
using Doubles = hn::CappedTag<double, kLaneStride>;
constexpr int kSamples = kQuantum * kLaneStride;

// Products are never fused with sums here: a product of two floats is exact in double, and gains on
// floats stand alone, so the result is the same with and without fused instructions.

void Multiply(float* HWY_RESTRICT lanes, const float* HWY_RESTRICT gain) {
    const Floats d;
    for (std::size_t lane = 0; lane < kLaneStride; lane += hn::Lanes(d)) {
        const auto g = hn::LoadU(d, gain + lane);
        for (int frame = 0; frame < kQuantum; ++frame) {
            float* at = lanes + static_cast<std::size_t>(frame * kLaneStride) + lane;
            hn::Store(hn::Mul(hn::Load(d, at), g), d, at);
        }
    }
}

void MultiplyEach(float* HWY_RESTRICT lanes, const float* HWY_RESTRICT gains) {
    const Floats d;
    for (std::size_t k = 0; k < kSamples; k += hn::Lanes(d))
        hn::Store(hn::Mul(hn::Load(d, lanes + k), hn::Load(d, gains + k)), d, lanes + k);
}

void BlendPairs(float* HWY_RESTRICT lanes,
                const float* HWY_RESTRICT own,
                const float* HWY_RESTRICT other) {
    for (int k = 0; k < kSamples; k += 2) {
        const float left = lanes[k], right = lanes[k + 1];
        lanes[k] = own[k] * left + other[k] * right;
        lanes[k + 1] = own[k + 1] * right + other[k + 1] * left;
    }
}

void ToLanes(const float* const* HWY_RESTRICT planes, float* HWY_RESTRICT lanes) {
#if HWY_TARGET == HWY_SCALAR
    for (int frame = 0; frame < kQuantum; ++frame)
        for (int lane = 0; lane < kLaneStride; ++lane)
            lanes[frame * kLaneStride + lane] = planes[lane][frame];
#else
    // Tiles of four lanes by four frames, turned in registers.
    const hn::FixedTag<float, 4> d;
    const hn::FixedTag<double, 2> pairs;
    for (std::size_t lane = 0; lane < kLaneStride; lane += 4)
        for (std::size_t frame = 0; frame < kQuantum; frame += 4) {
            const auto a = hn::LoadU(d, planes[lane] + frame);
            const auto b = hn::LoadU(d, planes[lane + 1] + frame);
            const auto c = hn::LoadU(d, planes[lane + 2] + frame);
            const auto e = hn::LoadU(d, planes[lane + 3] + frame);
            const auto ab01 = hn::BitCast(pairs, hn::InterleaveLower(d, a, b));
            const auto ab23 = hn::BitCast(pairs, hn::InterleaveUpper(d, a, b));
            const auto ce01 = hn::BitCast(pairs, hn::InterleaveLower(d, c, e));
            const auto ce23 = hn::BitCast(pairs, hn::InterleaveUpper(d, c, e));
            float* to = lanes + frame * kLaneStride + lane;
            hn::Store(hn::BitCast(d, hn::InterleaveLower(pairs, ab01, ce01)), d, to);
            hn::Store(hn::BitCast(d, hn::InterleaveUpper(pairs, ab01, ce01)), d, to + kLaneStride);
            hn::Store(hn::BitCast(d, hn::InterleaveLower(pairs, ab23, ce23)), d,
                      to + 2 * kLaneStride);
            hn::Store(hn::BitCast(d, hn::InterleaveUpper(pairs, ab23, ce23)), d,
                      to + 3 * kLaneStride);
        }
#endif
}

template <class Gain>
HWY_INLINE void AccumulateWith(double* HWY_RESTRICT sum, const float* HWY_RESTRICT lanes,
                               const Gain& gainAt) {
    const Doubles d;
    const hn::Rebind<float, Doubles> f;
    for (std::size_t k = 0; k < kSamples; k += hn::Lanes(d)) {
        const auto x = hn::PromoteTo(d, hn::LoadU(f, lanes + k));
        const auto g = hn::PromoteTo(d, hn::LoadU(f, gainAt(k)));
        const auto product = hn::Mul(x, g);
        hn::StoreU(hn::Add(hn::LoadU(d, sum + k), product), d, sum + k);
    }
}

void Accumulate(double* sum, const float* lanes, const float* gain) {
    AccumulateWith(sum, lanes, [gain](std::size_t k) { return gain + k % kLaneStride; });
}

void AccumulateEach(double* sum, const float* lanes, const float* gains) {
    AccumulateWith(sum, lanes, [gains](std::size_t k) { return gains + k; });
}

void Measure(const float* HWY_RESTRICT lanes,
             float* HWY_RESTRICT peak,
             float* HWY_RESTRICT squares) {
    const Floats d;
    for (std::size_t lane = 0; lane < kLaneStride; lane += hn::Lanes(d)) {
        auto highest = hn::Zero(d);
        auto sum = hn::Zero(d);
        for (int frame = 0; frame < kQuantum; ++frame) {
            const auto x =
                hn::Load(d, lanes + static_cast<std::size_t>(frame * kLaneStride) + lane);
            highest = hn::Max(highest, hn::Abs(x));
            sum = hn::Add(sum, hn::Mul(x, x));
        }
        hn::StoreU(highest, d, peak + lane);
        hn::StoreU(sum, d, squares + lane);
    }
}

bool IsSilent(const float* HWY_RESTRICT lanes) {
    const Floats d;
    auto any = hn::Zero(d);
    for (std::size_t k = 0; k < kSamples; k += hn::Lanes(d))
        any = hn::Max(any, hn::Abs(hn::Load(d, lanes + k)));
    return hn::AllTrue(d, hn::Eq(any, hn::Zero(d)));
}

void DecibelsToGains(float* HWY_RESTRICT values, std::size_t count) {
    const hn::CappedTag<float, 16> d;
    const hn::RebindToSigned<decltype(d)> i;
    for (std::size_t k = 0; k < count; k += hn::Lanes(d)) {
        const auto level = hn::LoadU(d, values + k);
        const auto silent = hn::Le(level, hn::Set(d, -200.0f));
        // 2^x with x = dB · log2(10) / 20, split into an integer and −0.5…0.5.
        const auto x = hn::Mul(hn::Max(level, hn::Set(d, -200.0f)), hn::Set(d, 0.16609640474f));
        const auto whole = hn::Round(x);
        const auto t = hn::Sub(x, whole);
        // Taylor series of 2^t with ln 2 in the coefficients; 6th degree errs by 1e-8 on ±0.5.
        auto p = hn::Set(d, 1.5403530e-4f);
        p = hn::Add(hn::Mul(p, t), hn::Set(d, 1.3333558e-3f));
        p = hn::Add(hn::Mul(p, t), hn::Set(d, 9.6181291e-3f));
        p = hn::Add(hn::Mul(p, t), hn::Set(d, 5.5504109e-2f));
        p = hn::Add(hn::Mul(p, t), hn::Set(d, 2.4022651e-1f));
        p = hn::Add(hn::Mul(p, t), hn::Set(d, 6.9314718e-1f));
        p = hn::Add(hn::Mul(p, t), hn::Set(d, 1.0f));
        const auto exponent =
            hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(i, whole), hn::Set(i, 127)));
        const auto gain = hn::Mul(p, hn::BitCast(d, exponent));
        hn::StoreU(hn::IfThenZeroElse(silent, gain), d, values + k);
    }
}

} // namespace lacquer::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(ToLanes);
HWY_EXPORT(Multiply);
HWY_EXPORT(MultiplyEach);
HWY_EXPORT(BlendPairs);
HWY_EXPORT(Accumulate);
HWY_EXPORT(AccumulateEach);
HWY_EXPORT(Measure);
HWY_EXPORT(IsSilent);
HWY_EXPORT(DecibelsToGains);

void toLanes(const float* const planes[kLaneStride], float* lanes) {
    alignas(64) static constexpr float kNothing[kQuantum] = {};
    const float* from[kLaneStride];
    for (int lane = 0; lane < kLaneStride; ++lane)
        from[lane] = planes[lane] ? planes[lane] : kNothing;
    HWY_DYNAMIC_DISPATCH(ToLanes)(from, lanes);
}

void fromLane(const float* lanes, int lane, float* plane) {
    for (int frame = 0; frame < kQuantum; ++frame)
        plane[frame] = lanes[frame * kLaneStride + lane];
}

void multiply(float* lanes, const float gain[kLaneStride]) {
    HWY_DYNAMIC_DISPATCH(Multiply)(lanes, gain);
}

void multiplyEach(float* lanes, const float* gains) {
    HWY_DYNAMIC_DISPATCH(MultiplyEach)(lanes, gains);
}

void blendPairs(float* lanes, const float* own, const float* other) {
    HWY_DYNAMIC_DISPATCH(BlendPairs)(lanes, own, other);
}

void accumulate(double* sum, const float* lanes, const float gain[kLaneStride]) {
    HWY_DYNAMIC_DISPATCH(Accumulate)(sum, lanes, gain);
}

void accumulateEach(double* sum, const float* lanes, const float* gains) {
    HWY_DYNAMIC_DISPATCH(AccumulateEach)(sum, lanes, gains);
}

void sumStrips(const double* sum, double* left, double* right) {
    for (int frame = 0; frame < kQuantum; ++frame) {
        const double* x = sum + frame * kLaneStride;
        left[frame] = ((x[0] + x[2]) + (x[4] + x[6])) + ((x[8] + x[10]) + (x[12] + x[14]));
        right[frame] = ((x[1] + x[3]) + (x[5] + x[7])) + ((x[9] + x[11]) + (x[13] + x[15]));
    }
}

void measure(const float* lanes, float peak[kLaneStride], float squares[kLaneStride]) {
    HWY_DYNAMIC_DISPATCH(Measure)(lanes, peak, squares);
}

bool isSilent(const float* lanes) { return HWY_DYNAMIC_DISPATCH(IsSilent)(lanes); }

void decibelsToGains(float* values, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(DecibelsToGains)(values, count);
}

} // namespace lacquer::dsp
#endif // HWY_ONCE
