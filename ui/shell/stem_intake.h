#pragma once

#include "ui/models/workspace.h"

#include <QCoreApplication>
#include <QStringList>

#include <functional>

namespace lacquer::ui {

/// Files that are dropped or picked become tracks of a song, with names, colours and groups guessed
/// from their names. Without an open project one is made beside the user's music, named like the
/// folder.
///
/// Errors   what could not be read is said on the bottom line, file by file; the rest comes in
/// Thread   [main]; the work itself is a job
class StemIntake {
    Q_DECLARE_TR_FUNCTIONS(StemIntake)

public:
    /// `imported` is called when tracks came in.
    explicit StemIntake(Workspace& workspace, std::function<void()> imported = {}) : workspace_(workspace), imported_(std::move(imported)) {}

    /// `opened` is called when a project had to be made for them.
    void take(const QStringList& paths, const std::function<void()>& opened);

private:
    void import(const QStringList& paths, const QString& song);

    Workspace& workspace_;
    std::function<void()> imported_;
};

/// Audio files and folders among what was dropped.
QStringList audioPathsOf(const QStringList& paths);
/// A project folder among what was dropped, or nothing.
QString projectFolderOf(const QStringList& paths);
/// A name for what these files are: their common folder's.
QString titleOfStems(const QStringList& paths);

} // namespace lacquer::ui
