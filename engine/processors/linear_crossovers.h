#pragma once

#include "engine/processors/linear_kernels.h"
#include "engine/processors/processor.h"

#include <memory>
#include <span>
#include <vector>

namespace lacquer::processors {

/// Splits one strip into four bands of linear phase that add up to the input, later by the latency:
/// the low-passes have the magnitude of Linkwitz-Riley crossovers of fourth order, and the bands are
/// what lies between two of them.
///
/// Delay    latency(), exactly
/// Thread   construction and destruction [main]; the rest [render]
class LinearCrossovers {
public:
    static constexpr int kBands = 4;

    /// `hertz` are the three crossovers; out of order, the higher of two counts.
    LinearCrossovers(SampleRate rate, std::span<const float> hertz, std::shared_ptr<Workshop> workshop);
    ~LinearCrossovers();

    static int latency(SampleRate rate);

    void split(LaneView input, std::span<const LaneView> bands, std::span<const float> hertz) noexcept;
    void reset() noexcept;

private:
    class Design;

    std::unique_ptr<Design> design_;
    std::unique_ptr<LinearKernels> kernels_;
    std::vector<float> past_[kStripLanes]; ///< the input of the latency's last frames
    std::size_t at_ = 0;
    std::int64_t silent_ = 0;
    bool asleep_ = true;
};

} // namespace lacquer::processors
