#pragma once

#include "engine/project/album_edits.h"
#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/clip_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"

#include <stdexcept>
#include <string>

/// A small catalogue and a project with something of everything in it, for tests of edits and files.
namespace lacquer::test {

using namespace lacquer::project;

/// An eq with one band, a compressor with a side-chain and a convolver with a file.
class SmallCatalogue final : public Catalogue {
public:
    SmallCatalogue() {
        const auto number = [](const char* id, Unit unit, double least, double most, double usual) {
            ParameterSpec spec;
            spec.id = spec.name = id;
            spec.unit = unit;
            spec.minimum = least;
            spec.maximum = most;
            spec.defaultValue = usual;
            return spec;
        };
        const auto onOff = [](const char* id) {
            ParameterSpec spec;
            spec.id = spec.name = id;
            spec.kind = ParameterKind::onOff;
            return spec;
        };
        const auto choice = [](const char* id, std::vector<std::string> choices) {
            ParameterSpec spec;
            spec.id = spec.name = id;
            spec.kind = ParameterKind::choice;
            spec.choices = std::move(choices);
            return spec;
        };
        eq_ = {"eq",
               "Equalizer",
               {onOff("bypass"), onOff("band1.on"), choice("band1.type", {"lowcut", "bell", "highcut"}),
                number("band1.freq", Unit::hertz, 10, 30000, 1000),
                number("band1.gain", Unit::decibels, -30, 30, 0)}};
        compressor_ = {"compressor",
                       "Compressor",
                       {onOff("bypass"), number("threshold", Unit::decibels, -60, 0, -18),
                        number("ratio", Unit::ratio, 1, 100, 2),
                        number("attack", Unit::milliseconds, 0.01, 500, 10),
                        choice("key", {"internal", "external"})}};
        ParameterSpec file;
        file.id = file.name = "ir";
        file.kind = ParameterKind::text;
        convolver_ = {"convolver", "Convolver", {onOff("bypass"), file}};
    }

    const ProcessorSpec* find(std::string_view id) const override {
        for (const ProcessorSpec* spec : all())
            if (spec->id == id) return spec;
        return nullptr;
    }
    std::vector<const ProcessorSpec*> all() const override { return {&eq_, &compressor_, &convolver_}; }

private:
    ProcessorSpec eq_, compressor_, convolver_;
};

/// The value of a result that a test takes for granted.
template <typename T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
}

struct Sample {
    Project project;
    SongId song;
    ChannelId bass, vocal, drums, hall;
    ClipId bassClip, vocalClip;
    InsertId eq, compressor;
    SendId send;
    AlbumTrackId first, second;
};

inline Sample makeSample(const Catalogue& catalogue = SmallCatalogue()) {
    Sample s;
    s.project = makeProject("EP", SampleRate{48000});
    const auto take = [&](auto added, auto& id) {
        s.project = std::move(added.project);
        id = added.id;
    };
    take(must(addSong(s.project, "Night Drive")), s.song);
    const auto track = [&](const char* name, FrameCount length, ChannelId& channel, ClipId& clip) {
        Source source;
        source.name = name;
        source.file = std::string("audio/") + name + ".wav";
        source.contentHash = "0123abcd";
        source.length = length;
        SourceId sourceId;
        take(must(addSource(s.project, source)), sourceId);
        take(must(addTrack(s.project, s.song, {name, Colour{0x3f8fd2}, false, {}, {}})), channel);
        Clip made;
        made.source = sourceId;
        made.name = name;
        made.length = length;
        take(must(addClip(s.project, channel, made)), clip);
    };
    track("Bass", {480000}, s.bass, s.bassClip);
    track("Vocal", {960000}, s.vocal, s.vocalClip);
    take(must(addBus(s.project, s.song, "Drums")), s.drums);
    take(must(addBus(s.project, s.song, "Hall")), s.hall);
    s.project = must(setOutput(s.project, s.bass, s.drums));
    s.project = must(setFader(s.project, s.bass, Decibels{-4}));
    s.project = must(setFader(s.project, s.drums, kSilence));
    ParameterValues bell;
    bell.numbers = {{"band1.type", 1}, {"band1.freq", 90.5}, {"band1.on", 1}};
    take(must(addInsert(s.project, catalogue, s.vocal, "eq", bell)), s.eq);
    take(must(addInsert(s.project, catalogue, s.vocal, "compressor")), s.compressor);
    s.project = must(setInsertKey(s.project, catalogue, s.vocal, s.compressor, s.bass));
    take(must(addSend(s.project, s.vocal, s.hall, Decibels{-14})), s.send);
    s.project = must(setCurve(s.project, catalogue, s.vocal,
                              {AutomationTarget::Owner::channel, 0, "fader"},
                              {{{0}, -3, 0.25}, {{48000}, kSilence.value, 0}}));
    s.project = must(setCurve(s.project, catalogue, s.vocal,
                              {AutomationTarget::Owner::insert, s.compressor.value, "ratio"},
                              {{{100}, 4, 0}}));
    s.project = must(setClipFadeIn(s.project, s.vocalClip, {4800}, FadeShape::sCurve));
    s.project = must(setClipGain(s.project, s.vocalClip, Decibels{2.5}));
    MarkerId marker;
    take(must(addMarker(s.project, s.song, {96000}, "Chorus")), marker);
    s.project = must(setTempo(s.project, s.song, {{0}, 97.5, 3, 4}));
    s.project = must(setLoop(s.project, s.song, {{10}, {20000}, true}));
    take(must(addSongToAlbum(s.project, s.song)), s.first);
    take(must(addSourceToAlbum(s.project, s.project.sources.front()->id, "Reprise")), s.second);
    s.project = must(setAlbumGap(s.project, s.second, Seconds{-1.25}));
    s.project = must(setAlbumFadeOut(s.project, s.second, Seconds{3}, FadeShape::exponential));
    s.project = must(setAlbumMetadata(s.project, "artist", "Björk & \xff\xfe"));
    return s;
}

} // namespace lacquer::test
