#include "ui/shell/surface_orders.h"

#include "engine/project/song_edits.h"
#include "ui/mix/mix_page.h"
#include "ui/models/monitor_desk.h"
#include "ui/shell/main_window.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>

namespace lacquer::ui {
namespace {

void pressKey(QWidget* widget, int key) {
    for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
        QKeyEvent event(type, key, Qt::NoModifier);
        QCoreApplication::sendEvent(widget, &event);
    }
}

} // namespace

SurfaceOrders::SurfaceOrders(Workspace& workspace, MainWindow& window) : QObject(&window), workspace_(workspace), window_(window) {}

void SurfaceOrders::obey(surfaces::Command command, int amount) {
    using surfaces::Command;
    const auto trigger = [this](const QString& words) {
        for (QAction* action : window_.commands())
            if (action->text() == words) return action->trigger();
    };
    switch (command) {
    case Command::mixPage: return window_.showPage(MainWindow::Page::mix);
    case Command::masterPage: return window_.showPage(MainWindow::Page::master);
    case Command::deliverPage: return window_.showPage(MainWindow::Page::deliver);
    case Command::switchView: return window_.toggleViews();
    case Command::save: return window_.saveNow();
    case Command::dim: return workspace_.monitorDesk().setDim(!workspace_.monitorDesk().switches().dim);
    case Command::mono: return workspace_.monitorDesk().setMono(!workspace_.monitorDesk().switches().mono);
    case Command::click: {
        live::MetronomeSettings settings = workspace_.monitorDesk().metronome();
        settings.on = !settings.on;
        return workspace_.monitorDesk().setMetronome(settings);
    }
    case Command::clearClips: return workspace_.meters().clearAll();
    case Command::cursorDown: return window_.mixPage().console().selectNeighbour(amount);
    case Command::cursorAcross: return window_.mixPage().console().selectNeighbour(amount);
    case Command::zoomTime: return trigger(amount > 0 ? tr("Zoom in") : tr("Zoom out"));
    case Command::zoomRows: return trigger(amount > 0 ? tr("Higher rows") : tr("Lower rows"));
    case Command::nudge: return trigger(amount > 0 ? tr("Nudge forth") : tr("Nudge back"));
    case Command::enter: return enter();
    case Command::cancel: return cancel();
    default: return;
    }
}

/// What the key of this name does on keyboards of this trade: it answers a question that is open, and
/// elsewhere marks where the song stands.
void SurfaceOrders::enter() {
    if (QWidget* question = QApplication::activeModalWidget()) return pressKey(question, Qt::Key_Return);
    const project::Song* song = workspace_.song();
    if (!song) return;
    workspace_.apply(tr("Add marker"), [&](const project::Project& project) -> Result<project::Project> {
        auto added = project::addMarker(project, song->id, workspace_.playerState().position,
                                        tr("Marker %1").arg(song->markers.size() + 1).toStdString());
        if (!added) return tl::make_unexpected(added.error());
        return std::move(added->project);
    });
}

void SurfaceOrders::cancel() {
    if (QWidget* question = QApplication::activeModalWidget()) return pressKey(question, Qt::Key_Escape);
    workspace_.select({});
}

} // namespace lacquer::ui
