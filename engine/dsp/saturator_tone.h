#pragma once

#include "engine/dsp/lane_control.h"

namespace lacquer::dsp {

/// What follows a saturation curve: the offset it made is taken away, a tilt around 1 kHz, level, and
/// the blend with the dry signal.
///
/// In/out   wet in place; `dry` in the same lanes, at the same time
/// Thread   [render]
class SaturatorTone {
public:
    explicit SaturatorTone(double rate);

    /// `removeOffset` is for asymmetric curves.
    void set(int lane, bool removeOffset) noexcept { state_.offset[lane] = removeOffset ? 1.0f : 0.0f; }

    /// tilt and output in dB, mix 0 to 1.
    void process(float* wet,
                 const float* dry,
                 StripMask active,
                 LaneControl tilt,
                 LaneControl output,
                 LaneControl mix) noexcept;
    void reset(int lane) noexcept;
    void adopt(int lane, const SaturatorTone& other, int otherLane) noexcept;

    struct State {
        alignas(64) float offset[kLaneStride], low[kLaneStride];
        alignas(64) double mean[kLaneStride];
    };

private:
    State state_{};
    float lowFollow_;
    double meanFollow_;
};

} // namespace lacquer::dsp
