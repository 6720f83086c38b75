#include "engine/realtime/realtime_guard.h"

#include "engine/realtime/bell.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <vector>

namespace lacquer::realtime {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kTrapsAllCalls = false;
#else
constexpr bool kTrapsAllCalls = true;
#endif

class RealtimeGuardDeathTest : public ::testing::Test {
protected:
    void SetUp() override {
        if (!guardsAreBuilt()) GTEST_SKIP() << "this build has no guards";
        ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
    }
};

void* volatile kept = nullptr;

TEST_F(RealtimeGuardDeathTest, TrapsNew) {
    EXPECT_DEATH(
        {
            RealtimeGuard guard;
            kept = new int[100];
        },
        "the engine thread called (malloc|an allocation)");
}

TEST_F(RealtimeGuardDeathTest, TrapsDelete) {
    auto* numbers = new std::vector<int>(100);
    EXPECT_DEATH(
        {
            RealtimeGuard guard;
            delete numbers;
        },
        "the engine thread called (free|a deallocation)");
    delete numbers;
}

TEST_F(RealtimeGuardDeathTest, TrapsAGrowingVector) {
    std::vector<float> samples(64);
    EXPECT_DEATH(
        {
            RealtimeGuard guard;
            samples.resize(1000);
        },
        "the engine thread called");
}

TEST_F(RealtimeGuardDeathTest, TrapsLocking) {
    if (!kTrapsAllCalls) GTEST_SKIP() << "the sanitizer has these calls for itself";
    std::mutex mutex;
    EXPECT_DEATH(
        {
            RealtimeGuard guard;
            mutex.lock();
        },
        "the engine thread called pthread_mutex_lock");
}

TEST_F(RealtimeGuardDeathTest, TrapsFilesAndSleep) {
    if (!kTrapsAllCalls) GTEST_SKIP() << "the sanitizer has these calls for itself";
    char byte = 0;
    EXPECT_DEATH(
        {
            RealtimeGuard guard;
            if (read(0, &byte, 1) < 0) std::abort();
        },
        "the engine thread called read");
    EXPECT_DEATH(
        {
            RealtimeGuard guard;
            if (write(2, &byte, 1) < 0) std::abort();
        },
        "the engine thread called write");
    const timespec moment{0, 1000};
    EXPECT_DEATH(
        {
            RealtimeGuard guard;
            nanosleep(&moment, nullptr);
        },
        "the engine thread called nanosleep");
}

TEST(RealtimeGuard, LetsArithmeticAndTheBellPass) {
    Bell bell;
    std::thread worker([&] { bell.listen(0, 0); });
    {
        RealtimeGuard guard;
        EXPECT_TRUE(RealtimeGuard::isActive());
        bell.ring();
    }
    worker.join();
    EXPECT_FALSE(RealtimeGuard::isActive());
}

TEST(RealtimeGuard, WatchesOnlyItsOwnThread) {
    std::atomic<bool> guarded{false}, allocated{false};
    std::thread other([&] {
        while (!guarded) pauseBriefly();
        kept = std::malloc(10);
        std::free(kept);
        allocated = true;
    });
    {
        RealtimeGuard guard;
        guarded = true;
        while (!allocated) pauseBriefly();
    }
    other.join();
}

TEST(RealtimeGuard, NestsAndCanBeLifted) {
    RealtimeGuard outer;
    { RealtimeGuard inner; }
    EXPECT_TRUE(RealtimeGuard::isActive());
    {
        GuardLifted lifted;
        EXPECT_FALSE(RealtimeGuard::isActive());
        kept = std::malloc(10);
        std::free(kept);
    }
    EXPECT_TRUE(RealtimeGuard::isActive());
}

} // namespace
} // namespace lacquer::realtime
