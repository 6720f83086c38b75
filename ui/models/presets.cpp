#include "ui/models/presets.h"

#include "engine/project/insert_edits.h"
#include "engine/project/value_text.h"
#include "formats/project/preset_file.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>

#include <algorithm>

namespace lacquer::ui {
namespace {

QString userFolder() { return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/presets"; }

QString userFile(std::string_view processor) {
    return userFolder() + "/" + QString::fromUtf8(processor.data(), static_cast<qsizetype>(processor.size())) + ".json";
}

QJsonArray readPresets(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QJsonDocument::fromJson(file.readAll()).array();
}

/// A value that the processor does not take is left out.
ParameterValues valuesIn(const QJsonObject& object, const ProcessorSpec& spec) {
    ParameterValues values;
    for (auto entry = object.begin(); entry != object.end(); ++entry)
        (void)project::assignParameter(values, spec, entry.key().toStdString(), entry.value().toString().toStdString());
    return values;
}

void appendPresets(std::vector<Preset>& presets, const QJsonArray& array, const ProcessorSpec& spec) {
    for (const QJsonValue& value : array) {
        const QJsonObject object = value.toObject();
        Preset preset;
        preset.name = object["name"].toString().toStdString();
        preset.values = valuesIn(object["values"].toObject(), spec);
        presets.push_back(std::move(preset));
    }
}

Result<void> writePresets(const QString& path, const QJsonArray& presets) {
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(presets).toJson()) < 0 || !file.commit())
        return systemRefused("The preset could not be written to " + path.toStdString() + ": " + file.errorString().toStdString() + ".");
    return {};
}

std::filesystem::path chainFolder() { return std::filesystem::path((userFolder() + "/chains").toStdString()); }

std::vector<project::ChainPreset> presetsLike(const project::ChainPreset& preset, const Catalogue& catalogue) {
    if (preset.steps.size() != 1) return chainPresets(catalogue);
    const project::ChainStep& step = preset.steps.front();
    std::vector<project::ChainPreset> all;
    for (Preset& one : presetsOf(step.processor, *catalogue.find(step.processor)))
        all.push_back({std::move(one.name), {{step.processor, std::move(one.values), false}}});
    return all;
}

} // namespace

std::vector<Preset> presetsOf(std::string_view processor, const ProcessorSpec& spec) {
    std::vector<Preset> presets;
    const QString name = QString::fromUtf8(processor.data(), static_cast<qsizetype>(processor.size()));
    appendPresets(presets, readPresets(":/lacquer/presets/" + name + ".json"), spec);
    appendPresets(presets, readPresets(userFile(processor)), spec);
    return presets;
}

Result<void> savePreset(std::string_view processor, const ProcessorSpec& spec, const Preset& preset) {
    const QString path = userFile(processor);
    QJsonArray kept;
    for (const QJsonValue& value : readPresets(path))
        if (value.toObject()["name"].toString().toStdString() != preset.name) kept.append(value);
    QJsonObject values;
    for (const auto& [id, number] : preset.values.numbers)
        if (const ParameterSpec* parameter = project::findParameter(spec, id))
            values[QString::fromStdString(id)] = QString::fromStdString(project::formatValue(*parameter, number));
    for (const auto& [id, text] : preset.values.texts) values[QString::fromStdString(id)] = QString::fromStdString(text);
    kept.append(QJsonObject{{"name", QString::fromStdString(preset.name)}, {"values", values}});
    return writePresets(path, kept);
}

Result<void> removePreset(std::string_view processor, std::string_view name) {
    QJsonArray kept;
    for (const QJsonValue& value : readPresets(userFile(processor)))
        if (value.toObject()["name"].toString().toStdString() != name) kept.append(value);
    return writePresets(userFile(processor), kept);
}

std::vector<project::ChainPreset> shippedChains(const Catalogue& catalogue) {
    std::vector<project::ChainPreset> presets;
    for (const QJsonValue& value : readPresets(":/lacquer/chains/chains.json")) {
        project::ChainPreset preset;
        preset.name = value["name"].toString().toStdString();
        for (const QJsonValue& entry : value["chain"].toArray()) {
            project::ChainStep step;
            step.processor = entry["processor"].toString().toStdString();
            step.bypassed = entry["bypassed"].toBool();
            const ProcessorSpec* spec = catalogue.find(step.processor);
            if (!spec) continue;
            step.values = valuesIn(entry["values"].toObject(), *spec);
            preset.steps.push_back(std::move(step));
        }
        presets.push_back(std::move(preset));
    }
    return presets;
}

std::vector<project::ChainPreset> chainPresets(const Catalogue& catalogue) {
    std::vector<project::ChainPreset> presets;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(chainFolder(), none))
        if (entry.path().extension() == formats::kPresetSuffix)
            if (auto file = formats::readPreset(entry.path(), catalogue)) presets.push_back(std::move(file->preset));
    std::sort(presets.begin(), presets.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return presets;
}

Result<void> saveChainPreset(const Catalogue& catalogue, const project::ChainPreset& preset) {
    QDir().mkpath(userFolder() + "/chains");
    return formats::writePreset(chainFolder() / formats::presetFileName(preset.name), preset, catalogue);
}

Result<void> removeChainPreset(std::string_view name) {
    const auto file = chainFolder() / formats::presetFileName(name);
    std::error_code problem;
    std::filesystem::remove(file, problem);
    if (problem) return systemRefused("The chain could not be removed from " + file.string() + ": " + problem.message() + ".");
    return {};
}

Result<void> exportPreset(const std::filesystem::path& file, const Catalogue& catalogue,
                          const project::ChainPreset& preset) {
    return formats::writePreset(file, preset, catalogue);
}

Result<ImportedPreset> importPreset(const std::filesystem::path& file, const Catalogue& catalogue) {
    auto read = formats::readPreset(file, catalogue);
    if (!read) return tl::make_unexpected(read.error());
    ImportedPreset imported{std::move(read->preset), std::move(read->notes)};
    // One processor's settings; whether it was switched off belonged to the strip.
    if (imported.preset.steps.size() == 1) imported.preset.steps.front().bypassed = false;
    const auto before = presetsLike(imported.preset, catalogue);
    const auto known = [&](const std::string& name) {
        return std::find_if(before.begin(), before.end(), [&](const auto& other) { return other.name == name; });
    };
    const std::string name = imported.preset.name;
    for (int number = 2; known(imported.preset.name) != before.end(); ++number) {
        if (known(imported.preset.name)->steps == imported.preset.steps) return imported;
        imported.preset.name = name + " " + std::to_string(number);
    }
    const auto& step = imported.preset.steps.front();
    const auto saved = imported.preset.steps.size() > 1
                           ? saveChainPreset(catalogue, imported.preset)
                           : savePreset(step.processor, *catalogue.find(step.processor), {imported.preset.name, step.values});
    if (!saved) return tl::make_unexpected(saved.error());
    return imported;
}

std::string presetNameOf(std::string_view processor, const ParameterValues& values, const ProcessorSpec* spec) {
    if (!spec) return "Custom";
    if (values.numbers.empty() && values.texts.empty()) return "Default";
    for (const Preset& preset : presetsOf(processor, *spec))
        if (preset.values == values) return preset.name;
    return "Custom";
}

} // namespace lacquer::ui
