#include "app/cli/command.h"
#include "app/cli/show.h"
#include "engine/mastering/album_assembly.h"
#include "engine/project/album_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/value_text.h"
#include "engine/project/vca_edits.h"
#include "formats/deliver/freeze.h"

#include <algorithm>

namespace lacquer::cli {
namespace {

using namespace project;
using nlohmann::json;

json valueJson(const ParameterSpec& spec, double value) {
    switch (spec.kind) {
    case ParameterKind::onOff: return value >= 0.5;
    case ParameterKind::choice: return formatValue(spec, value);
    case ParameterKind::continuous:
    case ParameterKind::text: break;
    }
    return numberOrNull(value);
}

json insertJson(const Project& project, const Catalogue& catalogue, const Insert& insert) {
    json parameters = json::object();
    const ProcessorSpec* processor = catalogue.find(insert.processor);
    if (processor) {
        for (const ParameterSpec& spec : processor->parameters) {
            if (spec.kind == ParameterKind::text) {
                const auto text = insert.values.texts.find(spec.id);
                parameters[spec.id] = text == insert.values.texts.end() ? "" : text->second;
            } else {
                parameters[spec.id] = spec.id == "bypass" ? json(insert.bypassed)
                                                          : valueJson(spec, numberOf(insert.values, spec));
            }
        }
    } else {
        for (const auto& [id, value] : insert.values.numbers) parameters[id] = numberOrNull(value);
        for (const auto& [id, text] : insert.values.texts) parameters[id] = text;
    }
    json result{{"processor", insert.processor},
                {"bypass", insert.bypassed},
                {"known", processor != nullptr},
                {"parameters", std::move(parameters)}};
    if (const Channel* key = insert.key ? findChannel(project, insert.key) : nullptr)
        result["key"] = key->name;
    return result;
}

constexpr const char* kModes[] = {"off", "read", "touch", "latch", "write", "trim"};

/// The name a curve is automated under: "fader", "send.Hall", "2.threshold".
std::string automatedName(const Project& project, const Channel& channel, const AutomationTarget& target) {
    if (target.owner == AutomationTarget::Owner::send) {
        const Send* send = findSend(channel, SendId{target.id});
        const Channel* bus = send ? findChannel(project, send->bus) : nullptr;
        return "send." + (bus ? bus->name : std::string("?"));
    }
    for (std::size_t i = 0; i < channel.inserts.size(); ++i)
        if (target.owner == AutomationTarget::Owner::insert && channel.inserts[i]->id.value == target.id)
            return std::to_string(i + 1) + "." + target.parameter;
    return target.parameter;
}

json channelJson(const Project& project, const Catalogue& catalogue, const Channel& channel) {
    json inserts = json::array(), sends = json::array(), curves = json::array();
    for (const auto& insert : channel.inserts) inserts.push_back(insertJson(project, catalogue, *insert));
    for (const Send& send : channel.sends) {
        const Channel* bus = findChannel(project, send.bus);
        sends.push_back({{"bus", bus ? json(bus->name) : json(nullptr)},
                         {"level_db", numberOrNull(send.level.value)},
                         {"pre", send.preFader},
                         {"mute", send.muted}});
    }
    for (const auto& curve : channel.automation) {
        json points = json::array();
        for (const AutomationPoint& point : curve->points)
            points.push_back({{"time_s", secondsOf(point.position, project.rate).value},
                              {"value", numberOrNull(point.value)},
                              {"bend", point.bend}});
        curves.push_back({{"name", automatedName(project, channel, curve->target)},
                          {"points", std::move(points)}});
    }
    json result{{"name", channel.name},
                {"place", placeText(project, channel.id)},
                {"color", colourText(channel.colour)},
                {"trim_db", numberOrNull(channel.trim.value)},
                {"polarity", channel.polarityInverted},
                {"fader_db", numberOrNull(channel.fader.value)},
                {"pan", channel.pan},
                {"width_percent", channel.width},
                {"mute", channel.muted},
                {"solo", channel.soloed},
                {"solo_safe", channel.soloSafe},
                {"automation_mode", kModes[static_cast<std::size_t>(channel.automationMode)]},
                {"automation", std::move(curves)},
                {"inserts", std::move(inserts)},
                {"sends", std::move(sends)},
                {"notes", channel.notes}};
    const Channel* output = channel.output ? findChannel(project, channel.output) : nullptr;
    result["output"] = output ? output->name : "Mix";
    const Channel* vca = channel.vca ? findChannel(project, channel.vca) : nullptr;
    result["vca"] = vca ? json(vca->name) : json(nullptr);
    return result;
}

json clipJson(const Project& project, const Clip& clip) {
    const auto seconds = [&](FrameCount frames) { return secondsOf(frames, project.rate).value; };
    const Source* source = findSource(project, clip.source);
    return {{"name", clip.name},
            {"source", source ? json(source->name) : json(nullptr)},
            {"origin", source ? json(source->origin) : json(nullptr)},
            {"position_s", secondsOf(clip.position, project.rate).value},
            {"offset_s", seconds(clip.offset)},
            {"length_s", seconds(clip.length)},
            {"gain_db", numberOrNull(clip.gain.value)},
            {"fade_in_s", seconds(clip.fadeIn.length)},
            {"fade_out_s", seconds(clip.fadeOut.length)},
            {"mute", clip.muted},
            {"reversed", clip.reversed}};
}

json trackJson(const Project& project, const Catalogue& catalogue, const Track& track) {
    json result = channelJson(project, catalogue, track.channel);
    result["mono"] = track.mono;
    result["clips"] = json::array();
    for (const Clip& clip : *track.clips) result["clips"].push_back(clipJson(project, clip));
    result["frozen"] = track.freeze.has_value();
    if (const Song* song = track.freeze ? songOf(project, track.channel.id) : nullptr)
        result["frozen_out_of_date"] = formats::isFreezeOutOfDate(project, *song, track);
    return result;
}

json busJson(const Project& project, const Catalogue& catalogue, const Bus& bus) {
    json result = channelJson(project, catalogue, bus.channel);
    result["role"] = bus.role == BusRole::group ? "group" : "effect_return";
    result["clips"] = json::array();
    return result;
}

/// What a VCA has; it has no place in the sound.
json vcaJson(const Project& project, const Catalogue& catalogue, const Song& song, const Channel& vca) {
    json members = json::array();
    for (const ChannelId member : membersOf(song, vca.id)) members.push_back(findChannel(song, member)->name);
    json result = channelJson(project, catalogue, vca);
    for (const char* absent : {"trim_db", "polarity", "pan", "width_percent", "inserts", "sends", "output", "solo_safe"})
        result.erase(absent);
    result["channels"] = std::move(members);
    return result;
}

json songJson(const Project& project, const Catalogue& catalogue, const Song& song) {
    json tracks = json::array(), buses = json::array(), markers = json::array(), tempo = json::array();
    for (const auto& track : song.tracks) tracks.push_back(trackJson(project, catalogue, *track));
    for (const auto& bus : song.buses) buses.push_back(busJson(project, catalogue, *bus));
    for (const Marker& marker : song.markers)
        markers.push_back(
            {{"name", marker.name}, {"position_s", secondsOf(marker.position, project.rate).value}});
    for (const TempoPoint& point : song.tempo)
        tempo.push_back({{"position_s", secondsOf(point.position, project.rate).value},
                         {"bpm", point.beatsPerMinute},
                         {"metre", std::to_string(point.beatsPerBar) + "/" + std::to_string(point.beatUnit)}});
    json vcas = json::array(), folders = json::array();
    for (const auto& vca : song.vcas) vcas.push_back(vcaJson(project, catalogue, song, *vca));
    for (const TrackFolder& folder : song.folders) {
        json inside = json::array();
        for (const ChannelId track : folder.tracks)
            if (const Channel* channel = findChannel(song, track)) inside.push_back(channel->name);
        folders.push_back({{"name", folder.name}, {"color", colourText(folder.colour)}, {"tracks", std::move(inside)}, {"open", folder.open}});
    }
    json mix = channelJson(project, catalogue, *song.mix);
    mix["output"] = nullptr;
    return {{"name", song.name},
            {"length_s", secondsOf(endOf(song), project.rate).value},
            {"tracks", std::move(tracks)},
            {"buses", std::move(buses)},
            {"vcas", std::move(vcas)},
            {"folders", std::move(folders)},
            {"mix", std::move(mix)},
            {"markers", std::move(markers)},
            {"tempo", std::move(tempo)},
            {"notes", song.notes}};
}

json metadataJson(const Metadata& metadata) {
    json result = json::object();
    for (const auto& [key, text] : metadata) result[key] = text;
    return result;
}

json albumTrackJson(const Project& project, const Catalogue& catalogue, const AlbumTrack& track,
                    std::size_t number, const std::optional<mastering::AlbumTrackSpan>& span) {
    json result{{"number", number},
                {"title", titleOf(project, track)},
                {"gap_s", track.gap.value},
                {"gain_db", numberOrNull(track.gain.value)},
                {"trim_start_s", track.trimStart.value},
                {"trim_end_s", track.trimEnd.value},
                {"fade_in_s", track.fadeIn.value},
                {"fade_out_s", track.fadeOut.value},
                {"pregap_s", track.pregap.value},
                {"starts_side", track.startsSide},
                {"mix", track.pinned ? "pinned" : track.held ? "held" : track.song ? "follows" : "file"},
                {"metadata", metadataJson(track.metadata)},
                {"channel", channelJson(project, catalogue, track.channel)}};
    result["channel"]["output"] = nullptr;
    const Song* song = findSong(project, track.song);
    const Source* source = findSource(project, track.source);
    result["song"] = song ? json(song->name) : json(nullptr);
    result["source"] = source ? json(source->origin) : json(nullptr);
    if (number == 1) result["gap_s"] = 0.0;
    result["start_s"] = span ? json(secondsOf(span->start, project.rate).value) : json(nullptr);
    result["length_s"] = secondsOf(lengthWithoutTail(project, track), project.rate).value;
    return result;
}

json albumJson(const Project& project, const Catalogue& catalogue) {
    const auto timeline = mastering::albumTimeline(project, {});
    json tracks = json::array();
    for (std::size_t i = 0; i < project.album->tracks.size(); ++i) {
        std::optional<mastering::AlbumTrackSpan> span;
        if (timeline && i < timeline->tracks.size()) span = timeline->tracks[i];
        tracks.push_back(albumTrackJson(project, catalogue, *project.album->tracks[i], i + 1, span));
    }
    json channel = channelJson(project, catalogue, *project.album->channel);
    channel["output"] = nullptr;
    return {{"metadata", metadataJson(project.album->metadata)},
            {"tracks", std::move(tracks)},
            {"channel", std::move(channel)}};
}

constexpr const char* kPanLaws[] = {"-2.5 dB", "-3 dB", "-4.5 dB", "-6 dB", "balance"};

} // namespace

json projectJson(const Project& project, const Catalogue& catalogue) {
    json songs = json::array();
    for (const auto& song : project.songs) {
        json tracks = json::array(), buses = json::array();
        for (const auto& track : song->tracks) tracks.push_back(track->channel.name);
        for (const auto& bus : song->buses) buses.push_back(bus->channel.name);
        songs.push_back({{"name", song->name},
                         {"length_s", secondsOf(endOf(*song), project.rate).value},
                         {"tracks", std::move(tracks)},
                         {"buses", std::move(buses)}});
    }
    return {{"name", project.name},
            {"sample_rate", project.rate.hz},
            {"pan_law", kPanLaws[static_cast<std::size_t>(project.panLaw)]},
            {"songs", std::move(songs)},
            {"album", albumJson(project, catalogue)},
            {"targets", project.targets},
            {"notes", project.notes}};
}

json placeJson(const Project& project, const Catalogue& catalogue, const Place& place) {
    switch (place.kind) {
    case PlaceKind::song: return songJson(project, catalogue, *findSong(project, place.song));
    case PlaceKind::album: {
        json album = albumJson(project, catalogue);
        album.update(album.at("channel"));
        return album;
    }
    case PlaceKind::albumTrack: {
        json tracks = albumJson(project, catalogue).at("tracks");
        for (std::size_t i = 0; i < project.album->tracks.size(); ++i) {
            if (project.album->tracks[i]->id != place.albumTrack) continue;
            json track = tracks[i];
            track.update(track.at("channel"));
            return track;
        }
        break;
    }
    case PlaceKind::channel: break;
    }
    const Song& song = *findSong(project, place.song);
    if (const Track* track = findTrack(song, place.channel)) return trackJson(project, catalogue, *track);
    if (const Channel* vca = findVca(song, place.channel)) return vcaJson(project, catalogue, song, *vca);
    if (const Bus* bus = findBus(song, place.channel)) return busJson(project, catalogue, *bus);
    json mix = channelJson(project, catalogue, *song.mix);
    mix["output"] = nullptr;
    return mix;
}

} // namespace lacquer::cli
