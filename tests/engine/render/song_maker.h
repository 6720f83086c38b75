#pragma once

#include "engine/project/project.h"
#include "engine/processors/catalogue.h"
#include "engine/render/bounce.h"
#include "engine/vocabulary/audio_reader.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

/// Songs made by hand and audio in memory, for tests of the compiler and the renderer.
namespace lacquer::testing {

using Samples = std::vector<std::vector<float>>; ///< [channel][frame]

inline Samples noise(int channels, int frames, unsigned seed, float peak = 0.25f) {
    std::mt19937 generator(seed);
    std::uniform_real_distribution<float> sample(-peak, peak);
    Samples audio(static_cast<std::size_t>(channels));
    for (auto& channel : audio)
        for (int k = 0; k < frames; ++k) channel.push_back(sample(generator));
    return audio;
}

/// A staircase: the sample's value tells its frame, so every shift by one shows.
inline Samples staircase(int frames) {
    Samples audio(2);
    for (auto& channel : audio)
        for (int k = 0; k < frames; ++k) channel.push_back(static_cast<float>(k + 1) / 65536.0f);
    return audio;
}

inline Samples impulse(int frames, int at, float height) {
    Samples audio(2, std::vector<float>(static_cast<std::size_t>(frames)));
    for (auto& channel : audio) channel[static_cast<std::size_t>(at)] = height;
    return audio;
}

class MemoryReader final : public AudioReader {
public:
    explicit MemoryReader(const Samples& audio) : audio_(audio) {}

    int channels() const override { return static_cast<int>(audio_.size()); }
    FrameCount length() const override { return {static_cast<std::int64_t>(audio_[0].size())}; }

    void read(FramePosition start, FrameCount count, float* const* planes) override {
        const std::int64_t from = std::clamp<std::int64_t>(-start.value, 0, count.value);
        const std::int64_t to =
            std::clamp<std::int64_t>(length().value - start.value, from, count.value);
        for (std::size_t c = 0; c < audio_.size(); ++c) {
            std::fill_n(planes[c], count.value, 0.0f);
            std::copy(audio_[c].begin() + start.value + from, audio_[c].begin() + start.value + to,
                      planes[c] + from);
        }
    }

private:
    const Samples& audio_;
};

class MemorySources final : public AudioSources {
public:
    std::map<SourceId, Samples> audio;

    std::unique_ptr<AudioReader> open(SourceId source) const override {
        const auto found = audio.find(source);
        return found == audio.end() ? nullptr : std::make_unique<MemoryReader>(found->second);
    }
};

class MemorySink final : public render::AudioSink {
public:
    Samples audio{2};

    Result<void> write(const float* const* planes, int frames) override {
        for (std::size_t c = 0; c < 2; ++c)
            audio[c].insert(audio[c].end(), planes[c], planes[c] + frames);
        return {};
    }
};

/// Builds a song channel by channel; everything stays editable until song() is asked for.
class SongMaker {
public:
    SongMaker() { mix_ = channel("Mix"); }

    ChannelId addTrack(const std::string& name, Samples audio) {
        project::Track track;
        track.channel = channel(name);
        track.mono = audio.size() == 1;
        project::Clip clip;
        clip.id = {next_++};
        clip.source = {next_++};
        clip.length = {static_cast<std::int64_t>(audio[0].size())};
        sources.audio[clip.source] = std::move(audio);
        track.clips = std::make_shared<const project::ClipList>(project::ClipList{clip});
        tracks_.push_back(track);
        return track.channel.id;
    }

    void removeTrack(ChannelId id) {
        std::erase_if(tracks_, [id](const project::Track& track) { return track.channel.id == id; });
    }

    void removeBus(ChannelId id) {
        std::erase_if(buses_, [id](const project::Bus& bus) { return bus.channel.id == id; });
    }

    ChannelId addBus(const std::string& name) {
        project::Bus bus;
        bus.channel = channel(name);
        buses_.push_back(bus);
        return bus.channel.id;
    }

