#include "formats/deliver/target_library.h"

#include "formats/assets/asset_folder.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>

namespace lacquer::formats {
namespace {

using nlohmann::json;
using mastering::Target;
namespace fs = std::filesystem;

/// Reads the fields of one target file; the first thing that is wrong is kept as a sentence.
class Fields {
public:
    Fields(const json& object, const fs::path& file) : object_(object), file_(file) {}

    std::string text(const char* field, bool required = true) {
        const json* value = take(field);
        if (!value) {
            if (required) wrong(field, "is missing");
            return {};
        }
        if (!value->is_string() || (required && value->get_ref<const std::string&>().empty())) {
            wrong(field, "must be text");
            return {};
        }
        return value->get<std::string>();
    }

    std::optional<double> number(const char* field, double lowest, double highest) {
        const json* value = take(field);
        if (!value || value->is_null()) return std::nullopt;
        if (!value->is_number() || value->get<double>() < lowest || value->get<double>() > highest) {
            wrong(field, fmt::format("must be a number from {} to {}, or null", lowest, highest));
            return std::nullopt;
        }
        return value->get<double>();
    }

    bool onOff(const char* field) {
        const json* value = take(field);
        if (!value) return false;
        if (!value->is_boolean()) {
            wrong(field, "must be true or false");
            return false;
        }
        return value->get<bool>();
    }

    std::vector<std::string> list(const char* field) {
        std::vector<std::string> words;
        const json* value = take(field);
        if (!value) return words;
        if (!value->is_array()) {
            wrong(field, "must be a list of metadata keys");
            return words;
        }
        for (const json& word : *value) {
            if (!word.is_string()) {
                wrong(field, "must be a list of metadata keys");
                return words;
            }
            words.push_back(word.get<std::string>());
        }
        return words;
    }

    template <typename Choice, std::size_t count>
    Choice choice(const char* field, const std::array<Choice, count>& choices) {
        const std::string word = text(field);
        std::string names;
        for (const Choice option : choices) {
            if (word == nameOf(option)) return option;
            names += (names.empty() ? "" : ", ") + std::string(nameOf(option));
        }
        if (problem_.empty()) wrong(field, "is \"" + word + "\" but can be " + names);
        return choices.front();
    }

    void wrong(std::string_view field, std::string_view what) {
        if (problem_.empty())
            problem_ = fmt::format("Target file \"{}\": \"{}\" {}.", file_.string(), field, what);
    }

    const std::string& problem() {
        if (problem_.empty())
            for (const auto& item : object_.items())
                if (!seen_.contains(item.key())) {
                    wrong(item.key(), "is no field of a target; assets/targets/README.md lists them");
                    break;
                }
        return problem_;
    }

private:
    const json* take(const char* field) {
        seen_.insert(field);
        const auto found = object_.find(field);
        return found == object_.end() ? nullptr : &*found;
    }

