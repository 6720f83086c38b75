#include "engine/realtime/plan_mailbox.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace lacquer::realtime {
namespace {

struct Plan {
    Plan(int n, std::atomic<int>& count) : number(n), alive(count) { ++alive; }
    ~Plan() {
        --alive;
        diedOn = std::this_thread::get_id();
    }
    int number;
    std::atomic<int>& alive;
    static inline thread_local std::thread::id diedOn;
};

auto ignore = [](Plan&, Plan*) {};

TEST(PlanMailbox, HandsTheRunningStateFromTheOldPlanToTheNew) {
    std::atomic<int> alive{0};
    {
        PlanMailbox<Plan> mailbox;
        EXPECT_EQ(mailbox.take(ignore), nullptr);
        mailbox.post(std::make_unique<Plan>(1, alive));
        EXPECT_EQ(mailbox.take([](Plan&, Plan* before) { EXPECT_EQ(before, nullptr); })->number, 1);
        mailbox.post(std::make_unique<Plan>(2, alive));
        int handed = 0;
        mailbox.take([&](Plan& next, Plan* before) {
            EXPECT_EQ(next.number, 2);
            EXPECT_EQ(before->number, 1);
            ++handed;
        });
        EXPECT_EQ(handed, 1);
        EXPECT_EQ(alive, 2) << "the old plan goes back and is not freed by the engine thread";
        mailbox.collect();
        EXPECT_EQ(alive, 1);
    }
    EXPECT_EQ(alive, 0);
}

TEST(PlanMailbox, DropsAPlanThatWasOvertaken) {
    std::atomic<int> alive{0};
    PlanMailbox<Plan> mailbox;
    mailbox.post(std::make_unique<Plan>(1, alive));
    mailbox.post(std::make_unique<Plan>(2, alive));
    EXPECT_EQ(alive, 1);
    EXPECT_EQ(mailbox.take(ignore)->number, 2);
}

TEST(PlanMailbox, FreesEveryPlanOnTheThreadThatMadeIt) {
    constexpr int kPlans = 5000;
    std::atomic<int> alive{0};
    {
        PlanMailbox<Plan> mailbox;
        std::atomic<bool> stop{false};
        std::atomic<int> wrongThread{0}, backwards{0}, running{0};
        std::thread engine([&] {
            int last = 0;
            while (!stop) {
                if (Plan* plan = mailbox.take(ignore)) {
                    backwards += plan->number < last;
                    last = plan->number;
                    running = last;
                }
            }
            wrongThread = Plan::diedOn == std::this_thread::get_id();
        });
        for (int k = 1; k <= kPlans; ++k) mailbox.post(std::make_unique<Plan>(k, alive));
        while (running != kPlans) std::this_thread::yield();
        mailbox.collect();
        stop = true;
        engine.join();
        EXPECT_EQ(alive, 1);
        EXPECT_EQ(wrongThread, 0);
        EXPECT_EQ(backwards, 0);
    }
    EXPECT_EQ(alive, 0);
}

} // namespace
} // namespace lacquer::realtime
