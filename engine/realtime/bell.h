#pragma once

#include "engine/realtime/spsc_ring.h"

#include <atomic>
#include <cstdint>

namespace lacquer::realtime {

/// Wakes workers in microseconds. A worker remembers the count of rings it has answered, looks for
/// work a little while, then sleeps until the count differs; ringing costs the engine thread one
/// atomic addition, and a futex call only when somebody sleeps.
///
/// Thread   ring [render]; listen [worker]
class Bell {
public:
    std::uint32_t rings() const noexcept { return rings_.load(std::memory_order_acquire); }

    void ring() noexcept;

    /// Returns the new count as soon as it differs from `answered`, looking for about `looks`
    /// pauses of the processor before it sleeps.
    std::uint32_t listen(std::uint32_t answered, int looks = 400) noexcept;

private:
    alignas(kApart) std::atomic<std::uint32_t> rings_{0};
    std::atomic<std::uint32_t> sleepers_{0};
};

/// Tells the processor that this is a waiting loop.
void pauseBriefly() noexcept;

} // namespace lacquer::realtime
