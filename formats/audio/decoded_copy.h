#pragma once

#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"
#include "formats/audio/audio_file_info.h"

#include <filesystem>
#include <functional>
#include <string>

namespace lacquer::formats {

/// Share done, 0…1; false stops the work with ErrorKind::cancelled.
using WorkProgress = std::function<bool(double share)>;

/// Where the decoded copy of a file is kept: by content and rate, so that it is found again whatever
/// the file is called.
std::filesystem::path decodedCopyPath(const std::filesystem::path& cacheFolder,
                                      const std::string& contentHash,
                                      SampleRate rate);

struct DecodedCopy {
    AudioFileInfo info; ///< of the file; its notes complete
    FrameCount length;  ///< at the new rate
};

/// Decodes a file of any format to 32-bit float WAV at `rate`, all channels, whole or not at all.
/// Memory does not grow with its length.
///
/// Errors   what openAudioFile() and AudioFileWriter report; a file with no frames in it
Result<DecodedCopy> makeDecodedCopy(const std::filesystem::path& file,
                                    const std::filesystem::path& copy,
                                    SampleRate rate,
                                    const WorkProgress& progress = {});

} // namespace lacquer::formats
