#include "engine/realtime/spsc_ring.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <thread>

namespace lacquer::realtime {
namespace {

TEST(SpscRing, TakesAsMuchAsItsCapacityAndThenRefuses) {
    SpscRing<int> ring(5);
    ASSERT_EQ(ring.capacity(), 8u);
    for (int k = 0; k < 8; ++k) EXPECT_TRUE(ring.push(k));
    EXPECT_FALSE(ring.push(8));
    int value = -1;
    ASSERT_TRUE(ring.pop(value));
    EXPECT_EQ(value, 0);
    EXPECT_TRUE(ring.push(8));
}

TEST(SpscRing, GivesNothingWhenEmpty) {
    SpscRing<int> ring(4);
    int value = 7;
    EXPECT_FALSE(ring.pop(value));
    EXPECT_EQ(value, 7);
}

TEST(SpscRing, PushesAllOrNone) {
    SpscRing<int> ring(8);
    const std::array<int, 5> five{1, 2, 3, 4, 5};
    EXPECT_TRUE(ring.pushAll(five));
    EXPECT_FALSE(ring.pushAll(five));
    std::array<int, 8> out{};
    EXPECT_EQ(ring.popSome(out), 5u);
    EXPECT_TRUE(ring.pushAll(five));
}

// A staircase: every value is its own index, so one lost, doubled or swapped shows at once.
TEST(SpscRing, KeepsOrderBetweenTwoThreads) {
    constexpr std::uint32_t kCount = 1'000'000;
    SpscRing<std::uint32_t> ring(64);
    std::thread producer([&] {
        for (std::uint32_t k = 0; k < kCount;)
            if (ring.push(k))
                ++k;
            else
                std::this_thread::yield();
    });
    std::uint32_t wrong = 0;
    for (std::uint32_t k = 0; k < kCount;) {
        std::array<std::uint32_t, 17> some{};
        const std::size_t count = ring.popSome(some);
        for (std::size_t n = 0; n < count; ++n) wrong += some[n] != k++;
        if (count == 0) std::this_thread::yield();
    }
    producer.join();
    EXPECT_EQ(wrong, 0u);
}

} // namespace
} // namespace lacquer::realtime
