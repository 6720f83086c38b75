#include "app/cli/audio_options.h"
#include "app/cli/commands.h"
#include "app/cli/render_report.h"
#include "engine/processors/catalogue.h"
#include "engine/project/place.h"
#include "engine/project/value_text.h"
#include "formats/audio/source_pool.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

namespace lacquer::cli {
namespace {

struct RenderOptions {
    std::string project, song, output, stems;
    std::string bits = "24";
    std::string from, to, tail = "auto";
    std::optional<std::string> rate;
    int threads = 0;
    bool force = false, json = false;
};

Result<void> readRange(const RenderOptions& options, formats::BounceJob& job) {
    if (!options.from.empty()) {
        const auto from = project::parseTime(options.from, "--from");
        if (!from) return tl::make_unexpected(from.error());
        job.request.from = framesAt(*from, job.request.rate);
    }
    if (!options.to.empty()) {
        const auto to = project::parseTime(options.to, "--to");
        if (!to) return tl::make_unexpected(to.error());
        job.request.to = framesAt(*to, job.request.rate);
        if (*job.request.to <= job.request.from)
            return badInput(fmt::format("--to {} is not behind --from {}.", options.to,
                                        options.from.empty() ? "0s" : options.from));
    }
    if (options.tail != "auto") {
        const auto tail = project::parseTime(options.tail, "--tail");
        if (!tail) return tl::make_unexpected(tail.error());
        job.request.tail.length = *tail;
    }
    return {};
}

Status renderSong(const RenderOptions& options) {
    const auto project = formats::readProject(options.project);
    if (!project) return tl::make_unexpected(project.error());
    const auto songId = project::findSongPlace(**project, options.song);
    if (!songId) return tl::make_unexpected(songId.error());
    const project::Song& song = *project::findSong(**project, *songId);

    formats::BounceJob job;
    job.request.song = &song;
    job.request.rate = (*project)->rate;
    job.request.panLaw = (*project)->panLaw;
    job.request.threads = options.threads;
    job.output = options.output;
    const auto samples = parseBits(options.bits);
    if (!samples) return tl::make_unexpected(samples.error());
    job.samples = *samples;
    job.replace = options.force;
    if (auto range = readRange(options, job); !range) return tl::make_unexpected(range.error());
    if (options.rate) {
        const auto rate = project::parseNumber(*options.rate, "--rate", "Hz");
        if (!rate) return tl::make_unexpected(rate.error());
        job.outputRate = SampleRate{static_cast<int>(*rate)};
    }
    if (!options.stems.empty()) job.stems = formats::stemFilesOf(song, options.stems);

    const processors::ProcessorCatalogue catalogue;
    const formats::SourcePool pool(**project, options.project);
    for (const auto& [id, sentence] : pool.missing())
        fmt::print(stderr, "lacquer: {}\n", sentence);
    auto report = bounceWithProgress(job, catalogue, pool);
    if (!report) return tl::make_unexpected(report.error());
    print(*report, options.json);
    return 0;
}

} // namespace

void addRenderCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<RenderOptions>();
    Command* command = app.addCommand("render", "Render a song's mix, offline");
    command->addOption("PROJECT", options->project, "Project folder").required();
    command->addOption("SONG", options->song, "Name of the song").required();
    command->addOption("-o,--output", options->output, "File to write").required();
    command->addOption("--stems", options->stems,
                        "Also a WAV for every track and bus into this folder");
    command->addOption("--bits", options->bits, "16, 24 or 32f");
    command->addOption("--rate", options->rate, "Sample rate of the file");
    command->addOption("--from", options->from, "Start of the range");
    command->addOption("--to", options->to, "End of the range");
    command->addOption("--tail", options->tail,
                        "Time behind the last clip, or auto: until it is silent");
    command->addOption("--threads", options->threads,
                        "Threads to use, 0 for all cores; the result is the same")
        .range(0, 1024);
    command->addFlag("--force", options->force, "Replace the output when it exists");
    command->addFlag("--json", options->json, "Print the facts as one JSON object");
    command->callback(
        [options, &dispatch] { dispatch.work = [options] { return renderSong(*options); }; });
}

} // namespace lacquer::cli
