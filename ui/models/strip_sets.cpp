#include "ui/models/strip_sets.h"

#include <QCryptographicHash>
#include <QSettings>
#include <QStringList>

#include <algorithm>

namespace lacquer::ui {
namespace {

/// A key of the settings has no slashes of its own.
QString keyOf(const QString& folder) { return "console/sets/" + QString::fromLatin1(QCryptographicHash::hash(folder.toUtf8(), QCryptographicHash::Sha1).toHex().left(16)); }

void write(QSettings& settings, const QString& folder, const std::vector<StripSet>& sets) {
    settings.beginWriteArray(keyOf(folder), static_cast<int>(sets.size()));
    for (std::size_t k = 0; k < sets.size(); ++k) {
        settings.setArrayIndex(static_cast<int>(k));
        settings.setValue("name", sets[k].name);
        QStringList hidden;
        for (const ChannelId id : sets[k].hidden) hidden << QString::number(static_cast<qulonglong>(id.value));
        settings.setValue("hidden", hidden);
    }
    settings.endArray();
}

} // namespace

std::vector<StripSet> stripSets(QSettings& settings, const QString& folder) {
    std::vector<StripSet> sets;
    const int count = settings.beginReadArray(keyOf(folder));
    for (int k = 0; k < count; ++k) {
        settings.setArrayIndex(k);
        StripSet set{settings.value("name").toString(), {}};
        for (const QString& id : settings.value("hidden").toStringList()) set.hidden.insert(ChannelId{id.toULongLong()});
        sets.push_back(std::move(set));
    }
    settings.endArray();
    return sets;
}

void keepStripSet(QSettings& settings, const QString& folder, const StripSet& set) {
    std::vector<StripSet> sets = stripSets(settings, folder);
    std::erase_if(sets, [&](const StripSet& one) { return one.name == set.name; });
    sets.push_back(set);
    std::ranges::sort(sets, {}, &StripSet::name);
    write(settings, folder, sets);
}

void forgetStripSet(QSettings& settings, const QString& folder, const QString& name) {
    std::vector<StripSet> sets = stripSets(settings, folder);
    std::erase_if(sets, [&](const StripSet& one) { return one.name == name; });
    settings.remove(keyOf(folder));
    write(settings, folder, sets);
}

} // namespace lacquer::ui
