#include "example_disc.h"
#include "formats/checksum/checksum.h"
#include "formats/disc/cd_text.h"
#include "formats/disc/ddp.h"
#include "formats/disc/ddp_reader.h"
#include "formats/disc/ms_jis.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace lacquer::formats::disc {
namespace {

namespace fs = std::filesystem;

struct Reference {
    const char* file;
    std::size_t bytes;
    const char* md5;
    std::uint32_t crc;
};

// Worked out independently of this program and loaded by an unrelated DDP reader.
constexpr Reference kReferences[] = {
    {"DDPID", 128, "dea006136741ca56883419923aaa038a", 0x07851342},
    {"DDPMS", 384, "2ca29b74d6f75181e1e9a0c866521e50", 0x56F169B0},
    {"CDTEXT.BIN", 144, "60481c06a7645bbb347387caec77347e", 0x9B15E53E},
    {"PQDESCR", 448, "880e33799cc7ddec50d86bd13e117f6f", 0x86B345CC},
};

TEST(Ddp, WritesTheReferenceDiscToTheByte) {
    const auto layout = exampleDisc();
    ASSERT_TRUE(layout);
    const auto files = ddpDescriptors(*layout);
    ASSERT_TRUE(files);
    ASSERT_EQ(files->size(), std::size(kReferences));
    for (std::size_t k = 0; k < files->size(); ++k) {
        const auto& [name, bytes] = (*files)[k];
        EXPECT_EQ(name, kReferences[k].file);
        EXPECT_EQ(bytes.size(), kReferences[k].bytes) << name;
        EXPECT_EQ(hashOf(Hash::md5, bytes), kReferences[k].md5) << name;
        EXPECT_EQ(crc32Of(bytes.data(), bytes.size()), kReferences[k].crc) << name;
    }
}

// Recorded from cue2ddp: the CRC-16 of two packs' first sixteen bytes.
TEST(CdText, HasTheCrcOfRecordedPacks) {
    using namespace std::string_literals;
    EXPECT_EQ(cdTextCrc("\x80\0\0\0Disc Title\0T"s), 0xA714);
    EXPECT_EQ(cdTextCrc("\x80\0\0\0Back To Spac"s), 0x8C23);
}

TEST(CdText, CapsTheCharacterPositionAtFifteen) {
    const auto layout = layOutCd({{{0}, {441000}, {}, "B", "", "", ""}}, {441000},
                                 {std::string(30, 'A'), "", "", ""});
    ASSERT_TRUE(layout);
    const auto packs = cdTextPacks(*layout);
    ASSERT_TRUE(packs);
    ASSERT_EQ(packs->size(), 18u * 6);
    EXPECT_EQ((*packs)[3], 0);
    EXPECT_EQ((*packs)[18 + 3], 12);
    EXPECT_EQ((*packs)[36 + 3], 15);
    EXPECT_EQ(packs->substr(36 + 16, 2), "\xAA\x77");
}

TEST(CdText, RefusesMoreThanABlockHolds) {
    const auto layout = layOutCd({{{0}, {441000}, {}, std::string(4000, 'x'), "", "", ""}}, {441000}, {});
    ASSERT_TRUE(layout);
    EXPECT_FALSE(cdTextPacks(*layout));
}

TEST(CdText, HasABlockPerLanguageWithTheSameSizesInEach) {
    auto layout = exampleDisc();
    ASSERT_TRUE(layout);
    layout->translations.push_back({"de", {{"Platte", "", ""}, {"Erstes Lied", "", ""}, {"", "", ""}}});
    const auto packs = cdTextPacks(*layout);
    ASSERT_TRUE(packs) << packs.error().message;
    ASSERT_EQ(packs->size() % 18, 0u);
    int first = 0, second = 0;
    std::string sizes[2];
    for (std::size_t at = 0; at < packs->size(); at += 18) {
        const int block = (*packs)[at + 3] >> 4 & 7;
        EXPECT_EQ((*packs)[at + 2], block == 0 ? first : second); // each counts from 0
        (block == 0 ? first : second) += 1;
        if (static_cast<unsigned char>((*packs)[at]) == 0x8F) sizes[block] += packs->substr(at + 4, 12);
    }
    ASSERT_EQ(sizes[0].size(), 36u);
    ASSERT_EQ(sizes[1].size(), 36u);
    for (const std::string& size : sizes) {
        EXPECT_EQ(size[20], first - 1);
        EXPECT_EQ(size[21], second - 1);
        EXPECT_EQ(size.substr(28, 3), std::string("\x09\x08\0", 3)); // English, German; EBU Tech 3264
    }
    layout->translations[0].language = "th";
    ASSERT_FALSE(cdTextPacks(*layout));
    EXPECT_NE(cdTextPacks(*layout).error().message.find("th"), std::string::npos);
}

TEST(CdText, WritesJapaneseInTwoBytesALetter) {
    auto layout = exampleDisc();
    ASSERT_TRUE(layout);
    layout->translations.push_back({"ja", {{"日本の歌", "", ""}, {"ソ十 1", "", ""}, {"", "", ""}}});
    const auto packs = cdTextPacks(*layout);
    ASSERT_TRUE(packs) << packs.error().message;
    std::string titles, sizes;
    std::vector<int> characters;
    for (std::size_t at = 0; at < packs->size(); at += 18) {
        const auto place = static_cast<unsigned char>((*packs)[at + 3]);
        EXPECT_EQ(cdTextCrc(packs->substr(at, 16)), static_cast<unsigned char>((*packs)[at + 16]) << 8 | static_cast<unsigned char>((*packs)[at + 17]));
        EXPECT_EQ(place >> 7, place >> 4 & 7) << "only the second block has letters of two bytes";
        if ((place >> 4 & 7) != 1) continue;
        if (static_cast<unsigned char>((*packs)[at]) == 0x80) {
            titles += packs->substr(at + 4, 12);
            characters.push_back(place & 15);
        }
        if (static_cast<unsigned char>((*packs)[at]) == 0x8F) sizes += packs->substr(at + 4, 12);
    }
    // Code page 932: 日 93FA, 本 967B, の 82CC, 歌 89CC; ソ 835C and 十 8F5C end in the byte of a backslash;
    // what is left untranslated is in full width: Second Song.
    using namespace std::string_literals;
    const std::string wanted = "\x93\xFA\x96\x7B\x82\xCC\x89\xCC\0\0"s "\x83\x5C\x8F\x5C\x81\x40\x82\x50\0\0"s
                               "\x82\x72\x82\x85\x82\x83\x82\x8F\x82\x8E\x82\x84\x81\x40\x82\x72\x82\x8F\x82\x8E\x82\x87\0\0"s;
    EXPECT_EQ(titles.substr(0, wanted.size()), wanted);
    EXPECT_EQ(titles.find_first_not_of('\0', wanted.size()), std::string::npos);
    // The second pack begins with the second letter of track 1; the third with the third of track 2.
    EXPECT_EQ(characters, (std::vector{0, 1, 2, 8}));
    ASSERT_EQ(sizes.size(), 36u);
    EXPECT_EQ(static_cast<unsigned char>(sizes[0]), 0x80);
    EXPECT_EQ(sizes[29], 0x69);
}

TEST(MsJis, DropsWhatItLacksAndKeepsEveryLetterTwoBytesWide) {
    EXPECT_EQ(msJisOf("aé").value(), "\x82\x81\x82\x85");
    EXPECT_EQ(msJisOf("ｶ").value(), msJisOf("カ").value()) << "half-width katakana";
    EXPECT_EQ(msJisOf("😀").value(), "\x81\x48");
    EXPECT_EQ(utf8OfMsJis(msJisOf("夜の〜ドライブ").value()), "夜の～ドライブ");
    EXPECT_EQ(utf8OfMsJis("A\x93"), "A？") << "cut short in the middle of a letter";
}

TEST(CdText, IsLeftOutWhenThereIsNoText) {
    const auto layout = layOutCd({{{0}, {441000}, {}, "", "", "", ""}}, {441000}, {});
    ASSERT_TRUE(layout);
    EXPECT_EQ(cdTextPacks(*layout).value_or("x"), "");
    EXPECT_EQ(ddpDescriptors(*layout)->size(), 3u);
}

class DdpFolder : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  ("lacquer-ddp-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        const auto layout = exampleDisc();
        const auto files = ddpDescriptors(*layout);
        for (const auto& [name, bytes] : *files) write(name, bytes);
        const std::string image(static_cast<std::size_t>(layout->leadOut * kBytesPerSector), '\0');
        write(kImageFile, image);
        write("CHECKSUM.MD5", md5Line(hashOf(Hash::md5, image), kImageFile));
    }

