#pragma once

#include "ui/mix/console.h"
#include "ui/mix/mixer_actions.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <array>
#include <functional>

namespace lacquer::ui {

class CheckPanel;
class EditorPanel;
class MeterPanel;
class SnapshotPanel;

/// The Mix page: timeline above, console below, the editors, the snapshots, a check or
/// the meters at the right.
class MixPage : public QWidget {
    Q_OBJECT

public:
    enum class View { both, timeline, console };

    /// `timeline` makes the widget above the console.
    MixPage(Workspace& workspace, const Theme& theme, const std::function<QWidget*(QWidget*)>& timeline, QWidget* parent);

    void setView(View view);
    View view() const { return view_; }
    Console& console() { return *console_; }
    QWidget* timeline() { return timeline_; }
    MixerActions& actions() { return actions_; }
    SnapshotPanel& snapshots() { return *snapshots_; }
    CheckPanel& checks() { return *checks_; }
    MeterPanel& meters() { return *meters_; }
    EditorPanel& editors() { return *editors_; }

signals:
    void viewChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    void layOut();
    /// Unfolds the lane of a value in the timeline.
    void showAutomation(ChannelId channel, const project::AutomationTarget& target);
    int wantedConsoleHeight() const;

    Workspace& workspace_;
    const Theme& theme_;
    MixerActions actions_;
    QWidget* timeline_;
    Console* console_;
    EditorPanel* editors_;
    SnapshotPanel* snapshots_;
    CheckPanel* checks_;
    MeterPanel* meters_;
    std::array<bool, 2> wide_{false, true}; ///< strips beside the timeline, and alone
    View view_ = View::both;
    int consoleHeight_ = 0; ///< as dragged; 0: by the window
    bool dragging_ = false;
};

} // namespace lacquer::ui
