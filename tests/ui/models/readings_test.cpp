#include "ui/models/readings.h"

#include <gtest/gtest.h>

#include <cmath>

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

/// A steady sine of this peak for a while: RMS 3 dB below it.
ChannelMeter steady(double peakLevel, double seconds) {
    ChannelMeter meter;
    live::MeterReading sine;
    sine.peak[0] = sine.peak[1] = static_cast<float>(std::pow(10, peakLevel / 20));
    sine.rms[0] = sine.rms[1] = static_cast<float>(std::pow(10, (peakLevel - 3.0103) / 20));
    for (double t = 0; t < seconds; t += 0.01) meter = advanced(meter, sine, 0.01);
    return meter;
}

TEST(Meter, aSineAtTheScalesZeroReadsZeroOnIt) {
    // Katz: 0 on K-14 is −14 dBFS; IEC 60268-17 with EBU R 68: 0 VU is −18 dBFS. Sines read at their peak.
    for (const MeterScale scale : {MeterScale::k20, MeterScale::k14, MeterScale::k12, MeterScale::vu}) {
        const ChannelMeter meter = steady(zeroOf(scale), 3);
        EXPECT_NEAR(shownOn(scale, meter, 0).body - zeroOf(scale), 0, 0.05) << nameOf(scale);
    }
}

TEST(Meter, aVuNeedleNeeds300MillisecondsTo99Percent) {
    const double end = shownOn(MeterScale::vu, steady(-18, 5), 0).body;
    const double after300 = shownOn(MeterScale::vu, steady(-18, 0.3), 0).body;
    EXPECT_NEAR(after300 - end, 20 * std::log10(std::sqrt(0.99)), 0.05);
    EXPECT_LT(shownOn(MeterScale::vu, steady(-18, 0.05), 0).body, end - 2);
}

TEST(Meter, addsUpTheOversThatTheEngineCounted) {
    live::MeterReading over = reading(1.2f), below = reading(0.5f);
    over.overs = 3;
    ChannelMeter meter;
    for (const auto& next : {over, below, over, below}) meter = advanced(meter, next, 0.016);
    EXPECT_EQ(meter.overs, 6u);
    MeterBoard board;
    board.advance({{1}}, [&](ChannelId) { return std::optional(over); }, 0.016);
    EXPECT_EQ(board.of({1}).overs, 3u);
    board.clearAll();
    EXPECT_EQ(board.of({1}).overs, 0u);
}

TEST(Meter, showsMomentaryBesideShortTermLoudness) {
    // BS.1770: LUFS = −0.691 + 10 lg of the K-weighted mean square.
    live::MeterReading loud = reading(0.5f), quiet = reading(0.1f);
    loud.momentary = static_cast<float>(std::pow(10, (-14 + 0.691) / 10));
    loud.shortTerm = static_cast<float>(std::pow(10, (-17 + 0.691) / 10));
    quiet.momentary = loud.momentary / 10;
    ChannelMeter meter = advanced({}, loud, 0.016);
    EXPECT_NEAR(shownOn(MeterScale::lufs, meter, 0).body, -14, 0.01);
    EXPECT_NEAR(shownOn(MeterScale::lufs, meter, 1).body, -17, 0.01);
    meter = advanced(meter, quiet, 0.016);
    EXPECT_NEAR(shownOn(MeterScale::lufs, meter, 0).body, -24, 0.01);
    EXPECT_NEAR(shownOn(MeterScale::lufs, meter, 0).hold, -14, 0.01) << "the highest stays";
    EXPECT_FALSE(isAtRest(meter));
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
