#include "engine/project/release_codes.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::project {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return c >= 'A' && c <= 'Z'; }

std::string withoutPunctuation(std::string_view text) {
    std::string plain;
    for (char c : text)
        if (c != '-' && c != ' ') plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return plain;
}

} // namespace

Result<std::string> checkedUpc(std::string_view text) {
    const std::string digits = withoutPunctuation(text);
    if (!std::all_of(digits.begin(), digits.end(), isDigit) ||
        (digits.size() != 12 && digits.size() != 13))
        return badInput(fmt::format(
            "A UPC has 12 digits and an EAN 13; \"{}\" is neither. Take it from the release's barcode.",
            text));
    // From the right, the check digit left out, digits weigh 3, 1, 3, 1…
    int sum = 0;
    for (std::size_t i = 0; i + 1 < digits.size(); ++i) {
        const bool heavy = (digits.size() - 2 - i) % 2 == 0;
        sum += (digits[i] - '0') * (heavy ? 3 : 1);
    }
    const char right = static_cast<char>('0' + (10 - sum % 10) % 10);
    if (digits.back() != right)
        return badInput(fmt::format("The UPC \"{}\" ends in {}, but its check digit is {}: is it {}{}?",
                                    text, digits.back(), right,
                                    std::string_view(digits).substr(0, digits.size() - 1), right));
    return digits;
}

Result<std::string> checkedIsrc(std::string_view text) {
    const std::string code = withoutPunctuation(text);
    const auto all = [&](std::size_t from, std::size_t count, auto is) {
        return std::all_of(code.begin() + static_cast<std::ptrdiff_t>(from),
                           code.begin() + static_cast<std::ptrdiff_t>(from + count), is);
    };
    if (code.size() != 12)
        return badInput(fmt::format("An ISRC has 12 characters, like DE-A12-26-00001; \"{}\" has {}.",
                                    text, code.size()));
    if (!all(0, 2, isLetter) || !all(2, 3, [](char c) { return isLetter(c) || isDigit(c); }) ||
        !all(5, 7, isDigit))
        return badInput(fmt::format("An ISRC is two letters, three letters or digits, and seven "
                                    "digits, like DE-A12-26-00001; \"{}\" is not.", text));
    return code;
}

} // namespace lacquer::project
