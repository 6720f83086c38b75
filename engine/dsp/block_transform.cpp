#include "engine/dsp/block_transform.h"

#include "engine/dsp/math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/block_transform.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

struct Complexes {
    Floats re, im;
};

HWY_INLINE Complexes operator+(Complexes a, Complexes b) { return {a.re + b.re, a.im + b.im}; }
HWY_INLINE Complexes operator-(Complexes a, Complexes b) { return {a.re - b.re, a.im - b.im}; }
HWY_INLINE Complexes loadBoth(const float* re, const float* im) { return {load(re), load(im)}; }
HWY_INLINE void storeBoth(Complexes x, float* re, float* im) {
    store(x.re, re);
    store(x.im, im);
}

HWY_INLINE Complexes times(Complexes a, Complexes w) {
    return {fnma(a.im, w.im, a.re * w.re), fma(a.im, w.re, a.re * w.im)};
}

/// a · conj(w)
HWY_INLINE Complexes timesConjugate(Complexes a, Complexes w) {
    return {fma(a.im, w.im, a.re * w.re), fnma(a.re, w.im, a.im * w.re)};
}

HWY_INLINE void butterfly(Complexes v[4]) {
    const Complexes s0 = v[0] + v[2], s1 = v[0] - v[2], s2 = v[1] + v[3], s3 = v[1] - v[3];
    v[0] = s0 + s2;
    v[1] = {s1.re + s3.im, s1.im - s3.re};
    v[2] = s0 - s2;
    v[3] = {s1.re - s3.im, s1.im + s3.re};
}

HWY_INLINE void butterflyBack(Complexes v[4]) {
    const Complexes s0 = v[0] + v[2], s1 = v[0] - v[2], s2 = v[1] + v[3], s3 = v[1] - v[3];
    v[0] = s0 + s2;
    v[1] = {s1.re - s3.im, s1.im + s3.re};
    v[2] = s0 - s2;
    v[3] = {s1.re + s3.im, s1.im - s3.re};
}

/// to[4k + m] = lane k of v[m]
HWY_INLINE void storeInterleaved(Floats v0, Floats v1, Floats v2, Floats v3, float* to) {
#if HWY_TARGET == HWY_SCALAR
    for (int k = 0; k < kWidth; ++k)
        to[4 * k] = v0.v[k], to[4 * k + 1] = v1.v[k], to[4 * k + 2] = v2.v[k], to[4 * k + 3] = v3.v[k];
#else
    hn::StoreInterleaved4(v0.v, v1.v, v2.v, v3.v, FloatTag(), to);
#endif
}

HWY_INLINE void loadInterleaved(const float* from, Floats& v0, Floats& v1, Floats& v2, Floats& v3) {
#if HWY_TARGET == HWY_SCALAR
    for (int k = 0; k < kWidth; ++k)
        v0.v[k] = from[4 * k], v1.v[k] = from[4 * k + 1], v2.v[k] = from[4 * k + 2], v3.v[k] = from[4 * k + 3];
#else
    hn::LoadInterleaved4(FloatTag(), from, v0.v, v1.v, v2.v, v3.v);
#endif
}

/// work = (older + i·newer)·ω^n over samples [from, to).
void runWeighIn(const float* older, const float* newer, const float* weightRe, const float* weightIm,
                float* re, float* im, int from, int to) {
    for (int n = from; n < to; n += kWidth) {
        const Complexes w = loadBoth(weightRe + n, weightIm + n);
        const Floats b = load(newer + n);
        if (older)
            storeBoth(times({load(older + n), b}, w), re + n, im + n);
        else
            storeBoth({-(b * w.im), b * w.re}, re + n, im + n);
    }
}

/// newer = Im(work · conj(ω^n))
void runWeighOut(const float* re, const float* im, const float* weightRe, const float* weightIm,
                 float* samples, int from, int to) {
    for (int n = from; n < to; n += kWidth) {
        const Floats x = load(im + n) * load(weightRe + n);
        store(fnma(load(re + n), load(weightIm + n), x), samples + n);
    }
}

/// older = Re(work · conj(ω^n))
void runWeighOutOlder(const float* re, const float* im, const float* weightRe, const float* weightIm,
                      float* samples, int count) {
    for (int n = 0; n < count; n += kWidth) {
        const Floats x = load(re + n) * load(weightRe + n);
        store(fma(load(im + n), load(weightIm + n), x), samples + n);
    }
}

