#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/reverb_kernels.cpp"
#include <hwy/foreach_target.h>

#include "engine/dsp/lanes.h"
#include "engine/dsp/reverb_kernels.h"

HWY_BEFORE_NAMESPACE();

namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// The lanes of a vector are frames one after the other, except in the absorption: there the state
// goes from frame to frame and the lanes are the 16 lines.

HWY_INLINE Floats ramp() {
    alignas(64) static constexpr float kCount[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    return load(kCount);
}

void runReadBetweenFrames(const ReverbTap& tap, float* out) {
    for (int n = 0; n < kQuantum; n += kWidth) {
        const Floats frame = ramp() + setFloats(static_cast<float>(n));
        Floats sum = setFloats(0);
        for (int k = 0; k < 6; ++k) {
            const Floats weight = fma(frame, setFloats(tap.growth[k]), setFloats(tap.weight[k]));
            sum = fma(weight, load(tap.points + n + k), sum);
        }
        store(sum, out + n);
    }
}

void runCrossfade(const float* a, const float* b, float share, float step, float* out) {
    for (int n = 0; n < kQuantum; n += kWidth) {
        const Floats part =
            fma(ramp() + setFloats(static_cast<float>(n)), setFloats(step), setFloats(share));
        const Floats from = load(a + n);
        store(fma(load(b + n) - from, part, from), out + n);
    }
}

void runAllpass(const float* in, const float* late, float g, float* out, float* keep) {
    const Floats coefficient = setFloats(g);
    for (int n = 0; n < kQuantum; n += kWidth) {
        const Floats delayed = load(late + n);
        const Floats into = fma(coefficient, delayed, load(in + n));
        store(fnma(coefficient, into, delayed), out + n);
        store(into, keep + n);
    }
}

#if HWY_TARGET == HWY_SCALAR

void transpose(const float* in, int inStride, int rows, int columns, float* out, int outStride) {
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c) out[c * outStride + r] = in[r * inStride + c];
}

#else

/// out[c][r] = in[r][c] in blocks of four by four.
void transpose(const float* in, int inStride, int rows, int columns, float* out, int outStride) {
    const hn::FixedTag<float, 4> d;
    const hn::FixedTag<double, 2> pairs;
    for (int r = 0; r < rows; r += 4) {
        for (int c = 0; c < columns; c += 4) {
            const float* from = in + r * inStride + c;
            float* to = out + c * outStride + r;
            const auto a = hn::LoadU(d, from), b = hn::LoadU(d, from + inStride);
            const auto e = hn::LoadU(d, from + 2 * inStride), f = hn::LoadU(d, from + 3 * inStride);
            const auto ab0 = hn::BitCast(pairs, hn::InterleaveLower(d, a, b));
            const auto ab1 = hn::BitCast(pairs, hn::InterleaveUpper(d, a, b));
            const auto ef0 = hn::BitCast(pairs, hn::InterleaveLower(d, e, f));
            const auto ef1 = hn::BitCast(pairs, hn::InterleaveUpper(d, e, f));
            hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, ab0, ef0)), d, to);
            hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, ab0, ef0)), d, to + outStride);
            hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, ab1, ef1)), d, to + 2 * outStride);
            hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, ab1, ef1)), d, to + 3 * outStride);
        }
    }
}

#endif

void runAbsorb(float* lines, const ReverbAbsorption& absorption, ReverbFilterState& state) {
    alignas(64) float frames[kQuantum * kReverbLines];
    transpose(lines, kQuantum, kReverbLines, kQuantum, frames, kReverbLines);
    const Floats a1 = setFloats(absorption.a1), a2 = setFloats(absorption.a2);
    for (int lane = 0; lane < kReverbLines; lane += kWidth) {
        const ReverbAbsorption::Values& now = absorption.now;
        const ReverbAbsorption::Values& growth = absorption.growth;
        Floats gain = load(now.gain + lane);
        Floats direct = load(now.shelf[0] + lane), first = load(now.shelf[1] + lane), second = load(now.shelf[2] + lane);
        const Floats gainGrowth = load(growth.gain + lane), directGrowth = load(growth.shelf[0] + lane);
        const Floats firstGrowth = load(growth.shelf[1] + lane), secondGrowth = load(growth.shelf[2] + lane);
        const Floats pole = load(absorption.damping + lane);
        Floats damped = load(state.damped + lane);
        Floats z1 = load(state.shelf[0] + lane), z2 = load(state.shelf[1] + lane);
        for (int n = 0; n < kQuantum; ++n) {
            float* const at = frames + n * kReverbLines + lane;
            const Floats in = load(at);
            damped = fma(pole, damped - in, in);
            store(gain * (damped + fma(direct, damped, z1)), at);
            const Floats next = fma(first, damped, fnma(a1, z1, z2));
            z2 = fnma(a2, z1, second * damped);
            z1 = next;
            gain = gain + gainGrowth;
            direct = direct + directGrowth;
            first = first + firstGrowth;
            second = second + secondGrowth;
        }
        store(damped, state.damped + lane);
        store(z1, state.shelf[0] + lane);
        store(z2, state.shelf[1] + lane);
    }
    transpose(frames, kReverbLines, kQuantum, kReverbLines, lines, kQuantum);
}

