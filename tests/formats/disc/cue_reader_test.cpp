// Cue sheets as libcue reads them: the parser of players and rippers.

#include "example_disc.h"
#include "formats/disc/cue_toc.h"

#include <libcue.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace lacquer::formats::disc {
namespace {

struct Delete {
    void operator()(Cd* cd) const { cd_delete(cd); }
};

std::string textOf(const char* text) { return text ? text : "(none)"; }

TEST(CueByLibcue, HasTheTimesCodesAndTitles) {
    // Track 2 begins 2 s behind track 1's end; track 3 follows at once and has two index marks.
    const auto layout = layOutCd({{{0}, {441000}, {}, "First \"live\"", "Lacquer", "", "AA6Q72000047"},
                                  {{529200}, {441000}, {}, "Second Song", "Lacquer", "", "AA6Q72000048"},
                                  {{970200}, {882000}, {{1146600}, {1323000}}, "Third", "Lacquer", "", ""}},
                                 {1852200}, {"Demo Disc", "Lacquer", "5901234123457", ""});
    ASSERT_TRUE(layout) << layout.error().message;
    const std::unique_ptr<Cd, Delete> cd(cue_parse_string(cueSheet(*layout, "Demo Disc.wav").c_str()));
    ASSERT_TRUE(cd);
    EXPECT_EQ(cd_get_ntrack(cd.get()), 3);
    EXPECT_EQ(textOf(cdtext_get(PTI_TITLE, cd_get_cdtext(cd.get()))), "Demo Disc");
    EXPECT_EQ(textOf(cdtext_get(PTI_PERFORMER, cd_get_cdtext(cd.get()))), "Lacquer");
    const Track* first = cd_get_track(cd.get(), 1);
    const Track* second = cd_get_track(cd.get(), 2);
    const Track* third = cd_get_track(cd.get(), 3);
    ASSERT_TRUE(first && second && third);
    EXPECT_EQ(textOf(track_get_filename(second)), "Demo Disc.wav");
    // In CD frames from the start of the file; 588 samples each.
    EXPECT_EQ(track_get_start(first), 0);
    EXPECT_EQ(track_get_start(second), 900);
    EXPECT_EQ(track_get_start(third), 1650);
    EXPECT_EQ(track_get_length(first), 750);
    EXPECT_EQ(track_get_zero_pre(second), 150) << "the pause: INDEX 00 to INDEX 01";
    EXPECT_EQ(track_get_index(third, 2), 1950);
    EXPECT_EQ(track_get_index(third, 3), 2250);
    EXPECT_EQ(textOf(track_get_isrc(first)), "AA6Q72000047");
    EXPECT_EQ(textOf(track_get_isrc(second)), "AA6Q72000048");
    EXPECT_EQ(textOf(cdtext_get(PTI_TITLE, track_get_cdtext(first))), "First 'live'");
}

} // namespace
} // namespace lacquer::formats::disc
