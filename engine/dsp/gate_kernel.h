#pragma once

#include "engine/dsp/lane_control.h"

namespace lacquer::dsp {

/// What moves per sample, in dB but for `slope` (ratio − 1; from 99 on the gate closes to `range`).
struct GateControls {
    LaneControl threshold, hysteresis, slope, range;
};

/// Gates or expands the lanes of a bundle; both channels of a strip open and close together.
///
/// Opens at once when the detector's peak is over the threshold; closes when it has been under
/// threshold − hysteresis for `hold`. The reduction in dB follows with attack (opening) and release
/// (closing) as time constants. With a gentle ratio the closed gate is a downward expander on the
/// highest peak of the last 10 to 20 ms, which tells the level of a tone from 50 Hz up without ripple.
///
/// In/out   audio in place; `detector` is what is listened to, may be the audio itself
/// Thread   [render]
class GateKernel {
public:
    explicit GateKernel(double rate);

    void set(int lane, double attackSeconds, double holdSeconds, double releaseSeconds) noexcept;
    void process(float* samples, const float* detector, StripMask active, const GateControls& controls) noexcept;
    void reset(int lane) noexcept;
    void adopt(int lane, const GateKernel& other, int otherLane) noexcept;
    float deepest(int lane) const { return state_.deepest[lane]; }
    /// Shut as far as it goes, and no longer listening to what was.
    bool atRest(int lane) const {
        return state_.settled[lane] != 0 && state_.held[lane] == 0 && state_.open[lane] == 0 &&
               state_.peak[lane] == 0 && state_.peakBefore[lane] == 0;
    }

    struct State {
        alignas(64) float attack[kLaneStride], release[kLaneStride], hold[kLaneStride];
        // Memories. A new gate starts at unity and closes with its release.
        alignas(64) float held[kLaneStride], open[kLaneStride], reduction[kLaneStride], deepest[kLaneStride];
        /// Squares of the highest peaks in this stretch of 10 ms and the one before, and its age in quanta.
        alignas(64) float peak[kLaneStride], peakBefore[kLaneStride], age[kLaneStride];
        /// 1 where the last quantum left the reduction as it was.
        alignas(64) float settled[kLaneStride];
    };

private:
    double rate_;
    State state_{};
};

} // namespace lacquer::dsp
