#include "formats/disc/ddp.h"

#include "formats/disc/cd_text.h"
#include "formats/disc/latin1.h"

#include <fmt/format.h>

namespace lacquer::formats::disc {
namespace {

/// A fixed-width record: blanks but for what is put in.
class Record {
public:
    explicit Record(std::size_t length) : bytes_(length, ' ') {}

    Record& text(std::size_t at, std::size_t width, const std::string& value) {
        bytes_.replace(at, width, fmt::format("{:<{}}", value.substr(0, width), width));
        return *this;
    }

    Record& number(std::size_t at, std::size_t width, std::int64_t value) {
        bytes_.replace(at, width, fmt::format("{:>{}}", value, width));
        return *this;
    }

    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

std::string identifier(const CdLayout& layout) {
    return Record(128)
        .text(0, 8, "DDP 2.00")
        .text(8, 13, layout.texts.upc)
        .text(38, 48, asciiOf(layout.texts.masterId))
        .text(87, 2, "CD")
        .bytes();
}

std::string mapRecord(const char* stream, std::int64_t length, const char* file, auto more) {
    Record record(128);
    record.text(0, 4, "VVVM").text(4, 2, stream).number(14, 8, length);
    record.number(71, 3, 17).text(74, 17, file);
    more(record);
    return record.bytes();
}

std::string mapStream(const CdLayout& layout, std::size_t textBytes, std::size_t pqBytes) {
    std::string map;
    if (textBytes > 0)
        map += mapRecord("S0", static_cast<std::int64_t>(textBytes), kCdTextFile,
                         [](Record& record) { record.text(30, 8, "CDTEXT").text(55, 2, "00"); });
    map += mapRecord("S0", static_cast<std::int64_t>(pqBytes), kPqFile,
                     [](Record& record) { record.text(30, 8, "PQ DESCR"); });
    map += mapRecord("D0", layout.leadOut, kImageFile, [&](Record& record) {
        record.text(38, 2, "DA").text(40, 1, "7").text(41, 1, "0");
        record.number(46, 4, layout.tracks.front().start());
    });
    return map;
}

std::string pqRecord(const std::string& track,
                     int index,
                     std::int64_t sector,
                     const std::string& isrc = {},
                     const std::string& upc = {}) {
    const Msf time = msfOf(sector);
    return Record(64)
        .text(0, 4, "VVVS")
        .text(4, 2, track)
        .text(6, 2, fmt::format("{:02}", index))
        .text(10, 6, fmt::format("{:02}{:02}{:02}", time.minutes, time.seconds, time.frames))
        .text(16, 2, "01") // no pre-emphasis, no copy flags; ADR 1
        .text(20, 12, isrc)
        .text(32, 13, upc)
        .bytes();
}

std::string pqStream(const CdLayout& layout) {
    std::string stream = pqRecord("00", 0, 0, {}, layout.texts.upc);
    for (std::size_t k = 0; k < layout.tracks.size(); ++k) {
        const CdTrack& track = layout.tracks[k];
        // The ISRC stands on the track's first packet, as cue2ddp and Sonoris write it.
        for (const CdIndex& index : track.indexes)
            stream += pqRecord(fmt::format("{:02}", k + 1), index.number, index.sector,
                               &index == &track.indexes.front() ? track.isrc : std::string{});
    }
    // Twice, as all writers known do.
    stream += pqRecord("AA", 1, layout.leadOut);
    stream += pqRecord("AA", 1, layout.leadOut);
    return stream;
}

} // namespace

Result<std::vector<std::pair<std::string, std::string>>> ddpDescriptors(const CdLayout& layout) {
    const auto text = cdTextPacks(layout);
    if (!text) return tl::make_unexpected(text.error());
    const std::string pq = pqStream(layout);
    std::vector<std::pair<std::string, std::string>> files;
    files.emplace_back("DDPID", identifier(layout));
    files.emplace_back("DDPMS", mapStream(layout, text->size(), pq.size()));
    if (!text->empty()) files.emplace_back(kCdTextFile, *text);
    files.emplace_back(kPqFile, pq);
    return files;
}

std::string md5Line(const std::string& hash, const std::string& name) {
    return fmt::format("{} *{}\n", hash, name);
}

std::string crcLine(std::uint32_t crc, const std::string& name) {
    return fmt::format("{}={:08X}\n", name, crc);
}

} // namespace lacquer::formats::disc
