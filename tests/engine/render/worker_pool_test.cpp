#include "engine/render/worker_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace lacquer::render {
namespace {

struct RandomGraph {
    std::vector<int> cost;
    std::vector<std::pair<int, int>> needs;
};

/// Each task needs some of those with lower numbers, in no special order.
RandomGraph randomGraph(int tasks, unsigned seed) {
    std::mt19937 random(seed);
    RandomGraph graph;
    for (int task = 0; task < tasks; ++task) {
        graph.cost.push_back(1 + static_cast<int>(random() % 9));
        for (int need = 0; need < task; ++need)
            if (random() % static_cast<unsigned>(tasks) < 3) graph.needs.emplace_back(task, need);
    }
    std::shuffle(graph.needs.begin(), graph.needs.end(), random);
    return graph;
}

/// Counts a round's tasks, and whether each found what it needs done.
struct Round {
    const RandomGraph* graph;
    std::vector<std::vector<int>> needsOf;
    std::vector<std::atomic<int>> runs;
    std::atomic<int> early{0};

    explicit Round(const RandomGraph& of) : graph(&of), needsOf(of.cost.size()), runs(of.cost.size()) {
        for (const auto& [task, need] : of.needs) needsOf[static_cast<std::size_t>(task)].push_back(need);
    }

    static void run(void* context, int task) noexcept {
        auto& self = *static_cast<Round*>(context);
        const int mine = self.runs[static_cast<std::size_t>(task)].load();
        for (int need : self.needsOf[static_cast<std::size_t>(task)])
            if (self.runs[static_cast<std::size_t>(need)].load() != mine + 1) self.early.fetch_add(1);
        self.runs[static_cast<std::size_t>(task)].fetch_add(1);
    }
};

TEST(TaskGraph, RanksAnOrderForOneThread) {
    for (unsigned seed = 0; seed < 50; ++seed) {
        const RandomGraph made = randomGraph(1 + static_cast<int>(seed) * 3, seed);
        TaskGraph graph(made.cost, made.needs);
        Round round(made);
        WorkerPool::runAlone(graph, Round::run, &round);
        EXPECT_EQ(round.early, 0) << "seed " << seed;
        for (const auto& runs : round.runs) EXPECT_EQ(runs, 1) << "seed " << seed;
    }
}

/// 0 (5) → 1 (1) → 3 (2), 2 (4) → 3, 4 (7) alone.
TEST(TaskGraph, KnowsItsLongestWayAndStartsThere) {
    const int cost[] = {5, 1, 4, 2, 7};
    const std::pair<int, int> needs[] = {{1, 0}, {3, 1}, {3, 2}};
    const TaskGraph graph(cost, needs);
    EXPECT_EQ(graph.longestWay(), 8);
    EXPECT_EQ(graph.work(), 19);
    const int ranked[] = {0, 4, 2, 1, 3}; // with 8, 7, 6, 3 and 2 left to do
    for (int rank = 0; rank < 5; ++rank) EXPECT_EQ(graph.taskOf(rank), ranked[rank]) << rank;
    EXPECT_TRUE(graph.isSource(0) && graph.isSource(1) && graph.isSource(2));
    EXPECT_FALSE(graph.isSource(3) || graph.isSource(4));
}

class WorkerPoolOf : public ::testing::TestWithParam<int> {};

TEST_P(WorkerPoolOf, RunsEveryTaskOnceAndNoneBeforeWhatItNeeds) {
    WorkerPool pool(GetParam());
    for (unsigned seed = 0; seed < 12; ++seed) {
        // One, few, some beyond a word of ranks, and many.
        const int sizes[] = {1, 2, 63, 64, 65, 400};
        const RandomGraph made = randomGraph(sizes[seed % 6], seed);
        TaskGraph graph(made.cost, made.needs);
        Round round(made);
        for (int k = 1; k <= 200; ++k) {
            pool.run(graph, Round::run, &round);
            for (const auto& runs : round.runs) ASSERT_EQ(runs, k) << "seed " << seed;
        }
        EXPECT_EQ(round.early, 0) << "seed " << seed;
    } // the graph dies while workers may still be on their way to sleep
}

INSTANTIATE_TEST_SUITE_P(Threads, WorkerPoolOf, ::testing::Values(1, 2, 3, 8));

TEST(WorkerPool, RunsAGraphTooLargeForItsBits) {
    WorkerPool pool(2);
    const RandomGraph made = randomGraph(WorkerPool::kMostTasks + 1, 1);
    TaskGraph graph(made.cost, made.needs);
    Round round(made);
    pool.run(graph, Round::run, &round);
    EXPECT_EQ(round.early, 0);
    for (const auto& runs : round.runs) EXPECT_EQ(runs, 1);
}

} // namespace
} // namespace lacquer::render
