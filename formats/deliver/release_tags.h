#pragma once

#include "engine/project/project.h"

#include <string>
#include <utility>
#include <vector>

namespace lacquer::formats {

/// What a delivered file says about itself, from the album's and the track's metadata: fields by the
/// names of Vorbis comments ("TITLE", "ARTIST", "TRACKNUMBER"), in order; UTF-8.
struct ReleaseTags {
    std::vector<std::pair<std::string, std::string>> fields;

    /// Empty when there is none.
    std::string value(std::string_view field) const;
};

/// The n-th track, from 0.
ReleaseTags tagsOfTrack(const project::Project& project, std::size_t track);

/// The album as a whole: a side, a disc.
ReleaseTags tagsOfAlbum(const project::Project& project);

/// A track's metadata value; its title and artist fall back to its song, its file and the album.
std::string trackText(const project::Project& project, std::size_t track, std::string_view key);
std::string albumText(const project::Project& project, std::string_view key);

} // namespace lacquer::formats
