#include "formats/disc/cue_toc.h"

#include "example_disc.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace lacquer::formats::disc {
namespace {

namespace fs = std::filesystem;

std::string outputOf(const std::string& command) {
    std::string text;
    if (std::FILE* pipe = popen(command.c_str(), "r")) {
        std::array<char, 4096> piece{};
        while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), pipe))
            text.append(piece.data(), count);
        if (pclose(pipe) != 0) text += "\n(failed)";
    }
    return text;
}

bool hasCdrdao() { return std::system("command -v cdrdao >/dev/null 2>&1") == 0; }

/// 44-byte header of a 16-bit stereo WAV at 44.1 kHz.
std::string wavOfSilence(std::int64_t sectors) {
    const auto bytes = static_cast<std::uint32_t>(sectors * kBytesPerSector);
    std::string wav = "RIFF____WAVEfmt ";
    const auto put32 = [&wav](std::uint32_t v) {
        for (int k = 0; k < 4; ++k) wav += static_cast<char>(v >> (8 * k));
    };
    const auto put16 = [&wav](unsigned v) {
        wav += static_cast<char>(v);
        wav += static_cast<char>(v >> 8);
    };
    put32(16), put16(1), put16(2), put32(44100), put32(176400), put16(4), put16(16);
    wav += "data";
    put32(bytes);
    wav.append(bytes, '\0');
    std::string size;
    for (int k = 0; k < 4; ++k) size += static_cast<char>((bytes + 36) >> (8 * k));
    return wav.replace(4, 4, size);
}

class DiscSheets : public ::testing::Test {
protected:
    void SetUp() override {
        if (!hasCdrdao()) GTEST_SKIP() << "cdrdao is not installed";
        folder_ = fs::temp_directory_path() /
                  ("lacquer-sheets-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
        fs::create_directories(folder_);
        layout_ = *layOutCd({{{0}, {441000}, {}, "Première \"live\"", "Ærlig", "", "AA6Q72000047"},
                             {{529200}, {441000}, {}, "Second", "Ærlig", "", "AA6Q72000048"},
                             {{970200}, {441000}, {}, "Third", "Ærlig", "", ""}},
                            {1411200}, {"Façade", "Ærlig", "5901234123457", ""});
    }

    void TearDown() override { fs::remove_all(folder_); }

    void write(const std::string& name, const std::string& bytes) {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
    }

    std::string shown(const std::string& sheet) {
        return outputOf("cd '" + folder_.string() + "' && cdrdao show-toc " + sheet + " 2>&1");
    }

    fs::path folder_;
    CdLayout layout_;
};

TEST_F(DiscSheets, CdrdaoReadsTheTocWithItsTimesAndCodes) {
    write("album.bin", std::string(static_cast<std::size_t>((layout_.leadOut - kFirstPause) * kBytesPerSector), '\0'));
    write("album.toc", cdrdaoToc(layout_, "album.bin"));
    const std::string text = shown("album.toc");
    EXPECT_EQ(text.find("ERROR"), std::string::npos) << text;
    EXPECT_EQ(text.find("(failed)"), std::string::npos) << text;
    // cdrdao counts from track 1, index 1: track 2's pause of 2 s begins at 10 s.
    for (const char* part : {"5901234123457", "ISRC AA 6Q7 20 00048", "PREGAP 00:02:00(   150)",
                             "START  00:12:00(   900)", "END    00:32:00(  2400)"})
        EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
}

TEST_F(DiscSheets, CdrdaoReadsATocInTwoLanguages) {
    layout_.translations.push_back({"de", {{"Fassade", "", ""}, {"Erste", "", ""}, {}, {"Dritte", "", ""}}});
    write("album.bin", std::string(static_cast<std::size_t>((layout_.leadOut - kFirstPause) * kBytesPerSector), '\0'));
    write("album.toc", cdrdaoToc(layout_, "album.bin"));
    const std::string text = shown("album.toc");
    EXPECT_EQ(text.find("ERROR"), std::string::npos) << text;
    EXPECT_EQ(text.find("(failed)"), std::string::npos) << text;
    EXPECT_NE(text.find("START  00:12:00(   900)"), std::string::npos) << text;
}

TEST_F(DiscSheets, CdrdaoReadsTheCueSheet) {
    write("album.wav", wavOfSilence(layout_.leadOut - kFirstPause));
    write("album.cue", cueSheet(layout_, "album.wav"));
    const std::string text = shown("album.cue");
    EXPECT_EQ(text.find("ERROR"), std::string::npos) << text;
    EXPECT_EQ(text.find("(failed)"), std::string::npos) << text;
    EXPECT_NE(text.find("START  00:22:00(  1650)"), std::string::npos) << text;
    EXPECT_NE(text.find("ISRC AA 6Q7 20 00047"), std::string::npos) << text;
}

TEST(CueSheet, CountsTimesFromTheFileAndQuotesNoCode) {
    const std::string sheet = cueSheet(*exampleDisc(), "Demo Disc.wav");
    EXPECT_NE(sheet.find("FILE \"Demo Disc.wav\" WAVE\r\n"), std::string::npos);
    EXPECT_NE(sheet.find("  TRACK 01 AUDIO\r\n    TITLE \"First Song\"\r\n    PERFORMER \"Lacquer\"\r\n"
                         "    ISRC AA6Q72000047\r\n    INDEX 01 00:00:00\r\n"),
              std::string::npos)
        << sheet;
    EXPECT_NE(sheet.find("    INDEX 00 00:10:00\r\n    INDEX 01 00:12:00\r\n"), std::string::npos);
}

} // namespace
} // namespace lacquer::formats::disc
