#include "engine/realtime/flush_denormals.h"

#include <gtest/gtest.h>

#include <limits>

namespace lacquer::realtime {
namespace {

float half(float value) {
    volatile float v = value;
    return v * 0.5f;
}

TEST(FlushDenormals, TurnsDenormalsIntoZeroWhileItLives) {
    const float smallest = std::numeric_limits<float>::min();
    EXPECT_GT(half(smallest), 0.0f);
    {
        FlushDenormals flush;
        EXPECT_EQ(half(smallest), 0.0f);
        EXPECT_GT(half(4 * smallest), 0.0f);
    }
    EXPECT_GT(half(smallest), 0.0f);
}

} // namespace
} // namespace lacquer::realtime
