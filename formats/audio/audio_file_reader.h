#pragma once

#include "engine/vocabulary/result.h"
#include "formats/audio/audio_file_info.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lacquer::formats {

/// An audio file as a stream, from its first frame to its last, at its own rate and channels.
/// Memory does not grow with the length of the file.
///
/// Out      planar float, full scale 1.0; float files may go beyond; NaN and Inf are silence, and notes()
///          counts them
/// Errors   damage behind the start ends the stream where it can no longer be read; notes() says so
/// Thread   any, one at a time
class AudioFileReader {
public:
    virtual ~AudioFileReader() = default;

    const AudioFileInfo& info() const { return info_; }
    /// Up to `frames` more frames into planes[c]; fewer only at the end, 0 when there are none.
    int read(float* const* planes, int frames);
    /// What is odd about the file, a sentence each; complete once all is read.
    const std::vector<std::string>& notes() const { return info_.notes; }

protected:
    virtual int decode(float* const* planes, int frames) = 0;
    AudioFileInfo info_;
    std::int64_t notNumbers_ = 0; ///< samples so far that were NaN or Inf

private:
    bool ended_ = false;
};

/// Opens a file for what it holds, whatever its name: plain PCM by our own reader, all else that
/// libsndfile knows by libsndfile, the rest (AAC, ALAC, and what libsndfile will not take) by
/// libavformat and libavcodec.
///
/// Errors   one sentence naming the file: it is not there, is no regular file, is empty, holds no
///          audio we know, has no channels, no rate, or no frames
/// Thread   any
Result<std::unique_ptr<AudioFileReader>> openAudioFile(const std::filesystem::path& path);

} // namespace lacquer::formats
