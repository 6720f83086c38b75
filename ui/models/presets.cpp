#include "ui/models/presets.h"

#include "engine/project/insert_edits.h"
#include "engine/project/value_text.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>

namespace lacquer::ui {
namespace {

QString userFile(std::string_view processor) {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/presets";
    return folder + "/" + QString::fromUtf8(processor.data(), static_cast<qsizetype>(processor.size())) + ".json";
}

QJsonArray readPresets(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QJsonDocument::fromJson(file.readAll()).array();
}

void appendPresets(std::vector<Preset>& presets, const QJsonArray& array, const ProcessorSpec& spec) {
    for (const QJsonValue& value : array) {
        const QJsonObject object = value.toObject();
        Preset preset;
        preset.name = object["name"].toString().toStdString();
        const QJsonObject values = object["values"].toObject();
        for (auto entry = values.begin(); entry != values.end(); ++entry)
            (void)project::assignParameter(preset.values, spec, entry.key().toStdString(), entry.value().toString().toStdString());
        presets.push_back(std::move(preset));
    }
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
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(kept).toJson()) < 0 || !file.commit())
        return systemRefused("The preset could not be written to " + path.toStdString() + ": " + file.errorString().toStdString() + ".");
    return {};
}

std::string presetNameOf(std::string_view processor, const ParameterValues& values, const ProcessorSpec* spec) {
    if (!spec) return "Custom";
    if (values.numbers.empty() && values.texts.empty()) return "Default";
    for (const Preset& preset : presetsOf(processor, *spec))
        if (preset.values == values) return preset.name;
    return "Custom";
}

} // namespace lacquer::ui
