#pragma once

#include "engine/vocabulary/result.h"

#include <filesystem>

namespace lacquer::formats {

/// Holds a project folder for one process. The system lets go of it when the process ends, however
/// it ends. The file says who holds it, for the sentence that the next one is told.
///
/// Errors   held by another process: who; a folder that cannot be written
class ProjectLock {
public:
    /// Waits a moment for a command that is just ending.
    static Result<ProjectLock> take(const std::filesystem::path& folder);

    ProjectLock(ProjectLock&& other) noexcept;
    ProjectLock& operator=(ProjectLock&& other) noexcept;
    ~ProjectLock();

private:
    explicit ProjectLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

} // namespace lacquer::formats
