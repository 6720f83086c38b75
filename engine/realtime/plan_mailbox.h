#pragma once

#include "engine/realtime/spsc_ring.h"

#include <atomic>
#include <memory>

namespace lacquer::realtime {

/// How the engine thread gets its next plan and gives the old one back: the engine thread only
/// swaps pointers, and what it no longer needs dies on the thread that made it.
///
/// A plan posted before the one ahead of it was taken replaces it; the one that was never heard is
/// freed by post() itself.
///
/// Thread   post, takeBack, collect and destruction [main]; take and current [render]
template <typename Plan>
class PlanMailbox {
public:
    PlanMailbox() = default;
    PlanMailbox(const PlanMailbox&) = delete;
    PlanMailbox& operator=(const PlanMailbox&) = delete;

    /// [main, nothing renders any more]
    ~PlanMailbox() {
        collect();
        delete posted_.load(std::memory_order_relaxed);
        delete current_;
        delete held_;
    }

    void post(std::unique_ptr<Plan> plan) {
        collect();
        delete posted_.exchange(plan.release(), std::memory_order_acq_rel);
    }

    /// The plan that was posted last, unless it was taken. What is posted next can then be built on
    /// the one that the engine thread runs, for certain.
    std::unique_ptr<Plan> takeBack() noexcept {
        return std::unique_ptr<Plan>(posted_.exchange(nullptr, std::memory_order_acq_rel));
    }

    /// Frees the plans that came back. Called now and then while something plays.
    void collect() {
        Plan* old = nullptr;
        while (retired_.pop(old)) delete old;
    }

    /// The plan to run from now on. When a new one was posted, `handOver(Plan& next, Plan* before)`
    /// moves the running state before the old one goes back; `before` is null the first time.
    template <typename HandOver>
    Plan* take(HandOver&& handOver) noexcept {
        // The way back may be full when main sleeps long: the new plan then waits until it is not.
        if (held_ && retired_.push(held_)) held_ = nullptr;
        if (held_ || !posted_.load(std::memory_order_relaxed)) return current_;
        Plan* next = posted_.exchange(nullptr, std::memory_order_acq_rel);
        if (!next) return current_;
        handOver(*next, current_);
        if (current_ && !retired_.push(current_)) held_ = current_;
        current_ = next;
        return current_;
    }

    Plan* current() const noexcept { return current_; }

private:
    std::atomic<Plan*> posted_{nullptr};
    SpscRing<Plan*> retired_{64};
    alignas(kApart) Plan* current_ = nullptr; ///< of the engine thread
    Plan* held_ = nullptr;                    ///< old, and no room yet on the way back
};

} // namespace lacquer::realtime
