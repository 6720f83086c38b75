#pragma once

#include "app/cli/edit_command.h"

#include <string>
#include <vector>

namespace lacquer::cli {

/// `album match N [to=TRACK] [strength=PERCENT]`: an equalizer towards the album's mean, or another
/// track's balance, at the end of the track's chain.
Result<Edit> matchAlbumTrack(const std::vector<std::string>& words, const project::Project& project, const EditContext& context);

/// `album accept-finding N FAULT[@TIME] WHY [who=NAME]`: what the check found is meant so.
Result<Edit> acceptTrackFinding(const std::vector<std::string>& words, const project::Project& project, const EditContext& context);

} // namespace lacquer::cli
