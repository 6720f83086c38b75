#include "engine/realtime/bell.h"

#if defined(__linux__)
#include <climits>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace lacquer::realtime {
namespace {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

#if defined(__linux__)
// The futex itself rather than std::atomic::wait: the library's wait goes through a shared pool of
// waiters, whose collisions make the time to wake up unpredictable.
void sleepWhile(std::atomic<std::uint32_t>& word, std::uint32_t value) noexcept {
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0);
}

void wakeAll(std::atomic<std::uint32_t>& word) noexcept {
    syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}
#else
void sleepWhile(std::atomic<std::uint32_t>& word, std::uint32_t value) noexcept {
    word.wait(value);
}

void wakeAll(std::atomic<std::uint32_t>& word) noexcept { word.notify_all(); }
#endif

} // namespace

void pauseBriefly() noexcept {
#if defined(__SSE2__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

// Ringing and going to sleep are sequentially consistent: either the ringer sees the sleeper, or
// the futex sees the new count and does not sleep.
void Bell::ring() noexcept {
    rings_.fetch_add(1);
    if (sleepers_.load() != 0) wakeAll(rings_);
}

std::uint32_t Bell::listen(std::uint32_t answered, int looks) noexcept {
    for (int look = 0; look < looks; ++look) {
        const std::uint32_t now = rings();
        if (now != answered) return now;
        pauseBriefly();
    }
    sleepers_.fetch_add(1);
    while (rings_.load() == answered) sleepWhile(rings_, answered);
    sleepers_.fetch_sub(1);
    return rings();
}

} // namespace lacquer::realtime
