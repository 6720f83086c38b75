#include "formats/deliver/delivery_report.h"

#include "formats/audio/output_file.h"

#include <fmt/format.h>

#include <cmath>

namespace lacquer::formats {
namespace {

constexpr const char* kStyle =
    "body{font:15px/1.5 system-ui,sans-serif;margin:2.5em auto;max-width:70em;padding:0 1.5em;color:#1b1d21;"
    "background:#fff}h1{font-size:1.7em;margin:0 0 .2em}h2{font-size:1.15em;margin:2.2em 0 .4em}"
    "p{margin:.3em 0}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}"
    "th,td{text-align:left;padding:.35em .8em .35em 0;border-bottom:1px solid #dfe2e6}"
    "th{font-weight:600;color:#5a616b;font-size:.85em}td.n{text-align:right}th.n{text-align:right}"
    "code{font-size:.8em;color:#5a616b;word-break:break-all}.ok{color:#0b6e4f}.no{color:#a61b29}"
    ".note{color:#5a616b}";

std::string escaped(const std::string& text) {
    std::string html;
    for (const char c : text) {
        if (c == '&') html += "&amp;";
        else if (c == '<') html += "&lt;";
        else if (c == '>') html += "&gt;";
        else if (c == '"') html += "&quot;";
        else html += c;
    }
    return html;
}

std::string level(double value) { return std::isfinite(value) ? fmt::format("{:.1f}", value) : "−∞"; }

std::string clock(const DeliveredFile& file) {
    const double seconds = secondsOf(file.frames, file.rate).value;
    return fmt::format("{}:{:06.3f}", static_cast<int>(seconds / 60), std::fmod(seconds, 60.0));
}

std::string row(const DeliveredFile& file) {
    std::string cells = fmt::format("<td>{}</td>", escaped(file.path));
    if (file.audio)
        cells += fmt::format("<td class=n>{}</td><td class=n>{:g}</td><td class=n>{}</td><td class=n>{}</td>"
                             "<td class=n>{}</td>",
                             clock(file), file.rate.hz / 1000.0, file.bits > 0 ? fmt::format("{}", file.bits) : "–",
                             level(file.integratedLufs), level(file.truePeakDbtp));
    else
        cells += "<td></td><td></td><td></td><td></td><td></td>";
    return fmt::format("<tr>{}<td><code>{}</code></td></tr>\n", cells, file.sha256);
}

} // namespace

std::string reportPage(const Manifest& manifest) {
    std::string page = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n";
    page += fmt::format("<title>{} – delivery report</title>\n<style>{}</style>\n", escaped(manifest.project), kStyle);
    page += fmt::format("<h1>{}</h1>\n<p class=note>Delivery report. Loudness (ITU-R BS.1770), true peak and "
                        "checksums were measured on the written files as decoded.</p>\n",
                        escaped(manifest.project));
    for (const TargetDelivery& target : manifest.targets) {
        page += fmt::format("<h2>{} <span class={}>{}</span></h2>\n", escaped(target.name),
                            target.passed ? "ok" : "no", target.passed ? "✓ passed" : "✗ not passed");
        for (const std::string& problem : target.problems)
            page += fmt::format("<p class=no>{}</p>\n", escaped(problem));
        for (const std::string& note : target.notes) page += fmt::format("<p class=note>{}</p>\n", escaped(note));
        if (target.files.empty()) continue;
        page += "<table><tr><th>File<th class=n>Length<th class=n>kHz<th class=n>Bits<th class=n>LUFS<th class=n>dBTP"
                "<th>SHA-256</tr>\n";
        for (const DeliveredFile& file : target.files) page += row(file);
        page += "</table>\n";
    }
    return page + "</html>\n";
}

Result<void> writeReport(const std::filesystem::path& path, const Manifest& manifest) {
    const std::string page = reportPage(manifest);
    auto file = OutputFile::create(path, true);
    if (!file) return tl::make_unexpected(file.error());
    if (auto written = file->write(page.data(), page.size()); !written) return written;
    return file->commit();
}

} // namespace lacquer::formats
