#include "formats/album/album_master.h"

#include "formats/checksum/checksum.h"
#include "tests/engine/live/hand_device.h"
#include "tests/formats/album/small_album.h"

#include "engine/mastering/album_assembly.h"
#include "formats/album/float_file.h"
#include "formats/audio/source_pool.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRate = 44100;

const processors::ProcessorCatalogue& catalogue() {
    static const processors::ProcessorCatalogue made;
    return made;
}

/// Four songs of about a second with these pauses between them, through an equalizer and a limiter at
/// work. No length is a multiple of the quantum.
void fill(SmallAlbum& album, double gap) {
    const std::size_t lengths[] = {44101, 50003, 39917, 47111};
    for (std::uint32_t k = 0; k < 4; ++k) album.addTrack(noise(lengths[k], 20 + k, -12 - static_cast<double>(k)), k ? gap : 0, std::string("Song ") + static_cast<char>('A' + k));
    album.insertOnAlbum("eq", {{"band1.on", 1}, {"band1.type", 2}, {"band1.freq", 60}, {"band1.gain", 4}});
    album.insertOnAlbum("limiter", {{"gain", 6}, {"ceiling", -1}});
}

void changeTrack(SmallAlbum& album, std::size_t index, auto edit) {
    album.changeAlbum([&](project::Album& changed, project::Project&) {
        project::AlbumTrack track = *changed.tracks[index];
        edit(track);
        changed.tracks[index] = std::make_shared<const project::AlbumTrack>(std::move(track));
    });
}

Result<AlbumMaster> render(const SmallAlbum& album, int threads = 2) {
    RenderSubject subject = album.subject();
    subject.threads = threads;
    return renderAlbumMaster(subject, catalogue());
}

std::string bytes(const AlbumMaster& master) { return hashOfFile(Hash::sha256, master.file).value_or("unreadable"); }

void forgetCaches(const SmallAlbum& album) { fs::remove_all(album.subject().folder / "cache"); }

/// What was put together from a cache, and the same album without any: equal in bytes and measures.
void expectAsAfresh(const SmallAlbum& album, const AlbumMaster& warm) {
    const std::string with = bytes(warm);
    for (const int threads : {1, 2, 3}) {
        forgetCaches(album);
        const auto cold = render(album, threads);
        ASSERT_TRUE(cold) << cold.error().message;
        EXPECT_EQ(bytes(*cold), with) << threads << " threads";
        EXPECT_EQ(cold->length, warm.length);
        EXPECT_EQ(cold->latency, warm.latency);
        EXPECT_EQ(cold->audio, warm.audio);
        EXPECT_EQ(cold->whole.measures.integratedLufs, warm.whole.measures.integratedLufs);
        for (std::size_t k = 0; k < cold->facts.size(); ++k) {
            EXPECT_EQ(cold->facts[k].measures.integratedLufs, warm.facts[k].measures.integratedLufs);
            EXPECT_EQ(cold->facts[k].measures.truePeakDbtp, warm.facts[k].measures.truePeakDbtp);
        }
    }
}

TEST(IncrementalMaster, RendersAndMeasuresOnlyTheSongThatChanged) {
    SmallAlbum album("one-of-four");
    fill(album, 1.5);
    const auto first = render(album);
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_EQ(first->passages.size(), 4u);
    EXPECT_EQ(first->rendered.value, 44101 + 50003 + 39917 + 47111);
    EXPECT_EQ(first->measured, 4);

    changeTrack(album, 1, [](auto& track) { track.gain = {-2}; });
    const auto second = render(album);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->rendered.value, 50003);
    EXPECT_EQ(second->measured, 1);
    EXPECT_NE(second->audio[1], first->audio[1]);
    EXPECT_EQ(second->audio[2], first->audio[2]);
    expectAsAfresh(album, *second);
}

TEST(IncrementalMaster, RendersNothingWhenSongsOnlyMove) {
    SmallAlbum album("moved");
    fill(album, 1.5);
    ASSERT_TRUE(render(album));
    // The third goes first, and another pause moves the rest off the quantum.
    album.changeAlbum([](project::Album& changed, project::Project&) { std::rotate(changed.tracks.begin(), changed.tracks.begin() + 2, changed.tracks.begin() + 3); });
    changeTrack(album, 1, [](auto& track) { track.gap = {1.23456}; });
    const auto moved = render(album);
    ASSERT_TRUE(moved) << moved.error().message;
    EXPECT_EQ(moved->rendered.value, 0);
    EXPECT_EQ(moved->measured, 1) << "only the song that has another pause behind it";
    expectAsAfresh(album, *moved);
}

