#include "formats/deliver/vinyl_findings.h"

#include "engine/project/album_edits.h"
#include "formats/deliver/delivery.h"
#include "formats/deliver/target_library.h"
#include "tests/formats/album/small_album.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::formats {
namespace {

TEST(VinylSides, SayWhereTheLatheWouldSuffer) {
    SmallAlbum album("vinyl", {48000});
    album.addTrack(noise(4 * 48000, 1, -20), 0, "Fine");
    auto samples = noise(6 * 48000, 2, -30);
    for (std::size_t k = 0; k < samples.size() / 2; ++k) {
        const double bass = 6000 * std::sin(2 * 3.14159265358979 * 60 * static_cast<double>(k) / 48000);
        samples[2 * k] = static_cast<std::int16_t>(samples[2 * k] + bass);
        samples[2 * k + 1] = static_cast<std::int16_t>(samples[2 * k + 1] - bass);
    }
    album.addTrack(samples, 1, "Wide Bass");
    const auto library = loadTargetsFrom({LACQUER_SHIPPED_TARGETS});
    const auto made = deliver({album.subject(), {*library.find("vinyl")}, album.folder() / "out", false}, processors::ProcessorCatalogue{});
    ASSERT_TRUE(made) << made.error().message;
    std::string notes;
    for (const auto& note : made->front().notes) notes += note + "\n";
    EXPECT_NE(notes.find("Side B, 0:0"), std::string::npos) << notes;
    EXPECT_NE(notes.find("(Wide Bass): Bass out of phase"), std::string::npos) << notes;
}

TEST(CassetteSides, AreNotCutOnALathe) {
    SmallAlbum album("cassette", {44100});
    auto samples = noise(4 * 44100, 2, -20);
    for (std::size_t k = 0; k < samples.size() / 2; ++k) samples[2 * k + 1] = static_cast<std::int16_t>(-samples[2 * k]);
    album.addTrack(samples, 0, "Wide");
    const auto library = loadTargetsFrom({LACQUER_SHIPPED_TARGETS});
    const auto made = deliver({album.subject(), {*library.find("cassette")}, album.folder() / "out", false}, processors::ProcessorCatalogue{});
    ASSERT_TRUE(made) << made.error().message;
    for (const auto& note : made->front().notes) EXPECT_EQ(note.find("Bass out of phase"), std::string::npos) << note;
}

TEST(TooLong, IsRefusedBeforeAnythingIsRendered) {
    SmallAlbum album("too-long", {44100});
    for (unsigned k = 0; k < 4; ++k) album.addTrack(noise(20 * 44100, k + 1), k ? 1 : 0, "Song " + std::to_string(k + 1));
    album.setAlbum("title", "Long");
    const auto library = loadTargetsFrom({LACQUER_SHIPPED_TARGETS});
    for (const char* id : {"vinyl", "cassette", "cd-ddp", "cd-cue"}) {
        mastering::Target target = *library.find(id);
        target.sideLength = Seconds{15}; // a plant's figure in the target's data
        const auto made = deliver({album.subject(), {target}, album.folder() / "out", false}, processors::ProcessorCatalogue{});
        ASSERT_TRUE(made) << made.error().message;
        ASSERT_FALSE(made->front().passed) << id;
        EXPECT_NE(made->front().problems.front().find("long, and 0:15"), std::string::npos) << made->front().problems.front();
    }
    EXPECT_FALSE(cachedAlbumMaster(album.subject())) << "it was known beforehand";
}

TEST(VinylSides, BeginWhereTheAlbumSays) {
    SmallAlbum album("sides", {48000});
    for (unsigned k = 0; k < 4; ++k) album.addTrack(noise(4 * 48000, k + 1), k ? 1 : 0, "Song " + std::to_string(k + 1));
    album.change([](project::Project& project) { project = *setAlbumSideStart(project, project.album->tracks[3]->id, true); });
    const auto library = loadTargetsFrom({LACQUER_SHIPPED_TARGETS});
    const auto made = deliver({album.subject(), {*library.find("vinyl")}, album.folder() / "out", false}, processors::ProcessorCatalogue{});
    ASSERT_TRUE(made) << made.error().message;
    ASSERT_TRUE(made->front().passed);
    EXPECT_EQ(secondsOf(made->front().files[1].frames, made->front().files[1].rate).value, 4);
}

} // namespace
} // namespace lacquer::formats
