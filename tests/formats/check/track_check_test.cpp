#include "formats/check/track_check.h"

#include "engine/processors/catalogue.h"
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

TEST_F(TrackCheck, AnOffsetAndClippingAreMendedByAProcessorInFront) {
    auto shifted = noise(21), clipped = noise(22);
    for (float& x : shifted) x += 0.02f;
    for (std::size_t i = 1000; i < 1010; ++i) clipped[i] = 1.0f;
    const ChannelId bass = track("Bass", {shifted}, false), clavinet = track("Clavinet", {clipped}, false);
    std::size_t mended = 0;
    for (const TrackFinding& finding : check()) {
        if (finding.kind != Kind::offset && finding.kind != Kind::clipped) continue;
        auto next = remedyOf(project, processors::ProcessorCatalogue(), finding);
        ASSERT_TRUE(next) << finding.text;
        project = *next;
        ++mended;
    }
    EXPECT_EQ(mended, 2u);
    EXPECT_EQ(project::findChannel(project, bass)->inserts.at(0)->processor, "utility");
    EXPECT_EQ(project::findChannel(project, clavinet)->inserts.at(0)->processor, "declip");
    for (const TrackFinding& left : check()) EXPECT_TRUE(left.kind != Kind::offset && left.kind != Kind::clipped) << left.text;
}

TEST_F(TrackCheck, EveryRemedyMendsWhatItNames) {
    for (const TrackFinding& finding : check()) {
        auto mended = remedyOf(project, processors::ProcessorCatalogue(), finding);
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

/// Hits of noise at uneven times.
std::vector<float> hits(unsigned seed) {
    std::vector<float> out = noise(seed);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] *= (i / 2400) % 7 == seed % 7 || (i / 2400) % 5 == seed % 5 ? 1.0f : 0.02f;
    return out;
}

TEST_F(TrackCheck, ATurnedCopyIsFoundBesideWhatItIsACopyOf) {
    // Not the first of its group, and in another file of no group at all.
    const auto snare = hits(9);
    std::vector<float> turned(snare);
    for (float& x : turned) x *= -0.8f;
    const ChannelId top = track("Snare top", {snare}, true);
    const ChannelId second = track("Snare top B", {turned}, true);
    const ChannelId loose = track("Snare spare", {turned}, false);
    std::vector<std::pair<ChannelId, ChannelId>> turnedFrom;
    for (const TrackFinding& finding : check())
        if (finding.kind == Kind::inverted && finding.other != in) turnedFrom.emplace_back(finding.track, finding.other);
    EXPECT_EQ(turnedFrom, (std::vector<std::pair<ChannelId, ChannelId>>{{second, top}}));
    // The spare is the same recording as the second, and said so.
    const auto found = check();
    EXPECT_TRUE(std::ranges::any_of(found, [&](const TrackFinding& finding) { return finding.kind == Kind::duplicate && finding.track == loose && finding.other == second; }));
}

TEST_F(TrackCheck, ATurnedCopyOfNoGroupIsFoundToo) {
    const auto snare = hits(9);
    std::vector<float> turned(snare);
    for (float& x : turned) x *= -0.8f;
    const ChannelId top = track("Snare top", {snare}, false);
    const ChannelId second = track("Snare top B", {turned}, false);
    track("Shaker", {hits(3)}, false);
    const auto found = check();
    EXPECT_TRUE(std::ranges::any_of(found, [&](const TrackFinding& finding) { return finding.kind == Kind::inverted && finding.track == second && finding.other == top; }));
    EXPECT_EQ(std::ranges::count(found, Kind::inverted, &TrackFinding::kind), 2);
}

TEST_F(TrackCheck, AMoveAtTheVeryStartTakesTheHeadInstead) {
    const auto found = check();
    const Project next = *remedyOf(project, processors::ProcessorCatalogue(), found.back());
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