TEST(IncrementalMaster, RendersInOneWhatIsJoined) {
    SmallAlbum album("joined");
    fill(album, 1.5);
    changeTrack(album, 1, [](auto& track) { track.gap = {-0.25}; });
    ASSERT_TRUE(render(album));
    changeTrack(album, 0, [](auto& track) { track.gain = {-1}; });
    const auto changed = render(album);
    ASSERT_TRUE(changed);
    ASSERT_EQ(changed->passages.size(), 3u);
    EXPECT_EQ(changed->rendered.value, 44101 + 50003 - 11025) << "the crossfaded neighbour depends on it";
    expectAsAfresh(album, *changed);
}

TEST(IncrementalMaster, JoinsSongsWhereTheAlbumsChainRingsOverThePause) {
    SmallAlbum album("ringing");
    fill(album, 1.2);
    album.insertOnAlbum("reverb", {{"decay", 6}, {"mix", 30}});
    const auto first = render(album);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->passages.size(), 1u) << "the hall is heard into the next song";
    EXPECT_FALSE(first->overruns.empty());
    changeTrack(album, 3, [](auto& track) { track.gain = {-1}; });
    const auto second = render(album);
    ASSERT_TRUE(second);
    expectAsAfresh(album, *second);
}

TEST(IncrementalMaster, ConvertsOnlyTheSongThatChanged) {
    SmallAlbum album("converted");
    fill(album, 1.5);
    const auto first = render(album);
    ASSERT_TRUE(first);
    ASSERT_TRUE(masterAtRate(*first, {48000}, 2));
    changeTrack(album, 2, [](auto& track) { track.gain = {-2}; });
    const auto second = render(album);
    ASSERT_TRUE(second);
    const auto converted = masterAtRate(*second, {48000}, 2);
    ASSERT_TRUE(converted);
    EXPECT_EQ(converted->measured, 1);
    EXPECT_NEAR(static_cast<double>(converted->rendered.value), 39917 * 48000.0 / 44100, 2 + 48000 * 0.5);
    const std::string with = bytes(*converted);
    forgetCaches(album);
    const auto again = render(album, 1);
    ASSERT_TRUE(again);
    const auto cold = masterAtRate(*again, {48000}, 1);
    ASSERT_TRUE(cold);
    EXPECT_EQ(bytes(*cold), with);
}

TEST(IncrementalMaster, ForgetsAPassageWhoseFileIsGone) {
    SmallAlbum album("gone");
    fill(album, 1.5);
    const auto first = render(album);
    ASSERT_TRUE(first);
    fs::resize_file(first->file, 1000);
    changeTrack(album, 0, [](auto& track) { track.gain = {-2}; });
    const auto second = render(album);
    ASSERT_TRUE(second) << second.error().message;
    expectAsAfresh(album, *second);
}

class AlbumWithBuffer : public ::testing::TestWithParam<int> {};

TEST_P(AlbumWithBuffer, PlaysTheBitsThatAreDelivered) {
    SmallAlbum album("played-" + std::to_string(GetParam()));
    fill(album, 0); // gapless: one passage
    const auto master = render(album);
    ASSERT_TRUE(master) << master.error().message;
    const auto assembly = mastering::assembleAlbum(*album.project(), {});
    ASSERT_TRUE(assembly);
    lacquer::testing::Bench bench(GetParam());
    bench.sources = std::make_shared<SourcePool>(*album.project(), album.subject().folder);
    ASSERT_TRUE(bench.player.openDevice({}));
    ASSERT_TRUE(bench.player.show(album.project(), bench.sources, live::AlbumSubject{std::make_shared<const project::Song>(assembly->song)}));
    const auto heard = bench.play(2 * kRate);
    ASSERT_GE(std::ssize(heard[0]), 2 * kRate);

    auto reader = openRendered(master->file);
    ASSERT_TRUE(reader);
    std::vector<float> left(2 * kRate), right(2 * kRate);
    float* const planes[] = {left.data(), right.data()};
    (*reader)->read({}, {2 * kRate}, planes);
    std::size_t from = 0, first = 0;
    while (from < heard[0].size() && heard[0][from] == 0 && heard[1][from] == 0) ++from;
    while (first < left.size() && left[first] == 0 && right[first] == 0) ++first;
    std::int64_t wrong = 0, compared = 0;
    for (std::size_t k = 0; from + k < heard[0].size() && first + k < left.size(); ++k, ++compared)
        wrong += heard[0][from + k] != left[first + k] || heard[1][from + k] != right[first + k];
    EXPECT_EQ(wrong, 0) << "buffers of " << GetParam();
    EXPECT_GT(compared, kRate);
}

INSTANTIATE_TEST_SUITE_P(Buffers, AlbumWithBuffer, ::testing::Values(16, 100, 256, 1024, 4096));

} // namespace
} // namespace lacquer::formats
