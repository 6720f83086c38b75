#include "engine/realtime/bell.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace lacquer::realtime {
namespace {

TEST(Bell, WakesEverySleepingWorkerEveryTime) {
    constexpr int kWorkers = 3, kRounds = 2000;
    Bell bell;
    std::atomic<int> answers{0};
    std::vector<std::thread> workers;
    for (int k = 0; k < kWorkers; ++k)
        workers.emplace_back([&, answered = std::uint32_t{0}]() mutable {
            // Few looks: on an idle machine most rounds go through the sleep.
            for (int round = 0; round < kRounds; ++round) {
                answered = bell.listen(answered, round % 3);
                ++answers;
            }
        });
    for (int round = 1; round <= kRounds; ++round) {
        bell.ring();
        while (answers < round * kWorkers) std::this_thread::yield();
    }
    for (auto& worker : workers) worker.join();
    EXPECT_EQ(answers, kWorkers * kRounds);
}

TEST(Bell, AnswersARingThatCameBeforeListening) {
    Bell bell;
    bell.ring();
    EXPECT_EQ(bell.listen(0), 1u);
}

} // namespace
} // namespace lacquer::realtime
