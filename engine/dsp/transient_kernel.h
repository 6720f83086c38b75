#pragma once

#include "engine/dsp/lane_control.h"

namespace lacquer::dsp {

/// Turns the onsets and the decays of sounds up or down, whatever their level: it compares a quick
/// and a slow follower of the level in dB, not the level with a threshold.
///
/// In/out   one quantum of a bundle, in place; attack and sustain from −1 to 1, output in dB
/// Limits   the gain stays within ±18 dB, and within that share of it to which a control is set; what is under −90 dBFS is no onset. Both channels of a
///          strip share one gain. Steady tones from 40 Hz on are left alone, lower ones sway
/// Thread   [render]
/// Source   the figures of quick and slow followers that shapers of this kind use: attack 0.3 and
///          25 ms, release 60 and 400 ms, gain smoothed over 1 ms
class TransientKernel {
public:
    explicit TransientKernel(double rate);

    void process(float* samples, StripMask active, LaneControl attack, LaneControl sustain, LaneControl output) noexcept;
    void reset(int lane) noexcept;
    void adopt(int lane, const TransientKernel& other, int otherLane) noexcept;
    /// Deepest cut of the last quantum, dB ≥ 0, without the output gain.
    float deepest(int lane) const { return state_.deepest[lane]; }

    struct State {
        /// Peak envelope, linear; then levels in dB: quick, slow to rise, slow to fall; gain in dB.
        alignas(64) float peak[kLaneStride], quick[kLaneStride], rising[kLaneStride],
            falling[kLaneStride], gain[kLaneStride], deepest[kLaneStride];
    };

    struct Follow {
        float fall, quick, slowUp, slowDown, smooth;
    };

private:
    State state_{};
    Follow follow_;
};

} // namespace lacquer::dsp
