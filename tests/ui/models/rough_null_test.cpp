#include "ui/models/rough_null.h"

#include "engine/project/channel_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/song_edits.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::ui {
namespace {

constexpr SampleRate kRate{48000};
constexpr std::int64_t kFrames = 8 * 48000;

/// Noise that sounds from a second on for a while; another for every source.
float noiseAt(std::uint64_t source, std::int64_t at, double from, double to) {
    const double seconds = static_cast<double>(at) / kRate.hz;
    if (seconds < from || seconds >= to) return 0;
    std::uint64_t x = static_cast<std::uint64_t>(at) * 0x9E3779B97F4A7C15ull + source * 0xBF58476D1CE4E5B9ull;
    x ^= x >> 31;
    x *= 0x94D049BB133111EBull;
    x ^= x >> 29;
    return static_cast<float>(static_cast<double>(x >> 40) / static_cast<double>(1 << 24) - 0.5) * 0.4f;
}

class Sounds : public AudioSources {
public:
    std::unique_ptr<AudioReader> open(SourceId source) const override { return std::make_unique<Reader>(source.value); }
    Result<std::shared_ptr<const LoadedAudio>> load(const std::string&) const override { return rough; }
    std::shared_ptr<LoadedAudio> rough = std::make_shared<LoadedAudio>();

private:
    class Reader : public AudioReader {
    public:
        explicit Reader(std::uint64_t source) : source_(source) {}
        int channels() const override { return 1; }
        FrameCount length() const override { return {kFrames}; }
        void read(FramePosition start, FrameCount count, float* const* planes) override {
            for (std::int64_t i = 0; i < count.value; ++i) planes[0][i] = noiseAt(source_, start.value + i, 0.5, 7.5);
        }
        std::uint64_t source_;
    };
};

class RoughNullTest : public testing::Test {
protected:
    RoughNullTest() : project(project::makeProject("Song", kRate)) {
        auto made = project::addSong(project, "Song");
        song = made->id;
        project = std::move(made->project);
        for (int k = 0; k < 2; ++k) {
            project::Source source;
            source.name = "Stem";
            source.file = "audio/stem.wav";
            source.length = {kFrames};
            auto pooled = project::addSource(std::move(project), source);
            ids.push_back(pooled->id);
            project::Clip clip;
            clip.source = pooled->id;
            clip.length = {kFrames};
            auto track = project::addTrack(std::move(pooled->project), song, {"Stem " + std::to_string(k), {}, false, {clip}, {}});
            tracks.push_back(track->id);
            project = std::move(track->project);
        }
        sounds.rough->rate = kRate;
    }

    /// Both stems at a gain, some frames late, and what else is wanted.
    void mixDown(double gain, std::int64_t late, double extraFrom, double extraTo) {
        std::vector<float> mix(static_cast<std::size_t>(kFrames));
        for (std::int64_t at = 0; at < kFrames; ++at) {
            double x = 0;
            for (const SourceId id : ids) x += static_cast<double>(noiseAt(id.value, at - late, 0.5, 7.5));
            x = x * gain + static_cast<double>(noiseAt(99, at, extraFrom, extraTo));
            mix[static_cast<std::size_t>(at)] = static_cast<float>(x);
        }
        sounds.rough->channels = {mix, mix};
    }

    RoughNull compared() {
        const auto null = nullAgainst(project, song, "rough.wav", catalogue, sounds, [](double) { return true; });
        EXPECT_TRUE(null) << null.error().message;
        return null.value_or(RoughNull{});
    }

    processors::ProcessorCatalogue catalogue;
    Sounds sounds;
    project::Project project;
    SongId song;
    std::vector<SourceId> ids;
    std::vector<ChannelId> tracks;
};

TEST_F(RoughNullTest, FindsNothingLeftOfAMixOfTheSameTracksHoweverTheSongIsMixed) {
    mixDown(0.5, 240, 0, 0);
    project = *project::setFader(std::move(project), tracks[0], Decibels{-20});
    project = *project::setMuted(std::move(project), tracks[1], true);
    const RoughNull null = compared();
    EXPECT_LT(null.residual, -80);
    EXPECT_NEAR(null.late, 0.005, 1e-6);
    EXPECT_NEAR(null.gain, -6.02, 0.1);
    EXPECT_FALSE(null.inverted);
    EXPECT_EQ(sentencesOf(null)[0].find("The tracks are all of the rough mix"), 0u);
}

TEST_F(RoughNullTest, NamesThePassageInWhichSomethingIsMissing) {
    mixDown(1, 0, 4, 6);
    const RoughNull null = compared();
    EXPECT_GT(null.residual, -20);
    ASSERT_FALSE(null.worst.empty());
    EXPECT_EQ(null.worst.front().start, 4);
    EXPECT_NEAR(null.worst.front().residual, 10 * std::log10(1.0 / 3), 0.5) << "one noise of three is missing";
    EXPECT_EQ(null.worst.size(), 1u) << "the others are all there";
    EXPECT_NE(sentencesOf(null)[1].find("0:04"), std::string::npos) << sentencesOf(null)[1];
}

TEST_F(RoughNullTest, RefusesAnotherSongAndAnotherRate) {
    std::vector<float> other(static_cast<std::size_t>(kFrames));
    for (std::int64_t at = 0; at < kFrames; ++at) other[static_cast<std::size_t>(at)] = noiseAt(1234, at, 0, 8);
    sounds.rough->channels = {other};
    EXPECT_FALSE(nullAgainst(project, song, "rough.wav", catalogue, sounds, [](double) { return true; }));
    sounds.rough->rate = {44100};
    const auto refused = nullAgainst(project, song, "rough.wav", catalogue, sounds, [](double) { return true; });
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("44100"), std::string::npos);
}

} // namespace
} // namespace lacquer::ui
