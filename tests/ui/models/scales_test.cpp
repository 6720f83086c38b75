#include "ui/models/scales.h"

#include "engine/project/channel_parameters.h"
#include "engine/vocabulary/units.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::ui {
namespace {

ParameterSpec spec(Unit unit, double minimum, double maximum, Taper taper = Taper::linear) {
    ParameterSpec made;
    made.unit = unit;
    made.minimum = minimum;
    made.maximum = maximum;
    made.taper = taper;
    return made;
}

TEST(FaderLaw, standsWhereTheConsoleTablePutsIt) {
    // The table of digital consoles: dB against share of the travel.
    const std::pair<double, double> table[] = {{10, 1}, {0, 0.75}, {-10, 0.5}, {-30, 0.25}, {-60, 0.0625}, {-90, 0}};
    for (const auto& [level, travel] : table) EXPECT_NEAR(faderTravel(level), travel, 1e-12) << level;
    for (double level = -60; level <= 10; level += 0.37) {
        if (std::abs(level) <= 0.25) continue;
        EXPECT_NEAR(faderLevelAt(faderTravel(level)), level, 0.01);
    }
    EXPECT_EQ(faderLevelAt(faderTravel(0.2)), 0) << "the detent at 0 dB";
    EXPECT_EQ(faderLevelAt(0), kSilence.value);
    EXPECT_EQ(faderTravel(kSilence.value), 0);
}

TEST(MeterLaw, standsWhereTheIecTablePutsIt) {
    // IEC-like deflection, percent of the 0 dB length, +6 dB at the top (115 %).
    const std::pair<double, double> table[] = {{6, 115}, {0, 100}, {-6, 85}, {-9, 77.5}, {-18, 55}, {-20, 50}, {-30, 30}, {-40, 15}, {-50, 7.5}, {-60, 2.5}, {-70, 0}};
    for (const auto& [level, percent] : table) EXPECT_NEAR(meterHeight(level), percent / 115, 1e-9) << level;
}

TEST(ValueText, readsAsMusiciansWriteIt) {
    EXPECT_EQ(valueText(spec(Unit::hertz, 10, 30000), 92), "92 Hz");
    EXPECT_EQ(valueText(spec(Unit::hertz, 10, 30000), 3600), "3.60 kHz");
    EXPECT_EQ(valueText(spec(Unit::decibels, -60, 0), -18), "\u221218.0 dB");
    EXPECT_EQ(valueText(spec(Unit::decibels, -30, 30), 2.6), "+2.6 dB");
    EXPECT_EQ(valueText(spec(Unit::decibels, -30, 30), -0.01), "0.0 dB");
    EXPECT_EQ(valueText(spec(Unit::milliseconds, 0, 500), 8), "8.0 ms");
    EXPECT_EQ(valueText(spec(Unit::milliseconds, 0, 500), 120), "120 ms");
    EXPECT_EQ(valueText(spec(Unit::ratio, 1, 100), 3.5), "3.5 : 1");
    EXPECT_EQ(valueText(*project::findChannelParameter("pan"), -72), "L 72");
    EXPECT_EQ(valueText(*project::findChannelParameter("pan"), 0), "C");
    EXPECT_EQ(valueText(*project::findChannelParameter("fader"), kSilence.value), "\u2212\u221e dB");
}

TEST(Step, landsOnRoundNumbersAndStaysInside) {
    const ParameterSpec fader = *project::findChannelParameter("fader");
    EXPECT_NEAR(stepped(fader, 0, StepSize::normal, 1), 0.5, 1e-12);
    EXPECT_NEAR(stepped(fader, 0, StepSize::fine, -1), -0.1, 1e-12);
    EXPECT_NEAR(stepped(fader, 9.5, StepSize::page, 1), 10, 1e-12);
    EXPECT_EQ(stepped(fader, -90, StepSize::normal, -1), kSilence.value);
    const ParameterSpec frequency = spec(Unit::hertz, 10, 30000, Taper::logarithmic);
    EXPECT_GT(stepped(frequency, 1000, StepSize::normal, 1), 1000);
    EXPECT_EQ(stepped(frequency, 30000, StepSize::page, 3), 30000);
}

TEST(Count, isWholeWhereverItIsShownTurnedOrStepped) {
    // Of the hum remover: how many harmonics.
    const ParameterSpec harmonics = spec(Unit::none, 1, 40);
    EXPECT_EQ(valueText(harmonics, 10), "10");
    EXPECT_EQ(valueText(harmonics, 3), "3");
    EXPECT_EQ(valueAt(harmonics, 0.5), 21) << "half the way from 1 to 40 is 20.5";
    EXPECT_EQ(stepped(harmonics, 10, StepSize::normal, 1), 11);
    EXPECT_EQ(stepped(harmonics, 10, StepSize::fine, -1), 9);
    EXPECT_EQ(stepped(harmonics, 38, StepSize::page, 1), 40);
    // A quality has no unit either, and is no count.
    EXPECT_EQ(valueText(spec(Unit::none, 0.1, 40, Taper::logarithmic), 1.1), "1.10");
    EXPECT_NE(stepped(spec(Unit::none, 20, 400), 120.5, StepSize::fine, 1), 121) << "nor has a tempo";
}

} // namespace
} // namespace lacquer::ui
