#include "app/cli/commands.h"
#include "engine/processors/catalogue.h"
#include "engine/project/insert_edits.h"
#include "engine/project/value_text.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

using processors::ProcessorType;

/// Latency is told at the rate of a new project.
constexpr SampleRate kRate{48000};

std::string_view unitText(Unit unit) { return unit == Unit::pan ? "pan" : project::unitWord(unit); }

nlohmann::json jsonOf(const ParameterSpec& spec) {
    nlohmann::json json{{"id", spec.id},          {"name", spec.name},       {"unit", unitText(spec.unit)},
                        {"min", nullptr},         {"max", nullptr},          {"default", nullptr},
                        {"choices", nlohmann::json::array()}};
    switch (spec.kind) {
    case ParameterKind::continuous:
        json["min"] = spec.minimum;
        json["max"] = spec.maximum;
        json["default"] = spec.defaultValue;
        break;
    case ParameterKind::choice:
        json["choices"] = spec.choices;
        json["default"] = project::formatValue(spec, spec.defaultValue);
        break;
    case ParameterKind::onOff:
        json["choices"] = {"off", "on"};
        json["default"] = project::formatValue(spec, spec.defaultValue);
        break;
    case ParameterKind::text: break;
    }
    if (!spec.help.empty()) json["help"] = spec.help;
    return json;
}

std::int64_t latencyOf(const ProcessorType& type) {
    return type.latency ? type.latency(ParameterValues{}, kRate).value : 0;
}

Status list(const std::string& id, bool asJson) {
    const processors::ProcessorCatalogue catalogue;
    if (!id.empty())
        if (const auto known = project::requireProcessor(catalogue, id); !known)
            return tl::make_unexpected(known.error());
    nlohmann::json all = nlohmann::json::array();
    for (const ProcessorType& type : catalogue.types()) {
        if (!id.empty() && type.spec.id != id) continue;
        if (asJson) {
            nlohmann::json parameters = nlohmann::json::array();
            for (const ParameterSpec& spec : type.spec.parameters) parameters.push_back(jsonOf(spec));
            all.push_back({{"id", type.spec.id},
                           {"name", type.spec.name},
                           {"latency_samples", latencyOf(type)},
                           {"parameters", std::move(parameters)}});
            continue;
        }
        fmt::print("{:<14} {}{}\n", type.spec.id, type.spec.name,
                   latencyOf(type) > 0 ? fmt::format(" ({} samples late)", latencyOf(type)) : "");
        if (id.empty()) continue;
        for (const ParameterSpec& spec : type.spec.parameters) {
            const bool isText = spec.kind == ParameterKind::text;
            fmt::print("  {:<18} {:<24} {}\n", spec.id, spec.name,
                       isText ? "a text" : fmt::format("{} (default {})", project::rangeText(spec),
                                                       project::formatValue(spec, spec.defaultValue)));
        }
    }
    if (asJson) printJson({{"processors", std::move(all)}});
    return 0;
}

} // namespace

void addProcessorsCommand(Command& app, Dispatch& dispatch) {
    auto id = std::make_shared<std::string>();
    auto asJson = std::make_shared<bool>(false);
    Command* command =
        app.addCommand("processors", "List the processors, or the parameters of one");
    command->addOption("ID", *id, "One of them");
    command->addFlag("--json", *asJson, "One JSON object on stdout");
    command->callback([id, asJson, &dispatch] {
        dispatch.work = [id, asJson] { return list(*id, *asJson); };
    });
}

} // namespace lacquer::cli
