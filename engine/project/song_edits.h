#pragma once

#include "engine/project/change.h"

#include <string>
#include <string_view>
#include <vector>

/// Edits of songs: making them, their tracks, markers, tempo and loop.
///
/// Errors   a name that is taken or missing; a tempo or metre outside its range
namespace lacquer::project {

/// An empty song with its mix bus.
Result<Added<SongId>> addSong(Project project, std::string name);
/// Refused while the album holds the song.
Result<Project> removeSong(Project project, SongId song);
Result<Project> renameSong(Project project, SongId song, std::string name);
Result<Project> setSongNotes(Project project, SongId song, std::string notes);
/// A name like `wanted` that no song has yet.
std::string freeSongName(const Project& project, std::string_view wanted);

/// A track to be made: its name is made unique in the song, ids are given.
struct NewTrack {
    std::string name;
    Colour colour;
    bool mono = false;
    std::vector<Clip> clips; ///< of sources in the pool
    ChannelId output;        ///< a bus of the song, or none
};

/// At the end of the song's tracks.
Result<Added<ChannelId>> addTrack(Project project, SongId song, NewTrack track);
Result<Project> removeTrack(Project project, ChannelId track);
/// To another place among the tracks; `to` counts from 0.
Result<Project> moveTrack(Project project, ChannelId track, int to);
/// A copy behind the original with its clips, chain, sends and automation.
Result<Added<ChannelId>> duplicateTrack(Project project, ChannelId track);

/// Into the pool; its id is given.
Result<Added<SourceId>> addSource(Project project, Source source);
/// Points a source at another file of the project folder (relinking).
Result<Project> setSourceFile(Project project, SourceId source, std::string file,
                              std::string contentHash);

Result<Added<MarkerId>> addMarker(Project project, SongId song, FramePosition position,
                                  std::string name);
Result<Project> moveMarker(Project project, SongId song, MarkerId marker, FramePosition position);
Result<Project> renameMarker(Project project, SongId song, MarkerId marker, std::string name);
Result<Project> removeMarker(Project project, SongId song, MarkerId marker);

/// Tempo and metre from a position on; what stood at that position is replaced.
Result<Project> setTempo(Project project, SongId song, TempoPoint point);
/// The first point stays: it can be changed, not removed.
Result<Project> removeTempo(Project project, SongId song, FramePosition position);
Result<Project> setLoop(Project project, SongId song, LoopRange loop);

/// The project itself.
Result<Project> renameProject(Project project, std::string name);
Result<Project> setPanLaw(Project project, PanLaw law);
Result<Project> setProjectNotes(Project project, std::string notes);
Result<Project> setTargets(Project project, std::vector<std::string> targets);

} // namespace lacquer::project
