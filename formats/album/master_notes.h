#pragma once

#include "formats/album/album_master.h"

#include <optional>

namespace lacquer::formats {

/// What is known about a rendered master, as JSON beside its WAV. Written last, so that it says that
/// the WAV is whole.
Result<void> writeMasterNotes(const AlbumMaster& master);

/// None when the WAV or its notes are not there or cannot be read.
std::optional<AlbumMaster> readMasterNotes(const std::filesystem::path& wav);

} // namespace lacquer::formats
