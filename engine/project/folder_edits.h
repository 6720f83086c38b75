#pragma once

#include "engine/project/change.h"

#include <span>
#include <string>

/// Edits of the timeline's folders.
///
/// Errors   a name that is missing; tracks of another song; what is gone
namespace lacquer::project {

/// Puts tracks into a new folder; they leave the folders they were in and move together, behind the
/// first of them.
Result<Added<TrackFolderId>> addFolder(Project project, SongId song, std::string name, std::span<const ChannelId> tracks);
/// The tracks stay where they are.
Result<Project> removeFolder(Project project, SongId song, TrackFolderId folder);
Result<Project> renameFolder(Project project, SongId song, TrackFolderId folder, std::string name);
Result<Project> setFolderColour(Project project, SongId song, TrackFolderId folder, Colour colour);
Result<Project> setFolderOpen(Project project, SongId song, TrackFolderId folder, bool open);
/// Into a folder, at its end, or out of any (no id). A folder without tracks is gone.
Result<Project> setTrackFolder(Project project, ChannelId track, TrackFolderId folder);

/// The folder a track is in; null when it is in none.
const TrackFolder* folderOf(const Song& song, ChannelId track);
const TrackFolder* findFolder(const Song& song, TrackFolderId folder);
const TrackFolder* findFolder(const Song& song, std::string_view name);

} // namespace lacquer::project