void runSumLines(const float* lines, float* left, float* right) {
    for (int n = 0; n < kQuantum; n += kWidth) {
        // Signs + + - - … and + - - + …: orthogonal to each other and to what the input has.
        Floats l = setFloats(0), r = l;
        for (int i = 0; i < kReverbLines; i += 4) {
            const Floats a = load(lines + i * kQuantum + n), b = load(lines + (i + 1) * kQuantum + n);
            const Floats c = load(lines + (i + 2) * kQuantum + n), d = load(lines + (i + 3) * kQuantum + n);
            l = l + ((a + b) - (c + d));
            r = r + ((a - b) - (c - d));
        }
        store(l, left + n);
        store(r, right + n);
    }
}

void runMixLines(float* lines, const float* left, const float* right) {
    for (int n = 0; n < kQuantum; n += kWidth) {
        Floats v[kReverbLines];
        for (int i = 0; i < kReverbLines; ++i) v[i] = load(lines + i * kQuantum + n);
        for (int distance = 1; distance < kReverbLines; distance *= 2) {
            for (int i = 0; i < kReverbLines; ++i) {
                if (i & distance) continue;
                const Floats a = v[i], b = v[i + distance];
                v[i] = a + b;
                v[i + distance] = a - b;
            }
        }
        const Floats in[2] = {load(left + n), load(right + n)};
        for (int i = 0; i < kReverbLines; ++i) {
            const bool plus = ((i >> 1) ^ (i >> 3)) & 1;
            store(plus ? v[i] + in[i & 1] : v[i] - in[i & 1], lines + i * kQuantum + n);
        }
    }
}

void runAddScaled(const float* in, float gain, float growth, float* out) {
    for (int n = 0; n < kQuantum; n += kWidth) {
        const Floats factor =
            fma(ramp() + setFloats(static_cast<float>(n)), setFloats(growth), setFloats(gain));
        store(fma(factor, load(in + n), load(out + n)), out + n);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::dsp {

HWY_EXPORT(runReadBetweenFrames);
HWY_EXPORT(runCrossfade);
HWY_EXPORT(runAllpass);
HWY_EXPORT(runAbsorb);
HWY_EXPORT(runSumLines);
HWY_EXPORT(runMixLines);
HWY_EXPORT(runAddScaled);

void readBetweenFrames(const ReverbTap& tap, float* out) noexcept {
    HWY_DYNAMIC_DISPATCH(runReadBetweenFrames)(tap, out);
}

void crossfade(const float* a, const float* b, float share, float step, float* out) noexcept {
    HWY_DYNAMIC_DISPATCH(runCrossfade)(a, b, share, step, out);
}

void allpass(const float* in, const float* late, float g, float* out, float* store) noexcept {
    HWY_DYNAMIC_DISPATCH(runAllpass)(in, late, g, out, store);
}

void absorb(float* lines, const ReverbAbsorption& absorption, ReverbFilterState& state) noexcept {
    HWY_DYNAMIC_DISPATCH(runAbsorb)(lines, absorption, state);
}

void sumLines(const float* lines, float* left, float* right) noexcept {
    HWY_DYNAMIC_DISPATCH(runSumLines)(lines, left, right);
}

void mixLines(float* lines, const float* left, const float* right) noexcept {
    HWY_DYNAMIC_DISPATCH(runMixLines)(lines, left, right);
}

void addScaled(const float* in, float gain, float growth, float* out) noexcept {
    HWY_DYNAMIC_DISPATCH(runAddScaled)(in, gain, growth, out);
}

} // namespace lacquer::dsp

#endif
