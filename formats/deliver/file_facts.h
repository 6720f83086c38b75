#pragma once

#include "engine/mastering/target.h"
#include "engine/vocabulary/result.h"
#include "formats/album/programme_meter.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace lacquer::formats {

/// A written file as its reader hears it.
struct FileFacts {
    std::string sha256;
    std::int64_t bytes = 0;
    SampleRate rate;
    int channels = 0;
    int bits = 0; ///< 0: lossy
    std::string encoding;
    FrameCount frames;
    ProgrammeFacts programme;
};

/// Decodes a finished file and measures it, by another library than wrote it: WAV and lossy files by
/// libsndfile, FLAC and M4A by libavcodec. `raw`: headerless 16-bit stereo at 44.1 kHz, read as it is.
///
/// Errors   the file is missing, cut short or damaged; cancelled
Result<FileFacts> factsOfFile(const std::filesystem::path& file,
                              mastering::Container container,
                              const std::function<bool()>& goOn = {});

} // namespace lacquer::formats
