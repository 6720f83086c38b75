#pragma once

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/fft.h"

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace lacquer::dsp {

/// The long-term spectrum of a programme, for matching one to another.
///
/// In       pieces of stereo audio of any length, at the rate of construction
/// Out      levels at 12 frequencies per octave from 20 Hz to 20 kHz
/// Limits   silence (under −80 dBFS) is left out; no allocation after construction
/// Thread   construction: any but the engine thread; the rest any, one at a time
/// Source   P. Welch, "The Use of Fast Fourier Transform for the Estimation of Power Spectra", 1967:
///          Hann windows, three quarters overlapping
class AverageSpectrum {
public:
    static constexpr std::size_t kPoints = 121;
    /// dB; only differences between two profiles mean anything.
    using Profile = std::array<double, kPoints>;

    static double hertzOf(std::size_t point);

    explicit AverageSpectrum(double rate);

    void clear() noexcept;
    void add(const float* left, const float* right, std::size_t frames) noexcept;
    /// Something but silence was heard.
    bool isHeard() const noexcept { return windows_ > 0; }
    /// Averages over `octaves` around each frequency.
    Profile profile(double octaves) const noexcept;

private:
    void addWindow() noexcept;

    double rate_;
    RealFft<double> fft_;
    AlignedMemory<double> window_, samples_;
    AlignedMemory<std::complex<double>> spectrum_;
    std::vector<float> past_[2]; ///< the last window of either side
    std::size_t fresh_ = 0;      ///< frames since the last window
    std::vector<double> power_;
    mutable std::vector<double> sums_; ///< of power, up to each bin
    std::int64_t windows_ = 0;
};

} // namespace lacquer::dsp
