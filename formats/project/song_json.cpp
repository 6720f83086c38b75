#include "formats/project/strip_json.h"

namespace lacquer::formats {
namespace {

using namespace project;

constexpr const char* kShapes[] = {"linear", "equalpower", "scurve", "exponential"};
constexpr const char* kRoles[] = {"group", "effect_return"};

template <typename Part>
using Shared = std::shared_ptr<const Part>;

constexpr auto kSamePointer = [](const auto& a, const auto& b) { return a == b; };
constexpr auto kIdOfJson = [](const Json& json) { return json.at("id").get<std::uint64_t>(); };
constexpr auto kIdOfStrip = [](const auto& strip) { return strip->channel.id.value; };
constexpr auto kIdOfItemPointer = [](const auto& item) { return item->id.value; };

void putFade(Json& json, const char* key, const Fade& fade) {
    if (fade == Fade{}) return;
    Json text;
    text["frames"] = fade.length.value;
    text["shape"] = fadeShapeToJson(fade.shape);
    putUnless<std::int64_t>(text, "past", fade.past.value, 0);
    json[key] = std::move(text);
}

Fade fadeOr(const Json& json, const char* key) {
    Fade fade;
    if (const auto found = json.find(key); found != json.end()) {
        fade.length = {found->at("frames").get<std::int64_t>()};
        fade.shape = fadeShapeFromJson(found->at("shape"));
        fade.past = {valueOr<std::int64_t>(*found, "past", 0)};
    }
    return fade;
}

Json clipToJson(const Clip& clip) {
    Json json;
    json["id"] = toJson(clip.id);
    json["source"] = toJson(clip.source);
    putText(json, "name", clip.name);
    json["position"] = clip.position.value;
    json["offset"] = clip.offset.value;
    json["length"] = clip.length.value;
    if (clip.gain.value != 0) json["gain_db"] = levelToJson(clip.gain.value);
    putFade(json, "fade_in", clip.fadeIn);
    putFade(json, "fade_out", clip.fadeOut);
    putUnless(json, "mute", clip.muted, false);
    putUnless(json, "reversed", clip.reversed, false);
    return json;
}

Clip clipFromJson(const Json& json) {
    Clip clip;
    clip.id = idFromJson<ClipId>(json.at("id"));
    clip.source = idFromJson<SourceId>(json.at("source"));
    clip.name = textOr(json, "name");
    clip.position = {json.at("position").get<std::int64_t>()};
    clip.offset = {json.at("offset").get<std::int64_t>()};
    clip.length = {json.at("length").get<std::int64_t>()};
    if (const auto gain = json.find("gain_db"); gain != json.end()) clip.gain = {levelFromJson(*gain)};
    clip.fadeIn = fadeOr(json, "fade_in");
    clip.fadeOut = fadeOr(json, "fade_out");
    clip.muted = valueOr(json, "mute", false);
    clip.reversed = valueOr(json, "reversed", false);
    return clip;
}

constexpr auto kIdOfClip = [](const Clip& clip) { return clip.id.value; };
constexpr auto kIdOfItem = [](const auto& item) { return item.id.value; };

Json takeToJson(const Take& take) {
    Json json;
    json["id"] = toJson(take.id);
    putText(json, "name", take.name);
    Json clips = Json::array();
    for (const Clip& clip : *take.clips) clips.push_back(clipToJson(clip));
    json["clips"] = std::move(clips);
    return json;
}

Take takeFromJson(const Json& json) {
    ClipList clips;
    for (const Json& clip : json.at("clips")) clips.push_back(clipFromJson(clip));
    return {idFromJson<TakeId>(json.at("id")), textOr(json, "name"),
            std::make_shared<const ClipList>(std::move(clips))};
}

Json linkToJson(const LinkGroup& link) {
    Json json;
    json["id"] = toJson(link.id);
    putText(json, "name", link.name);
    Json channels = Json::array();
    for (const ChannelId channel : link.channels) channels.push_back(toJson(channel));
    json["channels"] = std::move(channels);
    putUnless(json, "on", link.on, true);
    putUnless(json, "edits", link.edits, true);
    putUnless(json, "mixes", link.mixes, true);
    return json;
}

LinkGroup linkFromJson(const Json& json) {
    LinkGroup link;
    link.id = idFromJson<LinkGroupId>(json.at("id"));
    link.name = textOr(json, "name");
    for (const Json& channel : json.at("channels")) link.channels.push_back(idFromJson<ChannelId>(channel));
    link.on = valueOr(json, "on", true);
    link.edits = valueOr(json, "edits", true);
    link.mixes = valueOr(json, "mixes", true);
    return link;
}

Json folderToJson(const TrackFolder& folder) {
    Json json;
    json["id"] = toJson(folder.id);
    putText(json, "name", folder.name);
    if (folder.colour.rgb != 0) json["colour"] = folder.colour.rgb;
    Json tracks = Json::array();
    for (const ChannelId track : folder.tracks) tracks.push_back(toJson(track));
    json["tracks"] = std::move(tracks);
    putUnless(json, "open", folder.open, true);
    return json;
}

TrackFolder folderFromJson(const Json& json) {
    TrackFolder folder;
    folder.id = idFromJson<TrackFolderId>(json.at("id"));
    folder.name = textOr(json, "name");
    folder.colour = {valueOr<std::uint32_t>(json, "colour", 0)};
    for (const Json& track : json.at("tracks")) folder.tracks.push_back(idFromJson<ChannelId>(track));
    folder.open = valueOr(json, "open", true);
    return folder;
}

Json vcaToJson(const Shared<Channel>* before, const Shared<Channel>& after) {
    Json json;
    putChannel(json, before ? before->get() : nullptr, *after);
    return json;
}

Shared<Channel> vcaFromJson(const Json& json, const Shared<Channel>* before) {
    return std::make_shared<const Channel>(channelFromJson(json, before ? before->get() : nullptr));
}

Json snapshotToJson(const MixSnapshot& snapshot) {
    Json json;
    json["id"] = toJson(snapshot.id);
    putText(json, "name", snapshot.name);
    Json channels = Json::array();
    for (const auto& channel : snapshot.channels) {
        Json one;
        putChannel(one, nullptr, *channel);
        channels.push_back(std::move(one));
    }
    json["channels"] = std::move(channels);
    return json;
}

Shared<MixSnapshot> snapshotFromJson(const Json& json) {
    MixSnapshot snapshot;
    snapshot.id = idFromJson<SnapshotId>(json.at("id"));
    snapshot.name = textOr(json, "name");
    for (const Json& channel : json.at("channels"))
        snapshot.channels.push_back(std::make_shared<const Channel>(channelFromJson(channel, nullptr)));
    return std::make_shared<const MixSnapshot>(std::move(snapshot));
}

Json trackToJson(const Shared<Track>* before, const Shared<Track>& after) {
    Json json;
    putChannel(json, before ? &(*before)->channel : nullptr, after->channel);
    putUnless(json, "mono", after->mono, false);
    if (after->take) json["take"] = toJson(after->take);
    putText(json, "take_name", after->takeName);
    if (Json takes = listToJson(before ? &(*before)->takes : nullptr, after->takes, kIdOfItem,
                                [](const Take& a, const Take& b) { return a == b; },
                                [](const Take*, const Take& take) { return takeToJson(take); });
        !takes.is_null() && !(takes.is_array() && takes.empty()))
        json["takes"] = std::move(takes);
    if (after->freeze) {
        Json frozen = Json::array();
        for (const Clip& clip : *after->freeze->clips) frozen.push_back(clipToJson(clip));
        json["frozen"] = std::move(frozen);
        putText(json, "frozen_from", after->freeze->recipe);
    }
    if (before && (*before)->clips == after->clips) return json;
    Json clips = listToJson(
        before ? (*before)->clips.get() : nullptr, *after->clips, kIdOfClip, std::equal_to<Clip>{},
        [](const Clip*, const Clip& clip) { return clipToJson(clip); });
    if (!clips.is_null()) json["clips"] = std::move(clips);
    return json;
}

Shared<Track> trackFromJson(const Json& json, const Shared<Track>* before) {
    Track track;
    track.channel = channelFromJson(json, before ? &(*before)->channel : nullptr);
    track.mono = valueOr(json, "mono", false);
    track.take = {valueOr<std::uint64_t>(json, "take", 0)};
    track.takeName = textOr(json, "take_name");
    if (before) track.takes = (*before)->takes;
    if (const auto takes = json.find("takes"); takes != json.end())
        track.takes = listFromJson(*takes, before ? &(*before)->takes : nullptr, kIdOfItem, kIdOfJson,
                                   [](const Json& item, const Take*) { return takeFromJson(item); });
    if (const auto frozen = json.find("frozen"); frozen != json.end()) {
        ClipList played;
        for (const Json& clip : *frozen) played.push_back(clipFromJson(clip));
        track.freeze = Freeze{std::make_shared<const ClipList>(std::move(played)), textOr(json, "frozen_from")};
    }
    if (const auto clips = json.find("clips"); clips != json.end())
        track.clips = std::make_shared<const ClipList>(
            listFromJson(*clips, before ? (*before)->clips.get() : nullptr, kIdOfClip, kIdOfJson,
                         [](const Json& item, const Clip*) { return clipFromJson(item); }));
    else if (before) track.clips = (*before)->clips;
    else throw SchemaError("a track has no clips");
    return std::make_shared<const Track>(std::move(track));
}

Json busToJson(const Shared<Bus>* before, const Shared<Bus>& after) {
    Json json;
    putChannel(json, before ? &(*before)->channel : nullptr, after->channel);
    json["role"] = enumToJson(after->role, kRoles);
    return json;
}

Shared<Bus> busFromJson(const Json& json, const Shared<Bus>* before) {
    Bus bus;
    bus.channel = channelFromJson(json, before ? &(*before)->channel : nullptr);
    bus.role = enumFromJson<BusRole>(json.at("role"), kRoles);
    return std::make_shared<const Bus>(std::move(bus));
}

} // namespace

Json fadeShapeToJson(FadeShape shape) { return enumToJson(shape, kShapes); }

FadeShape fadeShapeFromJson(const Json& json) { return enumFromJson<FadeShape>(json, kShapes); }

Json songToJson(const Song* before, const Song& after) {
    Json json;
    json["id"] = toJson(after.id);
    json["name"] = textToJson(after.name);
    Json tempo = Json::array();
    for (const TempoPoint& point : after.tempo) {
        Json entry;
        entry["position"] = point.position.value;
        entry["bpm"] = point.beatsPerMinute;
        entry["metre"] = Json::array({point.beatsPerBar, point.beatUnit});
        tempo.push_back(std::move(entry));
    }
    json["tempo"] = std::move(tempo);
    Json markers = Json::array();
    for (const Marker& marker : after.markers) {
        Json entry;
        entry["id"] = toJson(marker.id);
        entry["position"] = marker.position.value;
        putText(entry, "name", marker.name);
        markers.push_back(std::move(entry));
    }
    if (!markers.empty()) json["markers"] = std::move(markers);
    if (!(after.loop == LoopRange{})) {
        Json loop;
        loop["start"] = after.loop.start.value;
        loop["end"] = after.loop.end.value;
        loop["on"] = after.loop.on;
        json["loop"] = std::move(loop);
    }
    if (!after.links.empty()) {
        Json links = Json::array();
        for (const LinkGroup& link : after.links) links.push_back(linkToJson(link));
        json["links"] = std::move(links);
    }
    if (!after.folders.empty()) {
        Json folders = Json::array();
        for (const TrackFolder& folder : after.folders) folders.push_back(folderToJson(folder));
        json["folders"] = std::move(folders);
    }
    if (Json snapshots = listToJson(
            before ? &before->snapshots : nullptr, after.snapshots,
            [](const Shared<MixSnapshot>& snapshot) { return snapshot->id.value; }, kSamePointer,
            [](const Shared<MixSnapshot>*, const Shared<MixSnapshot>& snapshot) { return snapshotToJson(*snapshot); });
        !snapshots.is_null() && !(snapshots.is_array() && snapshots.empty()))
        json["snapshots"] = std::move(snapshots);
    putText(json, "notes", after.notes);
    Json tracks = listToJson(before ? &before->tracks : nullptr, after.tracks, kIdOfStrip,
                             kSamePointer, trackToJson);
    if (!tracks.is_null()) json["tracks"] = std::move(tracks);
    Json buses = listToJson(before ? &before->buses : nullptr, after.buses, kIdOfStrip, kSamePointer,
                            busToJson);
    if (!buses.is_null()) json["buses"] = std::move(buses);
    if (Json vcas = listToJson(before ? &before->vcas : nullptr, after.vcas, kIdOfItemPointer, kSamePointer, vcaToJson);
        !vcas.is_null() && !(vcas.is_array() && vcas.empty()))
        json["vcas"] = std::move(vcas);
    if (!before || before->mix != after.mix) {
        Json mix;
        putChannel(mix, before ? before->mix.get() : nullptr, *after.mix);
        json["mix"] = std::move(mix);
    }
    return json;
}

Song songFromJson(const Json& json, const Song* before) {
    Song song;
    song.id = idFromJson<SongId>(json.at("id"));
    song.name = textFromJson(json.at("name"));
    for (const Json& entry : json.at("tempo")) {
        TempoPoint point;
        point.position = {entry.at("position").get<std::int64_t>()};
        point.beatsPerMinute = entry.at("bpm").get<double>();
        point.beatsPerBar = entry.at("metre").at(0).get<int>();
        point.beatUnit = entry.at("metre").at(1).get<int>();
        song.tempo.push_back(point);
    }
    if (song.tempo.empty()) throw SchemaError("a song has no tempo");
    if (const auto markers = json.find("markers"); markers != json.end())
        for (const Json& entry : *markers)
            song.markers.push_back({idFromJson<MarkerId>(entry.at("id")),
                                    {entry.at("position").get<std::int64_t>()},
                                    textOr(entry, "name")});
    if (const auto loop = json.find("loop"); loop != json.end())
        song.loop = {{loop->at("start").get<std::int64_t>()},
                     {loop->at("end").get<std::int64_t>()},
                     loop->at("on").get<bool>()};
    if (const auto links = json.find("links"); links != json.end())
        for (const Json& link : *links) song.links.push_back(linkFromJson(link));
    if (const auto folders = json.find("folders"); folders != json.end())
        for (const Json& folder : *folders) song.folders.push_back(folderFromJson(folder));
    if (before) song.snapshots = before->snapshots;
    if (const auto snapshots = json.find("snapshots"); snapshots != json.end())
        song.snapshots = listFromJson(
            *snapshots, before ? &before->snapshots : nullptr,
            [](const Shared<MixSnapshot>& snapshot) { return snapshot->id.value; }, kIdOfJson,
            [](const Json& item, const Shared<MixSnapshot>*) { return snapshotFromJson(item); });
    song.notes = textOr(json, "notes");
    if (before) song.tracks = before->tracks, song.buses = before->buses, song.vcas = before->vcas, song.mix = before->mix;
    if (const auto tracks = json.find("tracks"); tracks != json.end())
        song.tracks = listFromJson(*tracks, before ? &before->tracks : nullptr, kIdOfStrip, kIdOfJson,
                                   trackFromJson);
    if (const auto buses = json.find("buses"); buses != json.end())
        song.buses = listFromJson(*buses, before ? &before->buses : nullptr, kIdOfStrip, kIdOfJson,
                                  busFromJson);
    if (const auto vcas = json.find("vcas"); vcas != json.end())
        song.vcas = listFromJson(*vcas, before ? &before->vcas : nullptr, kIdOfItemPointer, kIdOfJson, vcaFromJson);
    if (const auto mix = json.find("mix"); mix != json.end())
        song.mix = std::make_shared<const Channel>(
            channelFromJson(*mix, before ? before->mix.get() : nullptr));
    if (!song.mix) throw SchemaError("a song has no mix");
    return song;
}

} // namespace lacquer::formats
