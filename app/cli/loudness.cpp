#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "formats/audio/measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <thread>

namespace lacquer::cli {
namespace {

struct Options {
    std::vector<std::string> files;
    bool json = false;
};

using Measured = std::vector<Result<formats::MeasuredFile>>;

/// Files side by side, one per core; the line follows them all.
Measured measureAll(const std::vector<std::string>& files) {
    Measured measured(files.size(), fail(ErrorKind::cancelled, "Measuring was stopped."));
    std::atomic<std::size_t> next = 0;
    std::vector<std::atomic<double>> shares(files.size());
    const auto work = [&](auto&& progress) {
        for (std::size_t at = next++; at < files.size(); at = next++)
            measured[at] = formats::measureFile(files[at], [&](double share) {
                shares[at] = share;
                return progress();
            });
    };
    std::vector<std::thread> helpers;
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    for (std::size_t k = 1; k < std::min(cores, files.size()); ++k)
        helpers.emplace_back([&] { work([] { return !interrupted(); }); });
    ProgressLine line;
    work([&] {
        double sum = 0;
        for (const auto& share : shares) sum += share;
        return line.show("Measuring", sum / static_cast<double>(files.size()));
    });
    for (std::thread& helper : helpers) helper.join();
    return measured;
}

nlohmann::json asJson(const std::string& path, const formats::MeasuredFile& file) {
    const analysis::ProgrammeMeasures& m = file.measures;
    return {{"path", path},
            {"channels", file.info.channels},
            {"sample_rate", file.info.rate.hz},
            {"duration_s", secondsOf(m.length, file.info.rate).value},
            {"integrated_lufs", numberOrNull(m.integratedLufs)},
            {"momentary_max_lufs", numberOrNull(m.momentaryMaximumLufs)},
            {"short_term_max_lufs", numberOrNull(m.shortTermMaximumLufs)},
            {"range_lu", numberOrNull(m.rangeLu)},
            {"true_peak_dbtp", numberOrNull(m.truePeakDbtp)},
            {"sample_peak_dbfs", numberOrNull(m.samplePeakDbfs)},
            {"plr_db", numberOrNull(m.plr())}};
}

std::string shown(double level, const char* unit) {
    return std::isfinite(level) ? fmt::format("{:.1f} {}", level, unit)
                                : fmt::format("-inf {}", unit);
}

void print(const std::string& path, const formats::MeasuredFile& file) {
    const analysis::ProgrammeMeasures& m = file.measures;
    fmt::print("{}\n"
               "  integrated   {}\n"
               "  short-term   {} at most\n"
               "  momentary    {} at most\n"
               "  range        {}\n"
               "  true peak    {}\n"
               "  sample peak  {}\n",
               path, shown(m.integratedLufs, "LUFS"), shown(m.shortTermMaximumLufs, "LUFS"),
               shown(m.momentaryMaximumLufs, "LUFS"), shown(m.rangeLu, "LU"),
               shown(m.truePeakDbtp, "dBTP"), shown(m.samplePeakDbfs, "dBFS"));
}

Status loudness(const Options& options) {
    const Measured measured = measureAll(options.files);
    nlohmann::json list = nlohmann::json::array();
    std::vector<Error> errors;
    for (std::size_t k = 0; k < measured.size(); ++k) {
        if (!measured[k]) {
            errors.push_back(measured[k].error());
            continue;
        }
        for (const std::string& note : measured[k]->info.notes)
            fmt::print(stderr, "{}: {}\n", options.files[k], note);
        if (options.json) list.push_back(asJson(options.files[k], *measured[k]));
        else print(options.files[k], *measured[k]);
    }
    if (options.json && !list.empty()) printJson({{"files", std::move(list)}});
    if (errors.empty()) return 0;
    // Every file that could not be read is named; the last by who called.
    for (std::size_t k = 0; k + 1 < errors.size(); ++k)
        fmt::print(stderr, "lacquer: {}\n", errors[k].message);
    return tl::make_unexpected(errors.back());
}

} // namespace

void addLoudnessCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<Options>();
    Command* command = app.addCommand("loudness", "Measure loudness and true peak of files");
    command->addOption("FILE", options->files, "Files to measure, of any format").required();
    command->addFlag("--json", options->json, "Print one JSON object");
    command->callback([options, &dispatch] { dispatch.work = [options] { return loudness(*options); }; });
}

} // namespace lacquer::cli
