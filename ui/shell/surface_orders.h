#pragma once

#include "engine/surfaces/action.h"
#include "ui/models/workspace.h"

#include <QObject>

namespace lacquer::ui {

class MainWindow;

/// Carries out what a surface's keys ask of the window: pages, views, the monitor section, the cursor.
class SurfaceOrders : public QObject {
    Q_OBJECT

public:
    SurfaceOrders(Workspace& workspace, MainWindow& window);

    /// `amount` as of surfaces::Press.
    void obey(surfaces::Command command, int amount);

private:
    void enter();
    void cancel();

    Workspace& workspace_;
    MainWindow& window_;
};

} // namespace lacquer::ui
