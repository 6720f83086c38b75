#pragma once

#include "formats/audio/audio_file_writer.h"
#include "formats/audio/decoded_copy.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::formats {

struct ConvertRequest {
    std::filesystem::path input;
    std::filesystem::path output;        ///< its extension says the format
    std::optional<SampleRate> rate;      ///< none: the input's
    std::optional<SampleFormat> samples; ///< none: the input's word length, as far as the format has it
    dsp::DitherKind dither = dsp::DitherKind::tpdf;
    bool replace = false;
};

struct Converted {
    FrameCount frames;
    SampleRate rate;
    int channels = 0;
    SampleFormat samples = SampleFormat::int24;
    std::int64_t clippedSamples = 0;
    std::vector<std::string> notes;
};

/// One file to another format, rate or word length. What already fits passes bit for bit; what has
/// to be rounded is dithered once, at the end.
///
/// Errors   what openAudioFile() and AudioFileWriter report
Result<Converted> convertFile(const ConvertRequest& request, const WorkProgress& progress = {});

} // namespace lacquer::formats
