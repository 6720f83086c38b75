#include "engine/project/value_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

namespace lacquer::project {
namespace {

struct Suffix {
    std::string_view text; ///< lower case
    double factor;         ///< to the parameter's own unit
};

/// What may follow a number, the usual form first.
std::span<const Suffix> suffixesOf(Unit unit) {
    static constexpr Suffix kDecibels[] = {
        {"db", 1}, {"dbfs", 1}, {"dbtp", 1}, {"lu", 1}, {"lufs", 1}};
    static constexpr Suffix kHertz[] = {{"hz", 1}, {"khz", 1000}, {"k", 1000}};
    static constexpr Suffix kMilliseconds[] = {
        {"ms", 1}, {"s", 1000}, {"us", 0.001}, {"µs", 0.001}, {"sec", 1000}};
    static constexpr Suffix kSeconds[] = {
        {"s", 1}, {"ms", 0.001}, {"sec", 1}, {"min", 60}, {"us", 0.000001}};
    static constexpr Suffix kPercent[] = {{"%", 1}, {"percent", 1}};
    static constexpr Suffix kRatio[] = {{":1", 1}, {"x", 1}};
    static constexpr Suffix kDegrees[] = {{"°", 1}, {"deg", 1}, {"degrees", 1}};
    static constexpr Suffix kSamples[] = {
        {"samples", 1}, {"sample", 1}, {"smp", 1}, {"frames", 1}, {"frame", 1}};
    static constexpr Suffix kSemitones[] = {{"st", 1}, {"semitones", 1}, {"semitone", 1}};
    static constexpr Suffix kOctaves[] = {{"oct", 1}, {"octaves", 1}, {"octave", 1}};
    static constexpr Suffix kSlope[] = {{"db/oct", 1}};
    static constexpr Suffix kFactor[] = {{"x", 1}, {"×", 1}};
    switch (unit) {
    case Unit::decibels: return kDecibels;
    case Unit::hertz: return kHertz;
    case Unit::milliseconds: return kMilliseconds;
    case Unit::seconds: return kSeconds;
    case Unit::percent: return kPercent;
    case Unit::ratio: return kRatio;
    case Unit::degrees: return kDegrees;
    case Unit::samples: return kSamples;
    case Unit::semitones: return kSemitones;
    case Unit::octaves: return kOctaves;
    case Unit::decibelsPerOctave: return kSlope;
    case Unit::factor: return kFactor;
    case Unit::none:
    case Unit::pan: break;
    }
    return {};
}

std::string lower(std::string_view text) {
    std::string low(text);
    for (char& c : low) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return low;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
        text.remove_suffix(1);
    return text;
}

/// People paste a typographic minus and the sign of infinity.
std::string plain(std::string_view text) {
    std::string out;
    constexpr std::string_view kMinus = "\u2212", kInfinity = "\u221e";
    for (std::size_t i = 0; i < text.size();) {
        if (text.substr(i).starts_with(kMinus)) out += '-', i += kMinus.size();
        else if (text.substr(i).starts_with(kInfinity)) out += "inf", i += kInfinity.size();
        else out += text[i++];
    }
    return std::string(trimmed(out));
}

struct Number {
    double value;
    std::string rest; ///< what follows, lower case, without surrounding space
};

std::optional<Number> leadingNumber(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || !std::isfinite(value)) return std::nullopt;
    const auto used = static_cast<std::size_t>(end - text.data());
    return Number{value, lower(trimmed(text.substr(used)))};
}

std::optional<double> inUnit(const Number& number, Unit unit) {
    if (number.rest.empty()) return number.value;
    for (const Suffix& suffix : suffixesOf(unit))
        if (number.rest == suffix.text) return number.value * suffix.factor;
    return std::nullopt;
}

bool isSilence(std::string_view text) {
    const std::string low = lower(text);
    return low == "-inf" || low == "-infdb" || low == "-inf db" || low == "-infinity";
}

std::optional<double> panOf(std::string_view text) {
    const std::string low = lower(text);
    if (low == "c" || low == "center" || low == "centre") return 0.0;
    if (low.empty()) return std::nullopt;
    const auto side = [](char c) { return c == 'l' ? -1.0 : c == 'r' ? 1.0 : 0.0; };
    std::string_view digits = low;
    double sign = 0;
    if (side(low.front()) != 0) sign = side(low.front()), digits.remove_prefix(1);
    else if (side(low.back()) != 0) sign = side(low.back()), digits.remove_suffix(1);
    digits = trimmed(digits);
    const auto number = leadingNumber(digits);
    if (!number || (!number->rest.empty() && number->rest != "%")) return std::nullopt;
    if (sign == 0) return number->value;
    if (number->value < 0) return std::nullopt;
    return number->value == 0 ? 0 : sign * number->value;
}

Result<double> choiceOf(const ParameterSpec& spec, std::string_view text) {
    const std::string low = lower(text);
    for (std::size_t i = 0; i < spec.choices.size(); ++i)
        if (lower(spec.choices[i]) == low) return static_cast<double>(i);
    // "24dB/oct" and "4x" for choices that are numbers.
    if (const auto number = leadingNumber(low); number && inUnit(*number, spec.unit))
        for (std::size_t i = 0; i < spec.choices.size(); ++i)
            if (const auto own = leadingNumber(spec.choices[i]);
                own && own->rest.empty() && own->value == number->value)
                return static_cast<double>(i);
    return badInput(fmt::format("{} is one of {}; you gave \"{}\".{}", spec.name,
                                fmt::join(spec.choices, ", "), text,
                                suggestion(text, spec.choices)));
}

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace

std::string_view unitWord(Unit unit) {
    switch (unit) {
    case Unit::decibels: return "dB";
    case Unit::hertz: return "Hz";
    case Unit::milliseconds: return "ms";
    case Unit::seconds: return "s";
    case Unit::percent: return "%";
    case Unit::ratio: return ":1";
    case Unit::degrees: return "°";
    case Unit::samples: return "samples";
    case Unit::semitones: return "st";
    case Unit::octaves: return "oct";
    case Unit::decibelsPerOctave: return "dB/oct";
    case Unit::factor: return "x";
    case Unit::none:
    case Unit::pan: break;
    }
    return "";
}

std::string numberText(double value) {
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    if (value == 0) return "0"; // not "-0"
    return fmt::format("{}", value);
}

Result<double> parseValue(const ParameterSpec& spec, std::string_view given) {
    const std::string text = plain(given);
    if (text.empty())
        return badInput(fmt::format("{} has no value. It goes {}.", spec.name, rangeText(spec)));
    if (spec.kind == ParameterKind::choice) return choiceOf(spec, text);
    if (spec.kind == ParameterKind::onOff) {
        const std::string low = lower(text);
        for (std::string_view yes : {"on", "1", "true", "yes"})
            if (low == yes) return 1.0;
        for (std::string_view no : {"off", "0", "false", "no"})
            if (low == no) return 0.0;
        return badInput(fmt::format("{} is on or off; you gave \"{}\".", spec.name, given));
    }
    std::optional<double> value;
    if (spec.unit == Unit::pan) {
        value = panOf(text);
    } else if (!spec.choices.empty() && lower(text) == spec.choices.front()) {
        return spec.minimum;
    } else if (isSilence(text)) {
        if (spec.taper == Taper::fader) return kSilence.value;
        return badInput(fmt::format("{} goes {}; you gave \"{}\".", spec.name, rangeText(spec), given));
    } else if (const auto number = leadingNumber(text)) {
        value = inUnit(*number, spec.unit);
    }
    if (!value)
        return badInput(fmt::format("{} goes {}; \"{}\" is not such a value.", spec.name,
                                    rangeText(spec), given));
    if (*value < spec.minimum || *value > spec.maximum)
        return badInput(
            fmt::format("{} goes {}; you gave \"{}\".", spec.name, rangeText(spec), given));
    return *value;
}

std::string formatValue(const ParameterSpec& spec, double value) {
    if (spec.kind == ParameterKind::onOff) return value >= 0.5 ? "on" : "off";
    if (spec.kind == ParameterKind::choice) {
        const auto index = static_cast<std::size_t>(std::max(0.0, value));
        return index < spec.choices.size() ? spec.choices[index] : numberText(value);
    }
    if (spec.unit == Unit::pan) {
        if (value == 0) return "C";
        return (value < 0 ? "L" : "R") + numberText(std::abs(value));
    }
    if (!spec.choices.empty() && value <= spec.minimum) return spec.choices.front();
    if (spec.unit == Unit::hertz && std::abs(value) >= 1000 && value / 1000 * 1000 == value)
        return numberText(value / 1000) + " kHz";
    const std::string_view unit = unitWord(spec.unit);
    const bool joined = unit.empty() || unit == "%" || unit == ":1" || unit == "°" || unit == "x";
    return numberText(value) + (joined ? "" : " ") + std::string(unit);
}

std::string rangeText(const ParameterSpec& spec) {
    if (spec.kind == ParameterKind::onOff) return "on or off";
    if (spec.kind == ParameterKind::choice) return fmt::format("{}", fmt::join(spec.choices, ", "));
    if (spec.unit == Unit::pan) return "from L100 over C to R100";
    if (!spec.choices.empty())
        return fmt::format("from {} to {}, or {}", numberText(spec.minimum), formatValue(spec, spec.maximum),
                           spec.choices.front());
    std::string range = fmt::format("from {} to {}", numberText(spec.minimum),
                                    formatValue(spec, spec.maximum));
    if (spec.unit == Unit::hertz)
        range = fmt::format("from {} to {}", formatValue(spec, spec.minimum),
                            formatValue(spec, spec.maximum));
    return spec.taper == Taper::fader ? range + ", or -inf" : range;
}

Result<Seconds> parseTime(std::string_view given, std::string_view what) {
    const auto wrong = [&] {
        return badInput(fmt::format(
            "{} is written like 12.5s, 300ms or 1:12.5; \"{}\" is not a time.", what, given));
    };
    std::string text = plain(given);
    double wholes = 0;
    int colons = 0;
    std::string_view rest = text;
    const bool negative = rest.starts_with('-');
    for (auto colon = rest.find(':'); colon != std::string_view::npos; colon = rest.find(':')) {
        const auto part = leadingNumber(rest.substr(0, colon));
        if (!part || !part->rest.empty() || part->value != std::floor(part->value) || negative ||
            ++colons > 2)
            return wrong();
        wholes = (wholes + part->value) * 60;
        rest.remove_prefix(colon + 1);
    }
    const auto last = leadingNumber(rest);
    if (!last) return wrong();
    const auto value = inUnit(*last, Unit::seconds);
    if (!value || (colons > 0 && (*value < 0 || *value >= 60 || !last->rest.empty())))
        return wrong();
    return Seconds{wholes + *value};
}

Result<double> parseNumber(std::string_view given, std::string_view what, std::string_view unit) {
    const auto number = leadingNumber(plain(given));
    if (number && (number->rest.empty() || number->rest == lower(unit))) return number->value;
    return badInput(fmt::format("{} is a number{}{}; you gave \"{}\".", what,
                                unit.empty() ? "" : " in ", unit, given));
}

std::string nearestName(std::string_view word, std::span<const std::string> candidates) {
    const std::string low = lower(word);
    std::string best;
    std::size_t bestDistance = 0;
    for (const std::string& candidate : candidates) {
        const std::string other = lower(candidate);
        std::size_t distance = 2 * editDistance(low, other);
        // A part of the name is a better guess than another name of the same length.
        if (!low.empty() && other.find(low) != std::string::npos) distance = 1;
        if (best.empty() || distance < bestDistance) best = candidate, bestDistance = distance;
    }
    return best;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
    const std::string nearest = nearestName(word, candidates);
    return nearest.empty() ? "" : fmt::format(" Did you mean \"{}\"?", nearest);
}

} // namespace lacquer::project
