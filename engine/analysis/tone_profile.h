#pragma once

#include "engine/dsp/fft.h"
#include "engine/vocabulary/units.h"

#include <array>
#include <complex>
#include <cstddef>
#include <vector>

/// How a finished programme is balanced and how wide it is: what is compared between the tracks of an
/// album, with a reference, and between two mixes of a song.
namespace lacquer::analysis {

/// Third-octave bands, nominal centres of IEC 61260: 25 Hz … 20 kHz.
inline constexpr std::array<double, 30> kToneBands = {
    25,  31.5, 40,  50,   63,   80,   100,  125,  160,  200,  250,  315,  400,   500,   630,
    800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000, 12500, 16000, 20000};

struct ToneProfile {
    /// Mean power of both channels per band, dB against the whole (so that it does not depend on the
    /// level); −120 where there is nothing.
    std::array<double, kToneBands.size()> levels{};
    /// Side over mid and side power per band, 0 (mono) … 1 (all side); 0.5 for unrelated channels.
    std::array<double, kToneBands.size()> widths{};
    double width = 0;       ///< the same over all bands
    double correlation = 1; ///< of the whole programme, −1…1
    double levelDb = -120;  ///< mean power of both channels, dBFS (a full-scale sine: −3)
};

/// Measures a stereo programme as it goes by: the mean of Hann-windowed transforms, half overlapping.
///
/// Out      the same for any split of the input
/// Thread   any but the engine thread, one at a time
/// Source   P. Welch 1967, "The use of fast Fourier transform for the estimation of power spectra"
class ToneMeter {
public:
    explicit ToneMeter(SampleRate rate);

    void add(const float* const* planes, int frames);
    ToneProfile finish();

private:
    void transform();
    void addPower(float sign, std::vector<double>& powers);

    SampleRate rate_;
    std::size_t size_;
    dsp::RealFft<double> fft_;
    dsp::AlignedMemory<double> samples_;
    dsp::AlignedMemory<std::complex<double>> spectrum_;
    std::vector<double> window_;
    std::vector<float> left_, right_; ///< not yet transformed
    std::vector<double> mid_, side_;  ///< power per bin
    double leftPower_ = 0, rightPower_ = 0, cross_ = 0;
    std::size_t frames_ = 0, blocks_ = 0;
};

} // namespace lacquer::analysis
