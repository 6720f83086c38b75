#pragma once

#include "engine/vocabulary/quantum.h"

/// The inner loops of the reverb, one quantum each. Buffers hold one line after the other:
/// sample of line i and frame n at [i * kQuantum + n], aligned to 64 bytes.
namespace lacquer::dsp {

inline constexpr int kReverbLines = 16;

/// One filter per line: what the sound loses on its way through the line's length. A gain, a low-pass
/// of the first order for the treble, and a shelf of the second order for the bass, whose two poles all
/// lines share; `shelf` is what it adds: now, of the input, and into either memory.
struct ReverbAbsorption {
    struct Values {
        alignas(64) float gain[kReverbLines] = {};
        alignas(64) float shelf[3][kReverbLines] = {};
    };
    Values now, growth;                           ///< at the first frame, and per frame
    alignas(64) float damping[kReverbLines] = {}; ///< pole of the treble's low-pass
    float a1 = 0, a2 = 0;                         ///< of the shelf
};

struct ReverbFilterState {
    alignas(64) float damped[kReverbLines] = {};
    alignas(64) float shelf[2][kReverbLines] = {};
};

/// Read weights of a line: six points, at the first frame and their growth per frame. `points` is
/// the sample of the first frame and the oldest of its six points.
struct ReverbTap {
    const float* points = nullptr;
    float weight[6] = {};
    float growth[6] = {};
};

/// out[n] = in[n], between whole frames by Lagrange's polynomial of degree five.
void readBetweenFrames(const ReverbTap& tap, float* out) noexcept;

/// out[n] = a[n] + (b[n] - a[n]) * (share + n * step)
void crossfade(const float* a, const float* b, float share, float step, float* out) noexcept;

/// in -> allpass of coefficient g around the delayed signal `late`; `store` gets what goes into the
/// delay. In and out may be the same.
void allpass(const float* in, const float* late, float g, float* out, float* store) noexcept;

void absorb(float* lines, const ReverbAbsorption& absorption, ReverbFilterState& state) noexcept;

/// left[n] and right[n] = sums of the lines with two sign patterns that are orthogonal.
void sumLines(const float* lines, float* left, float* right) noexcept;

/// lines = 16-point Hadamard matrix times lines (not normalised), plus left on even lines and right
/// on odd ones with alternating signs.
void mixLines(float* lines, const float* left, const float* right) noexcept;

/// out[n] += (gain + n * growth) * in[n]
void addScaled(const float* in, float gain, float growth, float* out) noexcept;

} // namespace lacquer::dsp
