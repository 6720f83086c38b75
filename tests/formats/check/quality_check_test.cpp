#include "formats/check/quality_check.h"

#include "formats/check/check_report.h"
#include "tests/formats/album/small_album.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace lacquer::formats {
namespace {

constexpr int kRate = 48000;

/// Noise that clips from 1.0 to 1.2 s and is digitally silent from 2.0 to 2.5 s.
std::vector<std::int16_t> faulty() {
    auto samples = noise(4 * kRate, 5, -16);
    for (std::size_t k = 2 * kRate; k < 2 * (kRate + kRate / 5); ++k) samples[k] = k % 64 < 32 ? 32767 : -32768;
    std::fill(samples.begin() + 2 * 2 * kRate, samples.begin() + 2 * (2 * kRate + kRate / 2), std::int16_t{0});
    return samples;
}

const Finding* find(const CheckResult& result, const std::string& id) {
    const auto found = std::find_if(result.findings.begin(), result.findings.end(), [&](const Finding& finding) { return finding.id == id; });
    return found == result.findings.end() ? nullptr : &*found;
}

TEST(QualityCheck, FindsTheFaultsOfAFileWithTheirTimes) {
    SmallAlbum album("check-file", {kRate});
    album.addTrack(faulty(), 0, "Faulty");
    const auto result = checkFile(album.folder() / "project" / "audio" / "Faulty.wav");
    ASSERT_TRUE(result) << result.error().message;
    const Finding* clipping = find(*result, "clipping");
    ASSERT_TRUE(clipping);
    EXPECT_EQ(clipping->severity, FaultSeverity::error);
    EXPECT_NEAR(clipping->start.value().value, 1.0, 0.02);
    const Finding* dropout = find(*result, "dropout");
    ASSERT_TRUE(dropout);
    EXPECT_NEAR(dropout->start.value().value, 2.0, 0.02);
    EXPECT_NEAR(dropout->value.value(), 0.5, 0.02);
    EXPECT_EQ(result->readiness(), Readiness::notReady);
    EXPECT_EQ(secondsOf(result->length, result->rate).value, 4);
    const std::string page = report::htmlOf(checkReport(*result));
    for (const char* part : {"not ready", "Clips:", "0:01.0", "Digital silence"}) EXPECT_NE(page.find(part), std::string::npos) << part;
}

TEST(QualityCheck, HasNothingAgainstAQuietHonestFile) {
    SmallAlbum album("check-fine", {kRate});
    auto samples = noise(4 * kRate, 6, -24);
    for (std::size_t k = 0; k < 9600; ++k) { // no click at either end
        samples[k] = static_cast<std::int16_t>(samples[k] * static_cast<double>(k) / 9600);
        samples[samples.size() - 1 - k] = static_cast<std::int16_t>(samples[samples.size() - 1 - k] * static_cast<double>(k) / 9600);
    }
    album.addTrack(samples, 0, "Fine");
    const auto result = checkFile(album.folder() / "project" / "audio" / "Fine.wav");
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->readiness(), Readiness::ready) << result->findings.front().message;
}

TEST(QualityCheck, NamesTheSongOfAnAlbumAndWhatIsMissingOnPaper) {
    SmallAlbum album("check-album", {kRate});
    album.addTrack(noise(4 * kRate, 1, -24), 0, "First");
    album.addTrack(faulty(), 1, "Second");
    const auto result = checkAlbum(album.subject(), processors::ProcessorCatalogue{});
    ASSERT_TRUE(result) << result.error().message;
    const Finding* clipping = find(*result, "clipping");
    ASSERT_TRUE(clipping);
    EXPECT_EQ(clipping->subject, "Second");
    EXPECT_NEAR(clipping->start.value().value, 1.0, 0.02) << "from the start of its song";
    EXPECT_EQ(std::count_if(result->findings.begin(), result->findings.end(), [](const Finding& finding) { return finding.id == "isrc_missing"; }), 2);
}

TEST(QualityCheck, RefusesWhatIsNoAudio) {
    SmallAlbum album("check-text", {kRate});
    std::ofstream(album.folder() / "notes.wav") << "not audio at all";
    EXPECT_FALSE(checkFile(album.folder() / "notes.wav"));
}

} // namespace
} // namespace lacquer::formats
