#include "formats/disc/cd_layout.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::formats::disc {
namespace {

std::int64_t nearestSector(FramePosition position) {
    return kFirstPause + (2 * position.value + kSamplesPerSector) / (2 * kSamplesPerSector);
}

std::string named(std::size_t index, const CdProgramme& track) {
    return track.title.empty() ? fmt::format("Track {}", index + 1)
                               : fmt::format("Track {} ({})", index + 1, track.title);
}

Result<void> checkLengths(const CdLayout& layout, const std::vector<CdProgramme>& programmes) {
    for (std::size_t k = 0; k < layout.tracks.size(); ++k) {
        const std::int64_t next =
            k + 1 < layout.tracks.size() ? layout.tracks[k + 1].start() : layout.leadOut;
        const std::int64_t length = next - layout.tracks[k].start();
        if (length < kShortestTrack)
            return fail(ErrorKind::checkFailed,
                        fmt::format("{} is {:.2f} s long, and a CD track has at least 4 s (300 "
                                    "frames). Lengthen it, join it with its neighbour, or leave it "
                                    "off the CD.",
                                    named(k, programmes[k]),
                                    static_cast<double>(length) / kSectorsPerSecond));
    }
    if (layout.leadOut > kLastAddress)
        return fail(ErrorKind::checkFailed,
                    fmt::format("The disc would be {} long, and a CD ends at 99:59:74. Take tracks "
                                "off, or make two discs.",
                                textOf(msfOf(layout.leadOut))));
    return {};
}

Result<void> checkMarks(const CdLayout& layout, const std::vector<CdProgramme>& programmes) {
    std::int64_t before = -1;
    for (std::size_t k = 0; k < layout.tracks.size(); ++k)
        for (const CdIndex& index : layout.tracks[k].indexes) {
            if (index.sector <= before || index.sector >= layout.leadOut)
                return fail(ErrorKind::checkFailed,
                            fmt::format("{} has index {} at {}, not behind the mark before it. Move "
                                        "the mark: marks are at least 1/75 s apart and inside the "
                                        "disc.",
                                        named(k, programmes[k]), index.number,
                                        textOf(msfOf(index.sector))));
            before = index.sector;
        }
    return {};
}

} // namespace

std::int64_t CdTrack::start() const {
    for (const CdIndex& index : indexes)
        if (index.number == 1) return index.sector;
    return 0;
}

std::int64_t CdTrack::pauseStart() const { return indexes.front().sector; }

Result<CdLayout>
layOutCd(const std::vector<CdProgramme>& programmes, FrameCount end, const CdTexts& texts) {
    if (programmes.empty() || programmes.size() > 99)
        return fail(ErrorKind::checkFailed,
                    fmt::format("A CD has 1 to 99 tracks, and the album has {}. {}.", programmes.size(),
                                programmes.empty() ? "Put songs on it" : "Take some off, join short ones, or make two discs of it"));
    CdLayout layout;
    layout.texts = texts;
    if (!texts.upc.empty()) {
        auto ean = ean13Of(texts.upc);
        if (!ean) return tl::make_unexpected(ean.error());
        layout.texts.upc = std::move(*ean);
    }
    layout.leadOut = kFirstPause + (end.value + kSamplesPerSector - 1) / kSamplesPerSector;
    for (std::size_t k = 0; k < programmes.size(); ++k) {
        const CdProgramme& programme = programmes[k];
        if (!programme.isrc.empty() && !isIsrc(programme.isrc))
            return badInput(fmt::format("{} has the ISRC \"{}\"; an ISRC is two letters, three letters "
                                        "or digits and seven digits.",
                                        named(k, programme), programme.isrc));
        CdTrack track{{}, programme.title, programme.performer, programme.composer, programme.isrc};
        const std::int64_t start = nearestSector(programme.start + programme.pregap);
        if (k == 0) {
            track.indexes.push_back({0, 0});
        } else {
            const CdProgramme& before = programmes[k - 1];
            const std::int64_t pause = nearestSector(before.start + before.length);
            if (pause < start) track.indexes.push_back({0, pause});
        }
        track.indexes.push_back({1, start});
        int number = 1;
        for (const FramePosition mark : programme.indexMarks)
            track.indexes.push_back({++number, nearestSector(mark)});
        layout.tracks.push_back(std::move(track));
    }
    if (const auto lengths = checkLengths(layout, programmes); !lengths)
        return tl::make_unexpected(lengths.error());
    if (const auto marks = checkMarks(layout, programmes); !marks)
        return tl::make_unexpected(marks.error());
    if (layout.leadOut > kUsualCapacity)
        layout.notes.push_back(fmt::format("The disc is {} long; many plants press 79:57 at the most. "
                                           "Ask yours.",
                                           textOf(msfOf(layout.leadOut))));
    return layout;
}

Msf msfOf(std::int64_t sectors) {
    return {static_cast<int>(sectors / (60 * kSectorsPerSecond)),
            static_cast<int>(sectors / kSectorsPerSecond % 60),
            static_cast<int>(sectors % kSectorsPerSecond)};
}

std::string textOf(Msf time) {
    return fmt::format("{:02}:{:02}:{:02}", time.minutes, time.seconds, time.frames);
}

Result<std::string> ean13Of(const std::string& upc) {
    const bool digits =
        std::all_of(upc.begin(), upc.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || (upc.size() != 12 && upc.size() != 13))
        return badInput(fmt::format("The UPC/EAN \"{}\" needs 12 or 13 digits.", upc));
    const std::string code = upc.size() == 12 ? "0" + upc : upc;
    int sum = 0;
    for (std::size_t k = 0; k < 12; ++k) sum += (code[k] - '0') * (k % 2 ? 3 : 1);
    const int right = (10 - sum % 10) % 10;
    if (code[12] - '0' != right)
        return badInput(fmt::format("The UPC/EAN \"{}\" has a wrong check digit: the last digit should "
                                    "be {}.",
                                    upc, right));
    return code;
}

bool isIsrc(const std::string& code) {
    const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (code.size() != 12) return false;
    for (std::size_t k = 0; k < 12; ++k)
        if (!(k < 2 ? letter(code[k]) : k < 5 ? letter(code[k]) || digit(code[k]) : digit(code[k])))
            return false;
    return true;
}

} // namespace lacquer::formats::disc
