#pragma once

#include "engine/project/project.h"
#include "ui/models/strip.h"

#include <vector>

namespace lacquer::ui {

class Workspace;

/// Renders the tracks beside the window, with progress and cancel among the jobs, and then plays the
/// renderings in their place: one undo step. Those that are frozen already are left out; one that was
/// changed meanwhile stays as it is, and a message says so.
void freezeTracks(Workspace& workspace, const std::vector<ChannelId>& tracks);
/// Clips and chains sound again: one undo step.
void unfreezeTracks(Workspace& workspace, const std::vector<ChannelId>& tracks);

/// Says of the strips of a song whose freeze is out of date; see formats::isFreezeOutOfDate().
void markOldFreezes(std::vector<Strip>& strips, const project::Project& project, const project::Song& song);

} // namespace lacquer::ui
