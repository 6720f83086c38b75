#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <string>

/// ISRCs are given in series: country, registrant, year, and five digits that count up.
namespace lacquer::mastering {

/// The code after this one: "AA6Q72600009" gives "AA6Q72600010".
///
/// Errors   no ISRC; the year's 99999 are used up
Result<std::string> nextIsrc(const std::string& isrc);

/// Counts up from a track's ISRC: the tracks behind it that have none get the codes that follow, in
/// order; codes that the album has already are passed over.
///
/// Errors   the track has no ISRC; the series ends
Result<project::Project> countIsrcsFrom(const project::Project& project, AlbumTrackId first);

} // namespace lacquer::mastering
