#include "app/cli/commands.h"
#include "app/cli/preset_words.h"
#include "engine/processors/catalogue.h"
#include "engine/project/insert_edits.h"
#include "engine/project/place.h"
#include "engine/project/value_text.h"
#include "formats/project/preset_library.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

namespace lacquer::cli {
namespace {

using formats::TakenName;
using project::ChainPreset;

struct PresetOptions {
    std::string kind, name, file, project, place;
    std::optional<int> insert;
    std::vector<std::string> files;
    bool replace = false, force = false, json = false;
};

nlohmann::json jsonOf(const ParameterValues& values, const ProcessorSpec& spec) {
    nlohmann::json json = nlohmann::json::object();
    for (const auto& [id, number] : values.numbers)
        if (const ParameterSpec* parameter = project::findParameter(spec, id)) json[id] = project::formatValue(*parameter, number);
    for (const auto& [id, text] : values.texts) json[id] = text;
    return json;
}

void listProcessor(const ProcessorSpec& spec, nlohmann::json* list) {
    const auto presets = formats::presetsOf(spec.id, spec);
    if (!list && !presets.empty()) fmt::print("{}\n", spec.id);
    for (const formats::Preset& preset : presets) {
        if (list) list->push_back({{"processor", spec.id}, {"name", preset.name}, {"own", preset.own}, {"values", jsonOf(preset.values, spec)}});
        else fmt::print("  {}{}\n", preset.name, preset.own ? "  (yours)" : "");
    }
}

void listChains(const Catalogue& catalogue, nlohmann::json* list) {
    const auto chains = formats::allChains(catalogue);
    if (!list && !chains.empty()) fmt::print("{}\n", kChainWord);
    for (const auto& [preset, own] : chains) {
        nlohmann::json steps = nlohmann::json::array();
        std::string processors;
        for (const project::ChainStep& step : preset.steps) {
            steps.push_back({{"processor", step.processor}, {"values", jsonOf(step.values, *catalogue.find(step.processor))}, {"bypassed", step.bypassed}});
            processors += (processors.empty() ? "" : ", ") + step.processor;
        }
        if (list) list->push_back({{"name", preset.name}, {"own", own}, {"chain", std::move(steps)}});
        else fmt::print("  {:<34} {}{}\n", preset.name, processors, own ? "  (yours)" : "");
    }
}

Status list(const PresetOptions& options) {
    const processors::ProcessorCatalogue catalogue;
    const bool all = options.kind.empty();
    if (!all && options.kind != kChainWord)
        if (const auto known = project::requireProcessor(catalogue, options.kind); !known) return tl::make_unexpected(known.error());
    nlohmann::json presets = nlohmann::json::array(), chains = nlohmann::json::array();
    for (const ProcessorSpec* spec : catalogue.all())
        if (all || spec->id == options.kind) listProcessor(*spec, options.json ? &presets : nullptr);
    if (all || options.kind == kChainWord) listChains(catalogue, options.json ? &chains : nullptr);
    if (options.json) printJson({{"presets", std::move(presets)}, {"chains", std::move(chains)}});
    return 0;
}

/// A preset of a processor, as a chain of one step, or a chain.
Result<ChainPreset> presetNamed(const std::string& kind, const std::string& name, const Catalogue& catalogue) {
    if (kind == kChainWord) return formats::findChain(catalogue, name);
    const auto spec = project::requireProcessor(catalogue, kind);
    if (!spec) return tl::make_unexpected(spec.error());
    auto preset = formats::findPreset(kind, **spec, name);
    if (!preset) return tl::make_unexpected(preset.error());
    return ChainPreset{std::move(preset->name), {{kind, std::move(preset->values), false}}};
}

Status save(const PresetOptions& options) {
    const auto project = formats::readProject(options.project);
    if (!project) return tl::make_unexpected(project.error());
    const auto place = project::findChannelPlace(**project, options.place);
    if (!place) return tl::make_unexpected(place.error());
    const processors::ProcessorCatalogue catalogue;
    auto steps = project::chainOf(*project::findChannel(**project, place->channel));
    const TakenName taken = options.replace ? TakenName::replace : TakenName::refuse;
    Result<std::string> name;
    if (options.insert) {
        if (*options.insert < 1 || *options.insert > static_cast<int>(steps.size()))
            return badInput(fmt::format("{} has {} inserts; there is no insert {}.", options.place, steps.size(), *options.insert));
        const project::ChainStep& step = steps[static_cast<std::size_t>(*options.insert - 1)];
        const auto spec = project::requireProcessor(catalogue, step.processor);
        if (!spec) return tl::make_unexpected(spec.error());
        name = formats::savePreset(step.processor, **spec, {options.name, step.values, true}, taken);
    } else {
        name = formats::saveChainPreset(catalogue, {options.name, std::move(steps)}, taken);
    }
    if (!name) return tl::make_unexpected(name.error());
    fmt::print("{}\n", *name);
    return 0;
}

Status remove(const PresetOptions& options) {
    const processors::ProcessorCatalogue catalogue;
    if (options.kind != kChainWord)
        if (const auto spec = project::requireProcessor(catalogue, options.kind); !spec) return tl::make_unexpected(spec.error());
    const auto done = options.kind == kChainWord ? formats::removeChainPreset(catalogue, options.name)
                                                 : formats::removePreset(options.kind, options.name);
    if (!done) return tl::make_unexpected(done.error());
    return 0;
}

Status exportOne(const PresetOptions& options) {
    const processors::ProcessorCatalogue catalogue;
    const auto preset = presetNamed(options.kind, options.name, catalogue);
    if (!preset) return tl::make_unexpected(preset.error());
    std::error_code ignored;
    if (!options.force && std::filesystem::exists(options.file, ignored))
        return badInput(fmt::format("\"{}\" exists already. Use --force to replace it.", options.file));
    if (auto written = formats::exportPreset(options.file, catalogue, *preset); !written) return tl::make_unexpected(written.error());
    return 0;
}

Status importAll(const PresetOptions& options) {
    const processors::ProcessorCatalogue catalogue;
    for (const std::string& file : options.files) {
        const auto imported = formats::importPreset(file, catalogue);
        if (!imported) return tl::make_unexpected(imported.error());
        for (const std::string& note : imported->notes) fmt::print(stderr, "lacquer: {}\n", note);
        const auto& [name, steps] = imported->preset;
        fmt::print("{}: {}\n", steps.size() == 1 ? steps.front().processor : std::string(kChainWord), name);
    }
    return 0;
}

} // namespace

void addPresetsCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<PresetOptions>();
    Command* presets = app.addCommand("presets", "List, keep and share presets of processors and whole chains");
    presets->requireCommand();
    const auto add = [&](const char* name, const char* help, Status (*work)(const PresetOptions&)) {
        Command* command = presets->addCommand(name, help);
        command->callback([options, work, &dispatch] { dispatch.work = [options, work] { return work(*options); }; });
        return command;
    };
    constexpr auto* kKind = "A processor's id, or chain";
    Command* listed = add("list", "Those that come with the program, and your own", list);
    listed->addOption("KIND", options->kind, kKind);
    listed->addFlag("--json", options->json, "Print one JSON object");
    Command* saved = add("save", "Keep a channel's chain, or one of its inserts, under a name", save);
    saved->addOption("PROJECT", options->project, "The project's folder").required();
    saved->addOption("PLACE", options->place, "SONG/CHANNEL, SONG/Mix, @album or @album/N").required();
    saved->addOption("NAME", options->name, "The name").required();
    saved->addOption("--insert", options->insert, "Only this insert, from 1, as a preset of its processor");
    saved->addFlag("--replace", options->replace, "Replace what you keep under this name");
    Command* removed = add("remove", "Forget one of your own", remove);
    Command* exported = add("export", "Write one to a file for others", exportOne);
    for (Command* named : {removed, exported}) {
        named->addOption("KIND", options->kind, kKind).required();
        named->addOption("NAME", options->name, "Its name").required();
    }
    exported->addOption("FILE", options->file, "NAME.lacquer-preset").required();
    exported->addFlag("--force", options->force, "Replace the file when it exists");
    add("import", "Take files of others among your own; a name that is taken gets a number", importAll)
        ->addOption("FILE...", options->files, "Files that were exported")
        .required();
    presets->footer("\nTo use one: process -p 'reverb:preset=Vocal plate,mix=20%' or -p 'chain:NAME';\n"
                    "insert PROJECT PLACE reverb 'preset=Vocal plate', or insert PROJECT PLACE chain:NAME.");
}

} // namespace lacquer::cli
