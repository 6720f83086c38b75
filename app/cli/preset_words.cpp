#include "app/cli/preset_words.h"

#include "engine/project/insert_edits.h"
#include "formats/project/preset_file.h"
#include "formats/project/preset_library.h"

#include <fmt/format.h>

#include <cstdio>

namespace lacquer::cli {
namespace {

/// The longest preset's name that the text begins with, up to its end or a comma; of an unknown one, all up
/// to the next NAME=VALUE.
std::string_view presetAtStart(std::string_view text, const std::vector<formats::Preset>& presets) {
    std::string_view longest;
    for (const formats::Preset& preset : presets) {
        const std::string_view name = preset.name;
        if (name.size() <= longest.size() || !text.starts_with(name)) continue;
        if (name.size() == text.size() || text[name.size()] == ',') longest = text.substr(0, name.size());
    }
    if (!longest.empty()) return longest;
    const auto equals = text.find('=');
    return text.substr(0, equals == std::string_view::npos ? equals : text.rfind(',', equals));
}

} // namespace

Result<std::vector<std::pair<std::string, std::string>>> cutAssignments(std::string_view text, const ProcessorSpec& spec) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::string_view rest = text; !rest.empty();) {
        std::string_view piece = rest.substr(0, rest.find(','));
        const auto equals = piece.find('=');
        if (equals == std::string_view::npos)
            return badInput(fmt::format("\"{}\" in \"{}:{}\" has no value: write NAME=VALUE.", piece, spec.id, text));
        const std::string_view name = piece.substr(0, equals);
        std::string_view value = piece.substr(equals + 1);
        if (name == kPresetWord) value = presetAtStart(rest.substr(equals + 1), formats::presetsOf(spec.id, spec));
        pairs.emplace_back(name, value);
        rest.remove_prefix(std::min(rest.size(), name.size() + 1 + value.size() + 1));
    }
    return pairs;
}

Result<void> assignWithPresets(ParameterValues& values, const ProcessorSpec& spec, std::string_view name, const std::string& text) {
    if (name != kPresetWord) return project::assignParameter(values, spec, name, text);
    auto preset = formats::findPreset(spec.id, spec, text);
    if (!preset) return tl::make_unexpected(preset.error());
    for (const auto& [id, number] : preset->values.numbers) values.numbers[id] = number;
    for (auto& [id, word] : preset->values.texts) values.texts[id] = std::move(word);
    return {};
}

bool namesChain(std::string_view text) {
    return text.ends_with(formats::kPresetSuffix) || (text.starts_with(kChainWord) && text.substr(kChainWord.size()).starts_with(':'));
}

Result<project::ChainPreset> chainNamed(std::string_view text, const Catalogue& catalogue) {
    if (!text.ends_with(formats::kPresetSuffix)) return formats::findChain(catalogue, text.substr(kChainWord.size() + 1));
    auto read = formats::readPreset(text, catalogue);
    if (!read) return tl::make_unexpected(read.error());
    for (const std::string& note : read->notes) fmt::print(stderr, "lacquer: {}\n", note);
    return std::move(read->preset);
}

} // namespace lacquer::cli
