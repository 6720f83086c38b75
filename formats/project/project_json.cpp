#include "formats/project/project_json.h"

#include "formats/project/strip_json.h"

#include <exception>

namespace lacquer::formats {
namespace {

using namespace project;

constexpr const char* kPanLaws[] = {"-2.5 dB", "-3 dB", "-4.5 dB", "-6 dB", "balance"};

template <typename Part>
using Shared = std::shared_ptr<const Part>;

constexpr auto kSamePointer = [](const auto& a, const auto& b) { return a == b; };
constexpr auto kIdOf = [](const auto& part) { return part->id.value; };
constexpr auto kIdOfJson = [](const Json& json) { return json.at("id").get<std::uint64_t>(); };

Json sourceToJson(const Shared<Source>*, const Shared<Source>& source) {
    Json json;
    json["id"] = toJson(source->id);
    json["name"] = textToJson(source->name);
    json["file"] = textToJson(source->file);
    putText(json, "origin", source->origin);
    putText(json, "sha256", source->contentHash);
    json["file_rate"] = source->fileRate.hz;
    json["file_channels"] = source->fileChannels;
    putUnless(json, "first_channel", source->firstChannel, 0);
    json["channels"] = source->channels;
    json["length"] = source->length.value;
    if (source->timeReference) json["time_reference"] = source->timeReference->value;
    return json;
}

Shared<Source> sourceFromJson(const Json& json, const Shared<Source>*) {
    Source source;
    source.id = idFromJson<SourceId>(json.at("id"));
    source.name = textFromJson(json.at("name"));
    source.file = textFromJson(json.at("file"));
    source.origin = textOr(json, "origin");
    source.contentHash = textOr(json, "sha256");
    source.fileRate = {json.at("file_rate").get<std::int32_t>()};
    source.fileChannels = json.at("file_channels").get<int>();
    source.firstChannel = valueOr(json, "first_channel", 0);
    source.channels = json.at("channels").get<int>();
    source.length = {json.at("length").get<std::int64_t>()};
    if (const auto found = json.find("time_reference"); found != json.end())
        source.timeReference = FramePosition{found->get<std::int64_t>()};
    return std::make_shared<const Source>(std::move(source));
}

Json metadataToJson(const Metadata& metadata) {
    // Pairs, because a tag's name need not be UTF-8 either.
    Json json = Json::array();
    for (const auto& [key, text] : metadata)
        json.push_back(Json::array({textToJson(key), textToJson(text)}));
    return json;
}

Metadata metadataFromJson(const Json& json) {
    Metadata metadata;
    for (const Json& pair : json) metadata.emplace(textFromJson(pair.at(0)), textFromJson(pair.at(1)));
    return metadata;
}

void putFade(Json& json, const char* key, Seconds length, FadeShape shape) {
    if (length.value == 0 && shape == FadeShape::equalPower) return;
    Json fade;
    fade["seconds"] = length.value;
    fade["shape"] = fadeShapeToJson(shape);
    json[key] = std::move(fade);
}

void takeFade(const Json& json, const char* key, Seconds& length, FadeShape& shape) {
    const auto found = json.find(key);
    if (found == json.end()) return;
    length = {found->at("seconds").get<double>()};
    shape = fadeShapeFromJson(found->at("shape"));
}

Json metronomeToJson(const MetronomeSettings& metronome) {
    Json json = Json::object();
    putUnless(json, "on", metronome.on, false);
    json["level_db"] = levelToJson(metronome.level.value);
    putUnless(json, "count_in_bars", metronome.countInBars, 0);
    return json;
}

MetronomeSettings metronomeFromJson(const Json& json) {
    return {valueOr(json, "on", false), {levelFromJson(json.at("level_db"))}, valueOr(json, "count_in_bars", 0)};
}

Json albumTrackToJson(const Shared<AlbumTrack>* before, const Shared<AlbumTrack>& shared) {
    const AlbumTrack& after = *shared;
    Json json;
    json["id"] = toJson(after.id);
    if (after.song) json["song"] = toJson(after.song);
    if (after.source) json["source"] = toJson(after.source);
    if (!after.metadata.empty()) json["metadata"] = metadataToJson(after.metadata);
    json["gap_s"] = after.gap.value;
    if (after.gain.value != 0) json["gain_db"] = levelToJson(after.gain.value);
    putUnless(json, "trim_start_s", after.trimStart.value, 0.0);
    putUnless(json, "trim_end_s", after.trimEnd.value, 0.0);
    putFade(json, "fade_in", after.fadeIn, after.fadeInShape);
    putFade(json, "fade_out", after.fadeOut, after.fadeOutShape);
    if (!after.indexMarks.empty()) {
        Json marks = Json::array();
        for (Seconds mark : after.indexMarks) marks.push_back(mark.value);
        json["index_marks_s"] = std::move(marks);
    }
    putUnless(json, "pregap_s", after.pregap.value, 0.0);
    putUnless(json, "pinned", after.pinned, false);
    putUnless(json, "starts_side", after.startsSide, false);
    if (!after.declined.empty()) json["declined"] = after.declined;
    if (after.held) {
        // The held song is written once: while it stays the same value, its id stands for it.
        if (before && (*before)->held == after.held) json["held_as_before"] = true;
        else json["held"] = songToJson(nullptr, *after.held);
    }
    Json channel;
    putChannel(channel, before ? &(*before)->channel : nullptr, after.channel);
    json["channel"] = std::move(channel);
    return json;
}

Shared<AlbumTrack> albumTrackFromJson(const Json& json, const Shared<AlbumTrack>* before) {
    AlbumTrack track;
    track.id = idFromJson<AlbumTrackId>(json.at("id"));
    track.song = {valueOr<std::uint64_t>(json, "song", 0)};
    track.source = {valueOr<std::uint64_t>(json, "source", 0)};
    if (const auto found = json.find("metadata"); found != json.end())
        track.metadata = metadataFromJson(*found);
    track.gap = {json.at("gap_s").get<double>()};
    if (const auto gain = json.find("gain_db"); gain != json.end()) track.gain = {levelFromJson(*gain)};
    track.trimStart = {valueOr(json, "trim_start_s", 0.0)};
    track.trimEnd = {valueOr(json, "trim_end_s", 0.0)};
    takeFade(json, "fade_in", track.fadeIn, track.fadeInShape);
    takeFade(json, "fade_out", track.fadeOut, track.fadeOutShape);
    if (const auto marks = json.find("index_marks_s"); marks != json.end())
        for (const Json& mark : *marks) track.indexMarks.push_back({mark.get<double>()});
    track.pregap = {valueOr(json, "pregap_s", 0.0)};
    track.pinned = valueOr(json, "pinned", false);
    track.startsSide = valueOr(json, "starts_side", false);
    track.declined = valueOr(json, "declined", std::string{});
    if (const auto held = json.find("held"); held != json.end())
        track.held = std::make_shared<const Song>(songFromJson(*held, nullptr));
    else if (json.contains("held_as_before") && before) track.held = (*before)->held;
    track.channel = channelFromJson(json.at("channel"), before ? &(*before)->channel : nullptr);
    return std::make_shared<const AlbumTrack>(std::move(track));
}

Json albumToJson(const Album* before, const Album& after) {
    Json json;
    json["metadata"] = metadataToJson(after.metadata);
    if (!after.references.empty()) {
        Json references = Json::array();
        for (const SourceId source : after.references) references.push_back(toJson(source));
        json["references"] = std::move(references);
    }
    Json tracks = listToJson(before ? &before->tracks : nullptr, after.tracks, kIdOf, kSamePointer,
                             albumTrackToJson);
    if (!tracks.is_null()) json["tracks"] = std::move(tracks);
    if (!before || before->channel != after.channel) {
        Json channel;
        putChannel(channel, before ? before->channel.get() : nullptr, *after.channel);
        json["channel"] = std::move(channel);
    }
    return json;
}

Album albumFromJson(const Json& json, const Album* before) {
    Album album;
    if (before) album = *before;
    album.metadata = metadataFromJson(json.at("metadata"));
    if (const auto tracks = json.find("tracks"); tracks != json.end())
        album.tracks = listFromJson(*tracks, before ? &before->tracks : nullptr, kIdOf, kIdOfJson,
                                    albumTrackFromJson);
    if (const auto channel = json.find("channel"); channel != json.end())
        album.channel = std::make_shared<const Channel>(
            channelFromJson(*channel, before ? before->channel.get() : nullptr));
    album.references.clear();
    if (const auto references = json.find("references"); references != json.end())
        for (const Json& source : *references) album.references.push_back(idFromJson<SourceId>(source));
    if (!album.channel) throw SchemaError("the album has no channel");
    return album;
}

Project readProject(const Json& json, const Project* before) {
    Project project;
    if (before) project = *before;
    project.name = textFromJson(json.at("name"));
    project.rate = {json.at("rate").get<std::int32_t>()};
    if (project.rate.hz <= 0) throw SchemaError("the project's rate is not one");
    project.panLaw = enumFromJson<PanLaw>(json.at("pan_law"), kPanLaws);
    project.targets.clear();
    if (const auto targets = json.find("targets"); targets != json.end())
        for (const Json& target : *targets) project.targets.push_back(textFromJson(target));
    project.notes = textOr(json, "notes");
    const auto metronome = json.find("metronome");
    project.metronome = metronome == json.end() ? MetronomeSettings{} : metronomeFromJson(*metronome);
    project.nextId = json.at("next_id").get<std::uint64_t>();
    if (const auto sources = json.find("sources"); sources != json.end())
        project.sources = listFromJson(*sources, before ? &before->sources : nullptr, kIdOf,
                                       kIdOfJson, sourceFromJson);
    if (const auto songs = json.find("songs"); songs != json.end())
        project.songs = listFromJson(
            *songs, before ? &before->songs : nullptr, kIdOf, kIdOfJson,
            [](const Json& item, const Shared<Song>* was) -> Shared<Song> {
                return std::make_shared<const Song>(songFromJson(item, was ? was->get() : nullptr));
            });
    if (const auto album = json.find("album"); album != json.end())
        project.album = std::make_shared<const Album>(
            albumFromJson(*album, before ? before->album.get() : nullptr));
    if (!project.album) throw SchemaError("the album is missing");
    return project;
}

} // namespace

Json projectToJson(const Project* before, const Project& after) {
    Json json;
    json["name"] = textToJson(after.name);
    json["rate"] = after.rate.hz;
    json["pan_law"] = enumToJson(after.panLaw, kPanLaws);
    if (!after.targets.empty()) {
        Json targets = Json::array();
        for (const std::string& target : after.targets) targets.push_back(textToJson(target));
        json["targets"] = std::move(targets);
    }
    putText(json, "notes", after.notes);
    if (!(after.metronome == MetronomeSettings{})) json["metronome"] = metronomeToJson(after.metronome);
    json["next_id"] = after.nextId;
    Json songs = listToJson(before ? &before->songs : nullptr, after.songs, kIdOf, kSamePointer,
                            [](const Shared<Song>* was, const Shared<Song>& song) {
                                return songToJson(was ? was->get() : nullptr, *song);
                            });
    if (!songs.is_null()) json["songs"] = std::move(songs);
    if (!before || before->album != after.album)
        json["album"] = albumToJson(before ? before->album.get() : nullptr, *after.album);
    Json sources = listToJson(before ? &before->sources : nullptr, after.sources, kIdOf,
                              kSamePointer, sourceToJson);
    if (!sources.is_null()) json["sources"] = std::move(sources);
    return json;
}

Result<Project> projectFromJson(const Json& json, const Project* before) {
    try {
        return readProject(json, before);
    } catch (const std::exception& error) {
        return badInput(error.what());
    }
}

} // namespace lacquer::formats
