#pragma once

#include "ui/mix/processor_editor.h"

#include <QWidget>

namespace lacquer::ui {

/// An editor torn off the page: a window of its own that goes on while other strips are edited.
///
/// Hands    as in the panel; Space plays, Ctrl+Z and Ctrl+Shift+Z undo and redo here, too. It closes
///          itself when its insert is gone
class EditorWindow : public QWidget {
    Q_OBJECT

public:
    EditorWindow(Workspace& workspace, ChannelId channel, InsertId insert, const Comparison& comparison, const Theme& theme, QWidget* parent);

    ProcessorEditor& editor() { return *editor_; }

signals:
    void automationWanted(ChannelId channel, InsertId insert, const QString& parameter);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();

    Workspace& workspace_;
    ChannelId channel_;
    InsertId insert_;
    Comparison comparison_;
    ProcessorEditor* editor_;
};

} // namespace lacquer::ui
