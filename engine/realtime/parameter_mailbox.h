#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lacquer::realtime {

/// Values that hands move while something plays: one slot each, the latest value wins, and the
/// engine thread looks only at the slots that were touched since it looked last.
///
/// Limits   a fixed number of slots, given at construction; any number of writers
/// Thread   post [any]; drain [render]; neither waits
class ParameterMailbox {
public:
    explicit ParameterMailbox(std::size_t slots) : values_(slots), touched_((slots + 63) / 64) {}

    std::size_t size() const noexcept { return values_.size(); }

    void post(std::size_t slot, float value) noexcept {
        values_[slot].store(value, std::memory_order_relaxed);
        touched_[slot / 64].fetch_or(std::uint64_t{1} << (slot % 64), std::memory_order_release);
    }

    /// Calls `apply(slot, value)` for each slot that was posted to, lowest first.
    template <typename Apply>
    void drain(Apply&& apply) noexcept {
        for (std::size_t word = 0; word < touched_.size(); ++word) {
            if (touched_[word].load(std::memory_order_relaxed) == 0) continue;
            std::uint64_t bits = touched_[word].exchange(0, std::memory_order_acquire);
            for (; bits != 0; bits &= bits - 1) {
                const std::size_t slot =
                    word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
                apply(slot, values_[slot].load(std::memory_order_relaxed));
            }
        }
    }

private:
    std::vector<std::atomic<float>> values_;
    std::vector<std::atomic<std::uint64_t>> touched_;
};

} // namespace lacquer::realtime
