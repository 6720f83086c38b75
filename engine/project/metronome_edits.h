#pragma once

#include "engine/project/change.h"

namespace lacquer::project {

/// Errors   a level or a count-in out of its range
Result<Project> setMetronome(Project project, MetronomeSettings settings);

} // namespace lacquer::project
