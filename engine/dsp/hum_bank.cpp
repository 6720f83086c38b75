#include "engine/dsp/hum_bank.h"

#include "engine/dsp/math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/hum_bank.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// Here the lanes are neighbouring frames of one channel.
void runPredict(const HumBank::Amplitudes& from,
                const HumBank::Amplitudes& to,
                int harmonics,
                float (*cosine)[kQuantum],
                float (*sine)[kQuantum],
                float* const* hum) {
    alignas(64) static constexpr float kCount[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    for (int n = 0; n < kQuantum; n += kWidth) {
        const Floats share = (load(kCount) + setFloats(static_cast<float>(n))) * setFloats(1.0f / kQuantum);
        const auto between = [&](float a, float b) HWY_ATTR { return fma(share, setFloats(b - a), setFloats(a)); };
        const Floats c1 = load(cosine[0] + n), s1 = load(sine[0] + n);
        Floats c = c1, s = s1;
        Floats left = setFloats(0.0f), right = setFloats(0.0f);
        for (int k = 0; k < harmonics; ++k) {
            if (k > 0) {
                const Floats turned = fnma(s, s1, c * c1);
                s = fma(s, c1, c * s1);
                c = turned;
                store(c, cosine[k] + n);
                store(s, sine[k] + n);
            }
            left = fnma(between(from.im[0][k], to.im[0][k]), s, fma(between(from.re[0][k], to.re[0][k]), c, left));
            right = fnma(between(from.im[1][k], to.im[1][k]), s, fma(between(from.re[1][k], to.re[1][k]), c, right));
        }
        store(left, hum[0] + n);
        store(right, hum[1] + n);
    }
}

HWY_INLINE float product(const float* a, const float* b) {
    constexpr int kParts = 16;
    alignas(64) float parts[kParts];
    for (int part = 0; part < kParts; part += kWidth) {
        Floats sum = setFloats(0.0f);
        for (int n = part; n < kQuantum; n += kParts) sum = fma(load(a + n), load(b + n), sum);
        store(sum, parts + part);
    }
    float sum = 0;
    for (const float part : parts) sum += part;
    return sum;
}

void runCorrelate(const float* const* signal,
                  int harmonics,
                  const float (*cosine)[kQuantum],
                  const float (*sine)[kQuantum],
                  HumBank::Amplitudes& found) {
    constexpr float kScale = 2.0f / kQuantum;
    for (int k = 0; k < harmonics; ++k)
        for (int side = 0; side < kStripLanes; ++side) {
            found.re[side][k] = kScale * product(signal[side], cosine[k]);
            found.im[side][k] = -kScale * product(signal[side], sine[k]);
        }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runPredict);
HWY_EXPORT(runCorrelate);

void HumBank::aim(double phase, double step) noexcept {
    const SinCos turn = sincos(step);
    SinCos at = sincos(phase);
    for (int n = 0; n < kQuantum; ++n) {
        cosine_[0][n] = static_cast<float>(at.cos);
        sine_[0][n] = static_cast<float>(at.sin);
        at = {at.sin * turn.cos + at.cos * turn.sin, at.cos * turn.cos - at.sin * turn.sin};
    }
}

void HumBank::predict(const Amplitudes& from, const Amplitudes& to, int harmonics, float* const* hum) noexcept {
    HWY_DYNAMIC_DISPATCH(runPredict)(from, to, harmonics, cosine_, sine_, hum);
}

void HumBank::correlate(const float* const* signal, int harmonics, Amplitudes& found) const noexcept {
    HWY_DYNAMIC_DISPATCH(runCorrelate)(signal, harmonics, cosine_, sine_, found);
}

} // namespace lacquer::dsp
#endif
