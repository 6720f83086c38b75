#pragma once

#include <array>
#include <span>

namespace lacquer::dsp {

enum class BandType { lowCut, highCut, lowShelf, highShelf, bell, notch, bandPass, allPass, tilt };

/// One band as it is set. Cuts of 12 dB/oct have the band's Q, the others are Butterworth.
struct EqualizerBand {
    BandType type = BandType::bell;
    double hertz = 1000;
    double decibels = 0;
    double q = 0.71;
    int decibelsPerOctave = 12; ///< 6, 12, 18, 24, 36, 48, 72, 96; cuts only

    friend bool operator==(const EqualizerBand&, const EqualizerBand&) = default;
};

/// A second-order filter as a state-variable filter: stable while its values glide, which a direct
/// form is not. Poles from g = tan(π·f/rate) and k = 1/Q, output m0·x + m1·band + m2·low.
/// Source   Zavalishin, "The Art of VA Filter Design"; Simper, "SvfLinearTrapOptimised2"
struct StateVariable {
    double g = 0.1, k = 1, m0 = 1, m1 = 0, m2 = 0;

    bool passes() const { return m0 == 1 && m1 == 0 && m2 == 0; }
    friend bool operator==(const StateVariable&, const StateVariable&) = default;
};

/// The same filter as b0 + b1·z⁻¹ + b2·z⁻² over 1 + a1·z⁻¹ + a2·z⁻².
struct Biquad {
    double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
};

Biquad biquadOf(const StateVariable& filter);

inline constexpr int kMaxSections = 8;   ///< of one band: 96 dB/oct
inline constexpr int kCorrectionTaps = 6;

/// Poles −0.75, −0.5, −0.3 and −0.1 of every correction, in factors 1 + p·z⁻¹.
inline constexpr std::array<double, 4> kCorrectionPoles{0.75, 0.5, 0.3, 0.1};

/// Coefficients of (1 + 0.75u)(1 + 0.5u)(1 + 0.3u)(1 + 0.1u): with these taps the correction passes.
inline constexpr std::array<double, kCorrectionTaps> kPassingCorrection{1.0, 1.65, 0.905, 0.1875, 0.01125, 0.0};

/// Designs bands whose magnitude follows the analog prototype up to 20 kHz at 44.1 kHz (0.907 of
/// the Nyquist frequency at any rate), without the cramping of the bilinear transform.
///
/// Every analog pole and zero s goes to e^s. What is then wrong is a smooth factor without
/// resonances, mostly near the Nyquist frequency, for all bands together. One correction for the
/// whole chain takes it away: fixed real poles, and a numerator of degree 5 found by weighted least
/// squares on |H|² at 40 frequencies, made minimum-phase through the cepstrum. All is closed form,
/// takes a few microseconds, and moves continuously with the parameters, so it runs at every quantum
/// of an automation.
///
/// Limits   worst error against the prototypes 0.1 dB for any type to ±18 dB, Q 0.3 to 10, down to −60 dB
/// Thread   any, one at a time per instance; allocates nothing after construction
/// Source   prototypes: R. Bristow-Johnson, Audio EQ Cookbook. Spectral factor: Oppenheim & Schafer,
///          "Discrete-Time Signal Processing", complex cepstrum of minimum-phase sequences
class EqualizerDesign {
public:
    EqualizerDesign();

    /// Begins a chain.
    void begin();

    /// Appends a band; returns how many sections it put into `sections`.
    int add(const EqualizerBand& band, double rate, std::span<StateVariable, kMaxSections> sections);

    /// Taps of the correction for all bands since begin(). False: none is needed (under 0.005 dB),
    /// and the taps are kPassingCorrection.
    bool correction(std::span<double, kCorrectionTaps> taps) const;

private:
    static constexpr int kNodes = 40;
    static constexpr int kCepstrum = 64;

    struct Polynomial;
    std::array<double, kCorrectionTaps> fitted(const std::array<double, kNodes>& target,
                                               const std::array<double, kNodes>& weight) const;
    StateVariable section(
        const Polynomial& zeros, const Polynomial& poles, double analogGain, double w0, bool ideal);

    /// Where designs are compared: the same for all of them, and slow to find.
    struct Grid {
        Grid();
        std::array<double, kNodes> frequency, phi, poles;
        std::array<std::array<double, kCorrectionTaps>, kNodes> basis;
        std::array<std::array<double, kCorrectionTaps>, kCepstrum> fine;
        std::array<std::array<double, kCorrectionTaps>, kCepstrum> cosines;
    };
    static const Grid& sharedGrid();

    const Grid* grid_;
    std::array<double, kNodes> wanted_; ///< analog over digital |H|², of the chain so far
    std::array<double, kNodes> analog_; ///< analog |H|² of the chain so far
};

} // namespace lacquer::dsp
