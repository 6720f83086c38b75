#include "formats/deliver/delivery_report.h"

#include "engine/project/clock_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

namespace lacquer::formats {
namespace {

using report::Align;
using report::Tone;

std::string level(double value) { return std::isfinite(value) ? fmt::format("{:.1f}", value) : "−∞"; }

std::string clock(const DeliveredFile& file) {
    return project::clockText(secondsOf(file.frames, file.rate), 3);
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

/// "4 targets, 68 files: all passed."
std::string summaryOf(const std::vector<TargetDelivery>& targets) {
    std::size_t files = 0, passed = 0;
    for (const TargetDelivery& target : targets) {
        files += target.files.size();
        passed += target.passed;
    }
    return fmt::format("{} target{}, {} file{}: {}.", targets.size(), targets.size() == 1 ? "" : "s", files, files == 1 ? "" : "s",
                       passed == targets.size() ? std::string("all passed") : fmt::format("{} of {} targets passed", passed, targets.size()));
}

/// "21 November 2026"
std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    constexpr std::array kMonths = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
    return fmt::format("{} {} {}", local.tm_mday, kMonths[static_cast<std::size_t>(local.tm_mon)], 1900 + local.tm_year);
}

} // namespace

report::Document deliveryReport(const Manifest& manifest, ReportKind kind) {
    const std::string& project = manifest.project;
    const std::vector<TargetDelivery>& targets = manifest.targets;
    const bool again = kind == ReportKind::verification;
    const std::string album = sharedTag(targets, "album"), artist = sharedTag(targets, "artist");
    report::Document document{(album.empty() ? project : album) + (again ? " – verification report" : " – delivery report"), {}};
    document.parts.emplace_back(report::Paragraph{fmt::format("{}{} {}.", artist.empty() ? "" : artist + ". ", again ? "Verified on" : "Delivered on", today()), Tone::plain});
    const bool sound = std::all_of(targets.begin(), targets.end(), [](const TargetDelivery& target) { return target.passed; });
    document.parts.emplace_back(report::Paragraph{summaryOf(targets), sound ? Tone::good : Tone::bad});
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
    if (!manifest.accepted.empty()) {
        document.parts.emplace_back(report::Heading{"Accepted as it is", "", Tone::plain});
        document.parts.emplace_back(report::Paragraph{"What the check found and somebody listened to and wants so, with the reason.", Tone::note});
        for (const std::string& line : manifest.accepted) document.parts.emplace_back(report::Paragraph{line, Tone::plain});
    }
    if (!manifest.madeBy.empty()) {
        document.parts.emplace_back(report::Heading{"How it was made", "", Tone::plain});
        document.parts.emplace_back(report::Paragraph{"The same project gives the same bytes again wherever this is the same.", Tone::note});
        report::Table table{{{"What", Align::left, 2}, {"Which", Align::left, 9}}, {}};
        for (const auto& [name, value] : manifest.madeBy) table.rows.push_back({name, value});
        document.parts.emplace_back(std::move(table));
    }
    return document;
}

} // namespace lacquer::formats
