// CD-Text as libcdio's parser reads it: written by other people from the same standard.

#include "example_disc.h"
#include "formats/disc/cd_text.h"

#include <cdio/cdtext.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace lacquer::formats::disc {
namespace {

struct Destroy {
    void operator()(cdtext_t* text) const { cdtext_destroy(text); }
};
using Text = std::unique_ptr<cdtext_t, Destroy>;

Text readByLibcdio(std::string packs) {
    Text text(cdtext_init());
    EXPECT_EQ(cdtext_data_init(text.get(), reinterpret_cast<std::uint8_t*>(packs.data()), packs.size()), 0);
    return text;
}

std::string stringOf(const Text& text, cdtext_field_t field, track_t track) {
    const char* found = cdtext_get_const(text.get(), field, track);
    return found ? found : "(none)";
}

TEST(CdTextByLibcdio, HasTheTitlesAndNamesOfDiscAndTracks) {
    auto layout = exampleDisc();
    ASSERT_TRUE(layout);
    layout->tracks[0].title = "Première, très longue pour tenir dans plusieurs paquets";
    const Text text = readByLibcdio(cdTextPacks(*layout).value());
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_TITLE, 0), "Demo Disc");
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_TITLE, 1), layout->tracks[0].title);
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_TITLE, 2), "Second Song");
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_PERFORMER, 2), "Lacquer");
    EXPECT_EQ(cdtext_get_language(text.get()), CDTEXT_LANGUAGE_ENGLISH);
    EXPECT_EQ(cdtext_get_first_track(text.get()), 1);
    EXPECT_EQ(cdtext_get_last_track(text.get()), 2);
}

TEST(CdTextByLibcdio, HasEveryLanguageOfTheSameLetters) {
    auto layout = exampleDisc();
    ASSERT_TRUE(layout);
    layout->translations.push_back({"de", {{"Platte", "", ""}, {"Übermut", "", ""}, {"Zweites Lied", "", ""}}});
    layout->translations.push_back({"fr", {{"Disque", "", ""}, {"Première", "", ""}, {"", "", ""}}});
    const Text text = readByLibcdio(cdTextPacks(*layout).value());
    ASSERT_TRUE(cdtext_select_language(text.get(), CDTEXT_LANGUAGE_GERMAN));
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_TITLE, 1), "Übermut");
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_TITLE, 2), "Zweites Lied");
    ASSERT_TRUE(cdtext_select_language(text.get(), CDTEXT_LANGUAGE_FRENCH));
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_TITLE, 1), "Première");
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_TITLE, 2), "Second Song");
}

// libcdio reads all blocks in the letters of the last: the others are in ASCII here.
TEST(CdTextByLibcdio, HasJapaneseBesideEnglish) {
    auto layout = exampleDisc();
    ASSERT_TRUE(layout);
    layout->translations.push_back({"ja", {{"日本の歌", "楽団", ""}, {"夜明け前の長い道のり", "", ""}, {"ソ十表", "", ""}}});
    const Text text = readByLibcdio(cdTextPacks(*layout).value());
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_TITLE, 1), "First Song");
    ASSERT_TRUE(cdtext_select_language(text.get(), CDTEXT_LANGUAGE_JAPANESE));
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_TITLE, 0), "日本の歌");
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_TITLE, 1), "夜明け前の長い道のり");
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_TITLE, 2), "ソ十表");
    EXPECT_EQ(stringOf(text, CDTEXT_FIELD_PERFORMER, 0), "楽団");
}

} // namespace
} // namespace lacquer::formats::disc
