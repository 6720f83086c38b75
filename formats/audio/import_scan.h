#pragma once

#include "formats/audio/import.h"

namespace lacquer::formats {

/// The files below the paths, in natural order; what is no regular file goes to `skipped`.
std::vector<std::filesystem::path> filesBelow(const std::vector<std::filesystem::path>& paths,
                                              std::vector<SkippedFile>& skipped);

} // namespace lacquer::formats
