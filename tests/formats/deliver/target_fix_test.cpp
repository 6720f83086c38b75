#include "formats/deliver/target_fix.h"

#include "formats/deliver/target_library.h"
#include "tests/formats/album/small_album.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::formats {
namespace {

const TargetLibrary& library() {
    static const TargetLibrary loaded = loadTargetsFrom({LACQUER_SHIPPED_TARGETS});
    return loaded;
}

std::optional<TargetFix> fixOf(const SmallAlbum& album, const char* id, const AlbumMaster* master) {
    const auto& target = *library().find(id);
    return fixFor(*album.project(), target, predictTarget(*album.project(), target, master), master, nullptr);
}

TEST(TargetFix, NamesTheTextThatIsMissing) {
    SmallAlbum album("fix-text", {48000});
    album.addTrack(noise(5 * 48000, 1, -30), 0, "Song");
    const auto fix = fixOf(album, "bandcamp", nullptr);
    ASSERT_TRUE(fix);
    EXPECT_EQ(fix->kind, TargetFix::Kind::albumText);
    EXPECT_NE(fix->text.find(fix->key), std::string::npos) << fix->text;
    album.setAlbum(fix->key, "Somebody");
    const auto next = fixOf(album, "bandcamp", nullptr);
    EXPECT_TRUE(!next || next->key != fix->key);
}

TEST(TargetFix, LowersTheCeilingByWhatGoesOverAndThenIsContent) {
    SmallAlbum album("fix-ceiling", {48000});
    album.addTrack(noise(5 * 48000, 1, -12), 0, "Loud");
    album.setAlbum("title", "T");
    album.setAlbum("artist", "A");
    album.insertOnAlbum("limiter", {{"gain", 12}, {"ceiling", 0}});
    const processors::ProcessorCatalogue catalogue;
    auto master = renderAlbumMaster(album.subject(), catalogue);
    ASSERT_TRUE(master);
    const auto fix = fixOf(album, "streaming-24", &*master);
    ASSERT_TRUE(fix);
    EXPECT_EQ(fix->kind, TargetFix::Kind::ceiling);
    EXPECT_LT(fix->ceiling, 0);
    album.change([&](project::Project& project) { project = *limitAlbum(project, catalogue, fix->ceiling); });
    master = renderAlbumMaster(album.subject(), catalogue);
    ASSERT_TRUE(master);
    EXPECT_LE(master->whole.measures.truePeakDbtp, *library().find("streaming-24")->ceiling);
    EXPECT_FALSE(fixOf(album, "streaming-24", &*master)) << "one press was enough";
}

TEST(TargetFix, PutsALimiterWhereThereIsNone) {
    SmallAlbum album("fix-limiter", {48000});
    auto samples = noise(5 * 48000, 1, -12);
    samples[48000] = 32767;
    samples[48001] = 32767;
    album.addTrack(samples, 0, "Peak");
    const processors::ProcessorCatalogue catalogue;
    const auto master = renderAlbumMaster(album.subject(), catalogue);
    ASSERT_TRUE(master);
    const auto fix = fixOf(album, "streaming-24", &*master);
    ASSERT_TRUE(fix);
    EXPECT_EQ(fix->kind, TargetFix::Kind::limiter);
    const auto limited = limitAlbum(*album.project(), catalogue, fix->ceiling);
    ASSERT_TRUE(limited);
    EXPECT_EQ(limited->album->channel->inserts.back()->processor, "limiter");
}

TEST(TargetFix, AsksToMeasureFirst) {
    SmallAlbum album("fix-measure", {48000});
    album.addTrack(noise(5 * 48000, 1, -30), 0, "Song");
    album.setAlbum("title", "T");
    album.setAlbum("artist", "A");
    const auto fix = fixOf(album, "streaming-24", nullptr);
    ASSERT_TRUE(fix);
    EXPECT_EQ(fix->kind, TargetFix::Kind::measure);
}

} // namespace
} // namespace lacquer::formats