/// One pass over butterflies [from, to) of all, counted through the segments; both are multiples of
/// 16. `length` is the segments' length.
void runPass(float* re, float* im, int length, int radix, const float* twRe, const float* twIm, int from,
             int to, bool back) {
    const int quarter = length / radix;
    int done = from;
    while (done < to) {
        const int first = done % quarter;
        float* const r = re + done / quarter * length;
        float* const i = im + done / quarter * length;
        const int last = first + to - done < quarter ? first + to - done : quarter;
        done += last - first;
        if (radix == 2) {
            for (int j = first; j < last; j += kWidth) {
                const Complexes w = loadBoth(twRe + j, twIm + j);
                const Complexes a = loadBoth(r + j, i + j);
                Complexes b = loadBoth(r + quarter + j, i + quarter + j);
                if (back) b = timesConjugate(b, w);
                storeBoth(a + b, r + j, i + j);
                storeBoth(back ? a - b : times(a - b, w), r + quarter + j, i + quarter + j);
            }
            continue;
        }
        for (int j = first; j < last; j += kWidth) {
            Complexes v[4];
            for (int k = 0; k < 4; ++k) v[k] = loadBoth(r + k * quarter + j, i + k * quarter + j);
            if (back)
                for (int k = 1; k < 4; ++k)
                    v[k] = timesConjugate(v[k], loadBoth(twRe + (k - 1) * quarter + j, twIm + (k - 1) * quarter + j));
            if (back)
                butterflyBack(v);
            else
                butterfly(v);
            if (!back)
                for (int k = 1; k < 4; ++k)
                    v[k] = times(v[k], loadBoth(twRe + (k - 1) * quarter + j, twIm + (k - 1) * quarter + j));
            for (int k = 0; k < 4; ++k) storeBoth(v[k], r + k * quarter + j, i + k * quarter + j);
        }
    }
}

constexpr int kColumn = 16; ///< a transform of 64 is four columns of 16

/// Twiddles of the transforms of 64, in the order of `last_`: first stage, second stage.
struct LastTwiddles {
    const float *re1, *im1, *re2, *im2;
    HWY_INLINE explicit LastTwiddles(const float* t)
        : re1(t), im1(t + 3 * kColumn), re2(t + 6 * kColumn), im2(t + 9 * kColumn) {}
};

/// Transforms of 64 in place of work's units, written out as units of the spectrum. Between the
/// three stages the matrix of four columns is turned, so that all of them run in lanes.
void runLast(const float* re, const float* im, const float* twiddles, float* spectrum, int stride,
             int from, int to) {
    const LastTwiddles tw(twiddles);
    alignas(64) float a[2][64], b[2][64];
    for (int unit = from; unit < to; ++unit) {
        const float* const r = re + 64 * unit;
        const float* const i = im + 64 * unit;
        float* const out = spectrum + unit * static_cast<std::ptrdiff_t>(stride);
        Complexes v[4];
        const auto turn = [&](float (&to2)[2][64], int j) {
            storeInterleaved(v[0].re, v[1].re, v[2].re, v[3].re, to2[0] + 4 * j);
            storeInterleaved(v[0].im, v[1].im, v[2].im, v[3].im, to2[1] + 4 * j);
        };
        for (int j = 0; j < kColumn; j += kWidth) {
            for (int k = 0; k < 4; ++k) v[k] = loadBoth(r + kColumn * k + j, i + kColumn * k + j);
            butterfly(v);
            for (int k = 1; k < 4; ++k)
                v[k] = times(v[k], loadBoth(tw.re1 + kColumn * (k - 1) + j, tw.im1 + kColumn * (k - 1) + j));
            turn(a, j);
        }
        for (int j = 0; j < kColumn; j += kWidth) {
            for (int k = 0; k < 4; ++k) v[k] = loadBoth(a[0] + kColumn * k + j, a[1] + kColumn * k + j);
            butterfly(v);
            for (int k = 1; k < 4; ++k)
                v[k] = times(v[k], loadBoth(tw.re2 + kColumn * (k - 1) + j, tw.im2 + kColumn * (k - 1) + j));
            turn(b, j);
        }
        for (int j = 0; j < kColumn; j += kWidth) {
            for (int k = 0; k < 4; ++k) v[k] = loadBoth(b[0] + kColumn * k + j, b[1] + kColumn * k + j);
            butterfly(v);
            for (int k = 0; k < 4; ++k) storeBoth(v[k], out + kColumn * k + j, out + 64 + kColumn * k + j);
        }
    }
}

