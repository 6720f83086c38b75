#pragma once

#include "engine/dsp/halfband.h"
#include "engine/dsp/lane_control.h"

#include <vector>

namespace lacquer::dsp {

/// A saturation curve, odd around zero: linear up to `knee`, then knee + width·h((x − knee) / width)
/// with h(s) = s + c2·s² + c3·s³ + c5·s⁵, which arrives at 1 with no slope and stays there. All its
/// antiderivatives are polynomials.
struct SaturationCurve {
    double knee = 0, width = 1.5, c2 = 0, c3 = -1.0 / 3.0, c5 = 0;
    double bias = 0; ///< added to the input; what it alone gives is taken away again
};

/// Saturates the lanes of a bundle at a multiple of the rate.
///
/// From four times on, the curve's second antiderivative is differenced along the signal instead of
/// the curve being sampled, and the slight loss of treble that comes with it is made good.
///
/// In/out   one quantum, in place
/// Delay    latency(oversampling) frames, a whole number
/// Limits   oversampling is a lane's own and fixed; a lane may have at most the one given at construction
/// Thread   construction [main]; the rest [render]
/// Source   Bilbao, Esqueda, Parker & Välimäki, "Antiderivative Antialiasing for Memoryless
///          Nonlinearities", IEEE SPL 24(7), 2017
class SaturatorKernel {
public:
    /// Most oversampling as a power of two, 0 to 4.
    explicit SaturatorKernel(int mostDoublings);

    static int latency(int doublings);

    void setCurve(int lane, const SaturationCurve& curve) noexcept;
    void process(float* samples, StripMask active, int doublings) noexcept;
    void reset(int lane) noexcept;
    void adopt(int lane, const SaturatorKernel& other, int otherLane) noexcept;

    struct Lanes {
        alignas(64) double knee[kLaneStride], width[kLaneStride], c2[kLaneStride], c3[kLaneStride],
            c5[kLaneStride], bias[kLaneStride];
        // Memories: the bias reached, the last inputs, the last difference, the treble's past.
        alignas(64) double biasNow[kLaneStride], x1[kLaneStride], x2[kLaneStride], slope[kLaneStride];
        alignas(64) double treble[4][kLaneStride];
        alignas(64) float late[7][kLaneStride];
    };

private:
    std::vector<Halfband> stages_;
    std::vector<float> rows_[2];
    Lanes lanes_{};
};

} // namespace lacquer::dsp
