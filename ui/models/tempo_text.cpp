#include "ui/models/tempo_text.h"

#include <charconv>
#include <cmath>
#include <vector>

namespace lacquer::ui {
namespace {

std::vector<std::string> wordsOf(std::string_view typed) {
    std::vector<std::string> words(1);
    for (const char letter : typed)
        if (letter != ' ') words.back() += letter == ',' ? '.' : letter;
        else if (!words.back().empty()) words.emplace_back();
    if (words.back().empty()) words.pop_back();
    return words;
}

template <typename Number>
bool reads(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

} // namespace

std::string tempoText(double beatsPerMinute) {
    const auto hundredths = std::llround(beatsPerMinute * 100);
    std::string text = std::to_string(hundredths / 100);
    if (const auto rest = hundredths % 100; rest != 0) {
        text += '.' + std::to_string(rest / 10);
        if (rest % 10 != 0) text += std::to_string(rest % 10);
    }
    return text;
}

std::string metreText(const project::TempoPoint& point) { return std::to_string(point.beatsPerBar) + '/' + std::to_string(point.beatUnit); }

std::optional<project::TempoPoint> tempoTyped(std::string_view typed, project::TempoPoint before) {
    bool tempo = false, metre = false;
    for (std::string& word : wordsOf(typed)) {
        if (tempo && word == "bpm") continue;
        if (word.size() > 3 && word.ends_with("bpm")) word.resize(word.size() - 3);
        const auto slash = word.find('/');
        if (slash == std::string::npos) {
            if (tempo || !reads(word, before.beatsPerMinute)) return std::nullopt;
            tempo = true;
        } else {
            if (metre || !reads(std::string_view(word).substr(0, slash), before.beatsPerBar) ||
                !reads(std::string_view(word).substr(slash + 1), before.beatUnit))
                return std::nullopt;
            metre = true;
        }
    }
    if (!tempo && !metre) return std::nullopt;
    return before;
}

} // namespace lacquer::ui