    const json& object_;
    const fs::path& file_;
    std::set<std::string> seen_;
    std::string problem_;
};

std::optional<SampleRate> rate(const std::optional<double>& hertz) {
    if (!hertz) return std::nullopt;
    return SampleRate{static_cast<std::int32_t>(*hertz)};
}

std::optional<int> whole(const std::optional<double>& number) {
    if (!number) return std::nullopt;
    return static_cast<int>(*number);
}

/// "aac 256"
std::optional<mastering::Encoding> encodingIn(const std::string& word) {
    using mastering::Codec;
    const auto space = word.find(' ');
    if (space == std::string::npos) return std::nullopt;
    for (const Codec codec : {Codec::mp3, Codec::vorbis, Codec::opus, Codec::aac}) {
        int bitrate = 0;
        if (word.substr(0, space) == nameOf(codec) && std::sscanf(word.c_str() + space, " %d", &bitrate) == 1 && bitrate >= 16 &&
            bitrate <= 512)
            return mastering::Encoding{codec, bitrate};
    }
    return std::nullopt;
}

bool fits(mastering::Container container, mastering::Codec codec) {
    using mastering::Codec;
    using mastering::Container;
    switch (container) {
    case Container::wav: return codec == Codec::pcm || codec == Codec::floatingPoint;
    case Container::flac: return codec == Codec::flac;
    case Container::mp3: return codec == Codec::mp3;
    case Container::ogg: return codec == Codec::vorbis;
    case Container::opus: return codec == Codec::opus;
    case Container::m4a: return codec == Codec::aac;
    case Container::ddp:
    case Container::cue:
    case Container::toc: return codec == Codec::pcm;
    }
    return false;
}

/// What no single field shows.
void checkTogether(const Target& target, Fields& fields) {
    using namespace mastering;
    if (target.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
        fields.wrong("id", "may have lower-case letters, digits and - only");
    if (!fits(target.container, target.codec))
        fields.wrong("codec", fmt::format("{} does not go into a {} file", nameOf(target.codec),
                                          nameOf(target.container)));
    if (isLossy(target.codec)) {
        if (!target.bitrate) fields.wrong("bitrate_kbps", "is needed by a lossy codec");
        if (target.bits) fields.wrong("bits", "must be null for a lossy codec");
    } else if (target.codec == Codec::floatingPoint) {
        if (target.bits != 32) fields.wrong("bits", "must be 32 for float");
    } else if (target.bits != 16 && target.bits != 24) {
        fields.wrong("bits", "must be 16 or 24");
    }
    const bool disc = target.container == Container::ddp || target.container == Container::cue ||
                      target.container == Container::toc;
    if (disc != (target.layout == Layout::disc))
        fields.wrong("layout", "must be disc for ddp, cue and toc, and for nothing else");
    if (disc && (target.rate != SampleRate{44100} || target.bits != 16))
        fields.wrong("sample_rate", "must be 44100, with 16 bits, on a CD");
    if (target.rule != LoudnessRule::measure && !target.loudness)
        fields.wrong("loudness_lufs", "is needed by this loudness_rule");
}

constexpr std::array kGroups = {"Streaming", "Download", "CD", "Vinyl", "Cassette", "Broadcast", "Archive", "Stems"};

/// The order in which people expect the shipped ones; others follow by name.
constexpr std::array kOrder = {
    "streaming-24", "streaming-16",   "spotify",       "apple-music", "youtube", "amazon-music",
    "tidal",        "deezer",         "soundcloud",    "bandcamp",    "qobuz",   "cd-ddp",
    "cd-cue",       "cd-toc",         "vinyl",         "cassette",    "broadcast-r128",
    "broadcast-a85", "podcast",       "archive",       "flac",        "mp3",     "aac",
    "ogg",          "opus",           "stems",         "alternates"};

std::size_t placeOf(const auto& list, const std::string& word) {
    return static_cast<std::size_t>(std::find(list.begin(), list.end(), word) - list.begin());
}

} // namespace

Result<Target> parseTarget(std::string_view text, const fs::path& file) {
    using namespace mastering;
    const json object = json::parse(text, nullptr, false);
    if (!object.is_object())
        return badInput(fmt::format("Target file \"{}\" is no JSON object. Compare it with a target "
                                    "that ships with the program.",
                                    file.string()));
    Fields fields(object, file);
    Target target;
    target.id = fields.text("id");
    target.name = fields.text("name");
    target.group = fields.text("group");
    if (placeOf(kGroups, target.group) == kGroups.size())
        fields.wrong("group", "can be Streaming, Download, CD, Vinyl, Broadcast, Archive or Stems");
    target.about = fields.text("about", false);
    target.layout = fields.choice("layout", std::array{Layout::tracks, Layout::disc, Layout::sides,
                                                       Layout::stems, Layout::alternates});
    target.container = fields.choice(
        "container",
        std::array{Container::wav, Container::flac, Container::mp3, Container::ogg, Container::opus,
                   Container::m4a, Container::ddp, Container::cue, Container::toc});
    target.codec =
        fields.choice("codec", std::array{Codec::pcm, Codec::floatingPoint, Codec::flac, Codec::mp3,
                                          Codec::vorbis, Codec::opus, Codec::aac});
    target.rate = rate(fields.number("sample_rate", 8000, 384000));
    target.highestRate = rate(fields.number("max_sample_rate", 8000, 384000));
    target.bits = whole(fields.number("bits", 16, 32));
    target.bitrate = whole(fields.number("bitrate_kbps", 16, 512));
    target.dither = fields.choice("dither", std::array{Dither::none, Dither::tpdf, Dither::shaped});
    target.rule = fields.choice("loudness_rule", std::array{LoudnessRule::measure, LoudnessRule::limit,
                                                            LoudnessRule::normalise});
    target.loudness = fields.number("loudness_lufs", -70, 0);
    target.ceiling = fields.number("ceiling_dbtp", -24, 0);
    if (object.contains("normalisation"))
        target.normalisation = fields.choice("normalisation", std::array{Normalisation::none, Normalisation::down, Normalisation::both});
    for (const std::string& word : fields.list("encodings"))
        if (const auto encoding = encodingIn(word)) target.encodings.push_back(*encoding);
        else fields.wrong("encodings", fmt::format("has \"{}\", and an entry is like \"aac 256\" (mp3, vorbis, opus, aac)", word));
    target.leastArtwork = whole(fields.number("artwork_min_px", 1, 20000));
    target.mostArtwork = whole(fields.number("artwork_max_px", 1, 20000));
    target.naming = fields.text("naming");
    target.tags = fields.onOff("tags");
    target.artwork = fields.onOff("artwork");
    target.broadcastWave = fields.onOff("broadcast_wave");
    target.requiredOfAlbum = fields.list("required_album");
    target.requiredOfTracks = fields.list("required_tracks");
    if (const auto minutes = fields.number("side_minutes", 1, 100))
        target.sideLength = Seconds{*minutes * 60};
    if (const auto seconds = fields.number("shortest_track_s", 0, 3600))
        target.shortestTrack = Seconds{*seconds};
    target.source = fields.text("source", false);
    checkTogether(target, fields);
    if (!fields.problem().empty()) return badInput(fields.problem());
    return target;
}

const Target* TargetLibrary::find(std::string_view id) const {
    for (const Target& target : targets)
        if (target.id == id) return &target;
    return nullptr;
}

TargetLibrary loadTargetsFrom(const std::vector<fs::path>& folders) {
    TargetLibrary library;
    for (const fs::path& folder : folders) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder, ignored)) {
            if (entry.path().extension() != ".json") continue;
            std::ifstream stream(entry.path(), std::ios::binary);
            const std::string text{std::istreambuf_iterator<char>(stream), {}};
            auto target = parseTarget(text, entry.path());
            if (!target) {
                library.notes.push_back(target.error().message);
                continue;
            }
            std::erase_if(library.targets, [&](const Target& t) { return t.id == target->id; });
            library.targets.push_back(std::move(*target));
        }
    }
    std::sort(library.targets.begin(), library.targets.end(), [](const Target& a, const Target& b) {
        const auto key = [](const Target& t) {
            return std::tuple(placeOf(kGroups, t.group), placeOf(kOrder, t.id), t.id);
        };
        return key(a) < key(b);
    });
    std::sort(library.notes.begin(), library.notes.end());
    return library;
}

Result<TargetLibrary> loadTargets() {
    const fs::path shipped = findAsset("targets");
    if (shipped.empty())
        return systemRefused("The targets that ship with Lacquer are not installed. Reinstall it, or "
                             "set LACQUER_ASSETS to the folder that has \"targets\" in it.");
    return loadTargetsFrom({shipped, userDataFolder() / "targets"});
}

} // namespace lacquer::formats
