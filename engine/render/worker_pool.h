#pragma once

#include "engine/realtime/bell.h"
#include "engine/realtime/spsc_ring.h"
#include "engine/render/task_graph.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace lacquer::render {

/// Runs a graph of tasks on several cores: the calling thread works too and returns when all are
/// done. A task is taken as soon as what it needs is there; there is no lock and nobody waits for a
/// level of the graph. What a task computes must not depend on who runs it.
///
/// The caller takes the task with the longest way behind it first. A worker begins at its own place
/// in the ranks and goes on from there, so that from round to round the same core runs the same
/// tasks, whose memories are still in its cache.
///
/// What is ready is a set of bits that belongs to the pool, so a worker that wakes up late finds
/// either nothing or work of the round that is on: it never looks into a graph that is gone.
///
/// Limits   graphs of more than kMostTasks tasks are run by the caller alone
/// Thread   construction and destruction [main]; run [render], one caller at a time: no allocation,
///          no lock, at most one futex call to wake sleepers
class WorkerPool {
public:
    static constexpr int kMostTasks = 1024;

    /// What a task does; `context` is the caller's.
    using Task = void (*)(void* context, int task) noexcept;

    /// What each worker does when it begins, such as asking for a priority.
    struct Beginning {
        void (*call)(void* context) noexcept = nullptr;
        void* context = nullptr;
    };

    /// `threads` counts the caller: 1 makes no worker.
    explicit WorkerPool(int threads, Beginning beginning = {nullptr, nullptr});
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    int threads() const { return static_cast<int>(workers_.size()) + 1; }

    void run(TaskGraph& graph, Task task, void* context) noexcept;

    /// The same by the calling thread alone.
    static void runAlone(TaskGraph& graph, Task task, void* context) noexcept;

private:
    using Ranks = std::uint64_t; ///< a bit for each of 64 ranks

    void loop(std::size_t worker) noexcept;
    /// `worker` counts from 1; the caller is 0.
    void work(std::size_t worker) noexcept;
    int takeReady(std::size_t worker) noexcept;
    int takeFrom(std::size_t word, Ranks among) noexcept;
    void runFrom(int rank) noexcept;
    void makeReady(int rank) noexcept;

    std::vector<std::thread> workers_;
    realtime::Bell bell_;
    alignas(realtime::kApart) std::array<std::atomic<Ranks>, kMostTasks / 64> ready_{};
    alignas(realtime::kApart) std::atomic<int> remaining_{0}; ///< tasks of the round that are not done
    // Of the round that is on; whoever took a rank from ready_ may read them.
    alignas(realtime::kApart) std::atomic<std::size_t> size_{0}; ///< of the graph
    std::atomic<TaskGraph*> graph_{nullptr};
    std::atomic<Task> task_{nullptr};
    std::atomic<void*> context_{nullptr};
    std::atomic<bool> stopping_{false};
};

} // namespace lacquer::render