    void TearDown() override { fs::remove_all(folder_); }

    void write(const std::string& name, const std::string& bytes) {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
    }

    void damage(const std::string& name, std::streamoff at) {
        std::fstream stream(folder_ / name, std::ios::binary | std::ios::in | std::ios::out);
        stream.seekg(at);
        const char byte = static_cast<char>(stream.get() ^ 1);
        stream.seekp(at);
        stream.put(byte);
    }

    fs::path folder_;
};

TEST_F(DdpFolder, ReadsBackAsItWasWritten) {
    const auto set = readDdp(folder_);
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_TRUE(set->problems.empty()) << set->problems.front();
    EXPECT_EQ(set->upc, "5901234123457");
    EXPECT_EQ(set->masterId, "LACQUER-EXAMPLE-01");
    EXPECT_EQ(set->imageSectors, 1800);
    ASSERT_EQ(set->marks.size(), 7u);
    EXPECT_EQ(set->marks[1].isrc, "AA6Q72000047");
    EXPECT_EQ(set->marks[4].sector, 1050);
    ASSERT_EQ(set->texts.size(), 6u);
    EXPECT_EQ(set->texts[2].text, "Second Song");
}

TEST_F(DdpFolder, ReadsEveryLanguage) {
    auto layout = exampleDisc();
    layout->translations.push_back({"fr", {{"Disque", "", ""}, {"Premi\u00e8re", "", ""}, {"", "", ""}}});
    const auto files = ddpDescriptors(*layout);
    for (const auto& [name, bytes] : *files) write(name, bytes);
    const auto set = readDdp(folder_);
    ASSERT_TRUE(set);
    EXPECT_TRUE(set->problems.empty()) << set->problems.front();
    std::vector<std::string> french;
    for (const auto& text : set->texts)
        if (text.language == 0x0F && text.type == 0x80) french.push_back(text.text);
    EXPECT_EQ(french, (std::vector<std::string>{"Disque", "Premi\u00e8re", "Second Song"}));
}

