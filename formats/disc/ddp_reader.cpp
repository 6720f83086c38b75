#include "formats/disc/ddp_reader.h"

#include "formats/checksum/checksum.h"
#include "formats/disc/latin1.h"
#include "formats/disc/ms_jis.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>

namespace lacquer::formats::disc {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>(stream), {}};
}

std::string trimmed(std::string text) {
    const auto from = text.find_first_not_of(' ');
    if (from == std::string::npos) return {};
    return text.substr(from, text.find_last_not_of(' ') - from + 1);
}

/// Padded with blanks or zeros, as different programs do.
std::optional<std::int64_t> numberIn(const std::string& record, std::size_t at, std::size_t width) {
    const std::string text = trimmed(record.substr(at, width));
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// CRC-16 by table, GSM flavour; the writer computes it bit by bit.
std::uint16_t crcOf(const unsigned char* bytes, std::size_t count) {
    static constexpr auto kTable = [] {
        std::array<std::uint16_t, 256> table{};
        for (unsigned k = 0; k < 256; ++k) {
            unsigned value = k << 8;
            for (int bit = 0; bit < 8; ++bit) value = (value << 1) ^ ((value >> 15 & 1u) * 0x11021u);
            table[k] = static_cast<std::uint16_t>(value);
        }
        return table;
    }();
    std::uint16_t crc = 0;
    for (std::size_t k = 0; k < count; ++k)
        crc = static_cast<std::uint16_t>(crc << 8 ^ kTable[(crc >> 8 ^ bytes[k]) & 0xFF]);
    return static_cast<std::uint16_t>(~crc);
}

enum class Letters { latin1, msJis };

/// Up to the next end of a string: one zero, or a pair of them between letters of two bytes.
std::string takeString(std::string_view& bytes, Letters letters) {
    std::size_t end = 0;
    if (letters == Letters::latin1) end = std::min(bytes.find('\0'), bytes.size());
    else
        while (end < bytes.size() && bytes[end] != '\0') end += isMsJisLead(static_cast<unsigned char>(bytes[end])) ? 2 : 1;
    std::string text(bytes.substr(0, end));
    bytes.remove_prefix(std::min(bytes.size(), end + (letters == Letters::msJis ? 2 : 1)));
    return text;
}

/// The string types of one language; a lone tab repeats the track before.
void readStrings(int language, Letters letters, const std::map<int, std::string>& byType, DdpFileset& set) {
    for (const auto& [type, strings] : byType) {
        std::string_view rest = strings;
        std::string before;
        for (int track = 0; !rest.empty(); ++track) {
            std::string text = takeString(rest, letters);
            if (text == "\t" || text == "\t\t") text = before;
            before = text;
            if (!text.empty()) set.texts.push_back({type, track, letters == Letters::msJis ? utf8OfMsJis(text) : utf8OfLatin1(text), language});
        }
    }
}

void readTexts(const std::string& stream, DdpFileset& set) {
    struct Block {
        std::map<int, std::string> strings; ///< by type
        std::string sizes;
        int packs = 0;
    };
    std::map<int, Block> blocks;
    if (stream.size() % 18 != 0) set.problems.push_back("CD-Text is not a whole number of packs.");
    int place = 0;
    for (std::size_t at = 0; at + 18 <= stream.size(); at += 18, ++place) {
        std::array<unsigned char, 18> pack{};
        for (std::size_t k = 0; k < 18; ++k) pack[k] = static_cast<unsigned char>(stream[at + k]);
        if (crcOf(pack.data(), 16) != (pack[16] << 8 | pack[17]))
            set.problems.push_back(fmt::format("CD-Text pack {} has a wrong CRC.", place));
        const int number = pack[3] >> 4 & 7;
        Block& block = blocks[number];
        if (pack[2] != (block.packs & 0xFF))
            set.problems.push_back(fmt::format("CD-Text pack {} is numbered {}.", place, int{pack[2]}));
        ++block.packs;
        if (pack[0] == 0x8F) block.sizes.append(stream, at + 4, 12);
        else if (pack[0] >= 0x80 && pack[0] <= 0x85) block.strings[pack[0]].append(stream, at + 4, 12);
    }
    for (const auto& [number, block] : blocks) {
        if (block.sizes.size() != 36) {
            set.problems.push_back(fmt::format("CD-Text block {} has no complete size record.", number));
            readStrings(0, Letters::latin1, block.strings, set);
            continue;
        }
        const auto sizeAt = [&](int at) { return int{static_cast<unsigned char>(block.sizes[static_cast<std::size_t>(at)])}; };
        if (sizeAt(20 + number) != ((block.packs - 1) & 0xFF))
            set.problems.push_back(fmt::format("CD-Text block {} has {} packs, and its size record says {}.", number,
                                               block.packs, sizeAt(20 + number) + 1));
        if (sizeAt(0) != 0 && sizeAt(0) != 1 && sizeAt(0) != 0x80) {
            set.problems.push_back(fmt::format("CD-Text block {} is in letters of kind {:#04x}, which are not read here.", number, sizeAt(0)));
            continue;
        }
        readStrings(sizeAt(28 + number), sizeAt(0) == 0x80 ? Letters::msJis : Letters::latin1, block.strings, set);
    }
}

void readMarks(const std::string& stream, DdpFileset& set) {
    if (stream.size() % 64 != 0) set.problems.push_back("The PQ stream is not a whole number of packets.");
    for (std::size_t at = 0; at + 64 <= stream.size(); at += 64) {
        const std::string packet = stream.substr(at, 64);
        const auto index = numberIn(packet, 6, 2), minutes = numberIn(packet, 10, 2),
                   seconds = numberIn(packet, 12, 2), frames = numberIn(packet, 14, 2);
        if (packet.substr(0, 4) != "VVVS" || !index || !minutes || !seconds || !frames ||
            *seconds > 59 || *frames > 74) {
            set.problems.push_back(fmt::format("PQ packet {} cannot be read.", at / 64));
            continue;
        }
        DdpMark mark;
        mark.track = packet.substr(4, 2);
        mark.index = static_cast<int>(*index);
        mark.sector = (*minutes * 60 + *seconds) * 75 + *frames;
        mark.isrc = trimmed(packet.substr(20, 12));
        mark.upc = trimmed(packet.substr(32, 13));
        if (!set.marks.empty() && mark.sector < set.marks.back().sector)
            set.problems.push_back(fmt::format("PQ packet {} goes back in time.", at / 64));
        set.marks.push_back(std::move(mark));
    }
}

void checkDisc(DdpFileset& set) {
    std::error_code error;
    const auto size = fs::file_size(set.image, error);
    if (error || size != static_cast<std::uintmax_t>(set.imageSectors) * 2352)
        set.problems.push_back(fmt::format("The image \"{}\" is not {} sectors long, as DDPMS says.",
                                           set.image.filename().string(), set.imageSectors));
    if (set.marks.empty() || set.marks.front().track != "00" || set.marks.back().track != "AA")
        set.problems.push_back("The PQ stream does not go from lead-in to lead-out.");
    else if (set.marks.back().sector != set.imageSectors)
        set.problems.push_back("The lead-out is not at the end of the image.");
    int track = 0;
    std::int64_t before = 0;
    for (const DdpMark& mark : set.marks) {
        if (mark.index != 1) continue;
        if (track > 0 && mark.sector - before < 300 && mark.sector != before)
            set.problems.push_back(fmt::format("Track {} is shorter than 4 s.", track));
        before = mark.sector;
        if (mark.track != "AA" && mark.track != fmt::format("{:02}", ++track))
            set.problems.push_back(fmt::format("Track {} follows track {}.", mark.track, track - 1));
    }
    if (set.marks.size() > 2 && set.marks[1].track == "01" && set.marks[1].index == 0 &&
        set.marks[2].sector - set.marks[1].sector < 150)
        set.problems.push_back("The pause before track 1 is shorter than 2 s.");
}

void checkSums(const fs::path& folder, DdpFileset& set) {
    const auto md5 = bytesOf(folder / "CHECKSUM.MD5");
    if (!md5) return;
    std::istringstream lines(*md5);
    std::string hash, name;
    while (lines >> hash >> name) {
        if (!name.empty() && name.front() == '*') name.erase(0, 1);
        const auto real = hashOfFile(Hash::md5, folder / name);
        if (!real || *real != hash)
            set.problems.push_back(fmt::format("\"{}\" does not have the MD5 that CHECKSUM.MD5 gives.", name));
    }
}

} // namespace

