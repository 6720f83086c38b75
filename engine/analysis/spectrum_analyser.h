#pragma once

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/fft.h"
#include "engine/vocabulary/units.h"

#include <span>
#include <vector>

namespace lacquer::analysis {

struct SpectrumSettings {
    int size = 8192;            ///< frames that are looked at; a power of two
    double perOctave = 24;      ///< points
    double lowest = 20;         ///< Hz
    double highest = 20000;     ///< Hz, at most half the rate
    double slope = 0;           ///< dB per octave added around 1 kHz; 4.5 lets usual music look level
    double fall = 20;           ///< dB per second that a point falls at most; 0: shows each moment alone
};

/// The spectrum behind an equalizer's curve: levels at evenly spaced pitches.
///
/// Method   a Blackman-Harris window of four terms, the strongest line within each point's share of
///          an octave, and a parabola through its neighbours in dB: a sine reads its level wherever
///          it lies between the lines. Lower than that the points lie between lines and are joined
/// Out      dBFS: a sine at full scale reads 0 at its pitch; at least kFloor
/// Thread   one at a time, any but the engine thread; analyse() does not allocate
/// Source   Harris, "On the use of windows for harmonic analysis" (Proc. IEEE 66, 1978)
class SpectrumAnalyser {
public:
    SpectrumAnalyser(SampleRate rate, const SpectrumSettings& settings = {});

    static constexpr float kFloor = -160;

    /// Looks at the newest frames; what is missing counts as silence. `seconds` since the last look.
    void analyse(const float* left, const float* right, std::size_t frames, double seconds) noexcept;
    void reset() noexcept;

    /// Hz, rising.
    std::span<const double> frequencies() const { return frequencies_; }
    /// dBFS at these frequencies, of the louder side.
    std::span<const float> levels() const { return levels_; }

private:
    void readLines(const float* samples, std::size_t frames) noexcept;
    float pointAt(std::size_t point) const noexcept;

    SpectrumSettings settings_;
    double binsPerHertz_;
    dsp::RealFft<float> fft_;
    dsp::AlignedMemory<float> window_, windowed_;
    dsp::AlignedMemory<std::complex<float>> bins_;
    std::vector<float> lines_; ///< dBFS per bin, the louder side
    std::vector<double> frequencies_;
    std::vector<float> tilt_;
    std::vector<float> levels_;
};

} // namespace lacquer::analysis
