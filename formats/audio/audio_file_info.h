#pragma once

#include "engine/vocabulary/speaker.h"
#include "engine/vocabulary/units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::formats {

/// What an audio file says about itself.
struct AudioFileInfo {
    std::string container; ///< "WAV", "FLAC", "MP4"…
    std::string encoding;  ///< "24-bit PCM", "Vorbis", "AAC"…
    SampleRate rate;
    int channels = 0; ///< 1 … kMostChannels
    /// Frames, when the file says; some tell only when they are read. Never a size to allocate.
    std::optional<FrameCount> length;
    /// The shortest whole-number word that holds every sample exactly; 0: float or lossy.
    int exactBits = 0;
    /// BWF: frames since midnight at the file's own rate.
    std::optional<std::int64_t> timeReference;
    std::vector<Speaker> speakers; ///< one per channel; empty when the file does not say
    /// What is odd about the file, a sentence each; the audio is there all the same.
    std::vector<std::string> notes;
};

/// More is no recording but a broken header.
inline constexpr int kMostChannels = 64;
/// Rates beyond these are no recording but a broken header.
inline constexpr int kLowestFileRate = 1000;
inline constexpr int kHighestFileRate = 768000;

} // namespace lacquer::formats
