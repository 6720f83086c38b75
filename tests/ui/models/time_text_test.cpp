#include "ui/models/time_text.h"

#include <gtest/gtest.h>

namespace lacquer::ui {
namespace {

TEST(TimeText, WritesTimesTheWayTheWindowShowsThem) {
    EXPECT_EQ(barsBeatsText({52, 3, 240}), "52 | 3 | 240");
    EXPECT_EQ(clockText({15'763'776}, SampleRate{48000}), "0:05:28.412");
    EXPECT_EQ(lengthText({248}), "4:08");
    EXPECT_EQ(lengthText({3730}), "1:02:10");
    EXPECT_EQ(minutesText({221.208}), "3:41.208");
    EXPECT_EQ(gapText({2}), "2.0 s");
    EXPECT_EQ(gapText({-4.2}), "× 4.2 s");
    EXPECT_EQ(cdFramesText({2}), "150 f");
}

TEST(TimeText, WritesLevelsWithOneDecimalAndSilenceAsInfinity) {
    EXPECT_EQ(levelText(-6.2), "\u22126.2");
    EXPECT_EQ(levelText(-63.4), "\u221263");
    EXPECT_EQ(levelText(-90), "\u2212∞");
    EXPECT_EQ(levelText(0), "0.0");
    EXPECT_EQ(levelText(-0.01), "0.0") << "no minus before a zero";
    EXPECT_EQ(signedText(1.5, 1), "+1.5");
}

} // namespace
} // namespace lacquer::ui
