#pragma once

#include "ui/models/surface_link.h"
#include "ui/models/workspace.h"
#include "ui/shell/export_panel.h"
#include "ui/theme/theme.h"

#include <QMainWindow>

#include <functional>

class QAction;
class QStackedWidget;

namespace lacquer::ui {

class BottomLine;
class CommandPalette;
class FocusRing;
class LearnOverlay;
class MixPage;
class ProjectDoors;
class StartPanel;
class SurfaceOrders;
class TopBar;

/// The window: top bar, the pages or the start panel, bottom line; all commands with their keys.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    enum class Page { mix, master, deliver };

    MainWindow(Workspace& workspace, Theme& theme);
    ~MainWindow() override;

    ProjectDoors& doors() { return *doors_; }
    void showPage(Page page);
    Page page() const { return page_; }
    MixPage& mixPage() { return *mix_; }
    /// All commands of the window and of the page that is shown.
    QList<QAction*> commands() const;
    SurfaceLink& surfaceLink() { return surfaces_; }
    /// Learn mode with this control armed; controls call it by name from their menus.
    Q_INVOKABLE void learnControl(QWidget* control);

    /// Timeline and console, the timeline, the console; or the next control when keys walk the window.
    void toggleViews();
    void saveNow();
    SurfaceOrders& surfaceOrders() { return *orders_; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QAction* command(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& run);
    void makeCommands();
    void makeMonitorCommands();
    void makeConsoleCommands();
    void applyTheme();
    void showContent();
    void showAudioSettings();
    void showSurfaceSettings();
    void exportMix(ExportPanel::What what);
    void showMenu(const QPoint& at);
    void restoreWindow();
    /// The page's widgets, made when they are first shown.
    QWidget* pageWidget(Page page);

    Workspace& workspace_;
    Theme& theme_;
    SurfaceLink surfaces_;
    ProjectDoors* doors_;
    SurfaceOrders* orders_;
    TopBar* top_;
    QStackedWidget* stack_;
    StartPanel* start_;
    MixPage* mix_;
    QWidget* master_ = nullptr;
    QWidget* deliver_ = nullptr;
    BottomLine* bottom_;
    CommandPalette* palette_;
    FocusRing* ring_;
    LearnOverlay* learn_;
    Page page_ = Page::mix;
};

} // namespace lacquer::ui
