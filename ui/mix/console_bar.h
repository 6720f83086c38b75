#pragma once

#include "ui/controls/buttons.h"
#include "ui/models/workspace.h"

#include <QWidget>

namespace lacquer::ui {

class Console;

/// The row over the strips: which of them are shown, whose feeders are spilled, what the faders and the
/// meters are, narrow or wide.
///
/// Thread   [main]
class ConsoleBar : public QWidget {
    Q_OBJECT

public:
    ConsoleBar(Workspace& workspace, const Theme& theme, Console& console);

    static constexpr int kHeight = 26;

    void refresh();
    /// What the lists hold, for their buttons and for tests.
    void fillStrips(QMenu& menu);
    void fillSpill(QMenu& menu);
    void fillFaders(QMenu& menu);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void keepSet();
    QString nameOf(ChannelId channel) const;

    Workspace& workspace_;
    const Theme& theme_;
    Console& console_;
    MenuButton* strips_;
    MenuButton* spill_;
    MenuButton* faders_;
    MenuButton* meters_;
    Button* wide_;
};

} // namespace lacquer::ui
