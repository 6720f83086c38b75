#include "engine/project/project.h"

#include <algorithm>

namespace lacquer::project {
namespace {

/// Shared parts that are the same object need no look inside.
template <typename T>
bool sameContent(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b) {
    return a == b || (a && b && *a == *b);
}

template <typename T>
bool sameContents(const std::vector<std::shared_ptr<const T>>& a,
                  const std::vector<std::shared_ptr<const T>>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), sameContent<T>);
}

} // namespace

bool operator==(const Channel& a, const Channel& b) {
    return a.id == b.id && a.name == b.name && a.colour == b.colour && a.trim == b.trim &&
           a.polarityInverted == b.polarityInverted && sameContents(a.inserts, b.inserts) &&
           a.fader == b.fader && a.pan == b.pan && a.width == b.width && a.sends == b.sends &&
           a.muted == b.muted && a.soloed == b.soloed && a.soloSafe == b.soloSafe &&
           a.output == b.output && a.vca == b.vca && a.automationMode == b.automationMode &&
           sameContents(a.automation, b.automation) && a.notes == b.notes;
}

bool operator==(const Take& a, const Take& b) {
    return a.id == b.id && a.name == b.name && sameContent(a.clips, b.clips);
}

bool operator==(const Freeze& a, const Freeze& b) { return sameContent(a.clips, b.clips) && a.recipe == b.recipe; }

bool operator==(const Track& a, const Track& b) {
    return a.channel == b.channel && sameContent(a.clips, b.clips) && a.mono == b.mono &&
           a.take == b.take && a.takeName == b.takeName && a.takes == b.takes && a.freeze == b.freeze;
}

bool operator==(const MixSnapshot& a, const MixSnapshot& b) {
    return a.id == b.id && a.name == b.name && sameContents(a.channels, b.channels);
}

bool operator==(const Bus& a, const Bus& b) { return a.channel == b.channel && a.role == b.role; }

bool operator==(const Song& a, const Song& b) {
    return a.id == b.id && a.name == b.name && sameContents(a.tracks, b.tracks) &&
           sameContents(a.buses, b.buses) && sameContents(a.vcas, b.vcas) && sameContent(a.mix, b.mix) && a.tempo == b.tempo &&
           a.markers == b.markers && a.loop == b.loop && a.links == b.links && a.folders == b.folders &&
           sameContents(a.snapshots, b.snapshots) && a.notes == b.notes;
}

namespace {
bool sameSong(const std::shared_ptr<const Song>& a, const std::shared_ptr<const Song>& b) {
    return a == b || (a && b && *a == *b);
}
} // namespace

bool operator==(const AlbumTrack& a, const AlbumTrack& b) {
    return a.id == b.id && a.song == b.song && a.source == b.source && a.metadata == b.metadata &&
           a.gap == b.gap && a.gain == b.gain && a.trimStart == b.trimStart &&
           a.trimEnd == b.trimEnd && a.fadeIn == b.fadeIn && a.fadeOut == b.fadeOut &&
           a.fadeInShape == b.fadeInShape && a.fadeOutShape == b.fadeOutShape &&
           a.indexMarks == b.indexMarks && a.pregap == b.pregap && a.pinned == b.pinned && a.startsSide == b.startsSide &&
           a.declined == b.declined && sameSong(a.held, b.held) && a.channel == b.channel;
}

bool operator==(const Album& a, const Album& b) {
    return a.metadata == b.metadata && sameContents(a.tracks, b.tracks) &&
           sameContent(a.channel, b.channel) && a.references == b.references;
}

bool operator==(const Project& a, const Project& b) {
    return a.name == b.name && a.rate == b.rate && a.panLaw == b.panLaw &&
           sameContents(a.sources, b.sources) && sameContents(a.songs, b.songs) &&
           sameContent(a.album, b.album) && a.targets == b.targets && a.notes == b.notes &&
           a.metronome == b.metronome && a.nextId == b.nextId;
}

Project makeProject(std::string name, SampleRate rate) {
    Project project;
    project.name = std::move(name);
    project.rate = rate;
    Channel channel;
    channel.id = {project.nextId++};
    channel.name = "Album";
    Album album;
    album.channel = std::make_shared<const Channel>(std::move(channel));
    project.album = std::make_shared<const Album>(std::move(album));
    return project;
}

const Track* findTrack(const Song& song, ChannelId id) {
    for (const auto& track : song.tracks)
        if (track->channel.id == id) return track.get();
    return nullptr;
}

const Bus* findBus(const Song& song, ChannelId id) {
    for (const auto& bus : song.buses)
        if (bus->channel.id == id) return bus.get();
    return nullptr;
}

const Channel* findVca(const Song& song, ChannelId id) {
    for (const auto& vca : song.vcas)
        if (vca->id == id) return vca.get();
    return nullptr;
}

const Channel* findChannel(const Song& song, ChannelId id) {
    if (const Track* track = findTrack(song, id)) return &track->channel;
    if (const Bus* bus = findBus(song, id)) return &bus->channel;
    if (const Channel* vca = findVca(song, id)) return vca;
    return song.mix->id == id ? song.mix.get() : nullptr;
}

FramePosition endOf(const Song& song) {
    FramePosition end;
    for (const auto& track : song.tracks)
        for (const Clip& clip : *track->clips) end = std::max(end, clip.end());
    return end;
}

const Source* findSource(const Project& project, SourceId id) {
    for (const auto& source : project.sources)
        if (source->id == id) return source.get();
    return nullptr;
}

const Song* findMix(const Project& project, SongId id) {
    if (const Song* song = findSong(project, id)) return song;
    for (const auto& track : project.album->tracks)
        if (track->held && track->held->id == id) return track->held.get();
    return nullptr;
}

const Song* findSong(const Project& project, SongId id) {
    for (const auto& song : project.songs)
        if (song->id == id) return song.get();
    return nullptr;
}

const Song* findSong(const Project& project, std::string_view name) {
    for (const auto& song : project.songs)
        if (song->name == name) return song.get();
    return nullptr;
}

const Channel* findChannel(const Project& project, ChannelId id) {
    for (const auto& song : project.songs)
        if (const Channel* channel = findChannel(*song, id)) return channel;
    if (project.album->channel->id == id) return project.album->channel.get();
    for (const auto& track : project.album->tracks)
        if (track->channel.id == id) return &track->channel;
    return nullptr;
}

} // namespace lacquer::project
