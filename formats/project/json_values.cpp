#include "formats/project/json_values.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace lacquer::formats {
namespace {

/// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629).
bool isUtf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t k) {
            return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U;
        };
        const unsigned first = byte(i);
        std::size_t more = 0;
        unsigned lowest = 0x80, highest = 0xbf;
        if (first < 0x80) more = 0;
        else if (first >= 0xc2 && first <= 0xdf) more = 1;
        else if (first >= 0xe0 && first <= 0xef) {
            more = 2;
            if (first == 0xe0) lowest = 0xa0;
            if (first == 0xed) highest = 0x9f;
        } else if (first >= 0xf0 && first <= 0xf4) {
            more = 3;
            if (first == 0xf0) lowest = 0x90;
            if (first == 0xf4) highest = 0x8f;
        } else {
            return false;
        }
        for (std::size_t k = 1; k <= more; ++k, lowest = 0x80, highest = 0xbf)
            if (byte(i + k) < lowest || byte(i + k) > highest) return false;
        i += more + 1;
    }
    return true;
}

} // namespace

Json textToJson(std::string_view text) {
    if (isUtf8(text)) return std::string(text);
    std::string digits;
    for (char c : text) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return Json{{"bytes", digits}};
}

std::string textFromJson(const Json& json) {
    if (json.is_string()) return json.get<std::string>();
    const auto digits = json.at("bytes").get<std::string>();
    std::string text;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        unsigned value = 0;
        const char* start = digits.data() + i;
        if (std::from_chars(start, start + 2, value, 16).ptr != start + 2)
            throw SchemaError("bytes of a text are not hexadecimal");
        text += static_cast<char>(value);
    }
    return text;
}

Json levelToJson(double decibels) { return std::isfinite(decibels) ? Json(decibels) : Json("-inf"); }

double levelFromJson(const Json& json) {
    if (json.is_string() && json.get<std::string>() == "-inf") return kSilence.value;
    return json.get<double>();
}

void putText(Json& object, const char* key, std::string_view text) {
    if (!text.empty()) object[key] = textToJson(text);
}

std::string textOr(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() ? "" : textFromJson(*found);
}

} // namespace lacquer::formats
