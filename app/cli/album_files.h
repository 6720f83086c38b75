#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lacquer::cli {

/// Imports a stereo file, or the files in a folder, and puts them at the end of the album. What is
/// in the pool already is used again.
///
/// Errors   `otherwise` when there is no such path: the word was meant as a song's name
Result<project::Project> addFilesToAlbum(project::Project project, const std::string& path,
                                         const std::filesystem::path& folder, const Error& otherwise);

/// The first word is the stem master's name, the others are files and folders. See addStemMaster().
Result<project::Project> addStemsToAlbum(project::Project project, const std::vector<std::string>& words,
                                         const std::filesystem::path& folder);

} // namespace lacquer::cli
