#include "formats/audio/shown_text.h"

#include <cstddef>
#include <cstdint>

namespace lacquer::formats {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Decoded {
    std::uint32_t point = 0;
    std::size_t length = 0; ///< 0: no valid sequence starts here
};

Decoded decodeAt(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[at + k]); };
    const unsigned first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xF0 && first < 0xF5   ? 4
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xC2 && first < 0xE0 ? 2
                                                               : 0;
    if (length == 0 || at + length > text.size()) return {};
    std::uint32_t point = first & (0x7FU >> length);
    for (std::size_t k = 1; k < length; ++k) {
        if ((byte(k) & 0xC0U) != 0x80U) return {};
        point = (point << 6) | (byte(k) & 0x3FU);
    }
    const bool tooLong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    const bool surrogate = point >= 0xD800 && point < 0xE000;
    if (tooLong || surrogate || point > 0x10FFFF) return {};
    return {point, length};
}

bool breaksTheLine(std::uint32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0x2028 || point == 0x2029;
}

} // namespace

std::string shownText(std::string_view bytes) {
    std::string shown;
    shown.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const Decoded decoded = decodeAt(bytes, at);
        if (decoded.length == 0) {
            shown += kReplacement;
            ++at;
        } else {
            if (breaksTheLine(decoded.point)) shown += ' ';
            else shown += bytes.substr(at, decoded.length);
            at += decoded.length;
        }
    }
    return shown;
}

} // namespace lacquer::formats
