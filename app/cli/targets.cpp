#include "app/cli/commands.h"
#include "formats/deliver/target_library.h"

#include <fmt/format.h>

#include <memory>

namespace lacquer::cli {
namespace {

template <typename T>
nlohmann::json orNull(const std::optional<T>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json jsonOf(const mastering::Target& target) {
    nlohmann::json encodings = nlohmann::json::array();
    for (const auto& encoding : target.encodings) encodings.push_back(fmt::format("{} {}", nameOf(encoding.codec), encoding.bitrate));
    return {{"id", target.id},
            {"name", target.name},
            {"group", target.group},
            {"about", target.about},
            {"layout", nameOf(target.layout)},
            {"container", nameOf(target.container)},
            {"codec", nameOf(target.codec)},
            {"sample_rate", target.rate ? nlohmann::json(target.rate->hz) : nlohmann::json(nullptr)},
            {"bits", orNull(target.bits)},
            {"bitrate_kbps", orNull(target.bitrate)},
            {"loudness_lufs", orNull(target.loudness)},
            {"loudness_rule", nameOf(target.rule)},
            {"ceiling_dbtp", orNull(target.ceiling)},
            {"normalisation", nameOf(target.normalisation)},
            {"encodings", encodings},
            {"artwork_min_px", orNull(target.leastArtwork)},
            {"artwork_max_px", orNull(target.mostArtwork)},
            {"source", target.source}};
}

/// "24-bit flac", "320 kbit/s mp3"
std::string formOf(const mastering::Target& target) {
    std::string form = target.bits ? fmt::format("{}-bit ", *target.bits)
                                   : fmt::format("{} kbit/s ", target.bitrate.value_or(0));
    form += nameOf(target.container);
    if (target.rate) form += fmt::format(" {:g} kHz", target.rate->hz / 1000.0);
    return form;
}

std::string levelsOf(const mastering::Target& target) {
    std::string levels;
    if (target.loudness && target.rule != mastering::LoudnessRule::measure)
        levels += fmt::format("{} {:g} LUFS", nameOf(target.rule), *target.loudness);
    if (target.ceiling)
        levels += fmt::format("{}{:g} dBTP", levels.empty() ? "" : ", ", *target.ceiling);
    return levels;
}

Status listTargets(bool asJson) {
    const auto library = formats::loadTargets();
    if (!library) return tl::make_unexpected(library.error());
    for (const std::string& note : library->notes) fmt::print(stderr, "lacquer: {}\n", note);
    if (asJson) {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& target : library->targets) list.push_back(jsonOf(target));
        printJson({{"targets", std::move(list)}});
        return 0;
    }
    std::string group;
    for (const auto& target : library->targets) {
        if (target.group != group) fmt::print("{}{}\n", group.empty() ? "" : "\n", group = target.group);
        fmt::print("  {:<15} {:<30} {:<22} {}\n", target.id, target.name, formOf(target),
                   levelsOf(target));
    }
    return 0;
}

} // namespace

void addTargetsCommand(Command& app, Dispatch& dispatch) {
    auto* command = app.addCommand("targets", "List what can be delivered");
    auto asJson = std::make_shared<bool>(false);
    command->addFlag("--json", *asJson, "One JSON object on stdout");
    command->callback([&dispatch, asJson] { dispatch.work = [asJson] { return listTargets(*asJson); }; });
}

} // namespace lacquer::cli
