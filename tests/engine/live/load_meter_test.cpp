#include "engine/live/load_meter.h"

#include <gtest/gtest.h>

namespace lacquer::live {
namespace {

TEST(LoadMeter, FindsMeanWorstAndThe99thPercentile) {
    LoadMeter meter;
    for (int k = 1; k <= 1000; ++k) meter.add(k / 1000.0);
    const auto figures = meter.figures();
    EXPECT_NEAR(figures.mean, 0.5005, 1e-9);
    EXPECT_NEAR(figures.p99, 0.99, 0.002);
    EXPECT_DOUBLE_EQ(figures.max, 1.0);
}

TEST(LoadMeter, KnowsNothingBeforeTheFirstBuffer) {
    LoadMeter meter;
    EXPECT_EQ(meter.figures().max, 0);
    EXPECT_EQ(meter.figures().p99, 0);
}

TEST(LoadMeter, ForgetsWhenAsked) {
    LoadMeter meter;
    meter.add(1.7);
    meter.reset();
    meter.add(0.25);
    EXPECT_DOUBLE_EQ(meter.figures().max, 0.25);
    EXPECT_DOUBLE_EQ(meter.figures().mean, 0.25);
}

TEST(LoadMeter, CountsLateBuffersBeyondItsScale) {
    LoadMeter meter;
    meter.add(5.0);
    EXPECT_DOUBLE_EQ(meter.figures().max, 5.0);
    EXPECT_GE(meter.figures().p99, 1.999);
}

} // namespace
} // namespace lacquer::live
