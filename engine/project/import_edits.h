#pragma once

#include "engine/project/song_edits.h"

#include <string>
#include <string_view>
#include <vector>

namespace lacquer::project {

/// A file that was taken into the project's folder, as the track it shall become.
struct ImportedTrack {
    std::string name;
    Colour colour;
    std::string group; ///< "Drums"; empty when not known
    Source source;     ///< its id is given
    FramePosition position;
};

struct ImportedInto {
    Project project;
    SongId song;
    std::vector<ChannelId> tracks; ///< in the order of what was imported
};

/// Adds the sources to the pool and a track with one clip for each to the song of this name, which
/// is made when it is new. A source that is in the pool already (same file, same channels) is used
/// again. With `groupBuses`, tracks of a group are routed to a bus of its name, which is made when
/// at least two tracks want it.
Result<ImportedInto> addImportedTracks(Project project,
                                       std::string_view song,
                                       const std::vector<ImportedTrack>& tracks,
                                       bool groupBuses = false);

} // namespace lacquer::project
