#include "engine/render/worker_pool.h"

#include "engine/realtime/flush_denormals.h"
#include "engine/realtime/realtime_guard.h"

#include <bit>

namespace lacquer::render {

WorkerPool::WorkerPool(int threads, Beginning beginning) {
    for (int k = 1; k < threads; ++k)
        workers_.emplace_back([this, beginning, k] {
            if (beginning.call) beginning.call(beginning.context);
            loop(static_cast<std::size_t>(k));
        });
}

WorkerPool::~WorkerPool() {
    stopping_.store(true);
    bell_.ring();
    for (std::thread& worker : workers_) worker.join();
}

void WorkerPool::runAlone(TaskGraph& graph, Task task, void* context) noexcept {
    for (int rank = 0; rank < graph.size(); ++rank) task(context, graph.taskOf(rank));
}

void WorkerPool::run(TaskGraph& graph, Task task, void* context) noexcept {
    if (workers_.empty() || graph.size() < 2 || graph.size() > kMostTasks) {
        runAlone(graph, task, context);
        return;
    }
    graph.rewind();
    graph_.store(&graph, std::memory_order_relaxed);
    task_.store(task, std::memory_order_relaxed);
    context_.store(context, std::memory_order_relaxed);
    size_.store(static_cast<std::size_t>(graph.size()), std::memory_order_relaxed);
    remaining_.store(graph.size(), std::memory_order_release);
    // With the first bit the round is on: everything else is in place before.
    for (std::size_t word = 0; 64 * word < static_cast<std::size_t>(graph.size()); ++word) {
        Ranks sources = 0;
        for (int bit = 0; bit < 64; ++bit)
            if (const int rank = static_cast<int>(64 * word) + bit; rank < graph.size() && graph.isSource(rank))
                sources |= Ranks{1} << bit;
        if (sources) ready_[word].fetch_or(sources, std::memory_order_release);
    }
    bell_.ring();
    work(0);
}

/// Until the round is over. Nobody sleeps meanwhile: what comes next is ready in microseconds.
void WorkerPool::work(std::size_t worker) noexcept {
    while (remaining_.load(std::memory_order_acquire) > 0) {
        if (const int rank = takeReady(worker); rank >= 0)
            runFrom(rank);
        else
            realtime::pauseBriefly();
    }
}

/// The first rank that is ready from the worker's own place on, round the end; −1: none is.
int WorkerPool::takeReady(std::size_t worker) noexcept {
    const std::size_t size = size_.load(std::memory_order_relaxed);
    const std::size_t words = (size + 63) / 64;
    const std::size_t home = worker * size / (workers_.size() + 1);
    const Ranks behind = ~Ranks{0} << (home % 64); // of the home's word
    if (const int rank = takeFrom(home / 64, behind); rank >= 0) return rank;
    for (std::size_t k = 1; k < words; ++k)
        if (const int rank = takeFrom((home / 64 + k) % words, ~Ranks{0}); rank >= 0) return rank;
    return takeFrom(home / 64, ~behind);
}

int WorkerPool::takeFrom(std::size_t word, Ranks among) noexcept {
    Ranks there = ready_[word].load(std::memory_order_relaxed) & among;
    while (there) {
        const Ranks lowest = there & (~there + 1);
        const Ranks before = ready_[word].fetch_and(~lowest, std::memory_order_acq_rel);
        if (before & lowest) return static_cast<int>(64 * word) + std::countr_zero(lowest);
        there = before & among & ~lowest; // somebody was quicker
    }
    return -1;
}

/// Runs a task, then the first of those that it made ready, whose input is still in this core's cache.
void WorkerPool::runFrom(int rank) noexcept {
    TaskGraph& graph = *graph_.load(std::memory_order_relaxed);
    const Task task = task_.load(std::memory_order_relaxed);
    void* const context = context_.load(std::memory_order_relaxed);
    while (rank >= 0) {
        task(context, graph.taskOf(rank));
        int next = -1;
        graph.finish(rank, [&](int ready) {
            if (next < 0)
                next = ready;
            else
                makeReady(ready);
        });
        rank = next;
        remaining_.fetch_sub(1, std::memory_order_acq_rel);
    }
}

void WorkerPool::makeReady(int rank) noexcept {
    ready_[static_cast<std::size_t>(rank) / 64].fetch_or(Ranks{1} << (rank % 64), std::memory_order_release);
}

void WorkerPool::loop(std::size_t worker) noexcept {
    const realtime::FlushDenormals flush;
    std::uint32_t answered = 0;
    while (!stopping_.load()) {
        answered = bell_.listen(answered);
        const realtime::RealtimeGuard guard;
        work(worker);
    }
}

} // namespace lacquer::render
