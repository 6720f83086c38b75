#pragma once

#include "ui/models/workspace.h"
#include "ui/shell/stem_intake.h"

#include <QObject>

#include <functional>

namespace lacquer::ui {

/// The ways into a project: opened, made, filled with stems, the demo; and its missing files found.
class ProjectDoors : public QObject {
    Q_OBJECT

public:
    /// Dialogs stand before `window`. `stemsTaken` is called when new stems have come in.
    ProjectDoors(Workspace& workspace, std::function<void()> stemsTaken, QWidget* window);

    /// Opens a project, or says on the bottom line why not.
    bool open(const QString& folder);
    void takeStems(const QStringList& files);
    /// Looks for the project's missing files in a folder and below, and takes what it finds.
    void locateMissingIn(const QString& folder);

    void chooseProject();
    void chooseStems();
    void makeProject();
    void openDemo();
    void locateMissing();

private:
    Workspace& workspace_;
    StemIntake intake_;
    QWidget* window_;
};

} // namespace lacquer::ui
