#include "engine/project/value_text.h"

#include "engine/project/channel_parameters.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::project {
namespace {

ParameterSpec spec(Unit unit, double least, double most, Taper taper = Taper::linear) {
    ParameterSpec made;
    made.id = made.name = "Value";
    made.unit = unit;
    made.minimum = least;
    made.maximum = most;
    made.taper = taper;
    return made;
}

const ParameterSpec kLevel = spec(Unit::decibels, -90, 10, Taper::fader);
const ParameterSpec kGain = spec(Unit::decibels, -30, 30);
const ParameterSpec kFrequency = spec(Unit::hertz, 10, 30000);
const ParameterSpec kAttack = spec(Unit::milliseconds, 0.01, 5000);
const ParameterSpec kDecay = spec(Unit::seconds, 0.1, 30);
const ParameterSpec kMix = spec(Unit::percent, 0, 100);
const ParameterSpec kRatio = spec(Unit::ratio, 1, 100);
const ParameterSpec kPan = spec(Unit::pan, -100, 100);
constexpr double kRefused = 1e99;

struct Typed {
    const ParameterSpec* spec;
    const char* text;
    double value; ///< kRefused: an error
};

class Value : public ::testing::TestWithParam<Typed> {};

TEST_P(Value, IsReadAsPeopleTypeIt) {
    const auto read = parseValue(*GetParam().spec, GetParam().text);
    if (GetParam().value == kRefused) {
        EXPECT_FALSE(read) << GetParam().text << " read as " << *read;
    } else {
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_DOUBLE_EQ(*read, GetParam().value) << GetParam().text;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Typed, Value,
    ::testing::Values(
        Typed{&kLevel, "-6dB", -6}, Typed{&kLevel, "-6", -6}, Typed{&kLevel, "-6 dB", -6},
        Typed{&kLevel, "+2dB", 2}, Typed{&kLevel, "\u22126dB", -6}, Typed{&kLevel, "-inf", -INFINITY},
        Typed{&kLevel, "-inf dB", -INFINITY}, Typed{&kLevel, "-\u221e", -INFINITY},
        Typed{&kLevel, "-90.5dB", kRefused}, Typed{&kLevel, "inf", kRefused}, Typed{&kLevel, "nan", kRefused},
        Typed{&kLevel, "", kRefused}, Typed{&kLevel, "loud", kRefused}, Typed{&kLevel, "-6Hz", kRefused},
        Typed{&kLevel, "-6dBx", kRefused}, Typed{&kLevel, "+-6", kRefused}, Typed{&kLevel, "1e400", kRefused},
        Typed{&kGain, "-inf", kRefused}, Typed{&kFrequency, "80Hz", 80}, Typed{&kFrequency, "1.2kHz", 1200},
        Typed{&kFrequency, "1.2k", 1200}, Typed{&kFrequency, "30.1kHz", kRefused},
        Typed{&kFrequency, "0x50", kRefused}, Typed{&kAttack, "35ms", 35}, Typed{&kAttack, "0.2s", 200},
        Typed{&kAttack, "50us", 0.05}, Typed{&kDecay, "2.1s", 2.1}, Typed{&kDecay, "300ms", 0.3},
        Typed{&kMix, "50%", 50}, Typed{&kMix, "101", kRefused}, Typed{&kRatio, "3:1", 3}, Typed{&kRatio, "3", 3},
        Typed{&kPan, "L30", -30}, Typed{&kPan, "r100", 100}, Typed{&kPan, "C", 0}, Typed{&kPan, "30R", 30},
        Typed{&kPan, "-25", -25}, Typed{&kPan, "L101", kRefused}, Typed{&kPan, "L-5", kRefused},
        Typed{&kPan, "X5", kRefused}, Typed{&kPan, "L", kRefused}));

TEST(Value, ReadsBackWhatItPrints) {
    for (const ParameterSpec* s : {&kLevel, &kFrequency, &kAttack, &kDecay, &kMix, &kRatio, &kPan})
        for (double share : {0.0, 0.1, 1.0 / 3, 0.5, 0.77, 1.0}) {
            const double value = s->minimum + share * (s->maximum - s->minimum);
            const auto back = parseValue(*s, formatValue(*s, value));
            ASSERT_TRUE(back) << formatValue(*s, value) << ": " << back.error().message;
            EXPECT_EQ(*back, value) << formatValue(*s, value);
        }
    EXPECT_EQ(formatValue(kLevel, -INFINITY), "-inf dB");
    EXPECT_EQ(formatValue(kFrequency, 1200), "1.2 kHz");
    EXPECT_EQ(formatValue(kPan, -30), "L30");
}

TEST(Value, OutOfRangeOrUnknownSaysWhatIsPossible) {
    EXPECT_NE(parseValue(kLevel, "12dB").error().message.find("from -90 to 10 dB, or -inf"), std::string::npos);
    ParameterSpec type;
    type.name = "Type";
    type.kind = ParameterKind::choice;
    type.choices = {"lowcut", "highcut", "bell", "24"};
    EXPECT_EQ(*parseValue(type, "Bell"), 2);
    EXPECT_EQ(*parseValue(type, "24"), 3);
    EXPECT_NE(parseValue(type, "belt").error().message.find("\"bell\""), std::string::npos);
    type.unit = Unit::decibelsPerOctave;
    EXPECT_EQ(*parseValue(type, "24dB/oct"), 3);
    ParameterSpec mute;
    mute.name = "Mute";
    mute.kind = ParameterKind::onOff;
    EXPECT_EQ(*parseValue(mute, "ON"), 1);
    EXPECT_EQ(*parseValue(mute, "off"), 0);
    EXPECT_FALSE(parseValue(mute, "maybe"));
}

TEST(Value, HasANameForItsMinimumWhereTheTableGivesOne) {
    ParameterSpec mains = spec(Unit::hertz, 0, 500);
    mains.choices = {"auto"};
    EXPECT_EQ(parseValue(mains, "auto").value(), 0);
    EXPECT_EQ(parseValue(mains, "Auto").value(), 0);
    EXPECT_EQ(parseValue(mains, "50").value(), 50);
    EXPECT_EQ(formatValue(mains, 0), "auto");
    EXPECT_EQ(formatValue(mains, 60), "60 Hz");
    EXPECT_EQ(parseValue(mains, "loud").error().message,
              "Value goes from 0 to 500 Hz, or auto; \"loud\" is not such a value.");
}

TEST(Time, IsReadInSecondsMillisecondsAndMinutes) {
    const auto seconds = [](const char* text) {
        const auto time = parseTime(text);
        return time ? time->value : kRefused;
    };
    EXPECT_DOUBLE_EQ(seconds("12.5s"), 12.5);
    EXPECT_DOUBLE_EQ(seconds("12.5"), 12.5);
    EXPECT_DOUBLE_EQ(seconds("300ms"), 0.3);
    EXPECT_DOUBLE_EQ(seconds("1:12.5"), 72.5);
    EXPECT_DOUBLE_EQ(seconds("1:02:12.5"), 3732.5);
    EXPECT_DOUBLE_EQ(seconds("-1.5"), -1.5);
    for (const char* wrong : {"", "1:60", "1:2:3:4", "x", "1.5:00", "-1:30", "5dB", "1:-5"})
        EXPECT_EQ(seconds(wrong), kRefused) << wrong;
}

TEST(NearestName, PrefersThePartOfAName) {
    const std::vector<std::string> names{"Bass", "Vocal Lead", "Drums"};
    EXPECT_EQ(nearestName("bas", names), "Bass");
    EXPECT_EQ(nearestName("lead", names), "Vocal Lead");
    EXPECT_EQ(nearestName("durms", names), "Drums");
    EXPECT_EQ(nearestName("x", {}), "");
}

} // namespace
} // namespace lacquer::project
