#pragma once

#include "engine/project/project.h"

#include <filesystem>

namespace lacquer::formats {

/// Writes on an album track what its file says about itself: title, artist, ISRC, composer, genre,
/// year; and on the album its title, artist and UPC where the album has none yet. What is not there,
/// and codes that cannot be right, leave things as they are.
project::Project takeTags(project::Project project, AlbumTrackId track, const std::filesystem::path& file);

} // namespace lacquer::formats
