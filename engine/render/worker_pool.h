#pragma once

#include "engine/realtime/bell.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace lacquer::render {

/// Runs numbered tasks on all cores: the calling thread works too and returns when all are done.
/// Tasks are handed out by one counter; what a task computes must not depend on who runs it.
///
/// Thread   construction and destruction [main]; run [render], one caller at a time: no allocation,
///          no lock, at most one futex call to wake sleepers
class WorkerPool {
public:
    /// What a task does; `context` is the caller's.
    using Task = void (*)(void* context, int index) noexcept;

    enum class Use {
        offline, ///< tasks may read files and allocate
        live,    ///< tasks belong to the engine thread: they are guarded like it
    };

    /// What each worker does when it begins, such as asking for a priority.
    struct Beginning {
        void (*call)(void* context) noexcept = nullptr;
        void* context = nullptr;
    };

    /// `threads` counts the caller: 1 makes no worker.
    WorkerPool(int threads, Use use, Beginning beginning = {nullptr, nullptr});
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    int threads() const { return static_cast<int>(workers_.size()) + 1; }

    void run(int count, Task task, void* context) noexcept;

private:
    /// A round's number in the upper half and the next index in the lower: a late worker of the
    /// round before cannot take a task of this one.
    using Ticket = std::uint64_t;

    void work(std::uint32_t round) noexcept;
    void loop(Use use) noexcept;

    std::vector<std::thread> workers_;
    realtime::Bell bell_;
    std::atomic<Ticket> ticket_{0};
    std::atomic<std::uint32_t> round_{0};
    std::atomic<int> count_{0};
    std::atomic<int> done_{0};
    std::atomic<Task> task_{nullptr};
    std::atomic<void*> context_{nullptr};
    std::atomic<bool> stopping_{false};
};

} // namespace lacquer::render
