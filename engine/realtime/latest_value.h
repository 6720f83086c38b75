#pragma once

#include "engine/realtime/spsc_ring.h"

#include <array>
#include <atomic>
#include <cstdint>

namespace lacquer::realtime {

/// The newest value of something that changes all the time: readings, positions, settings. What
/// was not read is overwritten; a value is never seen half written.
///
/// Three slots: the writer fills one, the reader holds one, and the third is handed to and fro.
///
/// Thread   write() by one thread, read() by one other; neither waits
template <typename T>
class LatestValue {
public:
    LatestValue() = default;
    explicit LatestValue(const T& first) { slots_.fill({first}); }

    void write(const T& value) noexcept {
        slots_[writing_].value = value;
        const std::uint32_t before =
            between_.exchange(writing_ | kFresh, std::memory_order_acq_rel);
        writing_ = before & kIndex;
    }

    /// The newest value, valid until the next read().
    const T& read() noexcept {
        if (between_.load(std::memory_order_relaxed) & kFresh) {
            const std::uint32_t before = between_.exchange(reading_, std::memory_order_acq_rel);
            reading_ = before & kIndex;
        }
        return slots_[reading_].value;
    }

    /// Something was written since the last read().
    bool isFresh() const noexcept {
        return (between_.load(std::memory_order_relaxed) & kFresh) != 0;
    }

private:
    static constexpr std::uint32_t kFresh = 4;
    static constexpr std::uint32_t kIndex = 3;

    struct alignas(kApart) Slot {
        T value{};
    };

    std::array<Slot, 3> slots_{};
    std::uint32_t writing_ = 0;
    alignas(kApart) std::atomic<std::uint32_t> between_{1};
    alignas(kApart) std::uint32_t reading_ = 2;
};

} // namespace lacquer::realtime
