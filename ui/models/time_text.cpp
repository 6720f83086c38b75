#include "ui/models/time_text.h"

#include <cmath>
#include <cstdio>

namespace lacquer::ui {

namespace {

template <typename... Values>
std::string printed(const char* form, Values... values) {
    char text[96];
    std::snprintf(text, sizeof text, form, values...);
    return text;
}

const char* const kMinus = "\u2212";

/// Without a minus before a rounded zero.
std::string number(double value, int decimals, const char* positive) {
    const std::string digits = printed("%.*f", decimals, std::abs(value));
    const bool zero = digits.find_first_not_of("0.") == std::string::npos;
    return (zero ? std::string() : value < 0 ? std::string(kMinus) : std::string(positive)) + digits;
}

} // namespace

std::string barsBeatsText(const MusicalPosition& position) {
    return printed("%lld | %d | %03d", static_cast<long long>(position.bar), position.beat, position.tick);
}

std::string clockText(FramePosition position, SampleRate rate) {
    const bool before = position.value < 0;
    const long long milliseconds = std::llabs(position.value) * 1000 / rate.hz;
    return std::string(before ? kMinus : "") +
           printed("%lld:%02lld:%02lld.%03lld", milliseconds / 3'600'000, milliseconds / 60'000 % 60,
                   milliseconds / 1000 % 60, milliseconds % 1000);
}

std::string lengthText(Seconds length) {
    const long long seconds = std::llround(std::max(0.0, length.value));
    if (seconds >= 3600) {
        return printed("%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    return printed("%lld:%02lld", seconds / 60, seconds % 60);
}

std::string minutesText(Seconds time) {
    const long long milliseconds = std::llround(std::abs(time.value) * 1000);
    return std::string(time.value < 0 && milliseconds != 0 ? kMinus : "") +
           printed("%lld:%02lld.%03lld", milliseconds / 60'000, milliseconds / 1000 % 60,
                   milliseconds % 1000);
}

std::string gapText(Seconds gap) {
    return gap.value < 0 ? printed("× %.1f s", -gap.value) : printed("%.1f s", gap.value);
}

std::string cdFramesText(Seconds time) {
    return printed("%lld f", std::llround(std::abs(time.value) * 75));
}

std::string levelText(double decibels) {
    if (!(decibels > -90)) return std::string(kMinus) + "∞";
    return number(decibels, decibels < -60 ? 0 : 1, "");
}

std::string signedText(double value, int decimals) {
    return number(value, decimals, "+");
}

} // namespace lacquer::ui
