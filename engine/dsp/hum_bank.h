#pragma once

#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// The sines that a hum is made of: predicts the hum of one quantum in both channels and tells what
/// of each harmonic is left in the remainder.
///
/// Shapes   harmonic k of a fundamental at [k - 1]; complex amplitudes a = re + j·im, so that the
///          harmonic is Re(a · e^(j·k·phase))
/// Bits     sums over frames run in 16 fixed parts, the same for each instruction set
/// Thread   [render]
class HumBank {
public:
    static constexpr int kMostHarmonics = 40;

    struct Amplitudes {
        alignas(64) float re[kStripLanes][kMostHarmonics], im[kStripLanes][kMostHarmonics];
    };

    /// The fundamental over the next quantum: phase at its first frame and step per frame, radians.
    void aim(double phase, double step) noexcept;
    /// `hum[side]` gets the sum of the first `harmonics` sines, whose amplitudes go from what they were
    /// at the last frame before to what they are at the last one now: steps would be heard beside a bass.
    void predict(const Amplitudes& from, const Amplitudes& to, int harmonics, float* const* hum) noexcept;
    /// Complex amplitude of each harmonic in `signal[side]`, by correlation over the quantum. Call
    /// after predict().
    void correlate(const float* const* signal, int harmonics, Amplitudes& found) const noexcept;

private:
    alignas(64) float cosine_[kMostHarmonics][kQuantum];
    alignas(64) float sine_[kMostHarmonics][kQuantum];
};

} // namespace lacquer::dsp
