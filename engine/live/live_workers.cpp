#include "engine/live/live_workers.h"

#include "engine/realtime/thread_priority.h"

#include <algorithm>
#include <thread>

namespace lacquer::live {
namespace {

int coresToUse(int threads) {
    // More cores than this wait for each other longer than they help at 64 frames.
    constexpr int kMost = 8;
    if (threads > 0) return threads;
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMost);
}

} // namespace

LiveWorkers::LiveWorkers(int threads)
    : pool_(coresToUse(threads), {&LiveWorkers::raise, this}) {}

void LiveWorkers::raise(void* self) noexcept {
    if (realtime::raiseThreadPriority()) static_cast<LiveWorkers*>(self)->raised_.fetch_add(1);
}

bool LiveWorkers::mayHelp() noexcept {
    Engine engine = engine_.load(std::memory_order_relaxed);
    if (engine == Engine::unknown) engine_ = engine = realtime::hasRaisedPriority() ? Engine::raised : Engine::plain;
    if (pool_.threads() < 2) return false;
    return engine == Engine::plain || raised_.load(std::memory_order_relaxed) == pool_.threads() - 1;
}

} // namespace lacquer::live
