#include "formats/album/album_master.h"

#include "formats/deliver/delivery.h"
#include "tests/formats/album/small_album.h"

#include <gtest/gtest.h>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;

std::vector<std::int16_t> part(const std::vector<std::int16_t>& samples, std::size_t from, std::size_t to) {
    return {samples.begin() + static_cast<std::ptrdiff_t>(2 * from), samples.begin() + static_cast<std::ptrdiff_t>(2 * to)};
}

TEST(AlbumMaster, OfAGaplessAlbumIsTheContinuousRecordingBitForBit) {
    // Cuts that lie on no quantum of 64 frames and on no frame of a CD.
    const auto whole = noise(50000, 1);
    SmallAlbum album("gapless");
    album.addTrack(part(whole, 0, 12345), 0, "One");
    album.addTrack(part(whole, 12345, 30001), 0, "Two");
    album.addTrack(part(whole, 30001, 50000), 0, "Three");
    const processors::ProcessorCatalogue catalogue;
    const fs::path one = album.folder() / "master.wav";
    ASSERT_TRUE(writeMaster(album.subject(), catalogue, one, false, 16, false));
    EXPECT_EQ(samplesOf(one), whole);

    const auto parts = writeMaster(album.subject(), catalogue, album.folder() / "parts", true, 16, false);
    ASSERT_TRUE(parts) << parts.error().message;
    std::vector<std::int16_t> joined;
    for (const fs::path& file : parts->files) {
        const auto samples = samplesOf(file);
        joined.insert(joined.end(), samples.begin(), samples.end());
    }
    EXPECT_EQ(joined, whole) << "files per track, read back in order";
}

TEST(AlbumMaster, HoldsGapsToTheSampleAndAsDigitalSilence) {
    const auto first = noise(10000, 2), second = noise(9000, 3);
    SmallAlbum album("gaps");
    album.addTrack(first, 0, "One");
    album.addTrack(second, 0.1, "Two"); // 4410 frames
    const processors::ProcessorCatalogue catalogue;
    const fs::path file = album.folder() / "master.wav";
    ASSERT_TRUE(writeMaster(album.subject(), catalogue, file, false, 16, false));
    const auto samples = samplesOf(file);
    ASSERT_EQ(samples.size(), 2u * (10000 + 4410 + 9000));
    EXPECT_EQ(part(samples, 0, 10000), first);
    EXPECT_EQ(part(samples, 10000, 14410), std::vector<std::int16_t>(2 * 4410, 0));
    EXPECT_EQ(part(samples, 14410, 23410), second);
}

TEST(AlbumMaster, IsTakenFromTheCacheWhileNothingChanged) {
    SmallAlbum album("cached");
    album.addTrack(noise(30000, 4), 0, "One");
    const processors::ProcessorCatalogue catalogue;
    EXPECT_FALSE(cachedAlbumMaster(album.subject()));
    int rendered = 0;
    const auto count = [&rendered](const std::string& stage, double) {
        rendered += stage == "Rendering the album";
        return true;
    };
    const auto first = renderAlbumMaster(album.subject(), catalogue, count);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_GT(rendered, 0);
    rendered = 0;
    const auto second = renderAlbumMaster(album.subject(), catalogue, count);
    ASSERT_TRUE(second);
    EXPECT_EQ(rendered, 0);
    EXPECT_EQ(second->facts[0].measures.truePeakDbtp, first->facts[0].measures.truePeakDbtp);
    EXPECT_EQ(second->tracks, first->tracks);

    album.changeAlbum([](project::Album& changed, project::Project&) {
        project::AlbumTrack track = *changed.tracks[0];
        track.gain = {-1.0};
        changed.tracks[0] = std::make_shared<const project::AlbumTrack>(track);
    });
    EXPECT_FALSE(cachedAlbumMaster(album.subject())) << "another gain is another master";
}

TEST(AlbumMaster, SaysWhichFileIsMissing) {
    SmallAlbum album("missing");
    album.addTrack(noise(30000, 5), 0, "Lost");
    fs::remove(album.folder() / "project" / "audio" / "Lost.wav");
    const auto master = renderAlbumMaster(album.subject(), processors::ProcessorCatalogue{});
    ASSERT_FALSE(master);
    EXPECT_NE(master.error().message.find("Lost"), std::string::npos) << master.error().message;
}

TEST(AlbumMaster, LeavesNothingBehindWhenStopped) {
    SmallAlbum album("stopped");
    album.addTrack(noise(400000, 6), 0, "One");
    const auto master = renderAlbumMaster(album.subject(), processors::ProcessorCatalogue{},
                                          [](const std::string& stage, double) { return stage != "Rendering the album"; });
    ASSERT_FALSE(master);
    EXPECT_EQ(master.error().kind, ErrorKind::cancelled);
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(album.folder() / "project" / "cache"))
        files += entry.is_regular_file();
    EXPECT_EQ(files, 0);
}

TEST(MasterAtRate, MovesMarksToTheirNearestFrames) {
    SmallAlbum album("rates", {48000});
    album.addTrack(noise(48000, 7), 0, "One");
    album.addTrack(noise(48000, 8), 0.5, "Two");
    const auto master = renderAlbumMaster(album.subject(), processors::ProcessorCatalogue{});
    ASSERT_TRUE(master);
    const auto converted = masterAtRate(*master, {44100}, 2);
    ASSERT_TRUE(converted) << converted.error().message;
    EXPECT_EQ(converted->tracks[1].start.value, 66150);
    EXPECT_EQ(converted->length.value, 110250);
    // Converting does not change how loud it is.
    EXPECT_NEAR(converted->facts[0].measures.integratedLufs, master->facts[0].measures.integratedLufs, 0.05);
}

} // namespace
} // namespace lacquer::formats
