#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace lacquer::ui {

/// A project as its card on the start panel shows it.
struct RecentProject {
    QString folder;
    QString name;
    QString contents; ///< "9 songs · 37:10", "1 song · 20 tracks"
    QDateTime changed;
    bool readable = true;
    QString trouble; ///< why not, in a few words

    /// A small picture: blocks side by side for an album, rows of clips for a song; 0…1.
    struct Block {
        double start = 0;
        double length = 0;
        int row = 0;
        std::uint32_t colour = 0;
    };
    std::vector<Block> blocks;
    int rows = 1;
};

/// Folders of the projects that were open last, the newest first; kept in the user's settings.
QStringList recentFolders();
void rememberProject(const QString& folder);
void forgetProject(const QString& folder);

/// Looks into a project without holding it.
RecentProject describeProject(const QString& folder);

/// "today, 14:20", "yesterday", "12 November".
QString dayText(const QDateTime& time, const QDateTime& now);

} // namespace lacquer::ui
