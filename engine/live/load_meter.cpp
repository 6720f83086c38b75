#include "engine/live/load_meter.h"

#include <algorithm>

namespace lacquer::live {

void LoadMeter::add(double share) noexcept {
    constexpr auto relaxed = std::memory_order_relaxed;
    if (resetAsked_.exchange(false)) {
        for (auto& bucket : buckets_) bucket.store(0, relaxed);
        sum_.store(0, relaxed);
        max_.store(0, relaxed);
        count_.store(0, relaxed);
    }
    // One thread writes, so plain loads and stores are enough.
    const int bucket = std::clamp(static_cast<int>(share * 1000), 0, kBuckets - 1);
    auto& counted = buckets_[static_cast<std::size_t>(bucket)];
    counted.store(counted.load(relaxed) + 1, relaxed);
    sum_.store(sum_.load(relaxed) + share, relaxed);
    max_.store(std::max(max_.load(relaxed), share), relaxed);
    count_.store(count_.load(relaxed) + 1, relaxed);
}

LoadMeter::Figures LoadMeter::figures() const noexcept {
    constexpr auto relaxed = std::memory_order_relaxed;
    const std::uint64_t count = count_.load(relaxed);
    if (count == 0) return {};
    Figures figures;
    figures.mean = sum_.load(relaxed) / static_cast<double>(count);
    figures.max = max_.load(relaxed);
    // The upper edge of the bucket in which the 99th percentile lies, unless the worst is less.
    const std::uint64_t below = count - count / 100;
    std::uint64_t seen = 0;
    for (int k = 0; k < kBuckets; ++k) {
        seen += buckets_[static_cast<std::size_t>(k)].load(relaxed);
        if (seen < below) continue;
        figures.p99 = std::min((k + 1) / 1000.0, figures.max);
        break;
    }
    return figures;
}

} // namespace lacquer::live
