#include "engine/surfaces/strip_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <ranges>

namespace lacquer::surfaces {
namespace {

struct Letter {
    char32_t from;
    const char* to;
};

// What names of Latin-script languages need; the rest of Latin-1 and Latin Extended-A falls back on
// the tables below.
constexpr Letter kLetters[] = {
    {U'ß', "ss"},
    {U'Æ', "Ae"}, {U'æ', "ae"}, {U'Œ', "Oe"}, {U'œ', "oe"}, {U'Ø', "O"},  {U'ø', "o"},  {U'Å', "A"},
    {U'å', "a"},  {U'Þ', "Th"}, {U'þ', "th"}, {U'Ð', "D"},  {U'ð', "d"},  {U'Ł', "L"},  {U'ł', "l"},
    {U'–', "-"},  {U'—', "-"},  {U'−', "-"},  {U'’', "'"},  {U'‘', "'"},  {U'“', "\""}, {U'”', "\""},
    {U'…', "..."}, {U'·', "."}, {U'×', "x"},  {U'°', "o"},  {U'♯', "#"},  {U'♭', "b"},  {U'\u00a0', " "},
};

// U+00C0 … U+017F without their marks; '?' where kLetters has more to say.
constexpr std::string_view kUnmarkedLatin1 = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
constexpr std::string_view kUnmarkedExtended =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

char32_t nextCharacter(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    if (lead < 0x80) return lead;
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    if (more == 0) return U'\ufffd';
    char32_t code = lead & (0x3fU >> more);
    for (int k = 0; k < more; ++k) {
        if (at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80) return U'\ufffd';
        code = (code << 6) | (static_cast<unsigned char>(text[at++]) & 0x3fU);
    }
    return code;
}

bool isVowel(char letter) { return std::string_view("aeiouAEIOU").find(letter) != std::string_view::npos; }
bool isDigit(char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; }

/// A name and the number at its end, which is kept.
std::string squeezed(std::string head, std::string_view number, std::size_t cells) {
    const auto length = [&] { return head.size() + number.size(); };
    const auto dropFromRight = [&](auto mayGo) {
        for (std::size_t k = head.size(); k-- > 1 && length() > cells;)
            if (mayGo(k)) head.erase(k, 1);
    };
    dropFromRight([&](std::size_t k) { return isVowel(head[k]) && head[k - 1] != ' '; });
    dropFromRight([&](std::size_t k) { return head[k] == ' '; });
    const std::size_t room = cells > number.size() ? cells - number.size() : 0;
    if (head.size() > room) head.resize(room);
    return (head + std::string(number)).substr(0, cells);
}

std::string number(double value, std::size_t cells) {
    for (int places = value != 0 && std::abs(value) < 1 ? 2 : 1; places > 0; --places) {
        std::string text = fmt::format("{:.{}f}", value, places);
        if (text.find_first_not_of("-0.") == std::string::npos) text = places == 1 ? "0.0" : "0.00";
        if (text.size() <= cells) return text;
    }
    return fmt::format("{:.0f}", value);
}

} // namespace

std::string plainText(std::string_view utf8) {
    std::string plain;
    for (std::size_t at = 0; at < utf8.size();) {
        const char32_t code = nextCharacter(utf8, at);
        if (code >= 0x20 && code < 0x7f) {
            plain += static_cast<char>(code);
            continue;
        }
        const auto known = std::ranges::find(kLetters, code, &Letter::from);
        if (known != std::end(kLetters)) plain += known->to;
        else if (code >= 0xc0 && code < 0x100) plain += kUnmarkedLatin1[code - 0xc0];
        else if (code >= 0x100 && code < 0x100 + kUnmarkedExtended.size()) plain += kUnmarkedExtended[code - 0x100];
        else if (code >= 0x300 && code < 0x370) continue; // marks on the letter before
        else plain += code < 0x20 || code == 0x7f ? ' ' : '?';
    }
    return plain;
}

std::string shortName(std::string_view utf8, std::size_t cells) {
    const std::string plain = plainText(utf8);
    if (plain.size() <= cells) return plain;
    std::size_t digits = plain.size();
    while (digits > 0 && isDigit(plain[digits - 1])) --digits;
    std::string head = plain.substr(0, digits);
    return squeezed(std::move(head), std::string_view(plain).substr(digits), cells);
}

std::vector<std::string> shortNames(const std::vector<std::string>& names, std::size_t cells) {
    std::vector<std::string> shortened;
    for (const std::string& name : names) shortened.push_back(shortName(name, cells));
    for (std::size_t k = 0; k < names.size(); ++k) {
        if (names[k].empty()) continue;
        const bool twin = std::ranges::any_of(std::views::iota(std::size_t{0}, names.size()), [&](std::size_t other) {
            return other != k && shortened[other] == shortened[k] && names[other] != names[k];
        });
        if (!twin) continue;
        // The end tells more than the middle: "Guitar left", "Guitar lead".
        const std::string plain = plainText(names[k]);
        const std::size_t tail = std::min(cells / 2, plain.size());
        shortened[k] = plain.substr(0, cells - tail) + plain.substr(plain.size() - tail);
    }
    return shortened;
}

std::string shortValue(const ParameterSpec& spec, double value, std::size_t cells) {
    const auto cut = [cells](std::string text) { return text.substr(0, cells); };
    if (spec.kind == ParameterKind::onOff) return value >= 0.5 ? "on" : "off";
    if (spec.kind == ParameterKind::choice) {
        const auto index = static_cast<std::size_t>(std::max(0.0, value));
        return index < spec.choices.size() ? shortName(spec.choices[index], cells) : "";
    }
    switch (spec.unit) {
    case Unit::pan: {
        const long place = std::lround(value);
        return place == 0 ? "C" : fmt::format("{}{}", place < 0 ? 'L' : 'R', std::abs(place));
    }
    case Unit::decibels:
        if (spec.taper == Taper::fader && value <= -90) return "-inf";
        return number(value, cells);
    case Unit::hertz:
        return value >= 999.5 ? cut(number(value / 1000, cells - 1) + "k") : fmt::format("{:.0f}", value);
    case Unit::milliseconds:
        return value >= 999.5 ? cut(number(value / 1000, cells - 1) + "s")
                              : cut((value < 10 ? number(value, cells - 2) : fmt::format("{:.0f}", value)) + "ms");
    case Unit::seconds: return cut(number(value, cells - 1) + "s");
    case Unit::percent: return fmt::format("{:.0f}%", value);
    case Unit::ratio: return cut(number(value, cells - 2) + ":1");
    default: return number(value, cells);
    }
}

std::string fitted(std::string_view ascii, std::size_t cells) {
    std::string text(ascii.substr(0, cells));
    text.resize(cells, ' ');
    return text;
}

std::uint8_t sevenSegment(char character) {
    const auto code = static_cast<std::uint8_t>(std::toupper(static_cast<unsigned char>(character)));
    if (code >= 0x40 && code <= 0x5f) return static_cast<std::uint8_t>(code - 0x40);
    if (code >= 0x21 && code <= 0x3f) return code;
    return 0x20;
}

namespace {

constexpr std::uint8_t kPoint = 0x40;

/// Four groups of 3, 2, 2 and 3 digits; blank before the first digit, points between groups.
Digits groups(const std::string& a, const std::string& b, const std::string& c, const std::string& d) {
    const std::string all = fmt::format("{:>3}{:>2}{:>2}{:>3}", a, b, c, d);
    Digits digits{};
    for (std::size_t k = 0; k < digits.size(); ++k) digits[k] = sevenSegment(all[all.size() - 10 + k]);
    for (const std::size_t last : {std::size_t{2}, std::size_t{4}, std::size_t{6}}) digits[last] |= kPoint;
    return digits;
}

} // namespace

Digits smpteDigits(FramePosition position, SampleRate rate, int framesPerSecond) {
    const std::int64_t frames = std::max<std::int64_t>(position.value, 0) * framesPerSecond / rate.hz;
    const std::int64_t seconds = frames / framesPerSecond;
    return groups(fmt::format("{:02}", seconds / 3600 % 1000), fmt::format("{:02}", seconds / 60 % 60),
                  fmt::format("{:02}", seconds % 60), fmt::format("{:02}", frames % framesPerSecond));
}

Digits barDigits(const BarsAndBeats& place) {
    return groups(fmt::format("{}", place.bar % 1000), fmt::format("{:02}", place.beat % 100),
                  fmt::format("{:02}", place.sixteenth % 100), fmt::format("{:03}", place.tick % 1000));
}

} // namespace lacquer::surfaces
