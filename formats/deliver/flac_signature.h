#pragma once

#include "engine/vocabulary/result.h"

#include <filesystem>
#include <functional>

namespace lacquer::formats {

/// Compares a FLAC file's audio with the MD5 its encoder wrote into it (`flac -t` does the same).
///
/// Errors   checkFailed: the file carries none, or another; badInput: it cannot be decoded
Result<void> checkFlacSignature(const std::filesystem::path& file, const std::function<bool()>& goOn = {});

} // namespace lacquer::formats
