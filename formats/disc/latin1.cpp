#include "formats/disc/latin1.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace lacquer::formats::disc {
namespace {

struct Likeness {
    char32_t letter;
    const char* text;
};

// By code point. Latin Extended-A and the signs that word processors put in by themselves.
constexpr std::array kBeyondLatin1 = std::to_array<Likeness>(
    {{0x100, "A"},   {0x101, "a"},   {0x102, "A"},   {0x103, "a"},   {0x104, "A"},   {0x105, "a"},
     {0x106, "C"},   {0x107, "c"},   {0x10C, "C"},   {0x10D, "c"},   {0x10E, "D"},   {0x10F, "d"},
     {0x110, "D"},   {0x111, "d"},   {0x112, "E"},   {0x113, "e"},   {0x116, "E"},   {0x117, "e"},
     {0x118, "E"},   {0x119, "e"},   {0x11A, "E"},   {0x11B, "e"},   {0x11E, "G"},   {0x11F, "g"},
     {0x122, "G"},   {0x123, "g"},   {0x12A, "I"},   {0x12B, "i"},   {0x12E, "I"},   {0x12F, "i"},
     {0x130, "I"},   {0x131, "i"},   {0x136, "K"},   {0x137, "k"},   {0x139, "L"},   {0x13A, "l"},
     {0x13B, "L"},   {0x13C, "l"},   {0x13D, "L"},   {0x13E, "l"},   {0x141, "L"},   {0x142, "l"},
     {0x143, "N"},   {0x144, "n"},   {0x145, "N"},   {0x146, "n"},   {0x147, "N"},   {0x148, "n"},
     {0x14C, "O"},   {0x14D, "o"},   {0x150, "O"},   {0x151, "o"},   {0x152, "OE"},  {0x153, "oe"},
     {0x154, "R"},   {0x155, "r"},   {0x158, "R"},   {0x159, "r"},   {0x15A, "S"},   {0x15B, "s"},
     {0x15E, "S"},   {0x15F, "s"},   {0x160, "S"},   {0x161, "s"},   {0x162, "T"},   {0x163, "t"},
     {0x164, "T"},   {0x165, "t"},   {0x16A, "U"},   {0x16B, "u"},   {0x16E, "U"},   {0x16F, "u"},
     {0x170, "U"},   {0x171, "u"},   {0x172, "U"},   {0x173, "u"},   {0x178, "Y"},   {0x179, "Z"},
     {0x17A, "z"},   {0x17B, "Z"},   {0x17C, "z"},   {0x17D, "Z"},   {0x17E, "z"},   {0x218, "S"},
     {0x219, "s"},   {0x21A, "T"},   {0x21B, "t"},   {0x2010, "-"},  {0x2011, "-"},  {0x2012, "-"},
     {0x2013, "-"},  {0x2014, "-"},  {0x2018, "'"},  {0x2019, "'"},  {0x201A, "'"},  {0x201C, "\""},
     {0x201D, "\""}, {0x201E, "\""}, {0x2022, "*"},  {0x2026, "..."}, {0x2032, "'"}, {0x2033, "\""},
     {0x20AC, "EUR"}, {0x2122, "TM"}, {0x2212, "-"}, {0xFB01, "fi"}, {0xFB02, "fl"}});

// Latin-1's own accented letters without their accents, 0xC0 to 0xFF.
constexpr std::array<const char*, 64> kWithoutAccents = {
    "A", "A", "A", "A", "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I", "I", "I",
    "D", "N", "O", "O", "O", "O", "O",  "x", "O", "U", "U", "U", "U", "Y", "Th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "d", "n", "o", "o", "o", "o", "o",  "-", "o", "u", "u", "u", "u", "y", "th", "y"};

/// Takes one code point off the front; U+FFFD for what is no UTF-8.
char32_t next(std::string_view& text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (length == 0 || length > text.size()) {
        text.remove_prefix(1);
        return 0xFFFD;
    }
    char32_t letter = length == 1 ? first : first & (0x7Fu >> length);
    for (std::size_t k = 1; k < length; ++k) {
        const auto byte = static_cast<unsigned char>(text[k]);
        if ((byte & 0xC0) != 0x80) {
            text.remove_prefix(k);
            return 0xFFFD;
        }
        letter = (letter << 6) | (byte & 0x3Fu);
    }
    text.remove_prefix(length);
    return letter;
}

const char* likenessOf(char32_t letter) {
    const auto found = std::lower_bound(
        kBeyondLatin1.begin(), kBeyondLatin1.end(), letter,
        [](const Likeness& likeness, char32_t wanted) { return likeness.letter < wanted; });
    return found != kBeyondLatin1.end() && found->letter == letter ? found->text : nullptr;
}

bool isControl(char32_t letter) { return letter < 0x20 || (letter >= 0x7F && letter < 0xA0); }

bool isCombining(char32_t letter) { return letter >= 0x300 && letter < 0x370; }

} // namespace

Latin1 latin1Of(std::string_view utf8) {
    Latin1 result;
    while (!utf8.empty()) {
        const char32_t letter = next(utf8);
        if (letter < 0x100 && !isControl(letter)) {
            result.bytes += static_cast<char>(letter);
            continue;
        }
        result.altered = true;
        if (const char* likeness = likenessOf(letter))
            result.bytes += likeness;
        else if (!isCombining(letter))
            result.bytes += isControl(letter) ? ' ' : '?';
    }
    return result;
}

std::string utf8OfLatin1(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        const auto letter = static_cast<unsigned char>(byte);
        if (letter < 0x80) {
            text += byte;
        } else {
            text += static_cast<char>(0xC0 | (letter >> 6));
            text += static_cast<char>(0x80 | (letter & 0x3F));
        }
    }
    return text;
}

std::string asciiOf(std::string_view utf8) {
    std::string text;
    while (!utf8.empty()) {
        const char32_t letter = next(utf8);
        if (letter < 0x7F && letter >= 0x20)
            text += static_cast<char>(letter);
        else if (letter >= 0xC0 && letter < 0x100)
            text += kWithoutAccents[letter - 0xC0];
        else if (const char* likeness = likenessOf(letter))
            text += likeness;
        else if (!isCombining(letter))
            text += '_';
    }
    return text;
}

} // namespace lacquer::formats::disc
