#include "formats/album/headphone_curve.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

namespace lacquer::formats {
namespace {

constexpr int kBandsOfOne = 8; ///< bands of one equalizer
constexpr std::size_t kMostBytes = 64 * 1024;
/// Far from the ids that a project gives, and from those of other listening inserts.
constexpr std::uint64_t kFirstId = (std::uint64_t{1} << 60) + 60;

struct Filter {
    double type = 4; ///< a choice of the equalizer's
    double frequency = 0, gain = 0, q = 0.707;
};

/// Choices of the equalizer: low-cut 0, high-cut 1, low shelf 2, high shelf 3, bell 4.
std::optional<double> typeOf(const std::string& name) {
    if (name == "PK" || name == "PEQ") return 4;
    if (name == "LS" || name == "LSC" || name == "LSQ") return 2;
    if (name == "HS" || name == "HSC" || name == "HSQ") return 3;
    if (name == "HP" || name == "HPQ") return 0;
    if (name == "LP" || name == "LPQ") return 1;
    return std::nullopt;
}

/// Words behind "Filter 3: ON": a type and values with their names before them, units between.
std::optional<Filter> filterOf(std::istringstream& words) {
    std::string word;
    if (!(words >> word)) return std::nullopt;
    const auto type = typeOf(word);
    if (!type) return std::nullopt;
    Filter filter{*type};
    while (words >> word) {
        double* value = word == "Fc" ? &filter.frequency : word == "Gain" ? &filter.gain : word == "Q" ? &filter.q : nullptr;
        if (value && !(words >> *value)) return std::nullopt;
    }
    return filter.frequency >= 10 && filter.frequency <= 30000 && filter.q >= 0.1 && filter.q <= 40 && filter.gain >= -30 && filter.gain <= 30
               ? std::optional(filter)
               : std::nullopt;
}

} // namespace

Result<std::vector<project::Insert>> headphoneCurve(std::string_view text) {
    std::vector<project::Insert> inserts;
    double preamp = 0;
    int bands = 0, number = 0;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        ++number;
        std::istringstream words(line);
        std::string word;
        if (!(words >> word) || word.starts_with("#")) continue;
        const auto unreadable = [&] {
            return badInput(fmt::format("Line {} of the correction cannot be read: \"{}\". A line is like "
                                        "\"Filter 1: ON PK Fc 105 Hz Gain 2.0 dB Q 0.70\".",
                                        number, line.substr(0, 80)));
        };
        if (word == "Preamp:") {
            if (!(words >> preamp) || preamp < -24 || preamp > 24) return unreadable();
            continue;
        }
        if (word != "Filter") continue;
        std::string state;
        words >> word >> state;
        if (!word.empty() && word.back() != ':') words >> word; // "Filter  1 :"
        if (state == "OFF") continue;
        const auto filter = state == "ON" ? filterOf(words) : std::nullopt;
        if (!filter) return unreadable();
        if (bands % kBandsOfOne == 0) {
            project::Insert insert;
            insert.id = {kFirstId + inserts.size()};
            insert.processor = "eq";
            inserts.push_back(std::move(insert));
        }
        const std::string band = fmt::format("band{}.", bands++ % kBandsOfOne + 1);
        auto& numbers = inserts.back().values.numbers;
        numbers[band + "on"] = 1;
        numbers[band + "type"] = filter->type;
        numbers[band + "freq"] = filter->frequency;
        numbers[band + "gain"] = filter->gain;
        numbers[band + "q"] = filter->q;
    }
    if (inserts.empty()) return badInput("There is no filter in the correction. It needs lines like \"Filter 1: ON PK Fc 105 Hz Gain 2.0 dB Q 0.70\".");
    // Before the filters, so that none of them goes over.
    inserts.front().values.numbers["output"] = preamp;
    return inserts;
}

Result<std::vector<project::Insert>> readHeadphoneCurve(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return badInput(fmt::format("\"{}\" cannot be opened. Choose another correction.", file.string()));
    std::string text(kMostBytes, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return headphoneCurve(text);
}

} // namespace lacquer::formats
