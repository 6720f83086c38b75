#pragma once

#include "engine/vocabulary/result.h"
#include "formats/disc/cd_layout.h"

#include <cstdint>
#include <string>
#include <span>
#include <string_view>

namespace lacquer::formats::disc {

/// CD-Text as 18-byte packs: title, performer and (where one is given) composer of the disc and of
/// every track, a block per language in ISO 8859-1 (Japanese in MS-JIS, two bytes a letter), each closed
/// by the three block size packs. Empty when there is no text at all.
///
/// Errors   checkFailed: more text than the 256 packs of a block hold; more than 8 languages, or one
///          that CD-Text can write in neither; systemRefused as msJisOf()
/// Source   MMC-3 Annex J as described by libburn and cdrdao; reproduces cue2ddp's packs
Result<std::string> cdTextPacks(const CdLayout& layout);

/// ISO 639-1 codes that a CD-Text block can be in, with their numbers of EBU Tech 3264 appendix 3:
/// those written in ISO 8859-1, and Japanese.
struct CdTextLanguage {
    const char* code;
    unsigned char number;
    const char* name;
    bool isDoubleByte = false; ///< MS-JIS
};
std::span<const CdTextLanguage> cdTextLanguages();
/// Null when CD-Text cannot be written in it.
const CdTextLanguage* findCdTextLanguage(std::string_view code);

/// CRC-16 of a pack's first 16 bytes: polynomial 0x1021 from 0, inverted.
std::uint16_t cdTextCrc(std::string_view bytes);

} // namespace lacquer::formats::disc
