#pragma once

#include "engine/dsp/hum_bank.h"
#include "engine/dsp/hum_finder.h"
#include "engine/dsp/hum_notches.h"
#include "engine/dsp/hum_tracker.h"

namespace lacquer::dsp {

struct HumControls {
    double hertz = 0; ///< of the mains; 0: find out whether it is 50 or 60 Hz
    int harmonics = 10;
    float depth = 60;   ///< dB by which the hum comes down
    double width = 0.9; ///< Hz, of each notch at −3 dB
};

/// Takes a mains hum and its harmonics out of a strip: HumFinder says whether and about where it is,
/// HumTracker what it is, and HumNotches what to take.
///
/// A harmonic that is known to within 50 dB is subtracted, and the programme on its line stays; in the gaps of a
/// voice or of drums that takes seconds. Under dense music nobody can know it so well: there it is a notch,
/// `width` wide, which takes the music within half a Hertz as well, and 0.1 dB at most three Hertz away.
///
/// A frequency that was set is acted on at once. With `hertz` 0 not a bit changes until a hum was found.
///
/// In/out   one quantum of both channels, in place
/// Delay    none
/// Limits   the frequency may drift 2 % from where it was found or set
/// Thread   construction [main]; the rest [render]
class HumCanceller {
public:
    /// s: what notches ring with fades in digital silence, and is gone.
    static constexpr double kTail = 0.06;

    explicit HumCanceller(double rate);

    void process(float* left, float* right, const HumControls& controls) noexcept;
    void reset() noexcept;
    /// Of the fundamental, as followed; 0 while there is none.
    double frequency() const { return locked_ ? hertz_ : 0; }

private:
    void aimAt(double hertz, double spread, HumTracker::Mains mains) noexcept;
    double wholeIfNear(double hertz) const noexcept;
    void find(const float* const* signal, double wanted) noexcept;
    double advance() noexcept;
    void fallSilent(float* const* signal) noexcept;
    void correct(const HumTracker::Correction& by) noexcept;

    double rate_;
    HumFinder finder_;
    HumBank bank_;
    HumTracker tracker_;
    HumNotches notches_;
    double wanted_ = -1; ///< as set; below 0: nothing yet
    bool locked_ = false;
    int pause_, silence_ = 0; ///< quanta that make a gap, and that were silent
    int harmonics_ = 1;
    bool confirmed_ = false; ///< the finder has heard it, too
    double hertz_ = 0, start_ = 0, phase_ = 0;
    double candidate_ = 0; ///< Hz, of the look before; 0: it found none
    int alike_ = 0;        ///< looks in a row that said the same
    float share_ = 0;    ///< of the hum that is subtracted, at the last frame
};

} // namespace lacquer::dsp
