#pragma once

#include "engine/analysis/master_check.h"
#include "formats/album/album_master.h"

#include <vector>

namespace lacquer::formats {

struct TrackFindings {
    AlbumTrackId track;
    std::vector<analysis::MasterFinding> findings; ///< times from the track's start
};

/// Quality control of every track of a master. Where a track goes on into the next without a gap, a
/// start or end in full sound is meant so and not reported.
///
/// Errors   the master cannot be read; cancelled
Result<std::vector<TrackFindings>> checkMaster(const AlbumMaster& master,
                                               const analysis::MasterLimits& limits = {},
                                               const std::function<bool()>& goOn = {});

} // namespace lacquer::formats
