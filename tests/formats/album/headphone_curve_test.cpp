#include "formats/album/headphone_curve.h"

#include <gtest/gtest.h>

#include <string>

namespace lacquer::formats {
namespace {

TEST(HeadphoneCurve, ReadsPreampAndFiltersOfEveryKind) {
    const auto inserts = headphoneCurve("Preamp: -6.1 dB\r\n"
                                        "# a remark\n"
                                        "Filter 1: ON LSC Fc 105 Hz Gain 5.5 dB Q 0.70\n"
                                        "Filter 2: ON PK Fc 2300.5 Hz Gain -3.2 dB Q 1.41\n"
                                        "Filter 3: OFF PK Fc 100 Hz Gain 9 dB Q 1\n"
                                        "Filter 4: ON HP Fc 20 Hz\n");
    ASSERT_TRUE(inserts) << inserts.error().message;
    ASSERT_EQ(inserts->size(), 1u);
    const auto& values = inserts->front().values.numbers;
    EXPECT_DOUBLE_EQ(values.at("output"), -6.1);
    EXPECT_DOUBLE_EQ(values.at("band1.type"), 2);
    EXPECT_DOUBLE_EQ(values.at("band1.gain"), 5.5);
    EXPECT_DOUBLE_EQ(values.at("band2.freq"), 2300.5);
    EXPECT_DOUBLE_EQ(values.at("band2.q"), 1.41);
    EXPECT_DOUBLE_EQ(values.at("band3.type"), 0) << "what is off takes no band";
    EXPECT_FALSE(values.contains("band4.on"));
}

TEST(HeadphoneCurve, TakesAnotherEqualizerForTheNinthFilter) {
    std::string text;
    for (int k = 1; k <= 10; ++k) text += "Filter " + std::to_string(k) + ": ON PK Fc " + std::to_string(100 * k) + " Hz Gain 1 dB Q 1\n";
    const auto inserts = headphoneCurve(text);
    ASSERT_TRUE(inserts);
    ASSERT_EQ(inserts->size(), 2u);
    EXPECT_NE(inserts->front().id, inserts->back().id);
    EXPECT_DOUBLE_EQ(inserts->back().values.numbers.at("band2.freq"), 1000);
}

TEST(HeadphoneCurve, NamesTheLineThatItCannotRead) {
    const auto bad = headphoneCurve("Preamp: -1 dB\nFilter 1: ON PK Fc loud Hz Gain 2 dB Q 1\n");
    ASSERT_FALSE(bad);
    EXPECT_NE(bad.error().message.find("Line 2"), std::string::npos) << bad.error().message;
    EXPECT_FALSE(headphoneCurve("GraphicEQ: 20 0; 21 0"));
    EXPECT_FALSE(headphoneCurve(""));
    EXPECT_FALSE(headphoneCurve("Filter 1: ON PK Fc 1000 Hz Gain 90 dB Q 1")) << "no such gain";
}

} // namespace
} // namespace lacquer::formats
