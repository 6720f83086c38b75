#pragma once

#include "engine/analysis/programme_meter.h"
#include "formats/audio/audio_file_info.h"
#include "formats/audio/decoded_copy.h"

#include <filesystem>

namespace lacquer::formats {

struct MeasuredFile {
    AudioFileInfo info; ///< its notes complete
    analysis::ProgrammeMeasures measures;
};

/// Loudness and peaks of a whole file, as decoded, at its own rate.
///
/// Errors   what openAudioFile() reports; a file with nothing in it that could be decoded
Result<MeasuredFile> measureFile(const std::filesystem::path& file,
                                 const WorkProgress& progress = {});

} // namespace lacquer::formats
