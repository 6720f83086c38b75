#pragma once

#include "engine/mastering/album_tone.h"
#include "formats/album/album_master.h"

#include <functional>
#include <vector>

namespace lacquer::formats {

/// The balance and width of every song of a master, several at once; what was measured of the same
/// samples before comes out of the cache.
///
/// Errors   the master cannot be read; cancelled
Result<std::vector<mastering::TrackTone>> tonesOf(const AlbumMaster& master, int threads, const std::function<bool(double share)>& progress = {});

} // namespace lacquer::formats
