#pragma once

#include "engine/live/player.h"
#include "engine/vocabulary/units.h"

#include <array>
#include <complex>
#include <cstdint>
#include <vector>

namespace lacquer::ui {

/// A moment of the loudness history, LUFS.
struct LoudnessMoment {
    double seconds = 0; ///< of listening, from the start of the history
    double momentary = 0;
    double shortTerm = 0;
};

/// A real signal's magnitude spectrum, by a radix-2 transform of a Hann window. Small and plain: it
/// draws pictures, it measures nothing.
///
/// Source   Cooley and Tukey 1965, decimation in time
class PictureSpectrum {
public:
    static constexpr int kSize = 4096;

    PictureSpectrum();
    /// `samples` holds kSize values, full scale 1. Levels in dB per bin, 0 dB for a full-scale sine.
    const std::vector<float>& measure(const float* samples);
    static double frequencyOf(int bin, double rate) { return bin * rate / kSize; }

private:
    std::vector<float> window_;
    std::vector<std::complex<float>> twiddles_, work_;
    std::vector<float> levels_;
};

/// A spectrum for eyes: third of an octave bands at 24 per octave, tilted 3 dB per octave so that
/// music lies level, falling slowly.
struct SpectrumPoint {
    double frequency = 0;
    double level = -120;
};

/// Everything the meter wall shows, gathered from the player as time goes by.
///
/// Thread   [main]
class Listening {
public:
    Listening();

    /// Takes what was heard since the last call; `elapsed` seconds passed.
    void advance(const live::Player& player, SampleRate rate, bool playing, double elapsed);
    /// The same with given readings, for tests.
    void advance(const live::LoudnessReading& loudness,
                 const float* left,
                 const float* right,
                 std::size_t frames,
                 SampleRate rate,
                 bool playing,
                 double elapsed);

    void clearPeak();
    void clearHistory();

    const live::LoudnessReading& loudness() const { return loudness_; }
    double heldTruePeak() const { return heldTruePeak_; }
    const std::vector<LoudnessMoment>& history() const { return history_; }
    /// Peak to short-term loudness, dB.
    double psr() const { return psr_; }
    double correlation() const { return loudness_.correlation; }
    /// Right over left, dB.
    double balance() const { return balance_; }
    /// Side share per band (below 120, 1k, 6k, above), 0…1.
    const std::array<double, 4>& width() const { return width_; }
    /// Sample peaks of the last moment, falling, dBFS.
    const std::array<double, 2>& peaks() const { return peaks_; }
    const std::array<double, 2>& rms() const { return rms_; }
    const std::vector<SpectrumPoint>& spectrum() const { return spectrum_; }
    /// The last 50 ms: side to the right, mid up, −1…1 after automatic gain.
    const std::vector<std::pair<float, float>>& figure() const { return figure_; }

private:
    void measurePicture(SampleRate rate, bool playing, double elapsed);

    live::LoudnessReading loudness_{};
    std::vector<LoudnessMoment> history_;
    double listened_ = 0;
    double sinceMoment_ = 0;
    double heldTruePeak_;
    double psr_ = 0;
    double balance_ = 0;
    std::array<double, 4> width_{};
    std::array<double, 2> peaks_{-120, -120};
    std::array<double, 2> rms_{-120, -120};
    std::vector<SpectrumPoint> spectrum_;
    std::vector<std::pair<float, float>> figure_;
    double figureGain_ = 1;
    std::vector<float> left_, right_, mono_;
    PictureSpectrum transform_;
    std::vector<float> midLevels_, sideLevels_;
    double sincePicture_ = 0;
};

} // namespace lacquer::ui
