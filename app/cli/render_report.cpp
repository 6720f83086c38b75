#include "app/cli/render_report.h"

#include "app/cli/command.h"
#include "app/cli/progress_line.h"

#include <fmt/format.h>

namespace lacquer::cli {

Result<formats::BounceReport> bounceWithProgress(const formats::BounceJob& job,
                                                 const processors::ProcessorCatalogue& catalogue,
                                                 const AudioSources& sources) {
    ProgressLine line;
    return formats::bounceToFiles(job, catalogue, sources,
                                  [&line](double share) { return line.show("Rendering", share); });
}

void print(const formats::BounceReport& report, bool asJson) {
    const double length = secondsOf(report.frames, report.rate).value;
    const double speed = report.seconds > 0 ? length / report.seconds : 0;
    if (asJson) {
        nlohmann::json object = {{"output", report.output.string()},
                                 {"frames", report.frames.value},
                                 {"sample_rate", report.rate.hz},
                                 {"channels", report.channels},
                                 {"latency_samples", report.latency.value},
                                 {"wall_s", report.seconds},
                                 {"realtime_factor", speed},
                                 {"true_peak_dbtp", numberOrNull(report.truePeakDbtp)},
                                 {"integrated_lufs", numberOrNull(report.integratedLufs)}};
        if (!report.stems.empty()) {
            object["stems"] = nlohmann::json::array();
            for (const auto& path : report.stems) object["stems"].push_back(path.string());
        }
        if (!report.notes.empty()) object["notes"] = report.notes;
        printJson(object);
        return;
    }
    fmt::print("{}: {:.3f} s at {} Hz, {:.1f} LUFS, {:.1f} dBTP, {:.1f} × real time\n",
               report.output.string(), length, report.rate.hz, report.integratedLufs,
               report.truePeakDbtp, speed);
    for (const std::string& note : report.notes) fmt::print("{}\n", note);
    if (!report.stems.empty())
        fmt::print("{} stems in {}\n", report.stems.size(),
                   report.stems.front().parent_path().string());
}

} // namespace lacquer::cli
