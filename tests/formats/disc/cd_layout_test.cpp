#include "example_disc.h"
#include "formats/disc/latin1.h"

#include <gtest/gtest.h>

namespace lacquer::formats::disc {
namespace {

TEST(CdLayout, PutsMarksOnTheNearestFrameOfTheDisc) {
    // 12 s and 293 samples is nearest to the frame at 12 s, 295 samples to the one after it.
    for (const auto& [extra, sector] : {std::pair{293, 1050}, std::pair{295, 1051}}) {
        const auto layout = layOutCd({{{0}, {441000}, {}, "", "", "", ""},
                                      {{529200 + extra}, {441000}, {}, "", "", "", ""}},
                                     {970200 + extra}, {});
        ASSERT_TRUE(layout);
        EXPECT_EQ(layout->tracks[1].start(), sector);
        EXPECT_EQ(layout->tracks[1].pauseStart(), 900);
    }
}

TEST(CdLayout, EndsWithTheLastPartialSector) {
    const auto layout = layOutCd({{{0}, {588 * 400 + 1}, {}, "", "", "", ""}}, {588 * 400 + 1}, {});
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->leadOut, 150 + 401);
}

TEST(CdLayout, HasNoPauseBetweenTracksThatTouch) {
    const auto layout = layOutCd({{{0}, {441000}, {}, "", "", "", ""},
                                  {{441000}, {441000}, {}, "", "", "", ""}},
                                 {882000}, {});
    ASSERT_TRUE(layout);
    ASSERT_EQ(layout->tracks[1].indexes.size(), 1u);
    EXPECT_EQ(layout->tracks[1].indexes[0].number, 1);
}

TEST(CdLayout, RefusesATrackUnderFourSeconds) {
    const auto layout = layOutCd({{{0}, {88200}, {}, "Blink", "", "", ""},
                                  {{88200}, {441000}, {}, "", "", "", ""}},
                                 {529200}, {});
    ASSERT_FALSE(layout);
    EXPECT_EQ(layout.error().kind, ErrorKind::checkFailed);
    EXPECT_NE(layout.error().message.find("4 s"), std::string::npos);
    EXPECT_NE(layout.error().message.find("Blink"), std::string::npos);
}

TEST(CdLayout, RefusesMoreThanADiscHolds) {
    const std::int64_t frames = 588LL * 75 * 60 * 100;
    EXPECT_FALSE(layOutCd({{{0}, {frames}, {}, "", "", "", ""}}, {frames}, {}));
    std::vector<CdProgramme> hundred;
    for (std::int64_t k = 0; k < 100; ++k) hundred.push_back({{k * 220500}, {220500}, {}, "", "", "", ""});
    EXPECT_FALSE(layOutCd(hundred, {100 * 220500}, {}));
}

// Both from the check-digit rule of GS1: 5901234123457 and 036000291452.
TEST(Ean13, TakesTwelveOrThirteenDigitsWithTheRightCheckDigit) {
    EXPECT_EQ(ean13Of("5901234123457").value_or(""), "5901234123457");
    EXPECT_EQ(ean13Of("036000291452").value_or(""), "0036000291452");
    const auto wrong = ean13Of("5901234123450");
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().message.find("should be 7"), std::string::npos);
    EXPECT_FALSE(ean13Of("123"));
    EXPECT_FALSE(ean13Of("59012341234x7"));
}

TEST(Isrc, IsTwoLettersThreeSignsAndSevenDigits) {
    EXPECT_TRUE(isIsrc("AA6Q72000047"));
    for (const char* wrong : {"", "TOOSHORT", "1A6Q72000047", "AA6Q7200004X", "AA6Q720000470", "aa6q72000047"})
        EXPECT_FALSE(isIsrc(wrong)) << wrong;
}

TEST(Latin1, KeepsWhatItCanAndSaysWhenItCannot) {
    EXPECT_EQ(latin1Of("Façade").bytes, "Fa\xE7" "ade");
    EXPECT_FALSE(latin1Of("Façade").altered);
    EXPECT_EQ(latin1Of("“Señor” – Dvořák…").bytes, "\"Se\xF1or\" - Dvor\xE1k...");
    EXPECT_TRUE(latin1Of("名").altered);
    EXPECT_EQ(latin1Of("名").bytes, "?");
    EXPECT_EQ(utf8OfLatin1("Fa\xE7" "ade"), "Façade");
    EXPECT_EQ(asciiOf("Öl & Wasser"), "Ol & Wasser");
    EXPECT_EQ(latin1Of("\xC3").bytes, "?") << "cut short in the middle of a letter";
}

} // namespace
} // namespace lacquer::formats::disc