TEST_F(DdpFolder, ReadsJapanese) {
    auto layout = exampleDisc();
    layout->translations.push_back({"ja", {{"日本の歌", "", ""}, {"ソ十表", "", ""}, {"", "", ""}}});
    const auto files = ddpDescriptors(*layout);
    for (const auto& [name, bytes] : *files) write(name, bytes);
    const auto set = readDdp(folder_);
    ASSERT_TRUE(set);
    EXPECT_TRUE(set->problems.empty()) << set->problems.front();
    std::vector<std::string> titles;
    for (const auto& text : set->texts)
        if (text.language == 0x69 && text.type == 0x80) titles.push_back(text.text);
    EXPECT_EQ(titles, (std::vector<std::string>{"日本の歌", "ソ十表", "Ｓｅｃｏｎｄ　Ｓｏｎｇ"}));
}

TEST_F(DdpFolder, EveryDamagedDescriptorByteThatCountsIsNoticed) {
    const std::pair<const char*, int> places[] = {
        {"CDTEXT.BIN", 7}, {"CDTEXT.BIN", 143}, {"DDPMS", 270}, {"PQDESCR", 6 * 64 + 13}, {"IMAGE.DAT", 99999}};
    for (const auto& [name, at] : places) {
        damage(name, at);
        const auto set = readDdp(folder_);
        EXPECT_TRUE(!set || !set->problems.empty()) << name << " at " << at;
        damage(name, at);
    }
    EXPECT_TRUE(readDdp(folder_)->problems.empty()) << "mended again";
}

TEST_F(DdpFolder, RefusesAFolderThatIsNoFileset) {
    fs::remove(folder_ / "DDPMS");
    const auto set = readDdp(folder_);
    ASSERT_FALSE(set);
    EXPECT_NE(set.error().message.find("DDPMS"), std::string::npos);
}

} // namespace
} // namespace lacquer::formats::disc
