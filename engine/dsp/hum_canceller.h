#pragma once

#include "engine/dsp/hum_bank.h"
#include "engine/dsp/hum_finder.h"

#include <cstdint>

namespace lacquer::dsp {

struct HumControls {
    double hertz = 0; ///< of the mains; 0: find out whether it is 50 or 60 Hz
    int harmonics = 10;
    float depth = 60;   ///< dB by which the hum comes down
    double width = 0.9; ///< Hz, of each notch at −3 dB
};

/// Takes a mains hum and its harmonics out of a strip and nothing else: sines locked to the hum are
/// subtracted.
///
/// Seen from the programme it is a notch `width` wide at each harmonic (0.1 dB down 3 Hz away at the
/// default), without ringing on a start: half a second is enough to learn the hum once it is found, and a phase-locked loop
/// over all harmonics together follows its frequency: each counts for as much as it stands over the
/// programme around it, and the loop is as quick as they let it be, from 0.15 to 8 s.
///
/// In/out   one quantum of both channels, in place
/// Delay    none. No hum found: not a bit is changed
/// Limits   the frequency may drift 2 % from where it was found or set
/// Thread   construction [main]; the rest [render]
class HumCanceller {
public:
    explicit HumCanceller(double rate);

    void process(float* left, float* right, const HumControls& controls) noexcept;
    void reset() noexcept;
    /// Of the fundamental, as followed; 0 while there is none.
    double frequency() const { return locked_ ? hertz_ : 0; }

private:
    void aimAt(double hertz) noexcept;
    void find(const float* const* signal, double wanted) noexcept;
    void follow(const HumBank::Amplitudes& left, int harmonics) noexcept;
    void adapt(const HumBank::Amplitudes& left, int harmonics, double width) noexcept;

    double rate_, quantum_; ///< seconds in a quantum
    HumFinder finder_;
    HumBank bank_;
    HumBank::Amplitudes amplitudes_, before_; ///< now, and at the end of the last quantum
    HumBank::Amplitudes remainder_; ///< what is left of each harmonic, over 50 ms
    double disturbance_[HumBank::kMostHarmonics] = {}; ///< mean power of that, over a second
    double wanted_ = -1; ///< as set; below 0: nothing yet
    bool locked_ = false, silent_ = false;
    double hertz_ = 0, start_ = 0, phase_ = 0;
    double candidate_ = 0; ///< Hz, of the look before, while there is none
    double sinceAim_ = 0;   ///< seconds
    double disagreement_ = 0; ///< Hz, of the finder's last look, when it was off
    float share_ = 0;       ///< of the hum that is subtracted, at the last frame
};

} // namespace lacquer::dsp
