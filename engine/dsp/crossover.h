#pragma once

#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// A Linkwitz-Riley crossover of fourth order for the lanes of a bundle: low and high add up to the
/// input through an all-pass, flat in magnitude. Its state is in double.
///
/// Thread   [render]
/// Source   Linkwitz & Riley, two cascaded Butterworth filters; state-variable form by Zavalishin
class Crossover {
public:
    explicit Crossover(double rate);

    /// The frequency is reached at the end of the next quantum; the first one at once.
    void setFrequency(int lane, double hertz) noexcept;
    double frequency(int lane) const { return hertz_[lane]; }

    void split(const float* input, float* low, float* high, StripMask active) noexcept;
    /// The all-pass that low + high is, for paths that go round this crossover.
    void allPass(float* samples, StripMask active) noexcept;
    void reset(int lane) noexcept;
    void adopt(int lane, const Crossover& other, int otherLane) noexcept;

    struct State {
        alignas(64) double g[kLaneStride], gTarget[kLaneStride], s1[3][kLaneStride], s2[3][kLaneStride];
    };

private:
    double rate_;
    double hertz_[kLaneStride];
    bool fresh_[kLaneStride];
    State state_{};
};

/// The same of eighth order, which leaves next to nothing of one side in the other an octave away:
/// 0.4 % instead of 6 %.
class SteepCrossover {
public:
    explicit SteepCrossover(double rate);

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
