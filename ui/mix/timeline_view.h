#pragma once

#include "ui/mix/timeline_actions.h"
#include "ui/mix/timeline_state.h"

#include <QPointer>
#include <QWidget>

class QAction;
class QLineEdit;
class QMenu;
class QScrollBar;

namespace lacquer::ui {

class Button;
class InlinePanel;
class MenuButton;
class TempoLane;
class TimelineHeaders;
class TimelineLanes;
class TimelineOverview;
class TimelineRuler;

/// The upper half of the Mix page: the song's tracks over time.
///
/// Hands    see the parts; every command is a QAction of this widget with its key, so that the
///          shell can list them
/// Thread   [main]
class TimelineView : public QWidget {
    Q_OBJECT

public:
    TimelineView(Workspace& workspace, const Theme& theme, QWidget* parent = nullptr);

    TimelineState& state() { return state_; }
    TimelineActions& commands() { return actions_; }
    TimelineLanes& lanes() { return *lanes_; }
    TimelineHeaders& headers() { return *headers_; }
    TimelineRuler& ruler() { return *ruler_; }
    TimelineOverview& overview() { return *overview_; }
    TempoLane& tempoLane() { return *tempoLane_; }
    /// The tempo map under the ruler.
    void setTempoShown(bool shown);
    bool isTempoShown() const { return tempoShown_; }

    QSize minimumSizeHint() const override { return {480, 120}; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void makeCorner();
    void makeActions();
    void connectMenus();
    QAction* command(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& run);
    void place();
    void refreshCorner();
    void refreshScrollBars();
    void openClipMenu(ClipId clip, QPoint at);
    void openLaneMenu(FramePosition position, QPoint at);
    void openPointMenu(const TimelineRow& row, FramePosition position, QPoint at);
    void openTrackMenu(ChannelId channel, QPoint at);
    void openAutomationMenu(ChannelId channel, const std::optional<project::AutomationTarget>& instead, QPoint at);
    void openTakeMenu(ChannelId channel, TakeId take, QPoint at);
    void openModeMenu(ChannelId channel, QPoint at);
    void openFolderMenu(TrackFolderId folder, QPoint at);
    void addFolderMenu(QMenu& menu, ChannelId channel);
    void openMarkerMenu(MarkerId marker, QPoint at);
    void openRulerMenu(FramePosition position, QPoint at);
    void popUp(QMenu* menu, QPoint at);
    /// One panel at a time: the one before is put away.
    void showPanel(const std::function<InlinePanel*()>& open);
    QPointer<InlinePanel> panel_;

    const Theme& theme_;
    TimelineState state_;
    TimelineActions actions_;
    TimelineOverview* overview_;
    TimelineRuler* ruler_;
    TempoLane* tempoLane_;
    TimelineHeaders* headers_;
    TimelineLanes* lanes_;
    QScrollBar* across_;
    QScrollBar* down_;
    MenuButton* songs_;
    Button* snap_;
    MenuButton* grid_;
    MenuButton* mode_;
    Button* search_;
    Button* addTempo_;
    Button* hideTempo_;
    QLineEdit* filter_;
    QString length_;
    QAction *split_, *duplicate_, *delete_, *cut_, *copy_, *paste_, *mute_, *reverse_, *join_, *marker_, *loop_;
    QAction *silence_, *slice_, *swap_, *snapTransients_, *showTransients_, *link_, *unlink_, *newTake_, *copyTake_, *showTakes_;
    QAction* showTempo_;
    bool tempoShown_ = false;
    bool placing_ = false;
};

} // namespace lacquer::ui
