#include "ui/models/strip_presets.h"

#include "engine/project/channel_edits.h"
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

#include <algorithm>

namespace lacquer::ui {
namespace {

QString presetFile() { return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/presets/strips.json"; }

QJsonArray readAll() {
    QFile file(presetFile());
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QJsonDocument::fromJson(file.readAll()).array();
}

} // namespace

StripPreset stripPresetOf(const project::Channel& channel, std::string name) {
    StripPreset preset{std::move(name), channel.trim.value, {}};
    for (const auto& insert : channel.inserts) preset.chain.push_back({insert->processor, insert->values, insert->bypassed});
    return preset;
}

Result<project::Project> withStripPreset(project::Project project, const Catalogue& catalogue, ChannelId channel, const StripPreset& preset) {
    const project::Channel* at = project::findChannel(project, channel);
    if (!at) return badInput("That channel is not in the project any more.");
    std::vector<InsertId> old;
    for (const auto& insert : at->inserts) old.push_back(insert->id);
    Result<project::Project> next = std::move(project);
    for (const InsertId id : old)
        if (next) next = project::removeInsert(std::move(*next), channel, id);
    for (const StripPreset::Slot& slot : preset.chain) {
        if (!next) return next;
        auto added = project::addInsert(std::move(*next), catalogue, channel, slot.processor, slot.values);
        if (!added) return tl::make_unexpected(added.error());
        next = slot.bypassed ? project::setInsertBypassed(std::move(added->project), channel, added->id, true) : Result<project::Project>(std::move(added->project));
    }
    return next ? project::setChannelValue(std::move(*next), channel, "trim", preset.trim) : std::move(next);
}

std::vector<StripPreset> stripPresets(const Catalogue& catalogue) {
    std::vector<StripPreset> presets;
    for (const QJsonValue& value : readAll()) {
        const QJsonObject object = value.toObject();
        StripPreset preset{object["name"].toString().toStdString(), object["trim"].toDouble(), {}};
        for (const QJsonValue& entry : object["chain"].toArray()) {
            const QJsonObject written = entry.toObject();
            StripPreset::Slot slot{written["processor"].toString().toStdString(), {}, written["bypassed"].toBool()};
            const ProcessorSpec* spec = catalogue.find(slot.processor);
            if (!spec) continue;
            const QJsonObject values = written["values"].toObject();
            for (auto one = values.begin(); one != values.end(); ++one)
                (void)project::assignParameter(slot.values, *spec, one.key().toStdString(), one.value().toString().toStdString());
            preset.chain.push_back(std::move(slot));
        }
        if (!preset.name.empty()) presets.push_back(std::move(preset));
    }
    std::ranges::sort(presets, {}, &StripPreset::name);
    return presets;
}

Result<void> saveStripPreset(const Catalogue& catalogue, const StripPreset& preset) {
    QJsonArray chain;
    for (const StripPreset::Slot& slot : preset.chain) {
        const ProcessorSpec* spec = catalogue.find(slot.processor);
        if (!spec) continue;
        QJsonObject values;
        for (const auto& [id, number] : slot.values.numbers)
            if (const ParameterSpec* parameter = project::findParameter(*spec, id)) values[QString::fromStdString(id)] = QString::fromStdString(project::formatValue(*parameter, number));
        for (const auto& [id, text] : slot.values.texts) values[QString::fromStdString(id)] = QString::fromStdString(text);
        chain.append(QJsonObject{{"processor", QString::fromStdString(slot.processor)}, {"bypassed", slot.bypassed}, {"values", values}});
    }
    QJsonArray kept;
    for (const QJsonValue& value : readAll())
        if (value.toObject()["name"].toString().toStdString() != preset.name) kept.append(value);
    kept.append(QJsonObject{{"name", QString::fromStdString(preset.name)}, {"trim", preset.trim}, {"chain", chain}});
    const QString path = presetFile();
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(kept).toJson()) < 0 || !file.commit())
        return systemRefused("The strip preset could not be written to " + path.toStdString() + ": " + file.errorString().toStdString() + ".");
    return {};
}

} // namespace lacquer::ui
