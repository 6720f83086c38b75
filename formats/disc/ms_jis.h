#pragma once

#include "engine/vocabulary/result.h"

#include <string>
#include <string_view>

/// Japanese text for CD-Text: MS-JIS (code page 932), every letter in two bytes.
namespace lacquer::formats::disc {

/// Letters and digits become their full-width forms, accents are dropped, and half-width katakana
/// becomes full-width; what MS-JIS lacks becomes "？". The result has an even length and no zero byte
/// pair.
///
/// Errors   systemRefused: this system's iconv does not know code page 932
Result<std::string> msJisOf(std::string_view utf8);

/// Takes mixtures of one and two bytes too; what cannot be read becomes "？".
std::string utf8OfMsJis(std::string_view bytes);

/// Whether two bytes are one letter, going by the first.
constexpr bool isMsJisLead(unsigned char byte) {
    return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
}

} // namespace lacquer::formats::disc
