#include "formats/audio/stem_names.h"

#include "formats/audio/shown_text.h"
#include "formats/audio/stem_dictionary.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <unordered_map>

namespace lacquer::formats {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
/// Letters beyond ASCII count as letters.
bool isLetter(char c) { return isUpper(c) || isLower(c) || static_cast<unsigned char>(c) >= 0x80; }
char lowered(char c) { return isUpper(c) ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string lowered(std::string_view text) {
    std::string low(text);
    for (char& c : low) c = lowered(c);
    return low;
}

constexpr std::array<std::string_view, 29> kExtensions = {
    "wav", "wave", "bwf", "rf64", "bw64", "w64", "aif", "aiff", "aifc", "caf",
    "flac", "ogg", "oga", "opus", "mp3", "mp2", "m4a", "mp4", "aac", "au",
    "snd", "wv", "ape", "tta", "mka", "wma", "ac3", "dts", "mpc"};

/// Machines with numbers for names: these are no track numbers.
constexpr std::array<std::string_view, 5> kMachines = {"808", "909", "707", "606", "303"};

/// Words that say how or where, and decide only where no other word does: "Lead Guitar", "Snare
/// Room", "Double Bass Amp".
constexpr std::array<std::string_view, 60> kWeakWords = {
    "lead",   "leads",  "ld",      "mono",    "poly",    "verse",   "verses",  "chorus",
    "sub",    "double", "doubles", "doubled", "dbl",     "dbls",    "harm",    "harms",
    "harmony", "stack", "stacks",  "room",    "rooms",   "rm",      "clean",   "dist",
    "hit",    "hits",   "loop",    "sample",  "samples", "ambient", "ambience", "amb",
    "rev",    "reverse", "echo",   "delay",   "dly",     "reverb",  "verb",    "chord",
    "chords", "acoustic", "steel", "slide",   "alto",    "tenor",   "bari",    "soprano",
    "talk",   "block",  "tri",     "crush",   "drone",   "texture", "textures", "noise",
    "build",  "fill",   "return",  "ac"};

template <typename List>
bool contains(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

std::string withoutFolderAndExtension(std::string_view file) {
    if (const auto slash = file.rfind('/'); slash != std::string_view::npos)
        file.remove_prefix(slash + 1);
    const auto dot = file.rfind('.');
    if (dot != std::string_view::npos && dot > 0 &&
        contains(kExtensions, lowered(file.substr(dot + 1))))
        file = file.substr(0, dot);
    return shownText(file);
}

std::string_view trimmed(std::string_view text, std::string_view what = " -_.") {
    const auto start = text.find_first_not_of(what);
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(what) + 1 - start);
}

bool hasLetter(std::string_view text) { return std::any_of(text.begin(), text.end(), isLetter); }

/// "01 Bass", "01_Bass", "1. Bass", "(01) Bass", "01Bass": the number in front goes.
std::string_view withoutNumber(std::string_view text) {
    std::string_view rest = trimmed(text, " ");
    const bool bracketed = !rest.empty() && (rest[0] == '(' || rest[0] == '[');
    if (bracketed) rest.remove_prefix(1);
    std::size_t digits = 0;
    while (digits < rest.size() && isDigit(rest[digits])) ++digits;
    if (digits == 0 || digits > 3 || contains(kMachines, rest.substr(0, digits))) return text;
    const bool padded = rest[0] == '0' && digits > 1;
    rest.remove_prefix(digits);
    if (bracketed && !rest.empty() && (rest[0] == ')' || rest[0] == ']')) rest.remove_prefix(1);
    const std::size_t start = rest.find_first_not_of(" -_.)");
    if (start == std::string_view::npos) return text;
    const std::string_view name = rest.substr(start);
    const bool parted = start > 0;
    return (parted || padded) && hasLetter(name) ? name : text;
}

/// What exporting programs put behind a name: ".dup1", ".cm1", "_bip", "-consolidated", "(1)".
std::string_view withoutJunk(std::string_view text) {
    constexpr std::array<std::string_view, 7> kMarks = {"dup", "cm", "bip", "consolidated",
                                                        "frozen", "freeze", "glued"};
    while (true) {
        std::string_view shorter = trimmed(text, " ");
        if (shorter.size() > 3 && shorter.back() == ')') {
            const auto open = shorter.rfind('(');
            const std::string_view inside =
                open == std::string_view::npos
                    ? std::string_view{}
                    : shorter.substr(open + 1, shorter.size() - open - 2);
            if (open != std::string_view::npos && open > 0 && !inside.empty() && inside.size() < 3 &&
                std::all_of(inside.begin(), inside.end(), isDigit))
                shorter = trimmed(shorter.substr(0, open), " ");
        }
        const auto part = shorter.find_last_of(".-_");
        if (part != std::string_view::npos && part > 0) {
            std::string mark = lowered(shorter.substr(part + 1));
            while (!mark.empty() && isDigit(mark.back())) mark.pop_back();
            if (contains(kMarks, mark)) shorter = shorter.substr(0, part);
        }
        if (shorter.size() == text.size() || shorter.empty()) return text;
        text = shorter;
    }
}

/// Words in lower case, parted at anything that is no letter or digit, at CamelCase, and between
/// letters and digits.
std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto end = [&] {
        if (!word.empty()) words.push_back(lowered(word));
        word.clear();
    };
    for (std::size_t k = 0; k < text.size(); ++k) {
        const char c = text[k];
        if (!isLetter(c) && !isDigit(c)) {
            end();
            continue;
        }
        if (!word.empty()) {
            const bool camel = isUpper(c) && isLower(word.back());
            const bool capital = isUpper(word.back()) && isUpper(c) && k + 1 < text.size() &&
                                 isLower(text[k + 1]) && word.size() > 1;
            if (camel || capital || isDigit(c) != isDigit(word.back())) end();
        }
        word += c;
    }
    end();
    return words;
}

const std::unordered_map<std::string_view, StemFamily>& dictionary() {
    static const auto map = [] {
        std::unordered_map<std::string_view, StemFamily> aliases;
        for (const StemAlias& alias : stemDictionary()) aliases.emplace(alias.words, alias.family);
        return aliases;
    }();
    return map;
}

StemFamily lookUp(const std::string& words) {
    const auto found = dictionary().find(words);
    return found == dictionary().end() ? StemFamily::unknown : found->second;
}

StemFamily familyOf(std::string_view name) {
    const std::vector<std::string> words = wordsOf(name);
    for (std::size_t length = 3; length >= 2; --length)
        for (std::size_t k = 0; k + length <= words.size(); ++k) {
            std::string phrase = words[k];
            for (std::size_t next = 1; next < length; ++next) phrase += ' ' + words[k + next];
            if (const StemFamily family = lookUp(phrase); family != StemFamily::unknown)
                return family;
        }
    StemFamily weak = StemFamily::unknown;
    for (const std::string& word : words) {
        const StemFamily family = lookUp(word);
        if (family == StemFamily::unknown) continue;
        if (!contains(kWeakWords, word)) return family;
        if (weak == StemFamily::unknown) weak = family;
    }
    return weak;
}

/// The side a name ends with ("Dist Gtr L", "OH.R", "Pad (Left)") and the name without it.
std::pair<StemSide, std::string> sideOf(std::string_view name) {
    std::string_view rest = trimmed(name, " )]");
    const auto part = rest.find_last_of(" ._-([");
    if (part == std::string_view::npos || part == 0) return {StemSide::both, std::string(name)};
    const std::string last = lowered(rest.substr(part + 1));
    const bool left = last == "l" || last == "left";
    const bool right = last == "r" || last == "right";
    if (!left && !right) return {StemSide::both, std::string(name)};
    return {left ? StemSide::left : StemSide::right,
            std::string(trimmed(rest.substr(0, part), " ._-(["))};
}

std::string spaced(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const char shown = c == '_' ? ' ' : c;
        if (shown == ' ' && (out.empty() || out.back() == ' ')) continue;
        out += shown;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

/// Lengths at which a prefix could end: behind separators, with a name left.
std::vector<std::size_t> prefixEnds(std::string_view name) {
    std::vector<std::size_t> ends;
    for (std::size_t k = 1; k + 1 < name.size(); ++k)
        if ((name[k] == '_' || name[k] == '-' || name[k] == ' ') &&
            (isLetter(name[k + 1]) || isDigit(name[k + 1])))
            ends.push_back(k + 1);
    return ends;
}

/// The longest prefix that at least 80 % of the names share and that is no part of what they are:
/// behind it stands a word we know in at least half of them, in itself there is none.
std::string sharedPrefix(const std::vector<std::string>& names) {
    constexpr double kShare = 0.8;
    if (names.size() < 2) return {};
    std::map<std::string, std::size_t> counts;
    for (const std::string& name : names)
        for (const std::size_t end : prefixEnds(name)) ++counts[name.substr(0, end)];
    std::string best;
    for (const auto& [prefix, count] : counts) {
        if (static_cast<double>(count) < kShare * static_cast<double>(names.size())) continue;
        if (count < 2 || prefix.size() <= best.size()) continue;
        if (familyOf(prefix) != StemFamily::unknown) continue;
        const auto known = std::count_if(names.begin(), names.end(), [&](const std::string& name) {
            return name.starts_with(prefix) &&
                   familyOf(std::string_view(name).substr(prefix.size())) != StemFamily::unknown;
        });
        if (2 * static_cast<std::size_t>(known) >= count) best = prefix;
    }
    return best;
}

} // namespace

std::vector<StemName> readStemNames(std::span<const std::string> fileNames) {
    std::vector<std::string> texts;
    for (const std::string& file : fileNames) {
        const std::string whole = withoutFolderAndExtension(file);
        texts.emplace_back(withoutJunk(withoutNumber(whole)));
    }
    const std::string prefix = sharedPrefix(texts);
    std::vector<StemName> names;
    for (const std::string& text : texts) {
        std::string_view rest = text;
        if (!prefix.empty() && text.starts_with(prefix))
            rest = withoutNumber(rest.substr(prefix.size()));
        StemName stem;
        stem.name = spaced(trimmed(rest, " -_"));
        if (stem.name.empty()) stem.name = spaced(text);
        if (stem.name.empty()) stem.name = "Track";
        stem.family = familyOf(stem.name);
        stem.group = groupOf(stem.family);
        stem.colour = colourOf(stem.family);
        std::tie(stem.side, stem.pairName) = sideOf(stem.name);
        names.push_back(std::move(stem));
    }
    return names;
}

project::Colour colourOf(StemFamily family) {
    // The dark palette of the theme, which the window knows by these values.
    switch (family) {
    case StemFamily::drums: return {0xee8f90};
    case StemFamily::percussion: return {0xe8986a};
    case StemFamily::bass: return {0x83aff7};
    case StemFamily::guitar: return {0x86c079};
    case StemFamily::keys: return {0xada1f2};
    case StemFamily::synth: return {0xce96db};
    case StemFamily::strings: return {0x55c5a3};
    case StemFamily::brass: return {0xb2b459};
    case StemFamily::leadVocal: return {0xd4a552};
    case StemFamily::backingVocal: return {0xe58fb8};
    case StemFamily::effects: return {0xa8b0b9};
    case StemFamily::unknown: break;
    }
    return {};
}

std::string_view groupOf(StemFamily family) {
    switch (family) {
    case StemFamily::drums:
    case StemFamily::percussion: return "Drums";
    case StemFamily::bass: return "Bass";
    case StemFamily::guitar: return "Guitars";
    case StemFamily::keys: return "Keys";
    case StemFamily::synth: return "Synths";
    case StemFamily::strings: return "Strings";
    case StemFamily::brass: return "Winds";
    case StemFamily::leadVocal:
    case StemFamily::backingVocal: return "Vocals";
    case StemFamily::effects: return "Effects";
    case StemFamily::unknown: break;
    }
    return "";
}

bool naturallyBefore(std::string_view a, std::string_view b) {
    std::size_t i = 0;
    std::size_t j = 0;
    const auto numberAt = [](std::string_view text, std::size_t& at) {
        while (at < text.size() && text[at] == '0') ++at;
        const std::size_t start = at;
        while (at < text.size() && isDigit(text[at])) ++at;
        return text.substr(start, at - start);
    };
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            const std::string_view first = numberAt(a, i);
            const std::string_view second = numberAt(b, j);
            if (first.size() != second.size()) return first.size() < second.size();
            if (first != second) return first < second;
            continue;
        }
        const auto x = static_cast<unsigned char>(lowered(a[i]));
        const auto y = static_cast<unsigned char>(lowered(b[j]));
        if (x != y) return x < y;
        ++i;
        ++j;
    }
    if (i < a.size() || j < b.size()) return j < b.size();
    return a < b; // "Take" and "take": any order, but always the same
}

} // namespace lacquer::formats
