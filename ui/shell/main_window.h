#pragma once

#include "ui/models/surface_link.h"
#include "ui/models/workspace.h"
#include "ui/shell/export_panel.h"
#include "ui/shell/stem_intake.h"
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
class StartPanel;
class TopBar;

/// The window: top bar, the pages or the start panel, bottom line; all commands with their keys.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    enum class Page { mix, master, deliver };

    MainWindow(Workspace& workspace, Theme& theme);
    ~MainWindow() override;

    /// Opens a project, or says on the bottom line why not.
    bool openProject(const QString& folder);
    /// Looks for the project's missing files in a folder and below, and takes what it finds.
    void locateMissingIn(const QString& folder);
    void showPage(Page page);
    Page page() const { return page_; }
    MixPage& mixPage() { return *mix_; }
    /// All commands of the window and of the page that is shown.
    QList<QAction*> commands() const;
    SurfaceLink& surfaceLink() { return surfaces_; }
    /// Learn mode with this control armed; controls call it by name from their menus.
    Q_INVOKABLE void learnControl(QWidget* control);

    /// What a surface's key asks of the window; `amount` as of Press.
    void obeySurface(surfaces::Command command, int amount);

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
    void chooseProject();
    void locateMissing();
    void chooseStems();
    void newProject();
    void openDemo();
    void showAudioSettings();
    void showSurfaceSettings();
    void enterFromSurface();
    void cancelFromSurface();
    void exportMix(ExportPanel::What what);
    void showMenu(const QPoint& at);
    void saveNow();
    void toggleViews();
    void restoreWindow();
    /// The page's widgets, made when they are first shown.
    QWidget* pageWidget(Page page);

    Workspace& workspace_;
    Theme& theme_;
    SurfaceLink surfaces_;
    StemIntake intake_;
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
