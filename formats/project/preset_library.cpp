#include "formats/project/preset_library.h"

#include "engine/project/insert_edits.h"
#include "engine/project/value_text.h"
#include "formats/assets/asset_folder.h"
#include "formats/project/durable_file.h"
#include "formats/project/preset_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

fs::path ownFolder() { return userDataFolder() / "presets"; }
fs::path chainFolder() { return ownFolder() / "chains"; }
fs::path ownFile(std::string_view processor) { return ownFolder() / (std::string(processor) + ".json"); }

/// A list of presets; empty when there is no such file.
///
/// Errors   it cannot be read, or is no list: then it must not be written over
Result<Json> readList(const fs::path& file) {
    std::error_code ignored;
    if (file.empty() || !fs::exists(file, ignored)) return Result<Json>(Json::array());
    const auto bytes = readWhole(file);
    if (!bytes) return tl::make_unexpected(bytes.error());
    Json json = Json::parse(*bytes, nullptr, false);
    if (!json.is_array())
        return badInput(fmt::format("\"{}\" is damaged and holds no presets. Repair it or move it away; it was left as it is.", file.string()));
    return Result<Json>(std::move(json));
}

std::string textOf(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

ParameterValues valuesOf(const Json& object, const ProcessorSpec& spec) {
    ParameterValues values;
    const auto found = object.find("values");
    if (found == object.end() || !found->is_object()) return values;
    for (const auto& [id, value] : found->items())
        if (value.is_string()) (void)project::assignParameter(values, spec, id, value.get_ref<const std::string&>());
    return values;
}

void appendPresets(std::vector<Preset>& presets, const Result<Json>& list, const ProcessorSpec& spec, bool own) {
    if (!list) return;
    for (const Json& one : *list)
        if (one.is_object() && !textOf(one, "name").empty())
            presets.push_back({textOf(one, "name"), valuesOf(one, spec), own});
}

/// Without spaces around it and with no line broken; empty when nothing is left.
std::string plainName(std::string_view name) {
    std::string plain(name);
    for (char& c : plain)
        if (static_cast<unsigned char>(c) < 32 || c == 127) c = ' ';
    const auto first = plain.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return plain.substr(first, plain.find_last_not_of(' ') - first + 1);
}

Result<void> writeOwn(const fs::path& file, std::string_view text) {
    std::error_code problem;
    fs::create_directories(file.parent_path(), problem);
    if (problem)
        return systemRefused(fmt::format("The folder for presets, \"{}\", cannot be made: {}.", file.parent_path().string(), problem.message()));
    return writeWhole(file, text);
}

Result<void> writeList(std::string_view processor, const Json& list) {
    return writeOwn(ownFile(processor), list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

/// The name to keep something by, where `taken(name)` says whether another has it and `same(name)` whether
/// that one is just the same.
template <class Taken, class Same>
Result<std::string> freeName(std::string_view wanted, std::string_view what, TakenName policy, Taken taken, Same same) {
    const std::string name = plainName(wanted);
    if (name.empty()) return badInput(fmt::format("A {} needs a name.", what));
    if (!taken(name) || same(name) || policy == TakenName::replace) return name;
    if (policy == TakenName::refuse)
        return badInput(fmt::format("There is a {} \"{}\" already. Choose another name, or replace it.", what, name));
    for (int number = 2;; ++number)
        if (std::string next = fmt::format("{} {}", name, number); !taken(next) || same(next)) return next;
}

struct ChainFile {
    fs::path file;
    project::ChainPreset preset;
};

std::vector<ChainFile> ownChains(const Catalogue& catalogue) {
    std::vector<ChainFile> chains;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(chainFolder(), none))
        if (entry.path().extension() == kPresetSuffix)
            if (auto file = readPreset(entry.path(), catalogue)) chains.push_back({entry.path(), std::move(file->preset)});
    std::sort(chains.begin(), chains.end(), [](const auto& a, const auto& b) { return a.preset.name < b.preset.name; });
    return chains;
}

template <class List>
auto findNamed(List& list, std::string_view name) {
    return std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.preset.name == name; });
}

/// Where a chain of a new name goes: two names may make the same file name.
fs::path freshFile(std::string_view name) {
    const fs::path file = chainFolder() / presetFileName(name);
    std::error_code ignored;
    fs::path free = file;
    for (int number = 2; fs::exists(free, ignored); ++number)
        free = chainFolder() / fmt::format("{} {}{}", file.stem().string(), number, kPresetSuffix);
    return free;
}

} // namespace

std::vector<Preset> presetsOf(std::string_view processor, const ProcessorSpec& spec) {
    std::vector<Preset> presets;
    appendPresets(presets, readList(findAsset(fs::path("presets") / (std::string(processor) + ".json"))), spec, false);
    appendPresets(presets, readList(ownFile(processor)), spec, true);
    return presets;
}

Result<Preset> findPreset(std::string_view processor, const ProcessorSpec& spec, std::string_view name) {
    std::vector<Preset> presets = presetsOf(processor, spec);
    std::vector<std::string> names;
    for (auto preset = presets.rbegin(); preset != presets.rend(); ++preset) {
        if (preset->name == name) return std::move(*preset);
        names.push_back(preset->name);
    }
    return badInput(fmt::format("{} has no preset \"{}\".{}", spec.name, name, project::suggestion(name, names)));
}

