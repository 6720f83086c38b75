#pragma once

#include "engine/vocabulary/quantum.h"

#include <span>
#include <vector>

namespace lacquer::dsp {

/// The linear-phase low-pass between a rate and its double: takes one channel up or down.
///
/// Shapes   `frames` are of the lower rate, whole quanta. In front of what comes in lie history() frames of
///          its past; going down, even and odd frames of the higher rate lie apart
/// Delay    delay() frames of the higher rate, an odd number, either way
/// Limits   flat to 0.001 dB up to `pass`, under −`attenuation` dB from `stop` on (shares of the higher rate)
/// Thread   construction [main]; the rest [render]. Holds no past of its own: one serves all channels
/// Source   Kaiser window design: Oppenheim & Schafer, "Discrete-Time Signal Processing", 7.5.3
class OversamplingFilter {
public:
    OversamplingFilter(double pass, double stop, double attenuation);

    /// delay() for such a filter.
    static constexpr int delayFor(double pass, double stop, double attenuation) {
        const double wanted = (attenuation - 7.95) / (14.36 * (stop - pass));
        const int taps = static_cast<int>(wanted) + 2; // rounded up, and one more
        return 2 * ((taps + 4) / 4) - 1;
    }
    int delay() const { return 2 * static_cast<int>(between_.size()) - 1; }
    int history() const { return 2 * static_cast<int>(between_.size()); }

    /// 2·frames of `high`.
    void up(const float* low, int frames, float* high) const noexcept;
    void down(const float* even, const float* odd, int frames, float* low) const noexcept;

    struct Taps {
        float middle;
        std::span<const float> beside;  ///< at even distances 2, 4… from the middle; a half-band has none
        std::span<const float> between; ///< at odd distances 1, 3, 5…
    };

private:
    Taps taps() const { return {middle_, beside_, between_}; }

    float middle_ = 0.5f;
    std::vector<float> beside_, between_;
};

/// even[n] = frames[2n], odd[n] = frames[2n + 1], for `count` of each.
void splitFrames(const float* frames, int count, float* even, float* odd) noexcept;

} // namespace lacquer::dsp
