#pragma once

#include "engine/dsp/pitch_track.h"
#include "engine/vocabulary/quantum.h"

#include <cstdint>
#include <vector>

namespace lacquer::dsp {

/// Finds the pitch of one voice.
///
/// Method   YIN's difference function and its cumulative mean (de Cheveigné & Kawahara, JASA 111,
///          2002) at about 12 kHz, then the difference function at the full rate around the dip
///          and a parabola through it. Several dips compete as in pYIN (Mauch & Dixon, ICASSP
///          2014): a dip near the pitch before may be shallower, and another octave has to show
///          itself several times before it is believed
/// Out      a point every 5 ms, for the middle of the stretch that it was found in
/// Delay    delay() frames from an instant to its point
/// Limits   one voice; noise at 20 dB under it costs some cents. Two voices have no pitch
/// Thread   process and reset [render]; construction [main]
class PitchDetector {
public:
    /// `lowest` and `highest` in Hz.
    PitchDetector(double rate, double lowest, double highest);

    /// One quantum. Returns whether there is a new point.
    bool process(const float* samples, PitchPoint& point) noexcept;
    void reset() noexcept;

    /// Frames from an instant to the end of the quantum that brings its point, at most.
    int delay() const noexcept;

private:
    struct Dip {
        int lag = 0; ///< at the lower rate
        double depth = 0;
    };

    void decimate() noexcept;
    void difference() noexcept;
    int findDips() noexcept;
    int chooseDip(int dips) noexcept;
    double refine(int lag) noexcept;

    double rate_;
    int factor_;           ///< of the lower rate
    int hop_;              ///< frames between two points
    int shortest_, longest_; ///< lags, at the lower rate
    int window_;           ///< frames that are compared, at the lower rate
    std::vector<float> lowPass_;
    std::vector<float> full_; ///< newest frames at the full rate, the newest last
    std::vector<float> low_;  ///< newest frames at the lower rate, the newest last
    std::vector<float> curve_;  ///< difference by lag, at the lower rate
    std::vector<float> normal_; ///< likewise, over the mean up to the lag
    std::vector<Dip> dips_;
    std::int64_t time_ = 0; ///< frames so far
    int untilHop_ = 0;
    double before_ = 0; ///< the period before, frames at the lower rate; 0: none
    int doubted_ = 0;   ///< points in a row in which another octave was clearer
    bool voiced_ = false;
};

} // namespace lacquer::dsp
