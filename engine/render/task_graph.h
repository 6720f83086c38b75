#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace lacquer::render {

/// Tasks that need each other's results, ready to be run again and again by one thread or several.
///
/// Tasks are ranked by the work that still lies behind them, the longest way first: whoever takes the
/// lowest rank that is ready keeps the round as short as the graph allows, and the ranks in their
/// order are an order for one thread.
///
/// Thread   construction [main]; the rest [render] and its workers, no allocation
class TaskGraph {
public:
    /// `cost` of each task, in any unit, > 0; `needs` are pairs (task, the one it needs), each once.
    /// There is no cycle.
    TaskGraph(std::span<const int> cost, std::span<const std::pair<int, int>> needs);

    int size() const noexcept { return static_cast<int>(taskOf_.size()); }
    int taskOf(int rank) const noexcept { return taskOf_[static_cast<std::size_t>(rank)]; }

    /// Work on the longest way through the graph, and all of it, in the unit of the costs: what more
    /// threads than their ratio cannot make faster.
    long long longestWay() const noexcept { return longestWay_; }
    long long work() const noexcept { return work_; }

    /// Forgets who is done. Before a round, by one thread.
    void rewind() noexcept;
    /// Waits for nobody.
    bool isSource(int rank) const noexcept { return waits_[static_cast<std::size_t>(rank)] == 0; }
    /// `rank` is done: calls `ready(rank)` for each that had waited for it last.
    template <typename Ready>
    void finish(int rank, Ready ready) noexcept {
        const auto r = static_cast<std::size_t>(rank);
        for (std::size_t k = firstFollower_[r]; k < firstFollower_[r + 1]; ++k)
            if (waiting_[static_cast<std::size_t>(followers_[k])].fetch_sub(1, std::memory_order_acq_rel) == 1)
                ready(followers_[k]);
    }

private:
    std::vector<int> taskOf_;                ///< by rank
    std::vector<int> waits_;                 ///< by rank: tasks that are needed
    std::vector<std::size_t> firstFollower_; ///< by rank, into followers_; one more at the end
    std::vector<int> followers_;             ///< ranks
    std::unique_ptr<std::atomic<int>[]> waiting_; ///< by rank: how many of waits_ are not there yet
    long long longestWay_ = 0, work_ = 0;
};

} // namespace lacquer::render
