#include "ui/models/chain_presets.h"

#include "engine/project/insert_edits.h"
#include "engine/project/value_text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>

namespace lacquer::ui {
namespace {

constexpr const char* kShipped = ":/lacquer/chains/chains.json";

QString userFile() { return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/presets/chains.json"; }

QJsonArray read(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QJsonDocument::fromJson(file.readAll()).array();
}

void append(std::vector<ChainPreset>& presets, const QJsonArray& array, const Catalogue& catalogue) {
    for (const QJsonValue& value : array) {
        ChainPreset preset;
        preset.name = value["name"].toString().toStdString();
        for (const QJsonValue& entry : value["chain"].toArray()) {
            project::ChainLink link;
            link.processor = entry["processor"].toString().toStdString();
            link.bypassed = entry["bypassed"].toBool();
            const ProcessorSpec* spec = catalogue.find(link.processor);
            if (!spec) continue;
            const QJsonObject values = entry["values"].toObject();
            for (auto one = values.begin(); one != values.end(); ++one)
                (void)project::assignParameter(link.values, *spec, one.key().toStdString(), one.value().toString().toStdString());
            preset.links.push_back(std::move(link));
        }
        if (!preset.name.empty()) presets.push_back(std::move(preset));
    }
}

} // namespace

std::vector<ChainPreset> chainPresets(const Catalogue& catalogue) {
    std::vector<ChainPreset> presets;
    append(presets, read(kShipped), catalogue);
    append(presets, read(userFile()), catalogue);
    return presets;
}

Result<void> saveChainPreset(const Catalogue& catalogue, const ChainPreset& preset) {
    const QString path = userFile();
    QJsonArray kept;
    for (const QJsonValue& value : read(path))
        if (value["name"].toString().toStdString() != preset.name) kept.append(value);
    QJsonArray chain;
    for (const auto& link : preset.links) {
        const ProcessorSpec* spec = catalogue.find(link.processor);
        if (!spec) continue;
        QJsonObject values;
        for (const auto& [id, number] : link.values.numbers)
            if (const ParameterSpec* parameter = project::findParameter(*spec, id))
                values[QString::fromStdString(id)] = QString::fromStdString(project::formatValue(*parameter, number));
        for (const auto& [id, text] : link.values.texts) values[QString::fromStdString(id)] = QString::fromStdString(text);
        chain.append(QJsonObject{{"processor", QString::fromStdString(link.processor)}, {"bypassed", link.bypassed}, {"values", values}});
    }
    kept.append(QJsonObject{{"name", QString::fromStdString(preset.name)}, {"chain", chain}});
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(kept).toJson()) < 0 || !file.commit())
        return systemRefused("The chain could not be written to " + path.toStdString() + ": " + file.errorString().toStdString() + ".");
    return {};
}

std::vector<project::ChainLink> linksOf(const project::Chain& chain) {
    std::vector<project::ChainLink> links;
    for (const auto& insert : chain.inserts) links.push_back({insert->processor, insert->values, insert->bypassed});
    return links;
}

} // namespace lacquer::ui
