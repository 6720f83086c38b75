#include "formats/deliver/delivery_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lacquer::formats {
namespace {

using report::Align;
using report::Tone;

std::string level(double value) { return std::isfinite(value) ? fmt::format("{:.1f}", value) : "−∞"; }

std::string clock(const DeliveredFile& file) {
    const double seconds = secondsOf(file.frames, file.rate).value;
    return fmt::format("{}:{:06.3f}", static_cast<int>(seconds / 60), std::fmod(seconds, 60.0));
}

std::vector<std::string> rowOf(const DeliveredFile& file) {
    if (!file.audio) return {file.path, "", "", "", "", "", "", file.sha256};
    return {file.path,
            clock(file),
            fmt::format("{:g}", file.rate.hz / 1000.0),
            file.bits > 0 ? fmt::format("{}", file.bits) : "–",
            level(file.integratedLufs),
            level(file.rangeLu),
            level(file.truePeakDbtp),
            file.sha256};
}

/// "limited to −14 LUFS, at most −1 dBTP"
std::string ruleOf(const TargetDelivery& target) {
    std::string rule;
    if (target.loudness && target.rule != mastering::LoudnessRule::measure)
        rule = fmt::format("{} {:.1f} LUFS",
                           target.rule == mastering::LoudnessRule::limit ? "At most" : "Brought to", *target.loudness);
    if (target.ceiling) rule += fmt::format("{}{:.1f} dBTP as decoded", rule.empty() ? "At most " : ", at most ", *target.ceiling);
    return rule.empty() ? "No loudness asked for" : rule;
}

/// A tag that the files carry; empty when none does, or when they differ.
std::string sharedTag(const std::vector<TargetDelivery>& targets, const std::string& name) {
    std::string shared;
    for (const TargetDelivery& target : targets)
        for (const DeliveredFile& file : target.files) {
            const auto found = file.tags.find(name);
            if (found == file.tags.end()) continue;
            if (!shared.empty() && shared != found->second) return {};
            shared = found->second;
        }
    return shared;
}

/// "“Twenty” by Band. 4 targets, 68 files: all passed."
std::string summaryOf(const std::string& project, const std::vector<TargetDelivery>& targets) {
    std::size_t files = 0, passed = 0;
    for (const TargetDelivery& target : targets) {
        files += target.files.size();
        passed += target.passed;
    }
    const std::string album = sharedTag(targets, "album"), artist = sharedTag(targets, "artist");
    return fmt::format("“{}”{}. {} target{}, {} file{}: {}.", album.empty() ? project : album, artist.empty() ? "" : " by " + artist, targets.size(),
                       targets.size() == 1 ? "" : "s", files, files == 1 ? "" : "s",
                       passed == targets.size() ? std::string("all passed") : fmt::format("{} of {} targets passed", passed, targets.size()));
}

} // namespace

report::Document deliveryReport(const std::string& project, const std::vector<TargetDelivery>& targets, ReportKind kind) {
    const bool again = kind == ReportKind::verification;
    report::Document document{project + (again ? " – verification report" : " – delivery report"), {}};
    const bool sound = std::all_of(targets.begin(), targets.end(), [](const TargetDelivery& target) { return target.passed; });
    document.parts.emplace_back(report::Paragraph{summaryOf(project, targets), sound ? Tone::good : Tone::bad});
    document.parts.emplace_back(report::Paragraph{
        again ? "Every file was read again from its bytes. Loudness (ITU-R BS.1770) and true peak are of the files as "
                "decoded now; checksums, formats, tags and disc structures were compared with what was delivered."
              : "Loudness (ITU-R BS.1770), true peak and checksums were measured on the written files as decoded.",
        Tone::note});
    for (const TargetDelivery& target : targets) {
        document.parts.emplace_back(report::Heading{target.name, target.passed ? "✓ passed" : "✗ not passed",
                                                    target.passed ? Tone::good : Tone::bad});
        document.parts.emplace_back(report::Paragraph{ruleOf(target) + ".", Tone::note});
        for (const std::string& problem : target.problems) document.parts.emplace_back(report::Paragraph{problem, Tone::bad});
        for (const std::string& note : target.notes) document.parts.emplace_back(report::Paragraph{note, Tone::note});
        if (target.files.empty()) continue;
        report::Table table{{{"File", Align::left, 7},
                             {"Length", Align::right, 2.4},
                             {"kHz", Align::right, 1.2},
                             {"Bits", Align::right, 1.1},
                             {"LUFS", Align::right, 1.5},
                             {"LRA", Align::right, 1.3},
                             {"dBTP", Align::right, 1.5},
                             {"SHA-256", Align::left, 5, true}},
                            {}};
        for (const DeliveredFile& file : target.files) table.rows.push_back(rowOf(file));
        document.parts.emplace_back(std::move(table));
    }
    return document;
}

} // namespace lacquer::formats
