#pragma once

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/oversampling_filter.h"
#include "engine/vocabulary/quantum.h"

#include <array>
#include <vector>

namespace lacquer::dsp {

/// A saturation curve, odd around zero: linear up to `knee`, then knee + width·h((x − knee) / width)
/// with h(s) = s + c2·s² + c3·s³ + c5·s⁵, which arrives at 1 with no slope and stays there. All its
/// antiderivatives are polynomials.
struct SaturationCurve {
    double knee = 0, width = 1.5, c2 = 0, c3 = -1.0 / 3.0, c5 = 0;
    double bias = 0; ///< added to the input; what it alone gives is taken away again
};

/// The last frames of one channel at a curve, at the multiple of the rate.
struct SaturationPast {
    static constexpr int kLate = 7;
    double bias = 0;                   ///< reached
    std::array<double, 2> inputs{};    ///< with the bias, the newest last, as in all of these
    double slope = 0;                  ///< the last difference of the antiderivative
    std::array<double, 4> smooth{};    ///< before the treble is made good
    std::array<float, kLate> results{};
};

/// Saturates the channels of a bundle at a multiple of the rate.
///
/// From four times on, the curve's second antiderivative is differenced along the signal instead of
/// the curve being sampled, and the slight loss of treble that comes with it is made good. What the way
/// back to the rate keeps ends before half the rate: nothing folds, not even just under it.
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

private:
    struct Stage {
        OversamplingFilter up, down;
    };
    struct Channel {
        SaturationCurve curve;
        SaturationPast past;
        std::vector<std::array<std::vector<float>, 3>> stages; ///< past of what goes up, of even and of odd frames going down
    };

    void saturate(Channel& channel, float* quantum, int doublings) noexcept;
    float* remembered(std::vector<float>& past, const float* now, int frames, std::size_t row) noexcept;

    std::vector<Stage> stages_;
    std::array<Channel, kLaneStride> channels_;
    std::array<AlignedMemory<float>, 4> rows_; ///< for all channels in turn
};

} // namespace lacquer::dsp
