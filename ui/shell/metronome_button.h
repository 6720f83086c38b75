#pragma once

#include "ui/controls/buttons.h"

class QMenu;

namespace lacquer::ui {

class Workspace;

/// The metronome in the transport: a click turns it on and off; its menu has the count-in and the
/// level, which are kept for the next time.
///
/// Thread   [main]
class MetronomeButton : public Button {
    Q_OBJECT

public:
    MetronomeButton(Workspace& workspace, const Theme& theme, QWidget* parent);

    void fillMenu(QMenu& menu);

protected:
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void refresh();

    Workspace& workspace_;
    const Theme& theme_;
};

} // namespace lacquer::ui