    ChannelId addVca(const std::string& name) {
        vcas_.push_back(channel(name));
        return vcas_.back().id;
    }

    /// Plays audio in the place of a track's clips and chain.
    void freeze(ChannelId id, Samples audio) {
        for (auto& track : tracks_) {
            if (track.channel.id != id) continue;
            project::Clip clip;
            clip.id = {next_++};
            clip.source = {next_++};
            clip.length = {static_cast<std::int64_t>(audio[0].size())};
            sources.audio[clip.source] = std::move(audio);
            track.freeze = project::Freeze{std::make_shared<const project::ClipList>(project::ClipList{clip}), {}};
        }
    }

    project::Channel& at(ChannelId id) {
        for (auto& vca : vcas_)
            if (vca.id == id) return vca;
        for (auto& track : tracks_)
            if (track.channel.id == id) return track.channel;
        for (auto& bus : buses_)
            if (bus.channel.id == id) return bus.channel;
        return mix_;
    }

    project::Channel& mix() { return mix_; }

    void setClips(ChannelId track, project::ClipList clips) {
        for (auto& candidate : tracks_)
            if (candidate.channel.id == track)
                candidate.clips = std::make_shared<const project::ClipList>(std::move(clips));
    }

    project::Clip firstClip(ChannelId track) const {
        for (const auto& candidate : tracks_)
            if (candidate.channel.id == track) return candidate.clips->front();
        return {};
    }

    InsertId insert(ChannelId id, const std::string& processor,
                    std::map<std::string, double, std::less<>> values = {}) {
        project::Insert insert;
        insert.id = {next_++};
        insert.processor = processor;
        insert.values.numbers = std::move(values);
        at(id).inserts.push_back(std::make_shared<const project::Insert>(insert));
        return insert.id;
    }

    SendId send(ChannelId from, ChannelId bus, double level, bool preFader = false) {
        project::Send send;
        send.id = {next_++};
        send.bus = bus;
        send.level = {level};
        send.preFader = preFader;
        at(from).sends.push_back(send);
        return send.id;
    }

    void automate(ChannelId id, const std::string& parameter,
                  std::vector<project::AutomationPoint> points) {
        at(id).automation.push_back(
            std::make_shared<const project::AutomationCurve>(project::AutomationCurve{
                {project::AutomationTarget::Owner::channel, 0, parameter}, std::move(points)}));
    }

    project::Song song() const {
        project::Song song;
        song.name = "Song";
        for (const auto& track : tracks_)
            song.tracks.push_back(std::make_shared<const project::Track>(track));
        for (const auto& bus : buses_)
            song.buses.push_back(std::make_shared<const project::Bus>(bus));
        for (const auto& vca : vcas_) song.vcas.push_back(std::make_shared<const project::Channel>(vca));
        song.mix = std::make_shared<const project::Channel>(mix_);
        song.tempo = tempo;
        return song;
    }

    Result<render::BounceSummary> bounceTo(MemorySink& sink, render::BounceRequest request = {},
                                           std::span<const render::StemSink> stems = {}) const {
        const project::Song made = song();
        request.song = &made;
        if (!request.to && !request.tail.length) request.tail.length = Seconds{0};
        return render::bounce(request, catalogue, sources, sink, stems);
    }

    Samples bounce(render::BounceRequest request = {}) const {
        MemorySink sink;
        const auto result = bounceTo(sink, request);
        return result ? sink.audio : Samples{};
    }

    MemorySources sources;
    std::vector<project::TempoPoint> tempo{project::TempoPoint{}};
    processors::ProcessorCatalogue catalogue;

private:
    project::Channel channel(const std::string& name) {
        project::Channel made;
        made.id = {next_++};
        made.name = name;
        return made;
    }

    std::uint64_t next_ = 1;
    std::vector<project::Track> tracks_;
    std::vector<project::Bus> buses_;
    std::vector<project::Channel> vcas_;
    project::Channel mix_;
};

} // namespace lacquer::testing
