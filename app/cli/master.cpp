#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "formats/deliver/delivery.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

namespace lacquer::cli {
namespace {

struct MasterOptions {
    std::string project, output, bits = "24";
    int threads = 0;
    bool force = false, json = false;
};

nlohmann::json jsonOf(const std::filesystem::path& file,
                      const formats::FileFacts& facts,
                      FrameCount latency,
                      double wallSeconds) {
    const double length = secondsOf(facts.frames, facts.rate).value;
    return {{"output", file.string()},
            {"frames", facts.frames.value},
            {"sample_rate", facts.rate.hz},
            {"channels", facts.channels},
            {"latency_samples", latency.value},
            {"wall_s", wallSeconds},
            {"realtime_factor", wallSeconds > 0 ? length / wallSeconds : 0},
            {"true_peak_dbtp", numberOrNull(facts.programme.measures.truePeakDbtp)},
            {"integrated_lufs", numberOrNull(facts.programme.measures.integratedLufs)}};
}

Status master(const MasterOptions& options) {
    const std::filesystem::path output = options.output;
    const std::string extension = output.extension().string();
    const bool oneFile = extension == ".wav" || extension == ".flac";
    if (!oneFile && !extension.empty() && !std::filesystem::is_directory(output))
        return fail(ErrorKind::badUsage,
                    fmt::format("The master is written as .wav or .flac, or as a file per track into a folder; "
                                "\"{}\" is neither.",
                                output.string()));
    if (options.bits != "16" && options.bits != "24" && options.bits != "32f")
        return badInput(fmt::format("--bits is 16, 24 or 32f; \"{}\" is none of them.", options.bits));
    if (extension == ".flac" && options.bits == "32f")
        return badInput("FLAC holds 16 or 24 bits. Write the float master as .wav.");
    const auto project = formats::readProject(options.project);
    if (!project) return tl::make_unexpected(project.error());
    const processors::ProcessorCatalogue catalogue;
    const auto begin = std::chrono::steady_clock::now();
    Result<formats::MasterFiles> made;
    {
        ProgressLine line;
        made = formats::writeMaster({*project, options.project, options.threads}, catalogue, output, !oneFile,
                                    std::stoi(options.bits), options.force,
                                    [&line](const std::string& stage, double share) { return line.show(stage, share); });
    }
    if (!made) return tl::make_unexpected(made.error());
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    nlohmann::json outputs = nlohmann::json::array();
    for (std::size_t k = 0; k < made->files.size(); ++k) {
        const auto& facts = made->facts[k];
        if (options.json) outputs.push_back(jsonOf(made->files[k], facts, made->latency, wall.count()));
        else
            fmt::print("{}: {:.3f} s, {:.1f} LUFS, {:.1f} dBTP\n", made->files[k].string(),
                       secondsOf(facts.frames, facts.rate).value, facts.programme.measures.integratedLufs,
                       facts.programme.measures.truePeakDbtp);
    }
    if (options.json) printJson(oneFile ? outputs.front() : nlohmann::json{{"outputs", std::move(outputs)}});
    return 0;
}

} // namespace

void addMasterCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<MasterOptions>();
    Command* command = app.addCommand("master", "Render the album master");
    command->addOption("PROJECT", options->project, "Project folder").required();
    command->addOption("-o,--output", options->output, "A .wav or .flac file, or a folder for a file per track")
        .required();
    command->addOption("--bits", options->bits, "16, 24 or 32f");
    command->addOption("--threads", options->threads, "0: one per core. The bits do not depend on it");
    command->addFlag("--force", options->force, "Replace what exists");
    command->addFlag("--json", options->json, "One JSON object on stdout");
    command->callback([options, &dispatch] { dispatch.work = [options] { return master(*options); }; });
}

} // namespace lacquer::cli
