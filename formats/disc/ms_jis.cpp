#include "formats/disc/ms_jis.h"

#include "formats/disc/latin1.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <string>

namespace lacquer::formats::disc {
namespace {

constexpr const char* kUnknown = "？";

/// U+FF61 to U+FF9F, half-width, in their full width.
constexpr std::array<const char*, 63> kFullWidthKana = {
    "。", "「", "」", "、", "・", "ヲ", "ァ", "ィ", "ゥ", "ェ", "ォ", "ャ", "ュ", "ョ", "ッ", "ー",
    "ア", "イ", "ウ", "エ", "オ", "カ", "キ", "ク", "ケ", "コ", "サ", "シ", "ス", "セ", "ソ", "タ",
    "チ", "ツ", "テ", "ト", "ナ", "ニ", "ヌ", "ネ", "ノ", "ハ", "ヒ", "フ", "ヘ", "ホ", "マ", "ミ",
    "ム", "メ", "モ", "ヤ", "ユ", "ヨ", "ラ", "リ", "ル", "レ", "ロ", "ワ", "ン", "゛", "゜"};

/// Letters that Unicode has twice, in the form that code page 932 knows.
struct Twin {
    std::string_view from, to;
};
constexpr std::array kTwins = std::to_array<Twin>({{"〜", "～"}, {"−", "－"}, {"—", "―"}, {"‖", "∥"}});

class Conversion {
public:
    Conversion(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
    ~Conversion() {
        if (isOpen()) iconv_close(handle_);
    }
    Conversion(const Conversion&) = delete;
    Conversion& operator=(const Conversion&) = delete;

    bool isOpen() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    /// Empty when it has no counterpart.
    std::string one(std::string_view letter) {
        std::string in(letter);
        std::array<char, 16> out{};
        char* from = in.data();
        char* to = out.data();
        std::size_t left = in.size(), room = out.size();
        iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        if (iconv(handle_, &from, &left, &to, &room) == static_cast<std::size_t>(-1) || left > 0) return {};
        return {out.data(), out.size() - room};
    }

private:
    iconv_t handle_;
};

std::size_t lengthOfLetter(unsigned char first) {
    return first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
}

/// An ASCII letter in full width: U+FF01 and on; a space is U+3000.
std::string fullWidth(char letter) {
    if (letter == ' ') return "　";
    const unsigned code = 0xFEE0u + static_cast<unsigned char>(letter);
    return {static_cast<char>(0xE0u | code >> 12), static_cast<char>(0x80u | (code >> 6 & 0x3Fu)), static_cast<char>(0x80u | (code & 0x3Fu))};
}

std::string fullWidthOf(std::string_view letter) {
    if (letter.size() == 3) {
        const unsigned code = (static_cast<unsigned char>(letter[0]) & 0x0Fu) << 12 | (static_cast<unsigned char>(letter[1]) & 0x3Fu) << 6 |
                              (static_cast<unsigned char>(letter[2]) & 0x3Fu);
        if (code >= 0xFF61 && code <= 0xFF9F) return kFullWidthKana[code - 0xFF61];
    }
    for (const Twin& twin : kTwins)
        if (letter == twin.from) return std::string(twin.to);
    return std::string(letter);
}

} // namespace

Result<std::string> msJisOf(std::string_view utf8) {
    Conversion conversion("CP932", "UTF-8");
    if (!conversion.isOpen())
        return systemRefused("This system cannot write Japanese text: its iconv lacks code page 932. Take the Japanese titles off.");
    std::string bytes;
    for (std::size_t at = 0; at < utf8.size();) {
        const std::size_t length = std::min(lengthOfLetter(static_cast<unsigned char>(utf8[at])), utf8.size() - at);
        const std::string_view letter = utf8.substr(at, length);
        at += length;
        std::string found = length == 1 && letter[0] >= ' ' && letter[0] < 0x7F ? conversion.one(fullWidth(letter[0]))
                                                                                : conversion.one(fullWidthOf(letter));
        if (found.size() == 2) {
            bytes += found;
            continue;
        }
        // Accented letters: as Latin-1 writes them, without accents.
        for (const char plain : asciiOf(letter)) bytes += conversion.one(plain > ' ' && plain != '_' ? fullWidth(plain) : std::string(kUnknown));
    }
    return bytes;
}

std::string utf8OfMsJis(std::string_view bytes) {
    Conversion conversion("UTF-8", "CP932");
    std::string utf8;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = isMsJisLead(static_cast<unsigned char>(bytes[at])) && at + 1 < bytes.size() ? 2 : 1;
        const std::string letter = conversion.isOpen() ? conversion.one(bytes.substr(at, length)) : std::string{};
        utf8 += letter.empty() ? std::string(kUnknown) : letter;
        at += length;
    }
    return utf8;
}

} // namespace lacquer::formats::disc
