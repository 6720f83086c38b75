#include "formats/project/preset_file.h"

#include "engine/project/insert_edits.h"
#include "engine/project/value_text.h"
#include "formats/project/durable_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace lacquer::formats {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
/// Bytes; file systems take 255, with the suffix and a number.
constexpr std::size_t kLongestName = 200;

Json valuesOf(const ParameterValues& values, const ProcessorSpec* spec) {
    Json json = Json::object();
    for (const auto& [id, number] : values.numbers)
        if (const ParameterSpec* parameter = spec ? project::findParameter(*spec, id) : nullptr)
            json[id] = project::formatValue(*parameter, number);
    for (const auto& [id, text] : values.texts) json[id] = text;
    return json;
}

/// One step of the chain; what is not known goes to the notes.
void readStep(const Json& json, const Catalogue& catalogue, PresetFile& file) {
    if (!json.is_object()) return;
    project::ChainStep step;
    if (json.contains("processor") && json["processor"].is_string()) step.processor = json["processor"].get<std::string>();
    const ProcessorSpec* spec = catalogue.find(step.processor);
    if (!spec) {
        file.notes.push_back(fmt::format("The processor \"{}\" is not known here; it was left out.", step.processor));
        return;
    }
    if (json.contains("bypassed") && json["bypassed"].is_boolean()) step.bypassed = json["bypassed"].get<bool>();
    if (json.contains("values") && json["values"].is_object()) {
        for (const auto& [id, value] : json["values"].items()) {
            if (!value.is_string() ||
                !project::assignParameter(step.values, *spec, id, value.get_ref<const std::string&>()))
                file.notes.push_back(fmt::format("{} takes no {}={}; it is at its default.", spec->name, id, value.dump()));
        }
    }
    file.preset.steps.push_back(std::move(step));
}

} // namespace

std::string presetText(const project::ChainPreset& preset, const Catalogue& catalogue) {
    Json chain = Json::array();
    for (const project::ChainStep& step : preset.steps) {
        Json json{{"processor", step.processor}, {"values", valuesOf(step.values, catalogue.find(step.processor))}};
        if (step.bypassed) json["bypassed"] = true;
        chain.push_back(std::move(json));
    }
    return Json{{"lacquer", "preset"}, {"version", kVersion}, {"name", preset.name}, {"chain", std::move(chain)}}
               .dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<PresetFile> parsePreset(std::string_view text, std::string_view source, const Catalogue& catalogue) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("lacquer") || json["lacquer"] != "preset" || !json.contains("chain") ||
        !json["chain"].is_array())
        return badInput(fmt::format("\"{}\" is not a Lacquer preset. Choose a file that was saved with Export preset.", source));
    const bool known = json.contains("version") && json["version"].is_number_integer();
    if (!known || json["version"].get<int>() > kVersion)
        return badInput(fmt::format("\"{}\" was written by a newer Lacquer. Update this one to read it.", source));
    PresetFile file;
    if (json.contains("name") && json["name"].is_string()) file.preset.name = json["name"].get<std::string>();
    if (file.preset.name.empty()) file.preset.name = std::filesystem::path(source).stem().string();
    for (const Json& step : json["chain"]) readStep(step, catalogue, file);
    if (file.preset.steps.empty())
        return badInput(fmt::format("\"{}\" holds no processor that is known here. Nothing was changed.", source));
    return file;
}

Result<void> writePreset(const std::filesystem::path& file, const project::ChainPreset& preset,
                         const Catalogue& catalogue) {
    return writeWhole(file, presetText(preset, catalogue));
}

Result<PresetFile> readPreset(const std::filesystem::path& file, const Catalogue& catalogue) {
    const auto bytes = readWhole(file);
    if (!bytes) return tl::make_unexpected(bytes.error());
    return parsePreset(*bytes, file.filename().string(), catalogue);
}

std::string presetFileName(std::string_view name) {
    std::string plain(name);
    for (char& c : plain)
        if (static_cast<unsigned char>(c) < 32 || c == 127 || std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos) c = '-';
    if (plain.size() > kLongestName) {
        std::size_t end = kLongestName;
        while (end > 0 && (static_cast<unsigned char>(plain[end]) & 0xC0) == 0x80) --end; // between letters
        plain.resize(end);
    }
    while (!plain.empty() && (plain.back() == '.' || plain.back() == ' ')) plain.pop_back();
    const auto first = plain.find_first_not_of(". ");
    plain = first == std::string::npos ? "Preset" : plain.substr(first);
    return plain + std::string(kPresetSuffix);
}

} // namespace lacquer::formats
