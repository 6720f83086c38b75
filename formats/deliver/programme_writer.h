#pragma once

#include "engine/processors/catalogue.h"
#include "engine/render/bounce.h"
#include "formats/album/programme_meter.h"
#include "formats/deliver/file_tags.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::formats {

/// A span of a rendered file at a target's rate, on its way to become one delivered file.
struct Programme {
    std::string name; ///< relative to the target's folder, with extension
    std::filesystem::path rendered;
    SampleRate rate;
    FramePosition start;
    FrameCount length;
    ProgrammeFacts facts; ///< of the span as rendered
    ReleaseTags tags;
    std::vector<std::string> trackNames; ///< for iXML
    std::string audio; ///< a name of the span's samples; empty: not known
};

/// How it is brought to its level.
struct ProgrammeTreatment {
    double gainDb = 0;
    std::optional<double> limiterCeiling; ///< dBTP, after the gain; none: no limiter
};

/// Asked often; false stops the work.
using GoOn = std::function<bool()>;

/// Told how much of the file is written, 0…1.
using FileShare = std::function<void(double share)>;

/// Writes one programme as the target wants it: level, word length with dither, codec, chunks, tags
/// and cover. The file appears whole or not at all; the same input gives the same bytes.
///
/// Errors   what the encoders and the disk report; cancelled
/// Thread   any; several at once
Result<void> writeProgramme(const Programme& programme,
                            const mastering::Target& target,
                            const ProgrammeTreatment& treatment,
                            const Artwork& artwork,
                            const processors::ProcessorCatalogue& catalogue,
                            const std::filesystem::path& file,
                            const GoOn& goOn = {},
                            const FileShare& share = {});

/// Passes a programme through its gain and limiter into any sink.
Result<void> playProgramme(const Programme& programme,
                           const ProgrammeTreatment& treatment,
                           const processors::ProcessorCatalogue& catalogue,
                           render::AudioSink& sink,
                           const GoOn& goOn = {});

} // namespace lacquer::formats
