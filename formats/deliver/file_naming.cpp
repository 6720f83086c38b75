#include "formats/deliver/file_naming.h"

#include <algorithm>

namespace lacquer::formats {
namespace {

/// Bytes of one part of a path, extension not counted: leaves room under the usual 255.
constexpr std::size_t kLongest = 120;

/// Refused by Windows, by shells, or by shops' upload pages; `/` separates folders.
constexpr std::string_view kRefused = "\\/:*?\"<>|";

std::string cleaned(std::string_view value) {
    std::string text;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        text += byte < 0x20 || byte == 0x7F || kRefused.find(c) != std::string_view::npos ? '-' : c;
    }
    return text;
}

/// Not in the middle of a letter.
void shorten(std::string& text) {
    if (text.size() <= kLongest) return;
    std::size_t end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
}

/// A part of a path has no blanks or dots at its ends and is never empty.
std::string part(std::string text) {
    shorten(text);
    const auto odd = [](char c) { return c == ' ' || c == '.' || c == '_'; };
    while (!text.empty() && odd(text.back())) text.pop_back();
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), odd));
    return text.empty() ? "Untitled" : text;
}

std::string valueOf(std::string_view token, const NameParts& parts) {
    const auto colon = token.find(':');
    const auto found = parts.find(token.substr(0, colon));
    if (found == parts.end()) return {};
    std::string value = cleaned(found->second);
    if (colon != std::string_view::npos && colon + 2 < token.size() && token[colon + 1] == '0') {
        const auto width = static_cast<std::size_t>(std::clamp(token[colon + 2] - '0', 0, 9));
        if (value.size() < width) value.insert(0, width - value.size(), '0');
    }
    return value;
}

} // namespace

std::string fileNameOf(std::string_view pattern, const NameParts& parts) {
    std::string name, current;
    while (!pattern.empty()) {
        const char c = pattern.front();
        if (const auto end = pattern.find('}'); c == '{' && end != std::string_view::npos) {
            current += valueOf(pattern.substr(1, end - 1), parts);
            pattern.remove_prefix(end + 1);
            continue;
        }
        if (c == '/') {
            name += part(std::move(current)) + "/";
            current.clear();
        } else {
            current += c;
        }
        pattern.remove_prefix(1);
    }
    return name + part(std::move(current));
}

} // namespace lacquer::formats
