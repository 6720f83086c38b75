#pragma once

#include "formats/audio/audio_file_writer.h"
#include "formats/deliver/programme_writer.h"

namespace lacquer::formats {

/// `bext` (version 2, with the loudness of the programme as delivered) and `iXML` chunks. Without
/// dates: the same project gives the same bytes on any day.
///
/// Source   EBU Tech 3285 v2, EBU R 98 (coding history), iXML
std::vector<WavChunk>
broadcastChunks(const Programme& programme, const mastering::Target& target, double gainDb);

} // namespace lacquer::formats
