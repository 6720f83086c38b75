#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <string>

/// The album's cover inside the project's folder, so that it moves with it.
namespace lacquer::formats {

/// Copies a picture to `artwork/` of a project and returns its path relative to the project's folder,
/// as the album's metadata keep it ("artwork"). A picture that lies there already stays where it is;
/// another one of the same name is never replaced, for a step of undo may want it: the new one gets
/// a number.
///
/// picture   a JPEG or PNG file, at most 64 MB; a path inside the project's folder is taken as it is
/// Errors    not there; neither JPEG nor PNG; too large; what the disk reports
/// Thread    any
Result<std::string> keepArtwork(const std::filesystem::path& picture, const std::filesystem::path& projectFolder);

/// Where the album's cover lies; empty when it has none. It need not be there.
std::filesystem::path artworkFile(const project::Project& project, const std::filesystem::path& projectFolder);

} // namespace lacquer::formats