Result<std::string> savePreset(std::string_view processor, const ProcessorSpec& spec, const Preset& preset, TakenName taken) {
    auto list = readList(ownFile(processor));
    if (!list) return tl::make_unexpected(list.error());
    const auto at = [&](std::string_view name) {
        return std::find_if(list->begin(), list->end(), [&](const Json& one) { return one.is_object() && textOf(one, "name") == name; });
    };
    const auto name = freeName(
        preset.name, fmt::format("preset of {}", spec.name), taken, [&](const std::string& one) { return at(one) != list->end(); },
        [&](const std::string& one) { return valuesOf(*at(one), spec) == preset.values; });
    if (!name) return name;
    Json values = Json::object();
    for (const auto& [id, number] : preset.values.numbers)
        if (const ParameterSpec* parameter = project::findParameter(spec, id)) values[id] = project::formatValue(*parameter, number);
    for (const auto& [id, text] : preset.values.texts) values[id] = text;
    Json kept{{"name", *name}, {"values", std::move(values)}};
    if (const auto before = at(*name); before != list->end()) *before = std::move(kept);
    else list->push_back(std::move(kept));
    if (auto written = writeList(processor, *list); !written) return tl::make_unexpected(written.error());
    return name;
}

Result<void> removePreset(std::string_view processor, std::string_view name) {
    auto list = readList(ownFile(processor));
    if (!list) return tl::make_unexpected(list.error());
    for (auto one = list->begin(); one != list->end(); ++one) {
        if (!one->is_object() || textOf(*one, "name") != name) continue;
        list->erase(one);
        return writeList(processor, *list);
    }
    return badInput(fmt::format("None of your own presets is called \"{}\". Those that come with the program stay.", name));
}

std::vector<project::ChainPreset> shippedChains(const Catalogue& catalogue) {
    std::vector<project::ChainPreset> chains;
    const auto list = readList(findAsset(fs::path("presets") / "chains" / "chains.json"));
    if (!list) return chains;
    for (const Json& one : *list) {
        project::ChainPreset preset{textOf(one, "name"), {}};
        for (const Json& entry : one.value("chain", Json::array())) {
            const ProcessorSpec* spec = catalogue.find(textOf(entry, "processor"));
            if (spec) preset.steps.push_back({spec->id, valuesOf(entry, *spec), entry.value("bypassed", false)});
        }
        chains.push_back(std::move(preset));
    }
    return chains;
}

std::vector<project::ChainPreset> chainPresets(const Catalogue& catalogue) {
    std::vector<project::ChainPreset> presets;
    for (ChainFile& chain : ownChains(catalogue)) presets.push_back(std::move(chain.preset));
    return presets;
}

std::vector<ChainInLibrary> allChains(const Catalogue& catalogue) {
    std::vector<ChainInLibrary> all;
    for (project::ChainPreset& chain : shippedChains(catalogue)) all.push_back({std::move(chain), false});
    for (project::ChainPreset& chain : chainPresets(catalogue)) all.push_back({std::move(chain), true});
    return all;
}

Result<project::ChainPreset> findChain(const Catalogue& catalogue, std::string_view name) {
    std::vector<ChainInLibrary> all = allChains(catalogue);
    std::reverse(all.begin(), all.end());
    if (const auto found = findNamed(all, name); found != all.end()) return std::move(found->preset);
    std::vector<std::string> names;
    for (const ChainInLibrary& chain : all) names.push_back(chain.preset.name);
    return badInput(fmt::format("There is no chain \"{}\".{}", name, project::suggestion(name, names)));
}

Result<std::string> saveChainPreset(const Catalogue& catalogue, const project::ChainPreset& preset, TakenName taken) {
    if (preset.steps.empty()) return badInput("A chain without processors is not worth a name. Insert one first.");
    const std::vector<ChainFile> chains = ownChains(catalogue);
    const auto name = freeName(
        preset.name, "chain", taken, [&](const std::string& one) { return findNamed(chains, one) != chains.end(); },
        [&](const std::string& one) { return findNamed(chains, one)->preset.steps == preset.steps; });
    if (!name) return name;
    const auto before = findNamed(chains, *name);
    const fs::path file = before == chains.end() ? freshFile(*name) : before->file;
    if (auto written = writeOwn(file, presetText({*name, preset.steps}, catalogue)); !written)
        return tl::make_unexpected(written.error());
    return name;
}

Result<void> removeChainPreset(const Catalogue& catalogue, std::string_view name) {
    const std::vector<ChainFile> chains = ownChains(catalogue);
    const auto found = findNamed(chains, name);
    if (found == chains.end())
        return badInput(fmt::format("None of your own chains is called \"{}\". Those that come with the program stay.", name));
    std::error_code problem;
    fs::remove(found->file, problem);
    if (problem) return systemRefused(fmt::format("The chain could not be removed from \"{}\": {}.", found->file.string(), problem.message()));
    return {};
}

Result<void> exportPreset(const fs::path& file, const Catalogue& catalogue, const project::ChainPreset& preset) {
    return writePreset(file, preset, catalogue);
}

Result<ImportedPreset> importPreset(const fs::path& file, const Catalogue& catalogue) {
    auto read = readPreset(file, catalogue);
    if (!read) return tl::make_unexpected(read.error());
    ImportedPreset imported{std::move(read->preset), std::move(read->notes)};
    Result<std::string> name;
    if (imported.preset.steps.size() > 1) {
        name = saveChainPreset(catalogue, imported.preset, TakenName::number);
    } else {
        // One processor's settings; whether it was switched off belonged to the strip.
        project::ChainStep& step = imported.preset.steps.front();
        step.bypassed = false;
        name = savePreset(step.processor, *catalogue.find(step.processor), {imported.preset.name, step.values}, TakenName::number);
    }
    if (!name) return tl::make_unexpected(name.error());
    imported.preset.name = *name;
    return imported;
}

} // namespace lacquer::formats
