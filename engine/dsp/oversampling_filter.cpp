#include "engine/dsp/oversampling_filter.h"

#include "engine/dsp/windowed_sinc.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/oversampling_filter.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// The lanes of a vector are frames one after the other, of one channel.

inline constexpr int kTogether = kQuantum / kWidth < 4 ? kQuantum / kWidth : 4;

using Taps = OversamplingFilter::Taps;

/// sum[v] += Σ taps[k] · (before[−k] + after[k]) for a few vectors of frames.
HWY_INLINE void addPairs(const float* before, const float* after, std::span<const float> taps, Floats (&sum)[kTogether]) {
    for (const float one : taps) {
        const Floats tap = setFloats(one);
        for (int v = 0; v < kTogether; ++v)
            sum[v] = fma(tap, load(before + v * kWidth) + load(after + v * kWidth), sum[v]);
        --before, ++after;
    }
}

/// The middle tap and those beside it, around x.
HWY_INLINE void onMiddle(const float* x, const Taps& taps, Floats (&sum)[kTogether]) {
    for (int v = 0; v < kTogether; ++v) sum[v] = setFloats(taps.middle) * load(x + v * kWidth);
    addPairs(x - 1, x + 1, taps.beside, sum);
}

void storeInTurn(Floats a, Floats b, float* to) {
#if HWY_TARGET == HWY_SCALAR
    for (int k = 0; k < kWidth; ++k) to[2 * k] = a.v[k], to[2 * k + 1] = b.v[k];
#else
    hn::StoreInterleaved2(a.v, b.v, FloatTag(), to);
#endif
}

void runUp(const float* low, int frames, const Taps& taps, float* high) {
    const Floats two = setFloats(2.0f);
    const auto count = static_cast<int>(taps.between.size());
    for (int n = 0; n < frames; n += kTogether * kWidth) {
        const float* const x = low + n - count;
        Floats odd[kTogether], even[kTogether];
        onMiddle(x + 1, taps, odd);
        for (auto& sum : even) sum = setFloats(0.0f);
        addPairs(x, x + 1, taps.between, even);
        for (int v = 0; v < kTogether; ++v) storeInTurn(two * even[v], two * odd[v], high + 2 * (n + v * kWidth));
    }
}

void runDown(const float* even, const float* odd, int frames, const Taps& taps, float* low) {
    const auto count = static_cast<int>(taps.between.size());
    for (int n = 0; n < frames; n += kTogether * kWidth) {
        Floats sum[kTogether];
        onMiddle(odd + n - count, taps, sum);
        addPairs(even + n - count, even + n - count + 1, taps.between, sum);
        for (int v = 0; v < kTogether; ++v) store(sum[v], low + n + v * kWidth);
    }
}

void runSplit(const float* frames, int count, float* even, float* odd) {
    for (int n = 0; n < count; n += kWidth) {
#if HWY_TARGET == HWY_SCALAR
        for (int k = n; k < n + kWidth; ++k) even[k] = frames[2 * k], odd[k] = frames[2 * k + 1];
#else
        hn::Vec<FloatTag> a, b;
        hn::LoadInterleaved2(FloatTag(), frames + 2 * n, a, b);
        hn::StoreU(a, FloatTag(), even + n);
        hn::StoreU(b, FloatTag(), odd + n);
#endif
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runUp);
HWY_EXPORT(runDown);
HWY_EXPORT(runSplit);

OversamplingFilter::OversamplingFilter(double pass, double stop, double attenuation) {
    const int reach = delayFor(pass, stop, attenuation);
    const double cutoff = pass + stop, beta = 0.1102 * (attenuation - 8.7);
    const bool halfBand = std::abs(cutoff - 0.5) < 1e-9;
    const auto tap = [&](int distance) { return windowedSinc(distance, cutoff, reach + 1, beta); };
    // Unity at 0 Hz in both phases, so that a constant has no image.
    double besides = 1, betweens = 0;
    for (int k = 2; k <= reach && !halfBand; k += 2) besides += 2 * tap(k);
    for (int k = 1; k <= reach; k += 2) betweens += 2 * tap(k);
    middle_ = static_cast<float>(0.5 / besides);
    for (int k = 2; k <= reach && !halfBand; k += 2) beside_.push_back(static_cast<float>(0.5 * tap(k) / besides));
    for (int k = 1; k <= reach; k += 2) between_.push_back(static_cast<float>(0.5 * tap(k) / betweens));
}

void OversamplingFilter::up(const float* low, int frames, float* high) const noexcept {
    HWY_DYNAMIC_DISPATCH(runUp)(low, frames, taps(), high);
}

void OversamplingFilter::down(const float* even, const float* odd, int frames, float* low) const noexcept {
    HWY_DYNAMIC_DISPATCH(runDown)(even, odd, frames, taps(), low);
}

void splitFrames(const float* frames, int count, float* even, float* odd) noexcept {
    HWY_DYNAMIC_DISPATCH(runSplit)(frames, count, even, odd);
}

} // namespace lacquer::dsp
#endif
