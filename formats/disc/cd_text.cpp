#include "formats/disc/cd_text.h"

#include "formats/disc/latin1.h"

#include <array>
#include <vector>

namespace lacquer::formats::disc {
namespace {

constexpr std::size_t kPayload = 12;
constexpr std::size_t kMostPacks = 256;
constexpr char kEnglish = 0x09; // EBU Tech 3264 appendix 3

enum PackType : unsigned char { kTitle = 0x80, kPerformer = 0x81, kComposer = 0x83, kSize = 0x8F };

/// Packs of one block in the making.
class Block {
public:
    /// One type's strings: the disc's, then one per track.
    void addTexts(PackType type, const std::vector<std::string>& texts) {
        std::string stream;
        std::vector<std::pair<std::size_t, std::size_t>> places; // track and character of each byte
        for (std::size_t track = 0; track < texts.size(); ++track) {
            const std::string bytes = latin1Of(texts[track]).bytes;
            for (std::size_t k = 0; k <= bytes.size(); ++k) places.emplace_back(track, k);
            stream += bytes;
            stream += '\0';
        }
        for (std::size_t at = 0; at < stream.size(); at += kPayload) {
            const auto [track, character] = places[at];
            addPack(type, static_cast<unsigned char>(track),
                    static_cast<unsigned char>(std::min<std::size_t>(character, 15)),
                    stream.substr(at, kPayload));
        }
    }

    void close(std::size_t tracks) {
        std::array<char, 36> sizes{};
        sizes[1] = 1;
        sizes[2] = static_cast<char>(tracks);
        for (std::size_t type = 0; type < 16; ++type) sizes[4 + type] = static_cast<char>(counts_[type]);
        sizes[4 + 15] = 3;
        sizes[20] = static_cast<char>(packs_ + 2);
        sizes[28] = kEnglish;
        for (unsigned char part = 0; part < 3; ++part)
            addPack(kSize, part, 0, std::string(sizes.data() + part * kPayload, kPayload));
    }

    std::size_t packs() const { return packs_; }
    const std::string& bytes() const { return bytes_; }

private:
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

    std::string bytes_;
    std::size_t packs_ = 0;
    std::array<std::size_t, 16> counts_{};
};

/// Empty when no string of the type is set: then the type is not on the disc at all.
std::vector<std::string> texts(const CdLayout& layout,
                               const std::string& ofDisc,
                               std::string CdTrack::* ofTrack) {
    std::vector<std::string> all{ofDisc};
    bool any = !ofDisc.empty();
    for (const CdTrack& track : layout.tracks) {
        all.push_back(track.*ofTrack);
        any = any || !all.back().empty();
    }
    return any ? all : std::vector<std::string>{};
}

} // namespace

Result<std::string> cdTextPacks(const CdLayout& layout) {
    Block block;
    block.addTexts(kTitle, texts(layout, layout.texts.title, &CdTrack::title));
    block.addTexts(kPerformer, texts(layout, layout.texts.performer, &CdTrack::performer));
    block.addTexts(kComposer, texts(layout, "", &CdTrack::composer));
    if (block.packs() == 0) return std::string{};
    block.close(layout.tracks.size());
    if (block.packs() > kMostPacks)
        return fail(ErrorKind::checkFailed,
                    "The album's titles and names are longer than CD-Text can hold (about 3000 "
                    "characters in all). Shorten them.");
    return block.bytes();
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
