#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace lacquer::formats {

/// Random access to a rendered WAV of the cache.
Result<std::unique_ptr<AudioReader>> openRendered(const std::filesystem::path& file);

/// Hands a span of a reader on in pieces: planes of two channels (one channel is given twice). False
/// from `take` stops it with ErrorKind::cancelled.
Result<void> readSpan(AudioReader& reader,
                      FramePosition start,
                      FrameCount length,
                      const std::function<Result<void>(const float* const* planes, int frames)>& take);

} // namespace lacquer::formats
