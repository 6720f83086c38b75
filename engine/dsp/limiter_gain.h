#pragma once

#include "engine/dsp/limiter_kernels.h"
#include "engine/dsp/sliding_minimum.h"
#include "engine/vocabulary/quantum.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lacquer::dsp {

/// How a limiter's gain moves, in seconds.
struct LimiterShape {
    double onset = 0;      ///< the gain falls within this time before a peak (at most the look-ahead)
    double hold = 0;       ///< and stays down at least this long (a quantum, if this is shorter)
    double release = 0;    ///< time constant back after a short peak
    double slowRelease = 0; ///< after sustained limiting
    double slowOnset = 0;   ///< limiting counts as sustained by this time constant

    friend bool operator==(const LimiterShape&, const LimiterShape&) = default;
};

/// Turns the gain that each frame may have at most into a smooth one that never exceeds it.
///
/// Method   the smallest gain over the onset and the hold; up again in two speeds, whichever is
///          lower; then three running means whose lengths add up to the onset. Means of values
///          that are all small enough are small enough: Hämäläinen, "Smoothing of the control
///          signal without clipped output in digital peak limiters" (DAFx 2002)
/// Delay    `delay` frames from a requirement to the gain that meets it
/// Exact    the means run on whole numbers, so that they never drift and unity is exactly 1
/// Thread   [render]; construction [main]
class LimiterGain {
public:
    LimiterGain(double rate, int delay);

    void setShape(const LimiterShape& shape) noexcept;
    /// One quantum: `required` in (0, 1] and the lowest of them in, gains out.
    void process(const float* required, float lowestRequired, float* gains) noexcept;
    void reset() noexcept;

    /// The longest hold a shape may ask for.
    static constexpr double kLongestHold = 0.02;

private:
    struct Mean {
        std::vector<std::int64_t> values;
        std::int64_t sum = 0;
        int length = 1;
        int position = 0;

        /// Replaces a quantum of values by the sum of each and the length - 1 before it.
        void process(std::int64_t* data) noexcept;
        void fill(std::int64_t value) noexcept;
    };

    void readRequired(int ago, float* out) const noexcept;
    void startMeans(double gain) noexcept;
    int longestMemory() const noexcept;

    double rate_;
    int delay_;
    LimiterShape shape_;
    int onset_ = 0, window_ = 1;
    TwoSpeedRelease release_;
    std::vector<float> required_; // ring of whole quanta
    std::uint32_t mask_;
    std::uint32_t now_ = 0; // where the next quantum goes
    SlidingMinimum minimum_;
    std::array<Mean, 3> means_;
    double scale_ = 1;
    float gain_ = 1;
    int atUnity_ = 0; // frames for which everything has been exactly 1, as far as it matters
};

} // namespace lacquer::dsp
