#include "formats/disc/cd_text.h"

#include "formats/disc/latin1.h"
#include "formats/disc/ms_jis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace lacquer::formats::disc {
namespace {

constexpr std::size_t kPayload = 12;
constexpr std::size_t kMostPacks = 256;
constexpr std::size_t kMostBlocks = 8;

enum PackType : unsigned char { kTitle = 0x80, kPerformer = 0x81, kComposer = 0x83, kSize = 0x8F };

constexpr CdTextLanguage kLanguages[] = {
    {"sq", 0x01, "Albanian"},  {"br", 0x02, "Breton"},  {"ca", 0x03, "Catalan"},   {"da", 0x07, "Danish"},
    {"de", 0x08, "German"},    {"en", 0x09, "English"}, {"es", 0x0A, "Spanish"},   {"eu", 0x0D, "Basque"},
    {"fo", 0x0E, "Faroese"},   {"fr", 0x0F, "French"},  {"ga", 0x11, "Irish"},     {"gl", 0x13, "Galician"},
    {"is", 0x14, "Icelandic"}, {"it", 0x15, "Italian"}, {"la", 0x17, "Latin"},     {"lb", 0x19, "Luxembourgish"},
    {"nl", 0x1D, "Dutch"},     {"no", 0x1E, "Norwegian"}, {"pt", 0x21, "Portuguese"}, {"fi", 0x27, "Finnish"},
    {"sv", 0x28, "Swedish"},    {"ja", 0x69, "Japanese", true}};

/// Of the block's letters, in its size record.
constexpr char kMsJis = static_cast<char>(0x80);
/// In a pack's fourth byte: letters of two bytes.
constexpr unsigned char kDoubleByte = 0x80;

/// Packs of one block in the making.
class Block {
public:
    Block(std::size_t number, bool isDoubleByte) : number_(static_cast<unsigned char>(number)), isDoubleByte_(isDoubleByte) {}

    /// One type's strings: the disc's, then one per track.
    Result<void> addTexts(PackType type, const std::vector<std::string>& texts) {
        std::string stream;
        std::vector<std::pair<std::size_t, std::size_t>> places; // track and character of each byte
        const std::size_t width = isDoubleByte_ ? 2 : 1;
        for (std::size_t track = 0; track < texts.size(); ++track) {
            std::string bytes;
            if (isDoubleByte_) {
                auto converted = msJisOf(texts[track]);
                if (!converted) return tl::make_unexpected(converted.error());
                bytes = std::move(*converted);
            } else {
                bytes = latin1Of(texts[track]).bytes;
            }
            bytes.append(width, '\0');
            for (std::size_t k = 0; k < bytes.size(); ++k) places.emplace_back(track, k / width);
            stream += bytes;
        }
        for (std::size_t at = 0; at < stream.size(); at += kPayload) {
            const auto [track, character] = places[at];
            addPack(type, static_cast<unsigned char>(track), position(std::min<std::size_t>(character, 15)), stream.substr(at, kPayload));
        }
        return {};
    }

    /// `lastPacks` and `languages` are those of all blocks.
    void close(std::size_t tracks, const std::array<char, 8>& lastPacks, const std::array<char, 8>& languages) {
        std::array<char, 36> sizes{};
        sizes[0] = isDoubleByte_ ? kMsJis : '\0';
        sizes[1] = 1;
        sizes[2] = static_cast<char>(tracks);
        for (std::size_t type = 0; type < 16; ++type) sizes[4 + type] = static_cast<char>(counts_[type]);
        sizes[4 + 15] = 3;
        std::copy(lastPacks.begin(), lastPacks.end(), sizes.begin() + 20);
        std::copy(languages.begin(), languages.end(), sizes.begin() + 28);
        for (unsigned char part = 0; part < 3; ++part)
            addPack(kSize, part, position(0), std::string(sizes.data() + part * kPayload, kPayload));
    }

    std::size_t packs() const { return packs_; }
    const std::string& bytes() const { return bytes_; }

private:
    unsigned char position(std::size_t character) const {
        return static_cast<unsigned char>(character | number_ << 4 | (isDoubleByte_ ? kDoubleByte : 0u));
    }

