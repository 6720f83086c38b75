#include "ui/models/level_match.h"

#include "engine/processors/catalogue.h"
#include "engine/project/channel_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/song_edits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace lacquer::ui {
namespace {

using project::Project;

constexpr SampleRate kRate{48000};
constexpr double kLevel = 0.1; // of the tone

/// A tone of 1 kHz of any length.
class Tone : public AudioReader {
public:
    int channels() const override { return 2; }
    FrameCount length() const override { return {kRate.hz * 20}; }
    void read(FramePosition start, FrameCount count, float* const* planes) override {
        for (std::int64_t i = 0; i < count.value; ++i)
            planes[0][i] = planes[1][i] = static_cast<float>(kLevel * std::sin(2 * std::numbers::pi * 1000 * static_cast<double>((start.value + i) % kRate.hz) / kRate.hz));
    }
};

class Tones : public AudioSources {
public:
    std::unique_ptr<AudioReader> open(SourceId) const override { return std::make_unique<Tone>(); }
};

class LevelMatchTest : public testing::Test {
protected:
    LevelMatchTest() : project(project::makeProject("Song", kRate)) {
        auto made = project::addSong(project, "Song");
        song = made->id;
        project::Source source;
        source.name = "Tone";
        source.file = "audio/tone.wav";
        source.length = {kRate.hz * 20};
        auto pooled = project::addSource(std::move(made->project), source);
        project = std::move(pooled->project);
        for (ChannelId* id : {&voice, &other}) {
            project::Clip clip;
            clip.source = pooled->id;
            clip.length = {kRate.hz * 20};
            auto track = project::addTrack(std::move(project), song, {"Track", {}, false, {clip}, {}});
            *id = track->id;
            project = std::move(track->project);
        }
        ParameterValues louder;
        louder.numbers["gain"] = 7.5;
        auto added = project::addInsert(std::move(project), catalogue, voice, "utility", louder);
        insert = added->id;
        project = std::move(added->project);
    }

    double at(const Project& of, const MatchPoint& point) {
        const auto found = loudnessAt(of, song, point, {0}, {kRate.hz * 5}, catalogue, tones, [] { return true; });
        EXPECT_TRUE(found) << found.error().message;
        return found.value_or(0);
    }

    processors::ProcessorCatalogue catalogue;
    Tones tones;
    Project project;
    SongId song;
    ChannelId voice, other;
    InsertId insert;
};

TEST_F(LevelMatchTest, MeasuresTheStripAloneAtTheInsertWhateverTheFaderSays) {
    // BS.1770: a 1 kHz tone of −20 dBFS on both sides reads −20 LUFS (EBU Tech 3341, case 1: −23).
    const Project off = *project::setInsertBypassed(project, voice, insert, true);
    EXPECT_NEAR(at(off, {voice, insert}), -20, 0.1);
    EXPECT_NEAR(at(project, {voice, insert}), -12.5, 0.1);
    const Project low = *project::setFader(*project::setMuted(project, voice, true), voice, Decibels{-40});
    EXPECT_NEAR(at(low, {voice, insert}), -12.5, 0.1);
    // Both tracks, the one 7.5 dB louder: +3.2 dB over it.
    EXPECT_NEAR(at(project, {project.songs[0]->mix->id, {}}), 20 * std::log10(std::pow(10, 7.5 / 20) + 1) - 20, 0.1);
}

TEST_F(LevelMatchTest, TheGainBehindThePointMakesBothEqual) {
    const Project off = *project::setInsertBypassed(project, voice, insert, true);
    const double by = at(project, {voice, insert}) - at(off, {voice, insert});
    EXPECT_NEAR(by, 7.5, 0.01);
    const auto matched = withGainAt(off, catalogue, {voice, insert}, {by});
    ASSERT_TRUE(matched);
    // Behind the whole chain, which has nothing else behind the insert.
    EXPECT_NEAR(at(*matched, {voice, {}}), at(project, {voice, {}}), 0.01);
}

TEST_F(LevelMatchTest, StopsMeasuringWhenAsked) {
    const auto found = loudnessAt(project, song, {voice, insert}, {0}, {kRate.hz * 5}, catalogue, tones, [] { return false; });
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::cancelled);
}

} // namespace
} // namespace lacquer::ui
