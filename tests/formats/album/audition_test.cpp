#include "formats/album/audition.h"

#include "engine/render/bounce.h"
#include "formats/album/float_file.h"
#include "formats/audio/source_pool.h"
#include "tests/formats/album/small_album.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::formats {
namespace {

class Collect final : public render::AudioSink {
public:
    Result<void> write(const float* const* planes, int frames) override {
        for (std::size_t c = 0; c < 2; ++c) heard[c].insert(heard[c].end(), planes[c], planes[c] + frames);
        return {};
    }
    std::vector<float> heard[2];
};

/// What the engine plays of an audition.
Collect played(const Audition& audition, SampleRate rate) {
    Collect sink;
    render::BounceRequest request;
    request.song = audition.song.get();
    request.rate = rate;
    const processors::ProcessorCatalogue catalogue;
    const auto done = bounce(request, catalogue, *audition.sources, sink, {}, {});
    EXPECT_TRUE(done) << done.error().message;
    return sink;
}

class Auditions : public ::testing::Test {
protected:
    void SetUp() override {
        album_.addTrack(noise(6 * kRate, 1), 0, "One");
        auto quietThenLoud = noise(4 * kRate, 2, -40);
        const auto loud = noise(2 * kRate, 3, -14);
        quietThenLoud.insert(quietThenLoud.end(), loud.begin(), loud.end());
        album_.addTrack(quietThenLoud, 1, "Two");
        auto master = renderAlbumMaster(album_.subject(), processors::ProcessorCatalogue{});
        ASSERT_TRUE(master) << master.error().message;
        master_ = std::move(*master);
    }

    std::vector<float> ofMaster(FramePosition start, FrameCount length) const {
        std::vector<float> left;
        auto reader = openRendered(master_.file);
        (void)readSpan(**reader, start, length, [&](const float* const* planes, int frames) -> Result<void> {
            left.insert(left.end(), planes[0], planes[0] + frames);
            return {};
        });
        return left;
    }

    static constexpr int kRate = 48000;
    SmallAlbum album_{"auditions", {kRate}};
    AlbumMaster master_;
};

TEST_F(Auditions, TransitionsAreTheMasterAroundEachBoundary) {
    const auto spans = transitionsOf(master_, {3}, {2});
    ASSERT_EQ(spans.size(), 1u);
    EXPECT_EQ(spans[0].start.value, 7 * kRate - 3 * kRate);
    EXPECT_EQ(spans[0].length.value, 5 * kRate);
    const Collect heard = played(auditionOf(spans, {kRate}, nullptr), {kRate});
    const auto expected = ofMaster(spans[0].start, spans[0].length);
    ASSERT_GE(heard.heard[0].size(), expected.size());
    for (std::size_t k = kRate / 10; k < expected.size() - kRate / 10; ++k) ASSERT_EQ(heard.heard[0][k], expected[k]) << k;
}

TEST_F(Auditions, ChorusesAreTheLoudestStretchOfEachSong) {
    const auto spans = chorusesOf(master_, {2}, false);
    ASSERT_TRUE(spans);
    ASSERT_EQ(spans->size(), 2u);
    EXPECT_NEAR(static_cast<double>(((*spans)[1].start - master_.tracks[1].start).value) / kRate, 4, 0.6);
    EXPECT_EQ((*spans)[0].length.value, 2 * kRate);
}

TEST_F(Auditions, JumpToTheSameRelativePlace) {
    const FramePosition half = master_.tracks[0].start + FrameCount{master_.tracks[0].length.value / 2};
    const FramePosition there = sameRelativePlace(master_, half, 1);
    EXPECT_EQ((there - master_.tracks[1].start).value, master_.tracks[1].length.value / 2);
    EXPECT_EQ(trackAt(master_, there), 1u);
}

TEST_F(Auditions, ReferencesPlayAtTheirMatchedLevel) {
    const auto source = album_.project()->sources[0]->id;
    const auto pool = std::make_shared<SourcePool>(*album_.project(), album_.subject().folder);
    const Collect plain = played(auditionOf({{"", source, {}, {kRate}, 0, ""}}, {kRate}, pool), {kRate});
    const Collect down = played(auditionOf({{"", source, {}, {kRate}, -6, ""}}, {kRate}, pool), {kRate});
    EXPECT_NEAR(down.heard[0][kRate / 2], plain.heard[0][kRate / 2] * std::pow(10.0, -6.0 / 20), 1e-6);
}

TEST_F(Auditions, SideIsSilentForMonoAndMidIsWhole) {
    const auto level = [&](Ear ear) {
        std::vector<HeardSpan> spans{{master_.file, {}, {0}, {kRate}, 0, ""}};
        const Collect heard = played(auditionOf(spans, {kRate}, nullptr, listeningInserts(ear)), {kRate});
        double power = 0;
        for (const float value : heard.heard[0]) power += double{value} * value;
        return power;
    };
    // The two channels of the noise are unrelated: mid and side have the same power, half of the left's
    // each, and the four bands together have about all of it.
    const double stereo = level(Ear::stereo), mid = level(Ear::mid), side = level(Ear::side);
    EXPECT_NEAR(mid / stereo, 0.5, 0.05);
    EXPECT_NEAR(side / stereo, 0.5, 0.05);
    const double bands = level(Ear::low) + level(Ear::lowMid) + level(Ear::highMid) + level(Ear::high);
    EXPECT_NEAR(bands / stereo, 1, 0.15);
}

TEST(AuditionsOfSpans, StartOverWhenAskedTo) {
    const std::vector<HeardSpan> spans{{"a.wav", {}, {}, {1000}, 0, ""}, {"a.wav", {}, {5000}, {500}, 0, ""}};
    EXPECT_FALSE(auditionOf(spans, {48000}, nullptr).song->loop.on);
    const auto again = auditionOf(spans, {48000}, nullptr, {}, Again::yes).song->loop;
    EXPECT_TRUE(again.on);
    EXPECT_EQ(again.start.value, 0);
    EXPECT_EQ(again.end.value, 1500);
}

TEST(AuditionsOfSpans, SetSongAgainstSongAtTheQuietestsLoudness) {
    SmallAlbum album("songs-matched", {48000});
    album.addTrack(noise(3 * 48000, 1, -14), 0, "Loud");
    album.addTrack(noise(3 * 48000, 2, -20), 1, "Quiet");
    const auto master = renderAlbumMaster(album.subject(), processors::ProcessorCatalogue{});
    ASSERT_TRUE(master);
    const auto spans = songsMatched(*master);
    ASSERT_EQ(spans.size(), 2u);
    EXPECT_EQ(spans[1].gainDb, 0);
    EXPECT_NEAR(spans[0].gainDb, -6, 0.3);
    EXPECT_EQ(spans[0].length.value, 3 * 48000) << "without the gap behind it";
    EXPECT_EQ(spans[1].start.value, 4 * 48000);
}

} // namespace
} // namespace lacquer::formats
