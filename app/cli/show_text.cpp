#include "app/cli/show.h"
#include "engine/mastering/album_assembly.h"
#include "engine/project/album_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/channel_parameters.h"
#include "engine/project/clock_text.h"
#include "engine/project/insert_edits.h"
#include "engine/project/value_text.h"
#include "engine/project/vca_edits.h"
#include "formats/deliver/freeze.h"

#include <fmt/format.h>

#include <iterator>

namespace lacquer::cli {
namespace {

using namespace project;

using Out = std::back_insert_iterator<std::string>;

std::string timeText(double seconds) { return clockText({seconds}, 3); }

std::string timeText(const Project& project, FrameCount frames) {
    return timeText(secondsOf(frames, project.rate).value);
}

std::string value(std::string_view id, const Channel& channel) {
    return formatValue(*findChannelParameter(id), channelValue(channel, id));
}

void putInsert(Out out, const Project& project, const Catalogue& catalogue, const Insert& insert,
               std::size_t number) {
    const ProcessorSpec* processor = catalogue.find(insert.processor);
    fmt::format_to(out, "    {}. {}{}{}\n", number, processor ? processor->name : insert.processor,
                   insert.bypassed ? " (bypassed)" : "",
                   processor ? "" : " (not known to this version; kept, passes audio through)");
    if (!processor) return;
    // Values at their defaults would bury the ones somebody chose.
    for (const ParameterSpec& spec : processor->parameters) {
        if (const auto text = insert.values.texts.find(spec.id); text != insert.values.texts.end())
            fmt::format_to(out, "       {:<18} {}\n", spec.id, text->second);
        const bool isKeyed = spec.id == "key" && insert.key; // the channel's name says more
        if (insert.values.numbers.contains(spec.id) && !isKeyed)
            fmt::format_to(out, "       {:<18} {}\n", spec.id,
                           formatValue(spec, numberOf(insert.values, spec)));
    }
    if (const Channel* key = insert.key ? findChannel(project, insert.key) : nullptr)
        fmt::format_to(out, "       {:<18} {}\n", "key", key->name);
}

void putChannel(Out out, const Project& project, const Catalogue& catalogue, const Channel& channel) {
    fmt::format_to(out, "  fader {}, pan {}, width {}, trim {}, mute {}, solo {}, polarity {}, color {}\n",
                   value("fader", channel), value("pan", channel), value("width", channel),
                   value("trim", channel), value("mute", channel), value("solo", channel),
                   value("polarity", channel), colourText(channel.colour));
    if (songOf(project, channel.id)) {
        const Channel* output = channel.output ? findChannel(project, channel.output) : nullptr;
        fmt::format_to(out, "  output {}\n", output ? output->name : "Mix");
        if (const Channel* vca = channel.vca ? findChannel(project, channel.vca) : nullptr)
            fmt::format_to(out, "  moved by {}\n", vca->name);
    }
    for (std::size_t i = 0; i < channel.inserts.size(); ++i)
        putInsert(out, project, catalogue, *channel.inserts[i], i + 1);
    for (const Send& send : channel.sends) {
        const Channel* bus = findChannel(project, send.bus);
        fmt::format_to(out, "    send to {} at {}{}{}\n", bus ? bus->name : "?",
                       formatValue(sendLevelParameter(), send.level.value),
                       send.preFader ? ", pre-fader" : "", send.muted ? ", muted" : "");
    }
    for (const auto& curve : channel.automation)
        fmt::format_to(out, "    automation of {}: {} points\n", curve->target.parameter,
                       curve->points.size());
    if (!channel.notes.empty()) fmt::format_to(out, "  notes: {}\n", channel.notes);
}

void putTrack(Out out, const Project& project, const Catalogue& catalogue, const Track& track) {
    putChannel(out, project, catalogue, track.channel);
    if (const Song* song = track.freeze ? songOf(project, track.channel.id) : nullptr)
        fmt::format_to(out, "  frozen{}\n",
                       formats::isFreezeOutOfDate(project, *song, track)
                           ? "; its key, the tempo or a file is another now: freeze it again to hear that"
                           : "");
    for (const Clip& clip : *track.clips)
        fmt::format_to(out, "    clip {} at {}, length {}{}\n", clip.name,
                       timeText(project, clip.position - FramePosition{0}), timeText(project, clip.length),
                       clip.muted ? ", muted" : "");
}

void putVca(Out out, const Song& song, const Channel& vca) {
    fmt::format_to(out, "  fader {}, mute {}, solo {}, color {}\n", value("fader", vca), value("mute", vca), value("solo", vca),
                   colourText(vca.colour));
    for (const ChannelId member : membersOf(song, vca.id)) fmt::format_to(out, "  moves {}\n", findChannel(song, member)->name);
    if (const Channel* above = vca.vca ? findVca(song, vca.vca) : nullptr) fmt::format_to(out, "  moved by {}\n", above->name);
    for (const auto& curve : vca.automation)
        fmt::format_to(out, "    automation of {}: {} points\n", curve->target.parameter, curve->points.size());
    if (!vca.notes.empty()) fmt::format_to(out, "  notes: {}\n", vca.notes);
}

void putSong(Out out, const Project& project, const Catalogue& catalogue, const Song& song) {
    fmt::format_to(out, "{}, {} long\n", song.name, timeText(project, endOf(song) - FramePosition{0}));
    for (const auto& track : song.tracks) {
        fmt::format_to(out, "{}\n", track->channel.name);
        putTrack(out, project, catalogue, *track);
    }
    for (const auto& bus : song.buses) {
        fmt::format_to(out, "{} ({})\n", bus->channel.name,
                       bus->role == BusRole::group ? "group" : "effect return");
        putChannel(out, project, catalogue, bus->channel);
    }
    for (const auto& vca : song.vcas) {
        fmt::format_to(out, "{} (VCA)\n", vca->name);
        putVca(out, song, *vca);
    }
    fmt::format_to(out, "{}\n", song.mix->name);
    putChannel(out, project, catalogue, *song.mix);
    for (const TrackFolder& folder : song.folders)
        fmt::format_to(out, "folder {}: {} tracks\n", folder.name, folder.tracks.size());
    for (const Marker& marker : song.markers)
        fmt::format_to(out, "marker {} at {}\n", marker.name,
                       timeText(project, marker.position - FramePosition{0}));
}

void putAlbum(Out out, const Project& project) {
    for (const auto& [key, text] : project.album->metadata) fmt::format_to(out, "  {}: {}\n", key, text);
    const auto timeline = mastering::albumTimeline(project, {});
    for (std::size_t i = 0; i < project.album->tracks.size(); ++i) {
        const AlbumTrack& track = *project.album->tracks[i];
        fmt::format_to(out, "  {:2}. {:<32} {}  gap {} s", i + 1, titleOf(project, track),
                       timeText(project, lengthWithoutTail(project, track)),
                       i == 0 ? "0" : numberText(track.gap.value));
        if (timeline) fmt::format_to(out, "  at {}", timeText(project, timeline->tracks[i].start - FramePosition{0}));
        fmt::format_to(out, "\n");
    }
}

} // namespace

std::string projectText(const Project& project, const Catalogue&) {
    std::string text;
    const Out out(text);
    fmt::format_to(out, "{}, {} Hz\n", project.name, project.rate.hz);
    for (const auto& song : project.songs)
        fmt::format_to(out, "song {}: {} tracks, {} buses, {}\n", song->name, song->tracks.size(),
                       song->buses.size(), timeText(project, endOf(*song) - FramePosition{0}));
    fmt::format_to(out, "album: {} tracks\n", project.album->tracks.size());
    putAlbum(out, project);
    if (!project.notes.empty()) fmt::format_to(out, "notes: {}\n", project.notes);
    return text;
}

std::string placeTextOf(const Project& project, const Catalogue& catalogue, const Place& place) {
    std::string text;
    const Out out(text);
    if (place.kind == PlaceKind::song) {
        putSong(out, project, catalogue, *findSong(project, place.song));
        return text;
    }
    const Channel& channel = *findChannel(project, place.channel);
    fmt::format_to(out, "{}\n", placeText(project, channel.id));
    const Song* song = findSong(project, place.song);
    const Track* track = song ? findTrack(*song, place.channel) : nullptr;
    if (track) putTrack(out, project, catalogue, *track);
    else if (song && findVca(*song, channel.id)) putVca(out, *song, channel);
    else putChannel(out, project, catalogue, channel);
    if (place.kind == PlaceKind::album) putAlbum(out, project);
    if (place.kind == PlaceKind::albumTrack)
        for (const auto& [key, tag] : findAlbumTrack(project, place.albumTrack)->metadata)
            fmt::format_to(out, "  {}: {}\n", key, tag);
    return text;
}

} // namespace lacquer::cli
