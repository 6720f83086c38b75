#pragma once

#include "engine/dsp/aligned_memory.h"

#include <vector>

namespace lacquer::dsp {

/// The transform under the convolver: it turns convolution of real blocks into multiplication of
/// complex numbers, can be done a slice at a time so that a large block costs every quantum the
/// same, touches no memory but what it is given, and gives the same bits on every CPU.
///
/// Two blocks of B real samples, older and newer, are one sequence of 2B; it is read as a polynomial
/// modulo x^2B + 1, which splits into two conjugate halves, of which one is kept: B complex numbers
/// (older + i·newer)·ω^n, ω = e^(iπ/2B), through a complex transform of length B. Products of such
/// spectra are negacyclic convolutions: a filter of at most B taps leaves the newer half of the
/// result as the plain convolution. No bin is special, and since only products are formed, the bins
/// stay in the order in which the butterflies leave them.
///
/// Shapes   spectra are in units of 64 bins: 64 real parts, then 64 imaginary parts; unit u of a
///          spectrum is at base + u · stride. `work` is 2B floats of scratch
/// Scale    inverse of (spectrum · filterSpectrum); loading a filter divides by B
/// Limits   B is 64 · 2^k
/// Thread   construction allocates; the rest any, several at once, no allocation
/// Source   negacyclic (right-angle) convolution: Nussbaumer, "Fast Fourier Transform and
///          Convolution Algorithms", ch. 8; radix-4 decimation in frequency, Gentleman & Sande 1966
class BlockTransform {
public:
    static constexpr int kUnit = 64;             ///< bins
    static constexpr int kUnitFloats = 2 * kUnit;

    explicit BlockTransform(int block);

    int block() const { return block_; }
    int units() const { return block_ / kUnit; }
    /// Both directions have this many steps; each is done over all units before the next begins.
    int steps() const { return static_cast<int>(passes_.size()) + 2; }

    /// Step `step` of the forward transform over units [from, to). `older` may be null: silence.
    /// `work` holds the state between steps, the last one writes `spectrum`.
    void forward(int step, int from, int to, const float* older, const float* newer, float* work,
                 float* spectrum, int stride) const noexcept;

    /// Step `step` of the way back; the last one writes the newer block to `samples`. The first
    /// reads `spectrum`.
    void inverse(int step, int from, int to, const float* spectrum, int stride, float* work,
                 float* samples) const noexcept;

    /// All steps at once over all units, the spectrum's one after the other: bin k holds the frequency
    /// of k + ½ turns in the 2B samples (k in an order of its own). Back gives B times both blocks.
    void spectrumOf(const float* older, const float* newer, float* work, float* spectrum) const noexcept;
    void samplesOf(const float* spectrum, float* work, float* older, float* newer) const noexcept;

    /// The spectrum of up to B taps of a filter, with the scale. `taps` has `count` values.
    void loadFilter(const float* taps, int count, float* work, float* spectrum, int stride) const noexcept;

private:
    struct Pass {
        int length = 0, radix = 4;
        AlignedMemory<float> re, im; ///< twiddles [radix − 1][length / radix]
    };

    int block_;
    AlignedMemory<float> weightRe_, weightIm_; ///< ω^n
    std::vector<Pass> passes_;                 ///< from length B down to 256 or 128
    AlignedMemory<float> last_;                ///< twiddles of the transforms of 64
};

/// sum += Σ x[k]·h[k] over `count` spectra units at strides, complex; all in units of 64 bins.
/// The order of the sum is that of k.
void multiplyUnits(float* sum, const float* x, int xStride, const float* h, int hStride, int count) noexcept;

} // namespace lacquer::dsp
