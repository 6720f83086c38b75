#pragma once

#include "ui/controls/bars.h"
#include "ui/controls/buttons.h"
#include "ui/models/workspace.h"
#include "ui/shell/time_display.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace lacquer::ui {

/// The row that is always there: pages, transport, time, history, engine, loudness, monitoring.
/// Where the window is small, tempo, device, the undo's name and Mono go, in this order.
class TopBar : public QWidget {
    Q_OBJECT

public:
    TopBar(Workspace& workspace, const Theme& theme, QWidget* parent);

    void setPage(int page);
    int page() const { return tabs_->current(); }
    /// Also for the commands' keys.
    void toggleLoop();
    void toggleDim();
    void toggleMono();

signals:
    void pageChosen(int page);
    void audioSettingsWanted();
    void menuWanted(const QPoint& globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void refreshState();
    void layOut();

    Workspace& workspace_;
    const Theme& theme_;
    Button* mark_;
    Tabs* tabs_;
    Button* toStart_;
    Button* back_;
    Button* play_;
    Button* loop_;
    TimeDisplay* time_;
    ValueField* tempo_;
    Button* solo_;
    Button* undo_;
    Button* redo_;
    LoadMeter* load_;
    Button* device_;
    LoudnessReadout* loudness_;
    Button* dim_;
    Button* mono_;
    QString name_;
    QString undoName_;
    QRect nameBox_;
    QRect undoBox_;
};

} // namespace lacquer::ui
