#pragma once

#include "engine/render/bounce.h"
#include "formats/album/album_master.h"

#include <span>

namespace lacquer::formats {

/// Measures a finished master's file, several tracks at once, and names their samples; tracks of which
/// an older master of this rate has the very samples are taken from it. The whole is measured anew: its
/// loudness hangs on every song.
///
/// Errors   the file cannot be read; cancelled
Result<void> measureMaster(AlbumMaster& master, std::span<const AlbumMaster> older, int threads, const render::Progress& progress);

} // namespace lacquer::formats
