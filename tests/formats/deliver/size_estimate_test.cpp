#include "formats/deliver/size_estimate.h"

#include "formats/deliver/delivery.h"
#include "formats/deliver/target_library.h"
#include "tests/formats/album/small_album.h"

#include <gtest/gtest.h>

namespace lacquer::formats {
namespace {

TEST(SizeEstimate, IsCloseToWhatIsDelivered) {
    SmallAlbum album("estimate", {48000});
    album.addTrack(noise(5 * 48000, 40), 0, "One");
    album.addTrack(noise(6 * 48000, 41), 2, "Two");
    // Turned a little, so that the words are 24 bits long and not the 16 of the files.
    album.changeAlbum([](project::Album& changed, project::Project&) {
        for (auto& track : changed.tracks) {
            project::AlbumTrack turned = *track;
            turned.gain = {-0.3};
            track = std::make_shared<const project::AlbumTrack>(std::move(turned));
        }
    });
    album.setAlbum("title", "Room");
    album.setAlbum("artist", "Us");
    const TargetLibrary library = loadTargetsFrom({LACQUER_SHIPPED_TARGETS});
    struct Case {
        const char* id;
        double tolerance; ///< PCM to the headers and a disc's pause; codecs by their rate; FLAC of noise is large
    };
    for (const Case& one : {Case{"streaming-24", 0.01}, {"archive", 0.01}, {"cd-ddp", 0.2}, {"mp3", 0.25}, {"flac", 0.35}}) {
        const mastering::Target target = *library.find(one.id);
        const auto made = deliver({album.subject(), {target}, album.folder() / one.id, false}, processors::ProcessorCatalogue{});
        ASSERT_TRUE(made) << made.error().message;
        ASSERT_TRUE((*made)[0].passed) << (*made)[0].problems.front();
        std::int64_t bytes = 0;
        for (const auto& file : (*made)[0].files)
            if (file.audio) bytes += file.bytes;
        const std::int64_t estimate = estimatedBytes(*album.project(), target, {});
        EXPECT_NEAR(static_cast<double>(estimate), static_cast<double>(bytes), one.tolerance * static_cast<double>(bytes)) << one.id;
    }
}

TEST(SizeEstimate, CountsTheCacheOncePerRate) {
    SmallAlbum album("estimate-cache", {48000});
    album.addTrack(noise(48000, 42), 0, "One");
    const TargetLibrary library = loadTargetsFrom({LACQUER_SHIPPED_TARGETS});
    const mastering::Target both[] = {*library.find("streaming-24"), *library.find("cd-ddp"), *library.find("cd-cue")};
    EXPECT_EQ(estimatedCacheBytes(*album.project(), both, {}, false), 8 * (48000 + 44100));
    EXPECT_EQ(estimatedCacheBytes(*album.project(), both, {}, true), 8 * 44100);
}

TEST(SizeEstimate, AsksTheDiskOfAFolderThatIsNotThereYet) {
    SmallAlbum album("estimate-free");
    const auto free = freeBytes(album.folder() / "not" / "yet");
    ASSERT_TRUE(free);
    EXPECT_GT(*free, 0);
}

} // namespace
} // namespace lacquer::formats
