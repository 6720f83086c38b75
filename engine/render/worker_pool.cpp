#include "engine/render/worker_pool.h"

#include "engine/realtime/flush_denormals.h"
#include "engine/realtime/realtime_guard.h"

#include <optional>

namespace lacquer::render {

WorkerPool::WorkerPool(int threads, Use use, Beginning beginning) {
    for (int k = 1; k < threads; ++k)
        workers_.emplace_back([this, use, beginning] {
            if (beginning.call) beginning.call(beginning.context);
            loop(use);
        });
}

WorkerPool::~WorkerPool() {
    stopping_.store(true);
    bell_.ring();
    for (std::thread& worker : workers_) worker.join();
}

void WorkerPool::run(int count, Task task, void* context) noexcept {
    if (workers_.empty() || count < 2) {
        for (int k = 0; k < count; ++k) task(context, k);
        return;
    }
    // The round opens with its ticket: everything else is in place before. A worker that is still
    // looking at the round before finds a foreign ticket and takes nothing.
    const std::uint32_t round = round_.load(std::memory_order_relaxed) + 1;
    done_.store(0, std::memory_order_relaxed);
    count_.store(count, std::memory_order_relaxed);
    task_.store(task, std::memory_order_relaxed);
    context_.store(context, std::memory_order_relaxed);
    ticket_.store(static_cast<Ticket>(round) << 32, std::memory_order_release);
    round_.store(round, std::memory_order_release);
    bell_.ring();
    work(round);
    while (done_.load(std::memory_order_acquire) < count) realtime::pauseBriefly();
}

void WorkerPool::work(std::uint32_t round) noexcept {
    for (;;) {
        Ticket ticket = ticket_.load(std::memory_order_acquire);
        if (static_cast<std::uint32_t>(ticket >> 32) != round) return;
        const int count = count_.load(std::memory_order_relaxed);
        const Task task = task_.load(std::memory_order_relaxed);
        void* context = context_.load(std::memory_order_relaxed);
        const auto index = static_cast<int>(ticket & 0xFFFFFFFFu);
        if (index >= count) return;
        // The exchange fails when the round has changed meanwhile, and what was read is forgotten.
        if (!ticket_.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel)) continue;
        task(context, index);
        done_.fetch_add(1, std::memory_order_acq_rel);
    }
}

void WorkerPool::loop(Use use) noexcept {
    const realtime::FlushDenormals flush;
    std::uint32_t answered = 0;
    while (!stopping_.load()) {
        answered = bell_.listen(answered);
        if (stopping_.load()) return;
        std::optional<realtime::RealtimeGuard> guard;
        if (use == Use::live) guard.emplace();
        work(round_.load(std::memory_order_acquire));
    }
}

} // namespace lacquer::render
