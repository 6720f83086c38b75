#pragma once

#include "engine/dsp/hum_bank.h"

#include <vector>

namespace lacquer::dsp {

/// Knows the hum under a programme that is louder than it.
///
/// A hum stands for minutes, music does not: the amplitude and phase of each harmonic, and the frequency
/// that all of them share, are slowly changing states, each with a variance of its own. Every 43 ms the
/// last 171 ms are a measurement of them, as sure as the spectrum close beside the line was quiet
/// then. So nearly all is learned in the gaps of the music, and a loud note teaches next to nothing.
///
/// Each harmonic has a variance of its own, which says whether it is known well enough to be subtracted. One
/// that left or changed is learned anew as soon as a second's measurements agree on it; when all change
/// together, as where a recording is cut or faded, within three measurements.
///
/// Shapes   harmonic k at [k − 1], amplitudes as HumBank has them
/// Bits     the same on every CPU
/// Thread   construction [main]; the rest [render]
/// Source   Kalman (1960); for the outliers Agamennoni, Nieto & Nebot, Approximate Inference in State-Space
///          Models with Heavy-Tailed Noise, IEEE TSP 60 (2012)
class HumTracker {
public:
    explicit HumTracker(double rate);

    /// Whether somebody said where the mains is, to the last digit, or it was found to be about there.
    enum class Mains { asked, found };
    /// Forgets all; the fundamental is known to ± `spread`, Hz. One that was asked for is taken to be just that
    /// unless what is heard speaks against it.
    void start(double spread, Mains mains) noexcept;
    /// The frequency turned out to be elsewhere, and is known to ± `spread`, Hz.
    void loosen(double spread) noexcept;
    bool isSteady() const { return steady_; }
    /// One of the lines at least stands out where it was looked for, to 20 dB.
    bool hasPlainLine() const noexcept;
    /// About how loud the first `count` harmonics are, amplitudes squared: what is far louder is a note's.
    void expect(const double* power, int count) noexcept;
    /// A gap in the recording, after which the phase is unknown.
    void skip() noexcept;

    /// By what the oscillator was off.
    struct Correction {
        bool fresh = false; ///< there was a measurement
        double phase = 0; ///< radians
        double hertz = 0;
        bool changed = false; ///< the hum has become another, all at once
    };
    /// What the bank found in the remainder of a quantum, and the amplitudes that were taken out of
    /// it, on average. `width`, Hz: of the widest notch that this may be.
    Correction hear(const HumBank::Amplitudes& found,
                    const HumBank::Amplitudes& taken,
                    int harmonics,
                    double width) noexcept;
    const HumBank::Amplitudes& amplitudes() const { return known_; }
    /// Whether an amplitude is known so well that subtracting it leaves nothing to speak of.
    bool isSure(int side, int harmonic) const { return lines_[side][harmonic].sure; }

private:
    static constexpr int kParts = 32; ///< of the window; a measurement every quarter of it
    static constexpr int kHop = kParts / 4;
    static constexpr int kMost = HumBank::kMostHarmonics;
    static constexpr int kSpans = 2, kLeanSpans = 3;

    /// Of one harmonic on one side.
    struct Line {
        double re = 0, im = 0;  ///< amplitude
        double variance = 0;    ///< of it
        double noise = 0;       ///< variance of a measurement
        double newRe = 0, newIm = 0; ///< innovation
        struct {
            double weights = 0, squares = 0, re = 0, im = 0;
        } mean[kSpans]; ///< of the innovations, weighted, over some seconds
        int measurements = 0;
        bool sure = false;
    };
    /// Sums over some seconds, weighted.
    struct Lean {
        double weights = 0, mean = 0, squares = 0;
        int count = 0;
    };
    struct Part {
        float re[kStripLanes][kMost], im[kStripLanes][kMost];
    };

    void closePart(int harmonics) noexcept;
    void measure(int harmonics) noexcept;
    Correction follow(int harmonics) noexcept;
    void learn(int harmonics, double width) noexcept;
    void settle(Correction& correction) noexcept;
    bool notice(int harmonics) noexcept;
    bool leans(double seen, double weight, double own) noexcept;
    void judge(int harmonics) noexcept;
    void watch(Line& line) const noexcept;
    void turn(const Correction& by, int harmonics) noexcept;

    double partSeconds_;
    int quantaPerPart_;
    std::vector<Part> parts_; ///< a ring
    Part sum_ = {};
    int quanta_ = 0, at_ = 0, filled_ = 0, sinceMeasurement_ = 0;
    float window_[kParts], cosine_[2][kParts], sine_[2][kParts]; ///< windowed
    Line lines_[kStripLanes][kMost];
    double likely_[kMost]; ///< amplitude of each harmonic, squared
    HumBank::Amplitudes known_;
    Mains mains_ = Mains::found;
    double heard_ = 0;     ///< s, since the start
    double offset_ = 0;    ///< Hz, from where it was started
    bool steady_ = false;  ///< the frequency is taken for known
    Lean lean_[kLeanSpans];         ///< of the phase, while it is
    int changed_ = 0;      ///< measurements in a row that say so
    double drift_ = 0;              ///< of the frequency, rad/s²
    double covariance_[3][3] = {}; ///< of the phase, rad, the frequency, rad/s, and the drift
    double seenPhase_ = 0; ///< radians of the fundamental, in the last measurement
};

} // namespace lacquer::dsp
