#pragma once

#include "ui/controls/bars.h"
#include "ui/controls/buttons.h"
#include "ui/models/workspace.h"
#include "ui/shell/metronome_button.h"
#include "ui/shell/monitor_section.h"
#include "ui/shell/time_display.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>
#include <string>

namespace lacquer::ui {

/// The row that is always there: pages, transport, time, history, engine, loudness, monitoring.
/// Where the window is small, the undo's name, the device and the tempo go, and the monitor's switches
/// go into its menu.
class TopBar : public QWidget {
    Q_OBJECT

public:
    TopBar(Workspace& workspace, const Theme& theme, QWidget* parent);

    void setPage(int page);
    int page() const { return tabs_->current(); }
    /// Also for the commands' keys.
    void toggleLoop();
    MonitorSection& monitor() { return *monitor_; }

signals:
    void pageChosen(int page);
    void audioSettingsWanted();
    void menuWanted(const QPoint& globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    /// Whether what hands do is written as automation.
    enum class Arm { off, noStrip, writes };
    struct ShownDevice {
        std::string id, api;
        int hz = 0, frames = 0;
        friend bool operator==(const ShownDevice&, const ShownDevice&) = default;
    };

    void refresh();
    void refreshState();
    void refreshArm();
    void refreshDevice();
    void layOut();

    Workspace& workspace_;
    const Theme& theme_;
    Button* mark_;
    Tabs* tabs_;
    Button* toStart_;
    Button* back_;
    Button* play_;
    Button* loop_;
    Button* arm_;
    MetronomeButton* metronome_;
    TimeDisplay* time_;
    ValueField* tempo_;
    Button* solo_;
    Button* undo_;
    Button* redo_;
    LoadMeter* load_;
    Button* device_;
    LoudnessReadout* loudness_;
    MonitorSection* monitor_;
    std::optional<Arm> shownArm_;
    std::optional<ShownDevice> shownDevice_;
    QString name_;
    QString undoName_;
    QRect nameBox_;
    QRect undoBox_;
};

} // namespace lacquer::ui
