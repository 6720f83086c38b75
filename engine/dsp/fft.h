#pragma once

#include "engine/dsp/aligned_memory.h"

#include <complex>
#include <memory>

namespace lacquer::dsp {

/// The Fourier transform of real signals, there and back, for analysis, filter design and spectral
/// processing.
///
/// Shapes   `size` real samples; bins 0…size/2, which is size/2 + 1 complex numbers
/// Scale    forward() sums without a factor; inverse(forward(x)) is size · x
/// Memory   buffers start on a multiple of 16 bytes (AlignedMemory does); in and out are different
/// Limits   any size from 1; sizes of small prime factors are quick
/// Bits     the same for each run on one CPU; between CPUs they may differ in the last place
/// Thread   construction and destruction: any but the engine thread (they plan, allocate and lock);
///          forward and inverse: any, several at once
/// Source   FFTW 3, planned by estimate, because measured plans differ from run to run
template <typename Sample>
class RealFft {
public:
    using Complex = std::complex<Sample>;

    explicit RealFft(int size);
    RealFft(RealFft&&) noexcept;
    RealFft& operator=(RealFft&&) noexcept;
    ~RealFft();

    int size() const { return size_; }
    int bins() const { return size_ / 2 + 1; }

    /// Keeps `samples`.
    void forward(const Sample* samples, Complex* spectrum) const noexcept;
    /// Uses `spectrum` up: its contents are lost. The imaginary parts of bin 0 and, for even sizes,
    /// of the last bin count as zero.
    void inverse(Complex* spectrum, Sample* samples) const noexcept;

private:
    struct Plans;
    int size_;
    std::unique_ptr<Plans> plans_;
};

extern template class RealFft<float>;
extern template class RealFft<double>;

} // namespace lacquer::dsp