void runLastBack(const float* spectrum, int stride, const float* twiddles, float* re, float* im, int from,
                 int to) {
    const LastTwiddles tw(twiddles);
    alignas(64) float a[2][64], b[2][64];
    for (int unit = from; unit < to; ++unit) {
        float* const r = re + 64 * unit;
        float* const i = im + 64 * unit;
        const float* const in = spectrum + unit * static_cast<std::ptrdiff_t>(stride);
        Complexes v[4];
        const auto turn = [&](const float (&from2)[2][64], int j) {
            loadInterleaved(from2[0] + 4 * j, v[0].re, v[1].re, v[2].re, v[3].re);
            loadInterleaved(from2[1] + 4 * j, v[0].im, v[1].im, v[2].im, v[3].im);
        };
        for (int j = 0; j < kColumn; j += kWidth) {
            for (int k = 0; k < 4; ++k) v[k] = loadBoth(in + kColumn * k + j, in + 64 + kColumn * k + j);
            butterflyBack(v);
            for (int k = 0; k < 4; ++k) storeBoth(v[k], b[0] + kColumn * k + j, b[1] + kColumn * k + j);
        }
        for (int j = 0; j < kColumn; j += kWidth) {
            turn(b, j);
            for (int k = 1; k < 4; ++k)
                v[k] = timesConjugate(v[k], loadBoth(tw.re2 + kColumn * (k - 1) + j, tw.im2 + kColumn * (k - 1) + j));
            butterflyBack(v);
            for (int k = 0; k < 4; ++k) storeBoth(v[k], a[0] + kColumn * k + j, a[1] + kColumn * k + j);
        }
        for (int j = 0; j < kColumn; j += kWidth) {
            turn(a, j);
            for (int k = 1; k < 4; ++k)
                v[k] = timesConjugate(v[k], loadBoth(tw.re1 + kColumn * (k - 1) + j, tw.im1 + kColumn * (k - 1) + j));
            butterflyBack(v);
            for (int k = 0; k < 4; ++k) storeBoth(v[k], r + kColumn * k + j, i + kColumn * k + j);
        }
    }
}

