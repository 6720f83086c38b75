#pragma once

#include "engine/processors/catalogue.h"
#include "engine/project/channel_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/song_edits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

/// A song small enough to be reckoned by hand.
namespace lacquer::testing {

inline constexpr SampleRate kToneRate{48000};
inline constexpr FrameCount kToneLength{20 * kToneRate.hz};

/// A sine of 1 kHz for twenty seconds, silence around it.
class ToneReader : public AudioReader {
public:
    ToneReader(double level, int channels) : level_(level), channels_(channels) {}
    int channels() const override { return channels_; }
    FrameCount length() const override { return kToneLength; }
    void read(FramePosition start, FrameCount count, float* const* planes) override {
        for (std::int64_t i = 0; i < count.value; ++i) {
            const std::int64_t at = start.value + i;
            const bool inside = at >= 0 && at < kToneLength.value;
            const double phase = 2 * std::numbers::pi * 1000 * static_cast<double>(at % kToneRate.hz) / kToneRate.hz;
            for (int c = 0; c < channels_; ++c) planes[c][i] = inside ? static_cast<float>(level_ * std::sin(phase)) : 0.0f;
        }
    }

private:
    double level_;
    int channels_;
};

/// Every source is that tone.
class ToneSources : public AudioSources {
public:
    /// level   the sine's peak, 0…1
    ToneSources(double level, int channels) : level_(level), channels_(channels) {}
    std::unique_ptr<AudioReader> open(SourceId) const override { return std::make_unique<ToneReader>(level_, channels_); }

private:
    double level_;
    int channels_;
};

/// Two tracks of the tone from the start on, the first with a gain (a utility) in its chain.
class TwoTones : public ::testing::Test {
protected:
    explicit TwoTones(double gainDb) : project(project::makeProject("Song", kToneRate)) {
        auto made = project::addSong(project, "Song");
        song = made->id;
        project::Source source;
        source.name = "Tone";
        source.file = "audio/tone.wav";
        source.length = kToneLength;
        auto pooled = project::addSource(std::move(made->project), source);
        project = std::move(pooled->project);
        for (ChannelId* id : {&voice, &other}) {
            project::Clip clip;
            clip.source = pooled->id;
            clip.length = kToneLength;
            auto track = project::addTrack(std::move(project), song, {"Track", {}, false, {clip}, {}});
            *id = track->id;
            project = std::move(track->project);
        }
        ParameterValues gain;
        gain.numbers["gain"] = gainDb;
        auto added = project::addInsert(std::move(project), *catalogue, voice, "utility", gain);
        insert = added->id;
        project = std::move(added->project);
    }

    std::shared_ptr<const processors::ProcessorCatalogue> catalogue = std::make_shared<const processors::ProcessorCatalogue>();
    project::Project project;
    SongId song;
    ChannelId voice, other;
    InsertId insert;
};

} // namespace lacquer::testing
