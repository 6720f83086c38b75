#pragma once

#include "ui/mix/clip_painter.h"
#include "ui/mix/lanes_gesture.h"
#include "ui/mix/timeline_actions.h"
#include "ui/mix/timeline_cursors.h"
#include "ui/mix/timeline_state.h"

#include <QCursor>
#include <QWidget>

#include <memory>
#include <optional>
#include <unordered_set>
#include <vector>

namespace lacquer::ui {

class LanesGround;

/// The rows with their clips and automation. Tools follow the cursor: there is no tool to choose.
///
/// Mouse     top of a clip moves (Ctrl copies, Shift keeps the time), corners fade, edges trim, the
///           bar at the top centre is the gain, the lower half selects a range, Alt slips; empty
///           lanes draw a rubber band; a swipe over a waiting take comps it; on automation a press adds or
///           moves a point, Ctrl draws, Alt bends, Shift chooses a passage that a drag then moves; middle button pans. Alt during a drag turns snapping around
/// Wheel     scrolls; Shift sideways; Ctrl zooms around the pointer; Alt zooms rows
class TimelineLanes : public QWidget {
    Q_OBJECT

public:
    TimelineLanes(TimelineState& state, TimelineActions& actions, QWidget* parent);

    /// What is under a point.
    struct Hit {
        std::optional<std::size_t> row;
        const project::Clip* clip = nullptr;
        ClipZone zone = ClipZone::none;
    };
    Hit hitAt(QPointF at) const;
    /// Where the next command acts: under the pointer when it is over the lanes, else the playhead.
    FramePosition commandPosition() const;
    /// The track under the pointer.
    std::optional<ChannelId> pointedTrack() const;

    QSize sizeHint() const override { return {900, 320}; }
    TimelineState& state() const { return state_; }
    /// Where a clip lies in this widget; empty when its track is not shown.
    QRectF boxOf(ClipId clip) const;

signals:
    void clipMenuWanted(ClipId clip, QPoint globalPosition);
    void laneMenuWanted(FramePosition at, QPoint globalPosition);
    void pointMenuWanted(TimelineRow row, FramePosition point, QPoint globalPosition);
    void renameWanted(ClipId clip, QRect where);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    /// Nothing painted is kept but what is on the screen: scrolling moves that and paints what came into
    /// view. Names, ranges, gestures and the playhead go over the rows.
    void paintRows(QPainter& painter, const QRectF& area) const;
    void paintNames(QPainter& painter, const QRectF& area) const;
    /// The view scrolled or zoomed.
    void adoptView();
    void adoptProject();
    void adoptSelection();
    /// Paints the rows anew that this holds for.
    void renewRows(const std::function<bool(const TimelineRow&)>& which);
    void renewAll();
    void renewClip(ClipId clip);
    /// The ground of a row where no clip is; `lift` over it when its track is chosen.
    void paintBetween(QPainter& painter, const LanesGround& ground, const TimelineRow& row, const std::optional<QColor>& lift) const;
    /// Of a track's or a take's row; null for others.
    const project::ClipList* clipsOf(const TimelineRow& row) const;
    ClipLook lookOf(const project::Track& track, const project::Clip& clip) const;
    void paintTrack(QPainter& painter, const TimelineRow& row, const QRectF& area) const;
    void paintLane(QPainter& painter, const TimelineRow& row, const QRectF& area) const;
    void paintFolder(QPainter& painter, const TimelineRow& row, const QRectF& area) const;
    void paintTake(QPainter& painter, const TimelineRow& row, const QRectF& area) const;
    void paintMarks(QPainter& painter, const project::Clip& clip, const ClipBox& box, const QRectF& area) const;
    void paintRange(QPainter& painter) const;
    void paintGestures(QPainter& painter) const;
    void paintPlayhead(QPainter& painter) const;
    QRect playheadStrip(FramePosition at) const;
    void endGesture();
    void updateHover(QPointF at, Qt::KeyboardModifiers modifiers);
    void moveGesture(QPointF at, Qt::KeyboardModifiers modifiers);
    bool isSilent(const project::Channel& channel) const;

    TimelineState& state_;
    TimelineActions& actions_;
    ClipPainter clips_;
    TimelineCursors cursors_;
    LanesGesturePtr gesture_;
    QPointF pointer_;
    bool pointerInside_ = false;
    ClipId hovered_;
    std::optional<std::pair<ChannelId, FramePosition>> hoveredPoint_;
    bool soloActive_ = false;
    TimeScale shownScale_; ///< what is on the screen
    int shownTop_ = 0;
    std::shared_ptr<const project::Project> shownProject_;
    SongId shownSong_;
    std::vector<ChannelId> shownChannels_; ///< selected
    std::unordered_set<ClipId> shownClips_; ///< selected
};

} // namespace lacquer::ui
