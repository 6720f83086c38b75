#pragma once

#include "engine/processors/catalogue.h"
#include "engine/render/bounce.h"
#include "formats/audio/audio_file_writer.h"

#include <filesystem>
#include <optional>
#include <vector>

/// A song's mix, and its stems, straight into files: what the commands `render` and `process` and the
/// window's export share.
namespace lacquer::formats {

struct StemFile {
    ChannelId channel;
    std::filesystem::path path;
};

struct BounceJob {
    render::BounceRequest request;
    std::filesystem::path output;
    SampleFormat samples = SampleFormat::int24;
    int channels = 2;                     ///< 1 writes the left side alone
    std::optional<SampleRate> outputRate; ///< none: the request's
    bool replace = false;                 ///< files that exist may be replaced
    std::vector<StemFile> stems;          ///< their folders are made where missing
};

/// What was written.
struct BounceReport {
    std::filesystem::path output;
    FrameCount frames;
    SampleRate rate;
    int channels = 2;
    FrameCount latency; ///< of the song's plan; taken out of the file
    double seconds = 0; ///< wall time of the render
    double truePeakDbtp = 0, integratedLufs = 0; ///< −inf: silence
    std::vector<std::filesystem::path> stems;
    std::vector<std::string> notes; ///< sentences about what somebody should know
};

/// A file for every track and bus under `folder`: those that enter the mix lie beside each other,
/// where they sum to it; what goes into a group first lies in a folder of the group's name.
std::vector<StemFile> stemFilesOf(const project::Song& song, const std::filesystem::path& folder);

/// Renders, measuring on the way. Every file appears whole or not at all.
///
/// Errors   see render::bounce and AudioFileWriter; a folder that cannot be made
/// Thread   any but the engine thread
Result<BounceReport> bounceToFiles(const BounceJob& job,
                                   const processors::ProcessorCatalogue& catalogue,
                                   const AudioSources& sources,
                                   const render::Progress& progress = {});

} // namespace lacquer::formats
