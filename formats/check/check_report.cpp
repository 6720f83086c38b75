#include "formats/check/check_report.h"

#include "engine/project/clock_text.h"

#include <fmt/format.h>

#include <cmath>

namespace lacquer::formats {
namespace {

using report::Align;
using report::Tone;

std::string clock(Seconds time) { return project::clockText(time, 1); }

std::string level(double value, const char* unit) { return std::isfinite(value) ? fmt::format("{:.1f} {}", value, unit) : fmt::format("−∞ {}", unit); }

} // namespace

const char* nameOf(Readiness readiness) {
    switch (readiness) {
    case Readiness::ready: return "ready";
    case Readiness::attention: return "attention";
    case Readiness::notReady: return "not_ready";
    }
    return "";
}

const char* nameOf(FaultSeverity severity) {
    switch (severity) {
    case FaultSeverity::note: return "info";
    case FaultSeverity::warning: return "warning";
    case FaultSeverity::error: return "error";
    }
    return "";
}

std::string timeOf(const Finding& finding) {
    if (!finding.start) return {};
    const std::string start = clock(*finding.start);
    return finding.end.value - finding.start->value < 0.1 ? start : start + " – " + clock(finding.end);
}

report::Document checkReport(const CheckResult& result) {
    const Readiness readiness = result.readiness();
    report::Document document{result.subject + " – quality control", {}};
    document.parts.emplace_back(report::Heading{"Verdict",
                                                readiness == Readiness::ready       ? "✓ ready"
                                                : readiness == Readiness::attention ? "has to be looked at"
                                                                                    : "✗ not ready",
                                                readiness == Readiness::ready       ? Tone::good
                                                : readiness == Readiness::attention ? Tone::note
                                                                                    : Tone::bad});
    const auto& measures = result.facts.measures;
    document.parts.emplace_back(report::Paragraph{
        fmt::format("Length {}, {:g} kHz, {} channel{}. Loudness {} (range {:.1f} LU), true peak {}. Measured by ITU-R BS.1770.",
                    clock(secondsOf(result.length, result.rate)), result.rate.hz / 1000.0, result.channels, result.channels == 1 ? "" : "s",
                    level(measures.integratedLufs, "LUFS"), result.facts.rangeLu, level(measures.truePeakDbtp, "dBTP")),
        Tone::note});
    if (result.findings.empty()) {
        document.parts.emplace_back(report::Paragraph{"Nothing was found.", Tone::good});
        return document;
    }
    report::Table table{{{"Time", Align::left, 2}, {"Weight", Align::left, 1.2}, {"Where", Align::left, 2.4}, {"Finding", Align::left, 7}}, {}};
    for (const Finding& finding : result.findings)
        table.rows.push_back({timeOf(finding), finding.accepted.empty() ? nameOf(finding.severity) : "accepted", finding.subject,
                              finding.accepted.empty() ? finding.message : finding.accepted});
    document.parts.emplace_back(std::move(table));
    return document;
}

} // namespace lacquer::formats
