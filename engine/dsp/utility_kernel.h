#pragma once

#include "engine/dsp/lane_control.h"

namespace lacquer::dsp {

/// Gain, polarity, channel routing and DC removal for a bundle.
///
/// In/out   one quantum, in place; strips outside `active` untouched
/// Limits   a change of routing ramps over one quantum. The DC filter is a first-order high-pass at
///          5 Hz with its state in double
/// Thread   [render]
class UtilityKernel {
public:
    explicit UtilityKernel(double rate);

    /// out(left) = own[left]·left + other[left]·right and likewise for right, to be reached at the
    /// end of the next quantum.
    void route(int lane, float own, float other) { ownTarget_[lane] = own, otherTarget_[lane] = other; }
    void removeDc(int lane, bool on) { dcTarget_[lane] = on ? 1.0f : 0.0f; }

    void process(float* samples, StripMask active, LaneControl decibels) noexcept;
    /// The lane's targets are reached at once; nothing is remembered.
    void reset(int lane) noexcept;
    void adopt(int lane, const UtilityKernel& other, int otherLane) noexcept;

    /// Its targets are reached and nothing is remembered.
    bool atRest(int lane) const {
        return state_.own[lane] == ownTarget_[lane] && state_.other[lane] == otherTarget_[lane] &&
               state_.dc[lane] == dcTarget_[lane] && state_.mean[lane] == 0;
    }

    // What the kernel runs on, for the compiled-per-target code.
    struct State {
        alignas(64) float own[kLaneStride], other[kLaneStride], dc[kLaneStride];
        alignas(64) double mean[kLaneStride];
    };

private:
    State state_{};
    alignas(64) float ownTarget_[kLaneStride], otherTarget_[kLaneStride], dcTarget_[kLaneStride];
    double follow_;
};

} // namespace lacquer::dsp
