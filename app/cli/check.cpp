#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "engine/project/place.h"
#include "formats/check/check_report.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <memory>
#include <string_view>

namespace lacquer::cli {
namespace {

namespace fs = std::filesystem;

struct CheckOptions {
    std::string subject, html;
    bool json = false;
};

/// The part of PROJECT/SONG that is the project's folder; all of it when the album is meant.
std::string_view folderIn(const std::string& subject) {
    std::error_code ignored;
    if (fs::exists(subject, ignored)) return subject;
    for (auto at = subject.find('/'); at != std::string::npos; at = subject.find('/', at + 1)) {
        const std::string_view front = std::string_view(subject).substr(0, at);
        if (front.ends_with(".lacquer") && fs::is_directory(front, ignored)) return front;
    }
    return subject;
}

Result<formats::CheckResult> checked(const CheckOptions& options) {
    ProgressLine line;
    std::error_code ignored;
    if (fs::is_regular_file(options.subject, ignored))
        return formats::checkFile(options.subject, [&line](double share) { return line.show("Checking", share); });
    const std::string_view folder = folderIn(options.subject);
    auto project = formats::readProject(fs::path(folder));
    if (!project) return tl::make_unexpected(project.error());
    const processors::ProcessorCatalogue catalogue;
    const formats::RenderSubject subject{*project, fs::path(folder), 0};
    const auto progress = [&line](const std::string& stage, double share) { return line.show(stage, share); };
    std::string_view song = std::string_view(options.subject).substr(folder.size());
    while (song.starts_with('/')) song.remove_prefix(1);
    if (song.empty() && (*project)->album->tracks.empty() && (*project)->songs.size() == 1)
        return formats::checkSong(subject, (*project)->songs.front()->id, catalogue, progress);
    if (song.empty()) return formats::checkAlbum(subject, catalogue, progress);
    const auto found = project::findSongPlace(**project, song);
    if (!found) return tl::make_unexpected(found.error());
    return formats::checkSong(subject, *found, catalogue, progress);
}

nlohmann::json jsonOf(const formats::CheckResult& result) {
    nlohmann::json findings = nlohmann::json::array();
    for (const formats::Finding& finding : result.findings) {
        nlohmann::json one = {{"id", finding.id},
                              {"severity", formats::nameOf(finding.severity)},
                              {"time_s", nullptr},
                              {"end_s", nullptr},
                              {"message", finding.message},
                              {"value", nullptr},
                              {"unit", finding.unit}};
        if (finding.start) {
            one["time_s"] = finding.start->value;
            one["end_s"] = finding.end.value;
        }
        if (finding.value) one["value"] = numberOrNull(*finding.value);
        if (!finding.subject.empty()) one["track"] = finding.subject;
        if (!finding.accepted.empty()) one["accepted"] = finding.accepted;
        findings.push_back(std::move(one));
    }
    const auto& measures = result.facts.measures;
    return {{"subject", result.subject},
            {"verdict", nameOf(result.readiness())},
            {"findings", std::move(findings)},
            {"measures",
             {{"duration_s", secondsOf(result.length, result.rate).value},
              {"sample_rate", result.rate.hz},
              {"channels", result.channels},
              {"integrated_lufs", numberOrNull(measures.integratedLufs)},
              {"range_lu", result.facts.rangeLu},
              {"true_peak_dbtp", numberOrNull(measures.truePeakDbtp)},
              {"sample_peak_dbfs", numberOrNull(measures.samplePeakDbfs)},
              {"momentary_max_lufs", numberOrNull(result.facts.momentaryMaxLufs)},
              {"short_term_max_lufs", numberOrNull(result.facts.shortTermMaxLufs)}}}};
}

void print(const formats::CheckResult& result) {
    const auto& measures = result.facts.measures;
    fmt::print("{}: {}\n", result.subject, nameOf(result.readiness()));
    fmt::print("  {:.1f} LUFS, {:.1f} dBTP\n", measures.integratedLufs, measures.truePeakDbtp);
    for (const formats::Finding& finding : result.findings)
        fmt::print("  {:<8} {:<18} {}{}{}\n", finding.accepted.empty() ? formats::nameOf(finding.severity) : "accepted", timeOf(finding), finding.subject,
                   finding.subject.empty() ? "" : ": ", finding.accepted.empty() ? finding.message : finding.accepted);
}

Status check(const CheckOptions& options) {
    const auto result = checked(options);
    if (!result) return tl::make_unexpected(result.error());
    if (!options.html.empty())
        if (auto written = formats::report::writeHtml(options.html, formats::checkReport(*result), true); !written)
            return tl::make_unexpected(written.error());
    if (options.json) printJson(jsonOf(*result));
    else print(*result);
    return result->readiness() == formats::Readiness::notReady ? exitStatusOf(ErrorKind::checkFailed) : 0;
}

} // namespace

void addCheckCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<CheckOptions>();
    Command* command = app.addCommand("check", "Track Check of a mix, quality control of a master or a file: findings with times");
    command->addOption("SUBJECT", options->subject, "A file, a project (its album) or PROJECT/SONG").required();
    command->addOption("--html", options->html, "Write the findings as a page too");
    command->addFlag("--json", options->json, "One JSON object on stdout");
    command->callback([options, &dispatch] { dispatch.work = [options] { return check(*options); }; });
}

} // namespace lacquer::cli
