#include "engine/realtime/latest_value.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>

namespace lacquer::realtime {
namespace {

TEST(LatestValue, StartsWithTheFirstValue) {
    LatestValue<int> latest(42);
    EXPECT_FALSE(latest.isFresh());
    EXPECT_EQ(latest.read(), 42);
}

TEST(LatestValue, SkipsWhatWasNotRead) {
    LatestValue<int> latest;
    latest.write(1);
    latest.write(2);
    latest.write(3);
    EXPECT_TRUE(latest.isFresh());
    EXPECT_EQ(latest.read(), 3);
    EXPECT_FALSE(latest.isFresh());
    EXPECT_EQ(latest.read(), 3);
}

TEST(LatestValue, IsNeverSeenHalfWrittenNorGoesBack) {
    struct Reading {
        std::array<int, 32> copies{};
    };
    LatestValue<Reading> latest;
    std::atomic<bool> done{false};
    std::thread writer([&] {
        Reading reading;
        for (int k = 1; k <= 200'000; ++k) {
            reading.copies.fill(k);
            latest.write(reading);
        }
        done = true;
    });
    int last = 0, torn = 0, backwards = 0;
    while (!done || latest.isFresh()) {
        const Reading& seen = latest.read();
        for (int copy : seen.copies) torn += copy != seen.copies[0];
        backwards += seen.copies[0] < last;
        last = seen.copies[0];
    }
    writer.join();
    EXPECT_EQ(torn, 0);
    EXPECT_EQ(backwards, 0);
    EXPECT_EQ(last, 200'000);
}

} // namespace
} // namespace lacquer::realtime
