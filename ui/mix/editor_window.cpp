#include "ui/mix/editor_window.h"

#include <QShortcut>

namespace lacquer::ui {

EditorWindow::EditorWindow(Workspace& workspace, ChannelId channel, InsertId insert, const Comparison& comparison, const Theme& theme, QWidget* parent)
    : QWidget(parent, Qt::Window), workspace_(workspace), channel_(channel), insert_(insert), comparison_(comparison) {
    setAttribute(Qt::WA_DeleteOnClose);
    editor_ = new ProcessorEditor(workspace, channel, insert, comparison_, theme, this);
    editor_->show();
    connect(editor_, &ProcessorEditor::automationWanted, this, [this](const QString& parameter) { emit automationWanted(channel_, insert_, parameter); });
    connect(&workspace, &Workspace::projectChanged, this, &EditorWindow::refresh);
    connect(&workspace, &Workspace::projectReplaced, this, &QWidget::close);
    connect(&workspace, &Workspace::ticked, this, [this] {
        if (isVisible()) editor_->tick();
    });
    const auto key = [&](const QKeySequence& keys, void (Workspace::*run)()) { connect(new QShortcut(keys, this), &QShortcut::activated, &workspace, run); };
    key(Qt::Key_Space, &Workspace::togglePlay);
    key(QKeySequence(Qt::CTRL | Qt::Key_Z), &Workspace::undo);
    key(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), &Workspace::redo);
    connect(new QShortcut(Qt::Key_Escape, this), &QShortcut::activated, this, &QWidget::close);
    setMinimumSize(400, editor_->leastHeight());
    resize(560, std::max(editor_->leastHeight(), editor_->wantedHeight(720)));
    refresh();
}

void EditorWindow::refresh() {
    const project::Channel* channel = project::findChannel(*workspace_.project(), channel_);
    if (!channel || !project::findInsert(*channel, insert_)) {
        close();
        return;
    }
    setWindowTitle(tr("%1 · %2").arg(QString::fromStdString(channel->name), editor_->accessibleName()));
    editor_->refresh();
}

void EditorWindow::resizeEvent(QResizeEvent*) { editor_->setGeometry(rect()); }

} // namespace lacquer::ui
