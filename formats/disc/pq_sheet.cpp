#include "formats/disc/pq_sheet.h"

#include <fmt/format.h>

namespace lacquer::formats::disc {
namespace {

std::string orDash(const std::string& text) { return text.empty() ? "-" : text; }

/// A line of the sheet.
struct Mark {
    std::size_t track = 0;
    int index = 0;
    std::int64_t start = 0, length = 0;
    std::string isrc, title, performer; ///< at index 1
};

std::vector<Mark> marksOf(const CdLayout& layout) {
    std::vector<Mark> marks;
    for (std::size_t k = 0; k < layout.tracks.size(); ++k) {
        const CdTrack& track = layout.tracks[k];
        const std::int64_t next =
            k + 1 < layout.tracks.size() ? layout.tracks[k + 1].pauseStart() : layout.leadOut;
        for (const CdIndex& index : track.indexes) {
            Mark mark{k + 1, index.number, index.sector, 0, "", "", ""};
            if (index.number == 0) mark.length = track.start() - index.sector;
            if (index.number == 1) {
                mark.length = next - index.sector;
                mark.isrc = orDash(track.isrc);
                mark.title = orDash(track.title);
                mark.performer = orDash(track.performer);
            }
            marks.push_back(std::move(mark));
        }
    }
    return marks;
}

constexpr const char* kTimes =
    "Times are absolute, from the start of the image, the pause of 2 seconds before track 1 included.";

} // namespace

std::string pqSheet(const CdLayout& layout, const std::string& imageMd5) {
    std::string sheet = "PQ SHEET\n\n";
    sheet += fmt::format("Title        {}\nArtist       {}\nUPC/EAN      {}\nMaster ID    {}\n",
                         orDash(layout.texts.title), orDash(layout.texts.performer),
                         orDash(layout.texts.upc), orDash(layout.texts.masterId));
    sheet += fmt::format("Tracks       {}\nProgramme    {} (MM:SS:FF, 75 frames a second)\n",
                         layout.tracks.size(), textOf(msfOf(layout.leadOut)));
    sheet += "Format       44.1 kHz, 16 bit, stereo; DDP 2.00\n";
    if (!imageMd5.empty()) sheet += fmt::format("Image MD5    {}\n", imageMd5);
    sheet += "\nTRK IDX  START     LENGTH    ISRC          TITLE / ARTIST\n";
    for (const Mark& mark : marksOf(layout))
        sheet += fmt::format("{:>3} {:>3}  {}  {:<8}  {:<12}  {}\n", mark.track, mark.index, textOf(msfOf(mark.start)),
                             mark.length > 0 ? textOf(msfOf(mark.length)) : "", mark.isrc,
                             mark.index == 0   ? "(pause)"
                             : mark.index == 1 ? fmt::format("{} / {}", mark.title, mark.performer)
                                               : "");
    sheet += fmt::format(" AA   1  {}                          lead-out\n\n{}\n", textOf(msfOf(layout.leadOut)), kTimes);
    for (const std::string& note : layout.notes) sheet += note + "\n";
    return sheet;
}

report::Document pqDocument(const CdLayout& layout, const std::string& imageMd5) {
    using report::Align;
    report::Document document{"PQ sheet – " + orDash(layout.texts.title), {}};
    report::Table disc{{{"", Align::left, 2}, {"", Align::left, 7}}, {}};
    disc.rows = {{"Artist", orDash(layout.texts.performer)},
                 {"UPC/EAN", orDash(layout.texts.upc)},
                 {"Master ID", orDash(layout.texts.masterId)},
                 {"Tracks", fmt::format("{}", layout.tracks.size())},
                 {"Programme", textOf(msfOf(layout.leadOut)) + " (MM:SS:FF, 75 frames a second)"},
                 {"Format", "44.1 kHz, 16 bit, stereo; DDP 2.00"}};
    if (!imageMd5.empty()) disc.rows.push_back({"Image MD5", imageMd5});
    document.parts.emplace_back(std::move(disc));
    report::Table table{{{"Trk", Align::right, 1}, {"Idx", Align::right, 1}, {"Start", Align::left, 2},
                         {"Length", Align::left, 2}, {"ISRC", Align::left, 3}, {"Title", Align::left, 6},
                         {"Artist", Align::left, 4}},
                        {}};
    for (const Mark& mark : marksOf(layout))
        table.rows.push_back({fmt::format("{}", mark.track), fmt::format("{}", mark.index), textOf(msfOf(mark.start)),
                              mark.length > 0 ? textOf(msfOf(mark.length)) : "", mark.isrc,
                              mark.index == 0 ? "(pause)" : mark.title, mark.performer});
    table.rows.push_back({"AA", "1", textOf(msfOf(layout.leadOut)), "", "", "lead-out", ""});
    document.parts.emplace_back(std::move(table));
    document.parts.emplace_back(report::Paragraph{kTimes, report::Tone::note});
    for (const std::string& note : layout.notes) document.parts.emplace_back(report::Paragraph{note, report::Tone::note});
    return document;
}

} // namespace lacquer::formats::disc
