#pragma once

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/equalizer_design.h"
#include "engine/dsp/fft.h"

#include <span>

namespace lacquer::dsp {

/// Makes filters of linear phase from magnitudes: symmetric about one tap, so that every frequency
/// is late by the same time.
///
/// Shapes   2·latency taps, symmetric about tap `latency` (tap 0 has no partner and is zero);
///          magnitudes at `bins()` frequencies from 0 to half the rate
/// Figures  the response is that of the magnitudes where they are smooth over rate / latency; the
///          outer quarter of the kernel is tapered by a cosine
/// Limits   what rings longer than the latency is cut short: a bell of 20 Hz with Q 10 needs 0.5 s
/// Thread   construction: any but the engine thread; the rest any, one at a time, no allocation
/// Source   frequency sampling: Oppenheim & Schafer, "Discrete-Time Signal Processing", 7.6
class LinearPhaseDesign {
public:
    explicit LinearPhaseDesign(int latency);

    int latency() const { return latency_; }
    int bins() const { return fft_.bins(); }
    double hertzOf(int bin, double rate) const { return rate * bin / fft_.size(); }

    /// `magnitude` has bins() values, which may be negative; `taps` 2·latency().
    void design(std::span<const double> magnitude, std::span<float> taps) noexcept;

    /// The same magnitudes, above 0, with the least delay there can be: the first tap is the loudest
    /// and there is no latency.
    /// Source   homomorphic: Oppenheim & Schafer, complex cepstrum of minimum-phase sequences
    void designMinimum(std::span<const double> magnitude, std::span<float> taps) noexcept;

private:
    int latency_;
    RealFft<double> fft_;
    AlignedMemory<std::complex<double>> spectrum_;
    AlignedMemory<double> samples_;
    AlignedMemory<double> taper_; ///< by distance from the middle
};

/// Multiplies `power`, given at the frequencies of `design`, by |H|² of the band's analog prototype.
/// An all-pass has no magnitude of its own: it leaves everything as it is.
void multiplyPower(const EqualizerBand& band, const LinearPhaseDesign& design, double rate, std::span<double> power) noexcept;

} // namespace lacquer::dsp
