#include "formats/check/track_check.h"

#include "engine/project/clip_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace lacquer::formats {
namespace {

using project::Project;
using Kind = TrackFinding::Kind;

constexpr SampleRate kRate{48000};
constexpr std::int64_t kLength = 48000;

class Memory : public AudioReader {
public:
    explicit Memory(const std::vector<std::vector<float>>& planes) : planes_(planes) {}
    int channels() const override { return static_cast<int>(planes_.size()); }
    FrameCount length() const override { return {kLength}; }
    void read(FramePosition start, FrameCount count, float* const* out) override {
        for (std::size_t c = 0; c < planes_.size(); ++c)
            for (std::int64_t i = 0; i < count.value; ++i) {
                const std::int64_t at = start.value + i;
                out[c][i] = at >= 0 && at < kLength ? planes_[c][static_cast<std::size_t>(at)] : 0.0f;
            }
    }

private:
    const std::vector<std::vector<float>>& planes_;
};

class Sources : public AudioSources {
public:
    std::unique_ptr<AudioReader> open(SourceId id) const override {
        const auto found = audio.find(id);
        return found == audio.end() ? nullptr : std::make_unique<Memory>(found->second);
    }
    std::map<SourceId, std::vector<std::vector<float>>> audio;
};

std::vector<float> noise(unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, 0.05f);
    std::vector<float> out(kLength);
    for (float& x : out) x = normal(random);
    return out;
}

/// Kick in and Kick out of one Drums group, the second 96 frames late and turned; a silent track, a
/// copy of the first and a mono voice in a stereo file.
class TrackCheck : public testing::Test {
protected:
    TrackCheck() : project(project::makeProject("Song", kRate)) {
        auto made = project::addSong(project, "Song");
        song = made->id;
        auto bus = project::addBus(std::move(made->project), song, "Drums");
        drums = bus->id;
        project = std::move(bus->project);
        const auto kick = noise(1);
        std::vector<float> out(kLength, 0.0f);
        for (std::size_t i = 96; i < out.size(); ++i) out[i] = -0.5f * kick[i - 96];
        in = track("Kick in", {kick}, true);
        outside = track("Kick out", {out}, true);
        silent = track("Empty", {std::vector<float>(kLength, 0.0f)}, false);
        copy = track("Kick in copy", {kick}, false);
        voice = track("Voice", {noise(4), noise(4)}, false);
    }

    ChannelId track(const char* name, std::vector<std::vector<float>> audio, bool grouped) {
        project::Source source;
        source.name = name;
        source.file = std::string("audio/") + name + ".wav";
        source.channels = source.fileChannels = static_cast<int>(audio.size());
        source.length = {kLength};
        auto pooled = project::addSource(std::move(project), source);
        sources.audio[pooled->id] = std::move(audio);
        project::Clip clip;
        clip.source = pooled->id;
        clip.length = {kLength};
        auto added = project::addTrack(std::move(pooled->project), song, {name, {}, false, {clip}, grouped ? drums : ChannelId{}});
        project = std::move(added->project);
        return added->id;
    }

    std::vector<TrackFinding> check(const std::vector<ChannelId>& only = {}) {
        auto found = checkTracks(project, song, only, sources, [](double) { return true; });
        EXPECT_TRUE(found);
        return found.value_or(std::vector<TrackFinding>{});
    }

    Project project;
    SongId song;
    Sources sources;
    ChannelId drums, in, outside, silent, copy, voice;
};

TEST_F(TrackCheck, FindsWhatIsWrongAndOnWhichTrack) {
    const auto found = check();
    std::vector<std::string> lines;
    for (const auto& finding : found) lines.push_back(finding.text);
    const std::vector<std::string> expected{
        "Empty is silent",
        "Kick in copy is the same recording as Kick in",
        "Voice has the same on both sides: it is mono in a stereo file",
        "Kick out is out of polarity with Kick in",
        "Kick out is 2.00 ms behind Kick in",
    };
    EXPECT_EQ(lines, expected);
}

TEST_F(TrackCheck, EveryRemedyMendsWhatItNames) {
    for (const TrackFinding& finding : check()) {
        auto mended = remedyOf(project, finding);
        ASSERT_TRUE(mended) << finding.text;
        const Project before = std::exchange(project, *mended);
        for (const TrackFinding& left : check()) {
            const bool same = left.kind == finding.kind && left.track == finding.track;
            EXPECT_TRUE(!same || finding.kind == Kind::duplicate) << finding.text;
        }
        project = before;
    }
}

TEST_F(TrackCheck, PhaseOfChosenTracksIsComparedWhereverTheyPlayInto) {
    const auto found = check({in, outside});
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[1].kind, Kind::late);
    EXPECT_EQ(found[1].late.value, 96);
    EXPECT_TRUE(check({in, voice}).empty());
}

TEST_F(TrackCheck, AMoveAtTheVeryStartTakesTheHeadInstead) {
    const auto found = check();
    const Project next = *remedyOf(project, found.back());
    const project::Clip& clip = project::findTrack(*next.songs[0], outside)->clips->front();
    EXPECT_EQ(clip.position.value, 0);
    EXPECT_EQ(clip.offset.value, 96);
}

TEST_F(TrackCheck, CanBeCancelled) {
    const auto found = checkTracks(project, song, {}, sources, [](double) { return false; });
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::cancelled);
}

} // namespace
} // namespace lacquer::formats
