#pragma once

#include "engine/analysis/vinyl_check.h"
#include "formats/album/album_master.h"
#include "formats/deliver/delivery_plan.h"

#include <string>
#include <vector>

namespace lacquer::formats {

/// Reads a side of the master for what makes trouble on the lathe; times from the side's start.
Result<std::vector<analysis::VinylFinding>> checkVinyl(const AlbumMaster& master,
                                                       FramePosition start,
                                                       FrameCount length,
                                                       const std::function<bool()>& goOn = {});

/// "Side A, 3:12.4 to 3:14.0 (Night Drive): Bass out of phase …; side over mid −4.1 dB."
std::string vinylSentence(const project::Project& project,
                          const AlbumMaster& master,
                          const PlannedFile& side,
                          const analysis::VinylFinding& finding);

} // namespace lacquer::formats
