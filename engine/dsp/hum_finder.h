#pragma once

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/fft.h"
#include "engine/vocabulary/quantum.h"

#include <optional>
#include <span>
#include <vector>

namespace lacquer::dsp {

/// Listens for the hum of a mains frequency: a comb of lines that stand still for seconds.
///
/// In       one quantum of both channels at a time
/// Out      the frequency of the fundamental, in steps of 0.005 Hz, within 1 % of one that was asked
///          for. That is narrow enough that no note of a piece tuned to 440 Hz passes for 50 or 60 Hz
/// Limits   a first answer after 0.7 s when it is plain, after 2.7 s otherwise, then every 0.7 s
/// Cost     the signal is brought down to about 3 kHz; a look takes three quanta, one Fourier
///          transform of 8192 in each of two
/// Thread   construction [main]; the rest [render]
class HumFinder {
public:
    explicit HumFinder(double rate);

    /// The mains frequencies that come into question; at most two. Forgets what was heard.
    void lookFor(std::span<const double> hertz) noexcept;
    /// An answer, when there is a new look: the frequency, or nullopt inside when no hum was found.
    struct Look {
        bool fresh = false;
        std::optional<double> hertz;
    };
    Look listen(const float* const* signal) noexcept;
    void reset() noexcept;

private:
    static constexpr int kSize = 8192;
    static constexpr int kHop = 2048;

    void keep(float left, float right) noexcept;
    void transform(int side) noexcept;
    std::optional<double> judge() const noexcept;
    double prominence(double hertz, double& power) const noexcept;
    std::optional<double> refine(double hertz) const noexcept;

    double rate_; ///< of what is looked at
    int decimation_;
    RealFft<float> fft_;
    std::vector<float> past_[kStripLanes]; ///< kSize frames each, a ring
    AlignedMemory<float> windowed_;
    AlignedMemory<std::complex<float>> bins_;
    std::vector<double> power_; ///< of both sides together
    std::vector<double> ramp_;  ///< weights of the decimating triangle
    double rising_[kStripLanes] = {}, falling_[kStripLanes] = {};
    int phase_ = 0;
    int at_ = 0, heard_ = 0, sinceLook_ = 0;
    int step_ = 0; ///< of the look that is under way: 0 none, 1 left, 2 right, 3 judgement
    int nominals_ = 0;
    double nominal_[2] = {};
};

} // namespace lacquer::dsp
