#include "formats/report/document.h"

#include "formats/audio/output_file.h"

#include <fmt/format.h>

namespace lacquer::formats::report {
namespace {

constexpr const char* kStyle =
    "body{font:15px/1.5 system-ui,sans-serif;margin:2.5em auto;max-width:70em;padding:0 1.5em;color:#1b1d21;"
    "background:#fff}h1{font-size:1.7em;margin:0 0 .2em}h2{font-size:1.15em;margin:2.2em 0 .4em}"
    "p{margin:.3em 0}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;margin:.5em 0}"
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

const char* classOf(Tone tone) {
    switch (tone) {
    case Tone::good: return " class=ok";
    case Tone::bad: return " class=no";
    case Tone::note: return " class=note";
    case Tone::plain: break;
    }
    return "";
}

struct Page {
    std::string html;

    void operator()(const Heading& heading) {
        html += "<h2>" + escaped(heading.text);
        if (!heading.verdict.empty())
            html += fmt::format(" <span{}>{}</span>", classOf(heading.tone), escaped(heading.verdict));
        html += "</h2>\n";
    }

    void operator()(const Paragraph& paragraph) {
        html += fmt::format("<p{}>{}</p>\n", classOf(paragraph.tone), escaped(paragraph.text));
    }

    void operator()(const Table& table) {
        html += "<table><tr>";
        for (const Column& column : table.columns)
            html += fmt::format("<th{}>{}", column.align == Align::right ? " class=n" : "", escaped(column.name));
        html += "</tr>\n";
        for (const auto& row : table.rows) {
            html += "<tr>";
            for (std::size_t k = 0; k < table.columns.size(); ++k) {
                const Column& column = table.columns[k];
                const std::string cell = escaped(row[k]);
                html += fmt::format("<td{}>{}</td>", column.align == Align::right ? " class=n" : "",
                                    column.code ? "<code>" + cell + "</code>" : cell);
            }
            html += "</tr>\n";
        }
        html += "</table>\n";
    }
};

} // namespace

std::string htmlOf(const Document& document) {
    Page page;
    page.html = fmt::format("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n<title>{0}</title>\n"
                            "<style>{1}</style>\n<h1>{0}</h1>\n",
                            escaped(document.title), kStyle);
    for (const auto& part : document.parts) std::visit(page, part);
    return page.html + "</html>\n";
}

Result<void> writeHtml(const std::filesystem::path& path, const Document& document, bool replace) {
    const std::string page = htmlOf(document);
    auto file = OutputFile::create(path, replace);
    if (!file) return tl::make_unexpected(file.error());
    if (auto written = file->write(page.data(), page.size()); !written) return written;
    return file->commit();
}

} // namespace lacquer::formats::report
