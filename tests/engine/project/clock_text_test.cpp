#include "engine/project/clock_text.h"

#include <gtest/gtest.h>

namespace lacquer::project {
namespace {

TEST(ClockText, IsMinutesAndSecondsWithDecimals) {
    EXPECT_EQ(clockText({247.25}, 2), "4:07.25");
    EXPECT_EQ(clockText({0}, 3), "0:00.000");
    EXPECT_EQ(clockText({3725.4}, 0), "62:05");
}

TEST(ClockText, NeverReadsSixtySeconds) {
    EXPECT_EQ(clockText({59.97}, 1), "1:00.0");
    EXPECT_EQ(clockText({119.9996}, 3), "2:00.000");
    EXPECT_EQ(clockText({-0.4}, 1), "0:00.0");
}

} // namespace
} // namespace lacquer::project
