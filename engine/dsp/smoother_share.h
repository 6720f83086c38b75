#pragma once

namespace lacquer::dsp {

/// Shares under this are written as what is taken of what is missing (see Smoother, lane_stages.h): of
/// what is kept, a float's last bit would be a percent of them.
inline constexpr float kGradualShare = 0x1p-18F;

/// The share of a step that a smoother takes per frame as a float: one that is 1 together with what it
/// keeps, or a gradual one.
inline float smootherShare(double share) {
    return share < static_cast<double>(kGradualShare) ? static_cast<float>(share)
                                                      : 1.0F - static_cast<float>(1.0 - share);
}

} // namespace lacquer::dsp
