#include "formats/deliver/ddp_import.h"

#include "engine/project/album_edits.h"
#include "formats/deliver/delivery.h"
#include "formats/deliver/target_library.h"
#include "tests/formats/album/small_album.h"

#include <gtest/gtest.h>

#include <fstream>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

const TargetLibrary& library() {
    static const TargetLibrary loaded = loadTargetsFrom({LACQUER_SHIPPED_TARGETS});
    return loaded;
}

/// Three tracks: a pause, none, an index mark, a second language, and a hidden half second that starts
/// the first.
void fill(SmallAlbum& album) {
    album.addTrack(noise(6 * 44100, 1), 0, "Première");
    album.addTrack(noise(5 * 44100 + 123, 2), 1.5, "Second");
    album.addTrack(noise(5 * 44100, 3), 0, "Third");
    album.change([](project::Project& project) {
        const auto first = project.album->tracks[0]->id, second = project.album->tracks[1]->id;
        project = *setAlbumIndexMarks(project, second, {{2.0}});
        project = *setAlbumPregap(project, first, {0.5});
        project = *setAlbumTrackMetadata(project, first, "isrc", "AA6Q72000047");
        project = *setAlbumTrackMetadata(project, first, "title@de", "Erstes");
        for (const auto& [key, value] : {std::pair{"title", "Disc"}, {"artist", "Band"}, {"upc", "5901234123457"}, {"title@de", "Platte"}})
            project = *setAlbumMetadata(project, key, value);
    });
}

fs::path deliverDdp(const SmallAlbum& album, const char* folder) {
    const auto made = deliver({album.subject(), {*library().find("cd-ddp")}, album.folder() / folder, false},
                              processors::ProcessorCatalogue{});
    EXPECT_TRUE(made && made->front().passed) << (made ? made->front().problems.empty() ? "" : made->front().problems[0] : made.error().message);
    return album.folder() / folder / "cd-ddp" / "DDP";
}

TEST(DdpImport, AnAlbumComesBackAsItWasAndMakesTheSameDiscAgain) {
    SmallAlbum album("ddp-source", {44100});
    fill(album);
    const fs::path first = deliverDdp(album, "out");
    const auto set = disc::readDdp(first);
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_TRUE(set->problems.empty()) << set->problems[0];

    SmallAlbum copy("ddp-copy", {44100});
    const auto imported = addDdpToAlbum(*copy.project(), *set, copy.folder() / "project");
    ASSERT_TRUE(imported) << imported.error().message;
    copy.change([&](project::Project& project) { project = *imported; });
    const auto& tracks = copy.project()->album->tracks;
    ASSERT_EQ(tracks.size(), 3u);
    EXPECT_EQ(tracks[0]->metadata.at("title"), "Première");
    EXPECT_EQ(tracks[0]->metadata.at("isrc"), "AA6Q72000047");
    EXPECT_EQ(tracks[0]->metadata.at("title@de"), "Erstes");
    EXPECT_NEAR(tracks[0]->pregap.value, 0.5, 1.0 / 75);
    ASSERT_EQ(tracks[1]->indexMarks.size(), 1u);
    EXPECT_EQ(copy.project()->album->metadata.at("upc"), "5901234123457");

    const fs::path second = deliverDdp(copy, "out");
    for (const char* file : {"IMAGE.DAT", "PQDESCR", "CDTEXT.BIN", "DDPID", "DDPMS"})
        EXPECT_TRUE(bytesOf(first / file) == bytesOf(second / file)) << file;
}

TEST(DdpImport, ExtractedTracksAreTheImageCutAtItsMarks) {
    SmallAlbum album("ddp-extract", {44100});
    fill(album);
    const auto set = disc::readDdp(deliverDdp(album, "out"));
    ASSERT_TRUE(set);
    const auto tracks = extractTracks(*set, album.folder() / "tracks");
    ASSERT_TRUE(tracks) << tracks.error().message;
    ASSERT_EQ(tracks->size(), 4u);
    EXPECT_EQ((*tracks)[0].file.filename(), "00 Hidden track.wav");
    EXPECT_EQ((*tracks)[1].file.filename(), "01 Première.wav");
    std::string joined(static_cast<std::size_t>(disc::kFirstPause * disc::kBytesPerSector), '\0');
    for (const ExtractedTrack& track : *tracks) {
        const auto samples = samplesOf(track.file);
        joined.append(reinterpret_cast<const char*>(samples.data()), samples.size() * 2);
    }
    EXPECT_TRUE(joined == bytesOf(set->image));
}

TEST(DdpImport, AShortImageIsRefusedInWords) {
    SmallAlbum album("ddp-short", {44100});
    fill(album);
    const fs::path folder = deliverDdp(album, "out");
    fs::resize_file(folder / "IMAGE.DAT", 2352 * 200);
    const auto set = disc::readDdp(folder);
    ASSERT_TRUE(set);
    EXPECT_FALSE(set->problems.empty());
    const auto tracks = extractTracks(*set, album.folder() / "tracks");
    ASSERT_FALSE(tracks);
    EXPECT_NE(tracks.error().message.find("IMAGE.DAT"), std::string::npos);
}

TEST(HiddenTrack, LiesBeforeIndexOneInCueAndToc) {
    if (!hasProgram("cdrdao")) GTEST_SKIP() << "cdrdao is not installed";
    SmallAlbum album("hidden", {44100});
    fill(album);
    const auto made = deliver({album.subject(), {*library().find("cd-cue"), *library().find("cd-toc")}, album.folder() / "out", false},
                              processors::ProcessorCatalogue{});
    ASSERT_TRUE(made) << made.error().message;
    const std::string cue = bytesOf(album.folder() / "out" / (*made)[0].files[1].path);
    EXPECT_NE(cue.find("INDEX 00 00:00:00\r\n    INDEX 01 00:00:38"), std::string::npos) << cue; // 37.5 frames
    const fs::path toc = album.folder() / "out" / (*made)[1].files[1].path;
    const std::string shown =
        outputOf("cd '" + toc.parent_path().string() + "' && cdrdao show-toc '" + toc.filename().string() + "'");
    EXPECT_EQ(shown.find("ERROR"), std::string::npos) << shown;
    EXPECT_NE(shown.find("00:00:38"), std::string::npos) << shown;
}

} // namespace
} // namespace lacquer::formats
