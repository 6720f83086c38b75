#include "engine/dsp/mixing.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/mixing.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp::HWY_NAMESPACE {

using FloatsTag = hn::CappedTag<float, kLaneStride>;
using DoublesTag = hn::CappedTag<double, kLaneStride>;
constexpr int kSamples = kQuantum * kLaneStride;

// Products are never fused with sums here: a product of two floats is exact in double, and gains on
// floats stand alone, so the result is the same with and without fused instructions.

void Multiply(float* HWY_RESTRICT lanes, const float* HWY_RESTRICT gain) {
    const FloatsTag d;
    for (std::size_t lane = 0; lane < kLaneStride; lane += hn::Lanes(d)) {
        const auto g = hn::LoadU(d, gain + lane);
        for (int frame = 0; frame < kQuantum; ++frame) {
            float* at = lanes + static_cast<std::size_t>(frame * kLaneStride) + lane;
            hn::Store(hn::Mul(hn::Load(d, at), g), d, at);
        }
    }
}

void MultiplyEach(float* HWY_RESTRICT lanes, const float* HWY_RESTRICT gains) {
    const FloatsTag d;
    for (std::size_t k = 0; k < kSamples; k += hn::Lanes(d))
        hn::Store(hn::Mul(hn::Load(d, lanes + k), hn::Load(d, gains + k)), d, lanes + k);
}

void BlendPairs(float* HWY_RESTRICT lanes,
                const float* HWY_RESTRICT own,
                const float* HWY_RESTRICT other) {
    for (int k = 0; k < kSamples; k += kWidth) {
        const Floats x = load(lanes + k);
        store(load(own + k) * x + load(other + k) * swapPairs(x), lanes + k);
    }
}

void ToLanes(const float* const* HWY_RESTRICT planes, float* HWY_RESTRICT lanes) {
#if HWY_TARGET == HWY_SCALAR
    for (int frame = 0; frame < kQuantum; ++frame)
        for (int lane = 0; lane < kLaneStride; ++lane)
            lanes[frame * kLaneStride + lane] = planes[lane][frame];
#else
    // Four frames of four lanes in each 128-bit block, turned in registers.
    const FloatsTag d;
    const hn::Repartition<double, FloatsTag> pairs;
    constexpr std::size_t kBlocks = hn::MaxLanes(d) / 4;
    alignas(64) static constexpr float kBlock[16] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};
    const auto block = hn::Load(d, kBlock);
    for (std::size_t lane = 0; lane < kLaneStride; lane += hn::MaxLanes(d)) {
        // Lane b·4 + k of the vector comes from the plane of the same number.
        const auto gather = [&](std::size_t k, std::size_t frame) HWY_ATTR {
            auto v = hn::LoadDup128(d, planes[lane + k] + frame);
            for (std::size_t b = 1; b < kBlocks; ++b)
                v = hn::IfThenElse(hn::Eq(block, hn::Set(d, static_cast<float>(b))),
                                   hn::LoadDup128(d, planes[lane + 4 * b + k] + frame), v);
            return v;
        };
        for (std::size_t frame = 0; frame < kQuantum; frame += 4) {
            const auto a = gather(0, frame), b = gather(1, frame);
            const auto c = gather(2, frame), e = gather(3, frame);
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
    }
#endif
}

void Measure(const float* HWY_RESTRICT lanes,
             float* HWY_RESTRICT peak,
             float* HWY_RESTRICT squares) {
    const FloatsTag d;
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
    const FloatsTag d;
    auto any = hn::Zero(d);
    for (std::size_t k = 0; k < kSamples; k += hn::Lanes(d))
        any = hn::Max(any, hn::Abs(hn::Load(d, lanes + k)));
    return hn::AllTrue(d, hn::Eq(any, hn::Zero(d)));
}

/// Whether every sample lies within ±limit; NaN lies nowhere.
bool AllWithin(const float* HWY_RESTRICT lanes, float limit) {
    // Without their sign, the bits of floats are in the floats' order, and those of NaN above all.
    const FloatsTag d;
    const hn::RebindToSigned<FloatsTag> bits;
    const auto magnitude = [&](std::size_t k) HWY_ATTR { return hn::BitCast(bits, hn::Abs(hn::Load(d, lanes + k))); };
    auto even = hn::Zero(bits), odd = hn::Zero(bits);
    for (std::size_t k = 0; k < kSamples; k += 2 * hn::Lanes(d)) {
        even = hn::Max(even, magnitude(k));
        odd = hn::Max(odd, magnitude(k + hn::Lanes(d)));
    }
    const auto most = hn::BitCast(bits, hn::Set(d, limit));
    return hn::AllFalse(bits, hn::Gt(hn::Max(even, odd), most));
}

void DecibelsToGains(float* HWY_RESTRICT values, std::size_t count) {
    for (std::size_t k = 0; k < count; k += kWidth)
        store(gainOfLevel(load(values + k)), values + k);
}

} // namespace lacquer::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(ToLanes);
HWY_EXPORT(Multiply);
HWY_EXPORT(MultiplyEach);
HWY_EXPORT(BlendPairs);
HWY_EXPORT(Measure);
HWY_EXPORT(IsSilent);
HWY_EXPORT(AllWithin);
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

void measure(const float* lanes, float peak[kLaneStride], float squares[kLaneStride]) {
    HWY_DYNAMIC_DISPATCH(Measure)(lanes, peak, squares);
}

bool isSilent(const float* lanes) { return HWY_DYNAMIC_DISPATCH(IsSilent)(lanes); }

StripMask stopNonsense(float* lanes) {
    constexpr float kLoudest = 1e18f;
    if (HWY_DYNAMIC_DISPATCH(AllWithin)(lanes, kLoudest)) return 0;
    StripMask had = 0;
    for (int frame = 0; frame < kQuantum; ++frame)
        for (int lane = 0; lane < kLaneStride; ++lane) {
            float& sample = lanes[frame * kLaneStride + lane];
            if (std::abs(sample) <= kLoudest) continue;
            sample = 0;
            had |= 1u << (lane / kStripLanes);
        }
    return had;
}

void decibelsToGains(float* values, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(DecibelsToGains)(values, count);
}

} // namespace lacquer::dsp
#endif // HWY_ONCE
