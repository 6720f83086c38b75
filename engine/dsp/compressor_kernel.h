#pragma once

#include "engine/dsp/lane_control.h"

namespace lacquer::dsp {

/// How a compressor moves and colours, per lane: the clean one is all zeros but the first three.
struct CompressorCharacter {
    double attack = 0.010, release = 0.120; ///< seconds to 63.2 % of a step in dB
    double window = 0;                      ///< seconds of mean square; 0 reads the peak
    /// Feedback: the detector hears the output, which shortens both times by up to the ratio.
    double feedback = 0;
    /// Attack grows faster by this much per dB that is still missing.
    double haste = 0;
    /// The reduction falls at a constant rate, 8.686 dB per release time.
    bool straightRelease = false;
    /// This share of the reduction falls with slowRelease, once slowAttack has passed in it.
    double slowShare = 0, slowAttack = 0.2, slowRelease = 1;
    /// The ratio grows with the level over the threshold instead of being there at once.
    bool growingRatio = false;
    /// Second and third harmonic at 10 dB of reduction and full scale, relative to the signal.
    double second = 0, third = 0;
};

/// What moves per sample, 16 lanes each. All in dB but slope, link and mix (0 to 1).
struct CompressorControls {
    LaneControl threshold, slope, knee, range, makeup, link, mix;
};

/// Compresses the lanes of a bundle: gain computer in dB, then branching smoother on the reduction.
///
/// In/out   audio in place; `detector` is what is listened to, may be the audio itself
/// Limits   slope is 1 − 1/ratio
/// Thread   [render]
/// Source   Giannoulis, Massberg & Reiss, "Digital Dynamic Range Compressor Design", JAES 60(6), 2012
class CompressorKernel {
public:
    explicit CompressorKernel(double rate);

    void set(int lane, const CompressorCharacter& character) noexcept;
    void process(float* samples,
                 const float* detector,
                 StripMask active,
                 const CompressorControls& controls) noexcept;
    void reset(int lane) noexcept;
    void adopt(int lane, const CompressorKernel& other, int otherLane) noexcept;
    /// It reduces nothing and remembers nothing.
    bool atRest(int lane) const {
        return state_.power[lane] == 0 && state_.reduction[lane] == 0 && state_.slow[lane] == 0 &&
               state_.mean[lane] == 0 && state_.deepest[lane] == 0;
    }
    /// Largest reduction of the last quantum, dB.
    float deepest(int lane) const { return state_.deepest[lane]; }

    struct State {
        // Set from the character.
        alignas(64) float attack[kLaneStride], release[kLaneStride], window[kLaneStride],
            powerScale[kLaneStride], haste[kLaneStride], fall[kLaneStride], slowShare[kLaneStride],
            slowAttack[kLaneStride], slowRelease[kLaneStride], growing[kLaneStride],
            second[kLaneStride], third[kLaneStride];
        // Memories.
        alignas(64) float power[kLaneStride], reduction[kLaneStride], slow[kLaneStride],
            mean[kLaneStride], deepest[kLaneStride];
    };

private:
    double rate_;
    State state_{};
};

} // namespace lacquer::dsp
