#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <functional>
#include <vector>

/// Missing files of a project, found again wherever they went.
namespace lacquer::ui {

/// A source and the file that is it.
struct FoundSource {
    SourceId source;
    std::filesystem::path file;
    bool sameContent = true; ///< by its hash; false: by name and size of its sound alone
};

/// Looks through a folder and all below it, links not followed: first for files of the same content,
/// whatever their names, then for those of the same name and length.
///
/// Errors   cancelled; the folder cannot be read
/// Thread   [worker]
Result<std::vector<FoundSource>> findSources(const project::Project& project, const std::vector<SourceId>& missing,
                                             const std::filesystem::path& folder, const std::function<bool(double share)>& progress);

/// Copies what was found to where the project looks for it, inside its own folder. Returns the project
/// with the sources that had to get another file; the same as before when all are where they were.
///
/// Errors   the system refuses a copy
/// Thread   [worker]
Result<project::Project> takeFound(project::Project project, const std::vector<FoundSource>& found, const std::filesystem::path& projectFolder);

} // namespace lacquer::ui