void runMultiply(float* sum, const float* x, int xStride, const float* h, int hStride, int count) {
    // As many sums as the registers hold: whole units are read in a row, and no fused multiply-add
    // waits for the one before.
    constexpr int kSums = kWidth == 16 ? 4 : 2;
    for (int n = 0; n < 64; n += kSums * kWidth) {
        Complexes s[kSums];
        for (int k = 0; k < kSums; ++k) s[k] = loadBoth(sum + n + k * kWidth, sum + 64 + n + k * kWidth);
        const float* a = x + n;
        const float* b = h + n;
        for (int p = 0; p < count; ++p, a += xStride, b += hStride) {
            for (int k = 0; k < kSums; ++k) {
                const Complexes v = loadBoth(a + k * kWidth, a + 64 + k * kWidth);
                const Complexes w = loadBoth(b + k * kWidth, b + 64 + k * kWidth);
                s[k].re = fnma(v.im, w.im, fma(v.re, w.re, s[k].re));
                s[k].im = fma(v.im, w.re, fma(v.re, w.im, s[k].im));
            }
        }
        for (int k = 0; k < kSums; ++k) storeBoth(s[k], sum + n + k * kWidth, sum + 64 + n + k * kWidth);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cassert>

namespace lacquer::dsp {

HWY_EXPORT(runWeighIn);
HWY_EXPORT(runWeighOut);
HWY_EXPORT(runWeighOutOlder);
HWY_EXPORT(runPass);
HWY_EXPORT(runLast);
HWY_EXPORT(runLastBack);
HWY_EXPORT(runMultiply);

BlockTransform::BlockTransform(int block)
    : block_(block), weightRe_(static_cast<std::size_t>(block)), weightIm_(static_cast<std::size_t>(block)),
      last_(12 * 16) {
    assert(block >= 64 && (block & (block - 1)) == 0);
    for (int n = 0; n < block; ++n) {
        const auto w = sincos(0.5 * kPi * n / block);
        weightRe_[static_cast<std::size_t>(n)] = static_cast<float>(w.cos);
        weightIm_[static_cast<std::size_t>(n)] = static_cast<float>(w.sin);
    }
    int length = block;
    while (length > 64) {
        int factors = 0;
        for (int rest = length; rest > 64; rest /= 2) ++factors;
        Pass pass;
        pass.length = length;
        pass.radix = factors % 2 == 1 ? 2 : 4;
        const int part = length / pass.radix;
        pass.re = AlignedMemory<float>(static_cast<std::size_t>((pass.radix - 1) * part));
        pass.im = AlignedMemory<float>(static_cast<std::size_t>((pass.radix - 1) * part));
        for (int k = 1; k < pass.radix; ++k) {
            for (int j = 0; j < part; ++j) {
                const auto w = sincos(-2 * kPi * (static_cast<double>(j) * k) / length);
                pass.re[static_cast<std::size_t>((k - 1) * part + j)] = static_cast<float>(w.cos);
                pass.im[static_cast<std::size_t>((k - 1) * part + j)] = static_cast<float>(w.sin);
            }
        }
        length = part;
        passes_.push_back(std::move(pass));
    }
    for (int k = 1; k < 4; ++k) {
        for (int j = 0; j < 16; ++j) {
            const auto first = sincos(-2 * kPi * j * k / 64), second = sincos(-2 * kPi * (j / 4) * k / 16);
            const auto at = static_cast<std::size_t>(16 * (k - 1) + j);
            last_[at] = static_cast<float>(first.cos);
            last_[48 + at] = static_cast<float>(first.sin);
            last_[96 + at] = static_cast<float>(second.cos);
            last_[144 + at] = static_cast<float>(second.sin);
        }
    }
}

void BlockTransform::forward(int step, int from, int to, const float* older, const float* newer, float* work,
                             float* spectrum, int stride) const noexcept {
    float* const re = work;
    float* const im = work + block_;
    if (step == 0) {
        HWY_DYNAMIC_DISPATCH(runWeighIn)
        (older, newer, weightRe_.data(), weightIm_.data(), re, im, kUnit * from, kUnit * to);
    } else if (step == steps() - 1) {
        HWY_DYNAMIC_DISPATCH(runLast)(re, im, last_.data(), spectrum, stride, from, to);
    } else {
        const Pass& pass = passes_[static_cast<std::size_t>(step - 1)];
        HWY_DYNAMIC_DISPATCH(runPass)
        (re, im, pass.length, pass.radix, pass.re.data(), pass.im.data(), kUnit / pass.radix * from,
         kUnit / pass.radix * to, false);
    }
}

void BlockTransform::inverse(int step, int from, int to, const float* spectrum, int stride, float* work,
                             float* samples) const noexcept {
    float* const re = work;
    float* const im = work + block_;
    if (step == 0) {
        HWY_DYNAMIC_DISPATCH(runLastBack)(spectrum, stride, last_.data(), re, im, from, to);
    } else if (step == steps() - 1) {
        HWY_DYNAMIC_DISPATCH(runWeighOut)
        (re, im, weightRe_.data(), weightIm_.data(), samples, kUnit * from, kUnit * to);
    } else {
        const Pass& pass = passes_[passes_.size() - static_cast<std::size_t>(step)];
        HWY_DYNAMIC_DISPATCH(runPass)
        (re, im, pass.length, pass.radix, pass.re.data(), pass.im.data(), kUnit / pass.radix * from,
         kUnit / pass.radix * to, true);
    }
}

void BlockTransform::spectrumOf(const float* older, const float* newer, float* work, float* spectrum) const noexcept {
    for (int step = 0; step < steps(); ++step) forward(step, 0, units(), older, newer, work, spectrum, kUnitFloats);
}

void BlockTransform::samplesOf(const float* spectrum, float* work, float* older, float* newer) const noexcept {
    for (int step = 0; step < steps(); ++step) inverse(step, 0, units(), spectrum, kUnitFloats, work, newer);
    HWY_DYNAMIC_DISPATCH(runWeighOutOlder)(work, work + block_, weightRe_.data(), weightIm_.data(), older, block_);
}

void BlockTransform::loadFilter(const float* taps, int count, float* work, float* spectrum,
                                int stride) const noexcept {
    float* const re = work;
    float* const im = work + block_;
    const float scale = 1.0F / static_cast<float>(block_);
    for (int n = 0; n < block_; ++n) {
        const float tap = n < count ? taps[n] * scale : 0.0F;
        re[n] = tap * weightRe_[static_cast<std::size_t>(n)];
        im[n] = tap * weightIm_[static_cast<std::size_t>(n)];
    }
    for (int step = 1; step < steps(); ++step) forward(step, 0, units(), nullptr, nullptr, work, spectrum, stride);
}

void multiplyUnits(float* sum, const float* x, int xStride, const float* h, int hStride, int count) noexcept {
    HWY_DYNAMIC_DISPATCH(runMultiply)(sum, x, xStride, h, hStride, count);
}

} // namespace lacquer::dsp
#endif
