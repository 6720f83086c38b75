#include "ui/models/readings.h"

#include <gtest/gtest.h>

namespace lacquer::ui {
namespace {

live::MeterReading reading(float peak) {
    live::MeterReading reading;
    reading.peak[0] = reading.peak[1] = peak;
    reading.rms[0] = reading.rms[1] = peak / 2;
    return reading;
}

TEST(Meter, fallsTwentyDecibelsInOneAndAHalfSecondsHoweverOftenItIsAsked) {
    // EBU digital peak meter: 20 dB in 1.5 s.
    for (const int steps : {15, 90, 360}) {
        ChannelMeter meter = advanced({}, reading(1.0f), 0.016);
        for (int k = 0; k < steps; ++k) meter = advanced(meter, {}, 1.5 / steps);
        EXPECT_NEAR(meter.bars[0].peak, -20.0, 0.01) << steps;
    }
}

TEST(Meter, risesAtOnceAndHoldsForTwoSeconds) {
    ChannelMeter meter = advanced({}, reading(0.5f), 0.016);
    EXPECT_NEAR(meter.bars[1].peak, -6.02, 0.01);
    for (int k = 0; k < 19; ++k) meter = advanced(meter, {}, 0.1);
    EXPECT_NEAR(meter.bars[1].hold, -6.02, 0.01);
    for (int k = 0; k < 5; ++k) meter = advanced(meter, {}, 0.1);
    EXPECT_LT(meter.bars[1].hold, -7.0);
    EXPECT_NEAR(meter.highest, -6.02, 0.01);
}

TEST(Meter, comesToRestAndKeepsTheLampAndTheNumber) {
    live::MeterReading over = reading(1.2f);
    over.clipped[0] = true;
    ChannelMeter meter = advanced({}, over, 0.016);
    for (int k = 0; k < 120; ++k) meter = advanced(meter, {}, 0.1);
    EXPECT_TRUE(isAtRest(meter));
    EXPECT_TRUE(meter.clipped);
    EXPECT_NEAR(meter.highest, 1.58, 0.01);
}

TEST(MeterBoard, asksEachChannelOnceAndForgetsWhatIsGone) {
    MeterBoard board;
    int asked = 0;
    const auto take = [&](ChannelId) -> std::optional<live::MeterReading> {
        ++asked;
        return reading(1.0f);
    };
    board.advance({{1}, {2}}, take, 0.016);
    EXPECT_EQ(asked, 2);
    EXPECT_NEAR(board.of({2}).bars[0].peak, 0.0, 0.01);
    board.advance({{1}}, take, 0.016);
    EXPECT_TRUE(isAtRest(board.of({2})));
}

} // namespace
} // namespace lacquer::ui
