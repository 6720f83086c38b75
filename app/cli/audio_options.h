#pragma once

#include "engine/dsp/dither.h"
#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"
#include "formats/audio/audio_file_writer.h"

#include <string>

/// What commands that write audio understand behind --bits, --rate and --dither.
namespace lacquer::cli {

/// "16", "24" or "32f".
Result<formats::SampleFormat> parseBits(const std::string& text);
/// "44100", "48kHz"; 8000 to 384000 Hz.
Result<SampleRate> parseRate(const std::string& text);
/// "none", "tpdf" or "shaped".
Result<dsp::DitherKind> parseDither(const std::string& text);

} // namespace lacquer::cli
