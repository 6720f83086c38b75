#pragma once

#include "app/cli/command.h"
#include "engine/processors/catalogue.h"
#include "engine/render/bounce.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Rendering to files as the commands `render` and `process` do it: what to write, and what to say
/// of it afterwards.
namespace lacquer::cli {

struct StemFile {
    ChannelId channel;
    std::filesystem::path path;
};

struct RenderJob {
    render::BounceRequest request;
    std::filesystem::path output;
    std::string bits = "24"; ///< "16", "24" or "32f"
    int channels = 2;        ///< 1 writes the left side alone
    std::optional<SampleRate> outputRate; ///< none: the request's
    bool replace = false;    ///< an existing output may be replaced
    std::vector<StemFile> stems;
};

/// What was written; the keys of the command line's JSON.
struct RenderReport {
    std::filesystem::path output;
    FrameCount frames;
    SampleRate rate;
    int channels = 2;
    FrameCount latency;
    double seconds = 0; ///< wall time of the render
    double truePeakDbtp = 0, integratedLufs = 0; ///< −inf: silence
    std::vector<std::filesystem::path> stems;
};

/// Renders, measuring on the way. Shows progress on a terminal; Ctrl-C leaves no file behind.
Result<RenderReport> renderToFile(const RenderJob& job,
                                  const processors::ProcessorCatalogue& catalogue,
                                  const AudioSources& sources);

/// One JSON object, or a line for people.
void print(const RenderReport& report, bool asJson);

} // namespace lacquer::cli
