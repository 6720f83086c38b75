#pragma once

#include "engine/render/worker_pool.h"

#include <atomic>

namespace lacquer::live {

/// The cores that help the engine thread. They ask for the priority it has; where the system refuses
/// it to them but not to the engine thread, they stay out: the engine would wait for a thread that
/// anybody may interrupt.
///
/// Thread   construction and destruction [main]; the rest [render]
class LiveWorkers {
public:
    /// `threads` counts the engine thread; 0: one for each core, eight at most.
    explicit LiveWorkers(int threads = 0);

    render::WorkerPool& pool() noexcept { return pool_; }
    bool mayHelp() noexcept;

    /// What the engine thread was found to have.
    enum class Engine { unknown, raised, plain };
    Engine engine() const noexcept { return engine_.load(std::memory_order_relaxed); } ///< [any]
    /// Looks again: another device has another thread. [main], while no engine thread runs
    void forgetEngine() noexcept { engine_ = Engine::unknown; }

private:
    static void raise(void* self) noexcept;

    std::atomic<int> raised_{0}; ///< workers that got their priority
    std::atomic<Engine> engine_{Engine::unknown};
    render::WorkerPool pool_;
};

} // namespace lacquer::live
