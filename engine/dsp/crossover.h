#pragma once

#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// A Linkwitz-Riley crossover of eighth order for the lanes of a bundle: low and high add up to the
/// input through an all-pass, flat in magnitude, and an octave away next to nothing of one side is left
/// in the other: 0.4 %, where fourth order leaves 6. Its state is in double.
///
/// Thread   [render]
/// Source   Linkwitz & Riley, two cascaded Butterworth filters; state-variable form by Zavalishin
class SteepCrossover {
public:
    explicit SteepCrossover(double rate);

    /// The frequency is reached at the end of the next quantum; the first one at once.
    void setFrequency(int lane, double hertz) noexcept;
    void split(const float* input, float* low, float* high, StripMask active) noexcept;
    void reset(int lane) noexcept;
    void adopt(int lane, const SteepCrossover& other, int otherLane) noexcept;

    struct State {
        alignas(64) double g[kLaneStride], gTarget[kLaneStride], s1[5][kLaneStride], s2[5][kLaneStride];
    };

private:
    double rate_;
    double hertz_[kLaneStride];
    bool fresh_[kLaneStride];
    State state_{};
};

} // namespace lacquer::dsp
