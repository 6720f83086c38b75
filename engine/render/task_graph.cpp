#include "engine/render/task_graph.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace lacquer::render {

TaskGraph::TaskGraph(std::span<const int> cost, std::span<const std::pair<int, int>> needs)
    : taskOf_(cost.size()), waits_(cost.size()), firstFollower_(cost.size() + 1),
      followers_(needs.size()), waiting_(new std::atomic<int>[cost.size()]) {
    const auto at = [](int index) { return static_cast<std::size_t>(index); };

    // From the ends backwards: a task is looked at when all that need it have been.
    std::vector<std::size_t> firstNeed(cost.size() + 1);
    std::vector<int> needed(needs.size()), users(cost.size());
    for (const auto& [task, need] : needs) ++firstNeed[at(task) + 1], ++users[at(need)];
    std::partial_sum(firstNeed.begin(), firstNeed.end(), firstNeed.begin());
    std::vector<std::size_t> next(firstNeed.begin(), firstNeed.end() - 1);
    for (const auto& [task, need] : needs) needed[next[at(task)]++] = need;
    std::vector<long long> way(cost.size()); // work on the longest way from a task to the end
    std::vector<int> open;
    for (std::size_t task = 0; task < cost.size(); ++task)
        if (users[task] == 0) open.push_back(static_cast<int>(task));
    for (std::size_t k = 0; k < open.size(); ++k) {
        const std::size_t task = at(open[k]);
        way[task] += cost[task];
        longestWay_ = std::max(longestWay_, way[task]);
        work_ += cost[task];
        for (std::size_t n = firstNeed[task]; n < firstNeed[task + 1]; ++n) {
            const std::size_t need = at(needed[n]);
            way[need] = std::max(way[need], way[task]);
            if (--users[need] == 0) open.push_back(needed[n]);
        }
    }
    assert(open.size() == cost.size());

    std::iota(taskOf_.begin(), taskOf_.end(), 0);
    std::stable_sort(taskOf_.begin(), taskOf_.end(), [&](int a, int b) { return way[at(a)] > way[at(b)]; });
    std::vector<int> rankOf(cost.size());
    for (std::size_t rank = 0; rank < taskOf_.size(); ++rank)
        rankOf[at(taskOf_[rank])] = static_cast<int>(rank);
    for (const auto& [task, need] : needs) {
        ++waits_[at(rankOf[at(task)])];
        ++firstFollower_[at(rankOf[at(need)]) + 1];
    }
    std::partial_sum(firstFollower_.begin(), firstFollower_.end(), firstFollower_.begin());
    next.assign(firstFollower_.begin(), firstFollower_.end() - 1);
    for (const auto& [task, need] : needs)
        followers_[next[at(rankOf[at(need)])]++] = rankOf[at(task)];
    rewind();
}

void TaskGraph::rewind() noexcept {
    for (std::size_t rank = 0; rank < waits_.size(); ++rank)
        waiting_[rank].store(waits_[rank], std::memory_order_relaxed);
}

} // namespace lacquer::render
