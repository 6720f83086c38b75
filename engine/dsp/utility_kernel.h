#pragma once

#include "engine/dsp/lane_control.h"

#include <cstddef>

namespace lacquer::dsp {

/// Gain, polarity, channel routing and DC removal for a bundle.
///
/// In/out   one quantum, in place; strips outside `active` untouched
/// Limits   a change of routing or of the DC filter fades over 15 ms, without corners. The DC filter is a first-order high-pass at
///          5 Hz with its state in double
/// Thread   [render]
class UtilityKernel {
public:
    explicit UtilityKernel(double rate);

    /// out(left) = own[left]·left + other[left]·right and likewise for right.
    void route(int lane, float own, float other) noexcept;
    void removeDc(int lane, bool on) noexcept;

    void process(float* samples, StripMask active, LaneControl decibels) noexcept;
    /// The lane's targets are reached at once; nothing is remembered.
    void reset(int lane) noexcept;
    void adopt(int lane, const UtilityKernel& other, int otherLane) noexcept;

    /// Its targets are reached and nothing is remembered.
    bool atRest(int lane) const {
        return state_.own[lane] == fades_[kOwn].target[lane] && state_.other[lane] == fades_[kOther].target[lane] &&
               state_.dc[lane] == fades_[kDc].target[lane] && state_.mean[lane] == 0;
    }

    // What the kernel runs on, for the compiled-per-target code.
    struct State {
        alignas(64) float own[kLaneStride], other[kLaneStride], dc[kLaneStride];
        alignas(64) double mean[kLaneStride];
    };

private:
    /// On the way from where a lane was when it was last sent somewhere.
    struct Fade {
        alignas(64) float from[kLaneStride]{}, target[kLaneStride]{};
        int quanta[kLaneStride]{}; ///< so far
    };
    enum : std::size_t { kOwn, kOther, kDc, kFades };

    void send(std::size_t fade, int lane, float target) noexcept;
    float* valuesOf(std::size_t fade) noexcept;

    State state_{};
    Fade fades_[kFades];
    int fadeQuanta_;
    double follow_;
};

} // namespace lacquer::dsp
