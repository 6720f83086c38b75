#pragma once

#include "engine/dsp/hum_bank.h"
#include "engine/dsp/hum_finder.h"
#include "engine/dsp/hum_tracker.h"

namespace lacquer::dsp {

struct HumControls {
    double hertz = 0; ///< of the mains; 0: find out whether it is 50 or 60 Hz
    int harmonics = 10;
    float depth = 60;   ///< dB by which the hum comes down
    double width = 0.9; ///< Hz, of each notch at −3 dB, at most
};

/// Takes a mains hum and its harmonics out of a strip and nothing else: sines locked to the hum are
/// subtracted. What they are HumTracker knows; HumFinder says whether and about where they are.
///
/// Seen from a quiet programme it is a notch `width` wide at each harmonic (0.1 dB down 3 Hz away at the
/// default), without ringing on a start. Under a loud one the notch closes: what it takes out is what it
/// learned before.
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
    void aimAt(double hertz, double spread) noexcept;
    void find(const float* const* signal, double wanted) noexcept;
    void approach(int harmonics) noexcept;
    void correct(const HumTracker::Correction& by, int harmonics) noexcept;

    double rate_;
    HumFinder finder_;
    HumBank bank_;
    HumTracker tracker_;
    HumBank::Amplitudes amplitudes_, before_; ///< at the end of this quantum, and of the last one
    double wanted_ = -1; ///< as set; below 0: nothing yet
    bool locked_ = false, silent_ = false;
    bool confirmed_ = false; ///< the finder has heard it, too
    double hertz_ = 0, start_ = 0, phase_ = 0;
    double candidate_ = 0; ///< Hz, of the look before; 0: it found none
    int quantaToGo_ = 0; ///< until the amplitudes are the tracker's
    float share_ = 0;    ///< of the hum that is subtracted, at the last frame
};

} // namespace lacquer::dsp
