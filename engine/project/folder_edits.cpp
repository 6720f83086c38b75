#include "engine/project/folder_edits.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::project {
namespace {

template <typename Change>
Result<Project> changeFolder(Project project, SongId song, TrackFolderId id, Change change) {
    return changeSong(std::move(project), song, [&](Song& changed) -> Result<void> {
        const auto found = std::ranges::find(changed.folders, id, &TrackFolder::id);
        if (found == changed.folders.end()) return detail::gone("folder");
        return detail::apply(*found, change);
    });
}

void takeOut(Song& song, ChannelId track) {
    for (TrackFolder& folder : song.folders) std::erase(folder.tracks, track);
}

void dropEmpty(Song& song) {
    std::erase_if(song.folders, [](const TrackFolder& folder) { return folder.tracks.empty(); });
}

/// The folder's tracks one behind the other, where the first of them stands.
void gather(Song& song, TrackFolder& folder) {
    const auto inside = [&](const auto& track) { return std::ranges::count(folder.tracks, track->channel.id) > 0; };
    const auto first = std::ranges::find_if(song.tracks, inside);
    const auto end = std::stable_partition(first, song.tracks.end(), inside);
    folder.tracks.clear();
    for (auto track = first; track != end; ++track) folder.tracks.push_back((*track)->channel.id);
}

} // namespace

const TrackFolder* folderOf(const Song& song, ChannelId track) {
    for (const TrackFolder& folder : song.folders)
        if (std::ranges::count(folder.tracks, track) > 0) return &folder;
    return nullptr;
}

const TrackFolder* findFolder(const Song& song, TrackFolderId id) {
    const auto found = std::ranges::find(song.folders, id, &TrackFolder::id);
    return found == song.folders.end() ? nullptr : &*found;
}

const TrackFolder* findFolder(const Song& song, std::string_view name) {
    const auto found = std::ranges::find(song.folders, name, &TrackFolder::name);
    return found == song.folders.end() ? nullptr : &*found;
}

Result<Added<TrackFolderId>> addFolder(Project project, SongId songId, std::string name, std::span<const ChannelId> tracks) {
    const Song* song = findSong(project, songId);
    if (!song) return detail::gone("song");
    if (name.empty()) return badInput("A folder needs a name; you gave none.");
    if (findFolder(*song, name)) return badInput(fmt::format("\"{}\" has a folder named \"{}\" already. Choose another name.", song->name, name));
    if (tracks.empty()) return badInput("A folder needs a track or more; select them first.");
    for (const ChannelId track : tracks)
        if (!findTrack(*song, track)) return badInput(fmt::format("A folder of \"{}\" holds tracks of that song only.", song->name));
    TrackFolder folder;
    folder.id = takeId<TrackFolderId>(project);
    folder.name = std::move(name);
    folder.tracks.assign(tracks.begin(), tracks.end());
    const TrackFolderId id = folder.id;
    auto changed = changeSong(std::move(project), songId, [&](Song& next) {
        for (const ChannelId track : folder.tracks) takeOut(next, track);
        dropEmpty(next);
        gather(next, folder);
        next.folders.push_back(std::move(folder));
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<TrackFolderId>{std::move(*changed), id};
}

Result<Project> removeFolder(Project project, SongId song, TrackFolderId id) {
    return changeSong(std::move(project), song, [&](Song& changed) -> Result<void> {
        if (std::erase_if(changed.folders, [&](const TrackFolder& folder) { return folder.id == id; }) == 0) return detail::gone("folder");
        return {};
    });
}

Result<Project> renameFolder(Project project, SongId song, TrackFolderId id, std::string name) {
    if (name.empty()) return badInput("A folder needs a name; you gave none.");
    return changeFolder(std::move(project), song, id, [&](TrackFolder& folder) { folder.name = std::move(name); });
}

Result<Project> setFolderColour(Project project, SongId song, TrackFolderId id, Colour colour) {
    return changeFolder(std::move(project), song, id, [&](TrackFolder& folder) { folder.colour = {colour.rgb & 0xffffffU}; });
}

Result<Project> setFolderOpen(Project project, SongId song, TrackFolderId id, bool open) {
    return changeFolder(std::move(project), song, id, [&](TrackFolder& folder) { folder.open = open; });
}

Result<Project> setTrackFolder(Project project, ChannelId track, TrackFolderId id) {
    const Song* song = songOf(project, track);
    if (!song || !findTrack(*song, track)) return detail::gone("track");
    if (id && !findFolder(*song, id)) return detail::gone("folder");
    return changeSong(std::move(project), song->id, [&](Song& changed) {
        const TrackFolder* now = folderOf(changed, track);
        if (now && now->id == id) return;
        takeOut(changed, track);
        const auto folder = std::ranges::find(changed.folders, id, &TrackFolder::id);
        if (id && folder->tracks.empty()) {
            folder->tracks.push_back(track);
        } else if (id) {
            // Behind the folder's last, wherever it came from.
            const auto idOf = [](const auto& one) { return one->channel.id; };
            const auto from = std::ranges::find(changed.tracks, track, idOf);
            const auto moved = *from;
            changed.tracks.erase(from);
            const auto last = std::ranges::find(changed.tracks, folder->tracks.back(), idOf);
            changed.tracks.insert(last == changed.tracks.end() ? last : last + 1, moved);
            folder->tracks.push_back(track);
        }
        dropEmpty(changed);
    });
}

} // namespace lacquer::project
