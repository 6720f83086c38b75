#pragma once

#include "formats/disc/cd_layout.h"

#include <string>

namespace lacquer::formats::disc {

/// A cue sheet for burning: ISO 8859-1, CRLF, only what CDRWIN defines. `file` holds the audio from
/// track 1, index 1 on, without the pause that burning programs add.
std::string cueSheet(const CdLayout& layout, const std::string& file);

/// A cdrdao TOC with CD-Text. `file` holds the same audio as raw 16-bit little-endian stereo.
std::string cdrdaoToc(const CdLayout& layout, const std::string& file);

} // namespace lacquer::formats::disc
