#include "formats/report/document.h"
#include "formats/report/pdf.h"
#include "tests/formats/audio/temporary_folder.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>

namespace lacquer::formats::report {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// What poppler's programs print; empty where they are not installed.
std::string printed(const std::string& command) {
    std::string text;
    std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (!pipe) return text;
    char piece[4096];
    while (const std::size_t count = std::fread(piece, 1, sizeof piece, pipe)) text.append(piece, count);
    return ::pclose(pipe) == 0 ? text : std::string{};
}

Document example(int rows) {
    Document document{"Ærø & <Mirror>", {}};
    document.parts.emplace_back(Heading{"Compact disc", "✓ passed", Tone::good});
    document.parts.emplace_back(Paragraph{"The master of 幻 is 3 dB louder.", Tone::note});
    Table table{{{"#", Align::right, 1, false}, {"Title", Align::left, 6, false}, {"SHA-256", Align::left, 6, true}}, {}};
    for (int k = 1; k <= rows; ++k)
        table.rows.push_back({std::to_string(k), "Song " + std::to_string(k), std::string(64, 'a')});
    document.parts.emplace_back(std::move(table));
    return document;
}

TEST(Report, PageEscapesWhatWouldBeMarkup) {
    const std::string html = htmlOf(example(1));
    EXPECT_NE(html.find("<h1>Ærø &amp; &lt;Mirror&gt;</h1>"), std::string::npos);
    EXPECT_EQ(html.find("<Mirror>"), std::string::npos);
    EXPECT_NE(html.find("Song 1"), std::string::npos);
}

TEST(Report, PdfSaysOnEveryPageWhatPopplerReads) {
    if (printed("pdftotext -v").empty()) GTEST_SKIP() << "poppler-utils is not installed";
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "report.pdf";
    ASSERT_TRUE(writePdf(file, example(150), false));
    const std::string text = printed("pdftotext -layout '" + file.string() + "' -");
    for (const char* words : {"Ærø & <Mirror>", "Compact disc", "passed", "3 dB louder", "Song 1", "Song 150"})
        EXPECT_NE(text.find(words), std::string::npos) << words;
    const std::string info = printed("pdfinfo '" + file.string() + "'");
    EXPECT_NE(info.find("A4"), std::string::npos) << info;
    // Every page repeats the table's head.
    std::size_t heads = 0, pages = 0;
    for (std::size_t at = text.find("SHA-256"); at != std::string::npos; at = text.find("SHA-256", at + 1)) ++heads;
    for (const char c : text) pages += c == '\f';
    EXPECT_GT(pages, 2u);
    EXPECT_EQ(heads, pages);
}

TEST(Report, SameDocumentGivesTheSamePdf) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writePdf(folder.path() / "a.pdf", example(3), false));
    ASSERT_TRUE(writePdf(folder.path() / "b.pdf", example(3), false));
    const std::string bytes = bytesOf(folder.path() / "a.pdf");
    EXPECT_TRUE(bytes.starts_with("%PDF-"));
    EXPECT_EQ(bytes, bytesOf(folder.path() / "b.pdf"));
}

TEST(Report, DoesNotReplaceUnlessItMay) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "a.pdf";
    ASSERT_TRUE(writePdf(file, example(1), false));
    EXPECT_FALSE(writePdf(file, example(2), false));
    EXPECT_TRUE(writePdf(file, example(2), true));
}

} // namespace
} // namespace lacquer::formats::report