Result<DdpFileset> readDdp(const fs::path& folder) {
    const auto id = bytesOf(folder / "DDPID");
    const auto map = bytesOf(folder / "DDPMS");
    if (!id || !map || id->size() < 128)
        return badInput(fmt::format("\"{}\" is no DDP folder: DDPID or DDPMS is missing or short. Choose "
                                    "the folder that has both in it.",
                                    folder.string()));
    DdpFileset set;
    set.level = trimmed(id->substr(0, 8));
    set.upc = trimmed(id->substr(8, 13));
    set.masterId = trimmed(id->substr(38, 48));
    set.files = {"DDPID", "DDPMS"};
    if (!set.level.starts_with("DDP 2.0") || id->substr(87, 2) != "CD")
        set.problems.push_back(fmt::format("DDPID says \"{}\", and not DDP 2.00 for a CD.", set.level));
    for (std::size_t at = 0; at + 128 <= map->size(); at += 128) {
        const std::string record = map->substr(at, 128);
        const std::string name = trimmed(record.substr(74, 17));
        const auto length = numberIn(record, 14, 8);
        if (record.substr(0, 4) != "VVVM" || name.empty() || !length ||
            name.find('/') != std::string::npos) {
            set.problems.push_back(fmt::format("Map packet {} cannot be read.", at / 128));
            continue;
        }
        set.files.push_back(name);
        const std::string kind = trimmed(record.substr(30, 8));
        if (record.substr(4, 2) == "D0") {
            set.image = folder / name;
            set.imageSectors = *length;
            continue;
        }
        const auto stream = bytesOf(folder / name);
        if (!stream || static_cast<std::int64_t>(stream->size()) != *length)
            set.problems.push_back(
                fmt::format("\"{}\" is missing or not {} bytes long, as DDPMS says.", name, *length));
        else if (kind == "PQ DESCR")
            readMarks(*stream, set);
        else if (kind == "CDTEXT")
            readTexts(*stream, set);
    }
    if (set.image.empty())
        return badInput(fmt::format("DDPMS in \"{}\" maps no audio. The fileset is incomplete; ask its "
                                    "maker for a new one.",
                                    folder.string()));
    checkDisc(set);
    checkSums(folder, set);
    return set;
}

} // namespace lacquer::formats::disc
