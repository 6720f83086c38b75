#pragma once

#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// Low cut and high cut of a side-chain, 12 dB/oct Butterworth each.
///
/// In/out   one quantum of a bundle, in place
/// Thread   [render]
class KeyFilter {
public:
    explicit KeyFilter(double rate);

    /// A low cut of 0 Hz or less and a high cut above 0.49 of the rate are off.
    void set(int lane, double lowCut, double highCut) noexcept;
    bool idle(StripMask active) const noexcept;
    void process(float* samples, StripMask active) noexcept;
    void reset(int lane) noexcept;
    void adopt(int lane, const KeyFilter& other, int otherLane) noexcept;

    struct Section {
        alignas(64) float g[kLaneStride], m0[kLaneStride], m1[kLaneStride], m2[kLaneStride],
            s1[kLaneStride], s2[kLaneStride];
    };

private:
    double rate_;
    StripMask on_ = 0;
    Section sections_[2]{}; ///< low cut, high cut
};

} // namespace lacquer::dsp
