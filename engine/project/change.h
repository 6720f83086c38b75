#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <memory>
#include <type_traits>
#include <utility>

/// How every edit reaches the part it changes: the part is copied, changed and put in the place of
/// the old one; everything else stays the same pointers. A change is a function of the part that
/// returns nothing, or `Result<void>` when it can be refused.
///
/// Errors   what is not in the project any more is badInput
namespace lacquer::project {

/// An edit that makes something says what it made.
template <typename Made>
struct Added {
    Project project;
    Made id;
};

namespace detail {

template <typename Value, typename Change>
Result<void> apply(Value& value, Change& change) {
    if constexpr (std::is_void_v<std::invoke_result_t<Change&, Value&>>) {
        change(value);
        return {};
    } else {
        return change(value);
    }
}

template <typename Value, typename Change>
Result<void> replace(std::shared_ptr<const Value>& shared, Change& change) {
    Value value = *shared;
    if (auto done = apply(value, change); !done) return done;
    shared = std::make_shared<const Value>(std::move(value));
    return {};
}

inline tl::unexpected<Error> gone(const char* what) {
    return badInput(std::string("That ") + what + " is not in the project any more.");
}

} // namespace detail

template <typename Id>
Id takeId(Project& project) {
    return Id{project.nextId++};
}

template <typename Change>
Result<Project> changeSong(Project project, SongId id, Change change) {
    for (auto& song : project.songs) {
        if (song->id != id) continue;
        if (auto done = detail::replace(song, change); !done)
            return tl::make_unexpected(done.error());
        return project;
    }
    return detail::gone("song");
}

template <typename Change>
Result<Project> changeAlbum(Project project, Change change) {
    if (auto done = detail::replace(project.album, change); !done)
        return tl::make_unexpected(done.error());
    return project;
}

template <typename Change>
Result<Project> changeAlbumTrack(Project project, AlbumTrackId id, Change change) {
    return changeAlbum(std::move(project), [&](Album& album) -> Result<void> {
        for (auto& track : album.tracks)
            if (track->id == id) return detail::replace(track, change);
        return detail::gone("album track");
    });
}

/// The song a channel of a track, bus, VCA or mix belongs to; null for the album's channels.
const Song* songOf(const Project& project, ChannelId channel);
/// The song and the track a clip lies on; null when there is none.
struct ClipPlace {
    const Song* song = nullptr;
    const Track* track = nullptr;
    const Clip* clip = nullptr;
    explicit operator bool() const { return clip != nullptr; }
};
ClipPlace findClip(const Project& project, ClipId clip);

template <typename Change>
Result<Project> changeTrack(Project project, ChannelId id, Change change) {
    const Song* song = songOf(project, id);
    if (!song) return detail::gone("track");
    return changeSong(std::move(project), song->id, [&](Song& changed) -> Result<void> {
        for (auto& track : changed.tracks)
            if (track->channel.id == id) return detail::replace(track, change);
        return detail::gone("track");
    });
}

template <typename Change>
Result<Project> changeBus(Project project, ChannelId id, Change change) {
    const Song* song = songOf(project, id);
    if (!song) return detail::gone("bus");
    return changeSong(std::move(project), song->id, [&](Song& changed) -> Result<void> {
        for (auto& bus : changed.buses)
            if (bus->channel.id == id) return detail::replace(bus, change);
        return detail::gone("bus");
    });
}

/// A channel of a song that is being changed.
template <typename Change>
Result<void> changeChannelIn(Song& song, ChannelId id, Change& change) {
    auto inside = [&](auto& strip) { return detail::apply(strip.channel, change); };
    for (auto& track : song.tracks)
        if (track->channel.id == id) return detail::replace(track, inside);
    for (auto& bus : song.buses)
        if (bus->channel.id == id) return detail::replace(bus, inside);
    for (auto& vca : song.vcas)
        if (vca->id == id) return detail::replace(vca, change);
    if (song.mix->id == id) return detail::replace(song.mix, change);
    return detail::gone("channel");
}

/// Any channel: of a track, a bus, a VCA, a mix, the album or an album track.
template <typename Change>
Result<Project> changeChannel(Project project, ChannelId id, Change change) {
    if (const Song* song = songOf(project, id))
        return changeSong(std::move(project), song->id,
                          [&](Song& changed) { return changeChannelIn(changed, id, change); });
    return changeAlbum(std::move(project), [&](Album& album) -> Result<void> {
        if (album.channel->id == id) return detail::replace(album.channel, change);
        auto inside = [&](AlbumTrack& track) { return detail::apply(track.channel, change); };
        for (auto& track : album.tracks)
            if (track->channel.id == id) return detail::replace(track, inside);
        return detail::gone("channel");
    });
}

/// Runs a second edit on the result of a first one.
template <typename Next>
Result<Project> then(Result<Project> first, Next next) {
    if (!first) return first;
    return next(std::move(*first));
}

} // namespace lacquer::project
