#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace lacquer::live {

/// How much of each buffer's time the engine used: mean, 99th percentile and worst, as fractions
/// of the buffer's time (above 1 it was late).
///
/// Limits   percentiles to 0.1 %, up to 200 %
/// Thread   add [render]; reset and the figures [any]
class LoadMeter {
public:
    struct Figures {
        double mean = 0, p99 = 0, max = 0;
    };

    void add(double share) noexcept;
    /// Takes effect with the next add().
    void reset() noexcept { resetAsked_.store(true); }
    Figures figures() const noexcept;

private:
    static constexpr int kBuckets = 2000;

    std::array<std::atomic<std::uint32_t>, kBuckets> buckets_{};
    std::atomic<double> sum_{0}, max_{0};
    std::atomic<std::uint64_t> count_{0};
    std::atomic<bool> resetAsked_{false};
};

} // namespace lacquer::live
