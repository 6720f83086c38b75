#pragma once

#include "engine/vocabulary/result.h"
#include "formats/disc/cd_layout.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace lacquer::formats::disc {

/// CD-Text as 18-byte packs: title, performer and (where one is given) composer of the disc and of
/// every track, one block in English and ISO 8859-1, closed by the three block size packs. Empty
/// when there is no text at all.
///
/// Errors   checkFailed: more text than the 256 packs of a block hold
/// Source   MMC-3 Annex J as described by libburn and cdrdao; reproduces cue2ddp's packs
Result<std::string> cdTextPacks(const CdLayout& layout);

/// CRC-16 of a pack's first 16 bytes: polynomial 0x1021 from 0, inverted.
std::uint16_t cdTextCrc(std::string_view bytes);

} // namespace lacquer::formats::disc
