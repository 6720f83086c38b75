#pragma once

#include "engine/processors/linear_kernels.h"
#include "engine/processors/processor.h"

#include <array>
#include <memory>
#include <span>
#include <vector>

namespace lacquer::processors {

/// `phase` of a processor's values is linear.
bool isLinear(const ParameterValues& values);

/// How finely a filter of linear phase resolves the bass, and how much latency it costs.
ParameterSpec resolutionParameter();

/// Frames of latency at `resolution`: 2048, 4096, 8192 (unless set) or 32768 at 44.1 and 48 kHz,
/// twice and four times as many at higher rates.
int linearLatency(const ParameterValues& values, SampleRate rate);

/// The bands of one strip as a filter of linear phase.
///
/// Delay    latency(), exactly
/// Thread   construction and destruction [main]; the rest [render]
/// Source   magnitudes: the prototypes of engine/dsp/equalizer_design.h
class LinearEqualizer {
public:
    LinearEqualizer(int latency, double rate, std::span<const float> values, std::shared_ptr<Workshop> workshop);
    ~LinearEqualizer();

    int latency() const { return latency_; }
    /// Frames until the filter has rung out and its blocks are through.
    static std::int64_t tail(int latency) { return 5 * std::int64_t{latency}; }

    void process(LaneView strip, std::span<const float> values) noexcept;
    void reset() noexcept;

    /// A band's value, later by the latency: what was said of the input is wanted for the output.
    double delayed(int band, double value) noexcept;

private:
    class Design;

    int latency_;
    std::unique_ptr<Design> design_;
    std::vector<float> shape_; ///< the values that the filter hangs on, the others at zero
    std::unique_ptr<LinearKernels> kernels_;
    struct Line {
        std::vector<double> past;
        std::size_t at = 0;
    };
    std::vector<Line> lines_; ///< by band
    std::int64_t silent_ = 0; ///< frames
    bool asleep_ = true;
};

} // namespace lacquer::processors