    void addPack(PackType type, unsigned char track, unsigned char character, std::string payload) {
        std::string pack;
        pack += static_cast<char>(type);
        pack += static_cast<char>(track);
        pack += static_cast<char>(packs_);
        pack += static_cast<char>(character);
        payload.resize(kPayload, '\0');
        pack += payload;
        const std::uint16_t crc = cdTextCrc(pack);
        pack += static_cast<char>(crc >> 8);
        pack += static_cast<char>(crc & 0xFF);
        bytes_ += pack;
        ++packs_;
        ++counts_[static_cast<std::size_t>(type - kTitle)];
    }

    unsigned char number_;
    bool isDoubleByte_;
    std::string bytes_;
    std::size_t packs_ = 0;
    std::array<std::size_t, 16> counts_{};
};

/// Empty when no string of the type is set: then the type is not on the disc at all.
std::vector<std::string> texts(const std::vector<CdNames>& names, std::string CdNames::* which) {
    std::vector<std::string> all;
    bool any = false;
    for (const CdNames& name : names) {
        all.push_back(name.*which);
        any = any || !all.back().empty();
    }
    return any ? all : std::vector<std::string>{};
}

/// A language's names; what it leaves out is as in the first.
std::vector<CdNames> completed(const std::vector<CdNames>& first, const CdTranslation& translation) {
    std::vector<CdNames> names = first;
    for (std::size_t k = 0; k < std::min(names.size(), translation.names.size()); ++k)
        for (const auto which : {&CdNames::title, &CdNames::performer, &CdNames::composer})
            if (const std::string& text = translation.names[k].*which; !text.empty()) names[k].*which = text;
    return names;
}

} // namespace

std::span<const CdTextLanguage> cdTextLanguages() { return kLanguages; }

const CdTextLanguage* findCdTextLanguage(std::string_view code) {
    for (const CdTextLanguage& language : kLanguages)
        if (language.code == code) return &language;
    return nullptr;
}

Result<std::string> cdTextPacks(const CdLayout& layout) {
    std::vector<CdNames> first{{layout.texts.title, layout.texts.performer, ""}};
    for (const CdTrack& track : layout.tracks) first.push_back({track.title, track.performer, track.composer});
    std::vector<std::pair<std::string, std::vector<CdNames>>> languages{{layout.language, first}};
    for (const CdTranslation& translation : layout.translations)
        languages.emplace_back(translation.language, completed(first, translation));
    if (languages.size() > kMostBlocks)
        return fail(ErrorKind::checkFailed, fmt::format("CD-Text holds {} languages, and the album has {}. Take some "
                                                        "translations off.", kMostBlocks, languages.size()));
    std::vector<Block> blocks;
    std::array<char, 8> lastPacks{}, numbers{};
    for (const auto& [code, names] : languages) {
        const CdTextLanguage* language = findCdTextLanguage(code);
        if (!language) {
            std::string known;
            for (const CdTextLanguage& other : kLanguages) known += fmt::format("{}{}", known.empty() ? "" : " ", other.code);
            return fail(ErrorKind::checkFailed, fmt::format("CD-Text cannot be written in the language \"{}\". It can in: {}.",
                                                            code, known));
        }
        Block& block = blocks.emplace_back(blocks.size(), language->isDoubleByte);
        for (const auto& [type, which] : {std::pair{kTitle, &CdNames::title}, {kPerformer, &CdNames::performer}, {kComposer, &CdNames::composer}})
            if (auto added = block.addTexts(type, texts(names, which)); !added) return tl::make_unexpected(added.error());
        if (block.packs() == 0) return std::string{};
        if (block.packs() + 3 > kMostPacks)
            return fail(ErrorKind::checkFailed,
                        "The album's titles and names are longer than CD-Text can hold (about 3000 "
                        "characters in all). Shorten them.");
        lastPacks[blocks.size() - 1] = static_cast<char>(block.packs() + 2);
        numbers[blocks.size() - 1] = static_cast<char>(language->number);
    }
    std::string packs;
    for (Block& block : blocks) {
        block.close(layout.tracks.size(), lastPacks, numbers);
        packs += block.bytes();
    }
    return packs;
}

std::uint16_t cdTextCrc(std::string_view bytes) {
    unsigned crc = 0;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned>(static_cast<unsigned char>(byte)) << 8;
        for (int bit = 0; bit < 8; ++bit) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
        crc &= 0xFFFF;
    }
    return static_cast<std::uint16_t>(crc ^ 0xFFFF);
}

} // namespace lacquer::formats::disc
