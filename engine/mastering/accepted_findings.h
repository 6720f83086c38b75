#pragma once

#include "engine/analysis/master_check.h"
#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Findings of the check that somebody has listened to and wants as they are: a distorted guitar is no
/// fault. Who said so, of what and why is kept in the project with the track, and goes into the report.
namespace lacquer::mastering {

struct AcceptedFinding {
    AlbumTrackId track;
    std::string fault;         ///< "clipping"
    std::optional<Seconds> at; ///< from the track's start; none: the track as a whole
    std::string words;         ///< "Clips: 14 samples in a row at full scale: the amp is meant so (Anna)"
};

/// "clipping", "true_peak": what reports and commands call a fault.
const char* nameOf(analysis::MasterFault fault);
/// Where a finding is; none for what is so throughout the song.
std::optional<Seconds> placeOf(const analysis::MasterFinding& finding);

/// `what` is the finding's own text; `why` may not be empty. Accepting it again changes the words.
Result<project::Project> acceptFinding(const project::Project& project,
                                       AlbumTrackId track,
                                       std::string_view fault,
                                       std::optional<Seconds> at,
                                       std::string_view what,
                                       std::string_view why,
                                       std::string_view who);
Result<project::Project> withdrawAcceptance(const project::Project& project, AlbumTrackId track, std::string_view fault, std::optional<Seconds> at);

/// The words it was accepted with; null when it was not. Places half a second apart are one: edits
/// before it move it a little.
std::optional<std::string> acceptedWords(const project::AlbumTrack& track, std::string_view fault, std::optional<Seconds> at);

/// In the album's order.
std::vector<AcceptedFinding> acceptedFindings(const project::Project& project);
/// "3 Mirror, 1:23.2: Clips…": one line each for reports.
std::vector<std::string> acceptedLines(const project::Project& project);

/// Metadata entries of this prefix hold them; they are no tags.
inline constexpr std::string_view kAcceptedPrefix = "accepted:";

} // namespace lacquer::mastering
