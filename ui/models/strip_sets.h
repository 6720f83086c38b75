#pragma once

#include "engine/vocabulary/ids.h"

#include <QString>

#include <set>
#include <vector>

class QSettings;

namespace lacquer::ui {

/// Which strips a console hides, under a name: "Drums only". Belongs to the window, not to the document:
/// kept in the settings, by the project's folder.
struct StripSet {
    QString name;
    std::set<ChannelId> hidden;
    friend bool operator==(const StripSet&, const StripSet&) = default;
};

/// In the order of their names.
std::vector<StripSet> stripSets(QSettings& settings, const QString& folder);
/// Replaces the one of the same name.
void keepStripSet(QSettings& settings, const QString& folder, const StripSet& set);
void forgetStripSet(QSettings& settings, const QString& folder, const QString& name);

} // namespace lacquer::ui
