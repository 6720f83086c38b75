#pragma once

#include "ui/mix/scrolled_picture.h"
#include "ui/mix/timeline_state.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace lacquer::ui {

/// The heads of the rows: colour, number, name, M, S, automation letter and a small meter; under an
/// unfolded lane its parameter and value.
///
/// Mouse     click selects (Ctrl adds), M and S switch (Alt: the only one), dragging a head up or
///           down moves the track, double-click renames, dragging the lower edge sets the height
class TimelineHeaders : public QWidget {
    Q_OBJECT

public:
    TimelineHeaders(TimelineState& state, QWidget* parent);

    enum class Part { none, name, mute, solo, automation, unfold, parameter, close, edge, take };
    struct Hit {
        std::optional<std::size_t> row;
        Part part = Part::none;
    };
    Hit hitAt(QPoint at) const;
    /// Where a part of a row lies, for tests and menus.
    QRect partRect(const TimelineRow& row, Part part) const;
    QRect rowRect(const TimelineRow& row) const;
    TimelineState& state() const { return state_; }
    QSize sizeHint() const override;

signals:
    void trackMenuWanted(ChannelId channel, QPoint globalPosition);
    /// The list of what can be automated: of a head, or to put in the place of a lane.
    void laneMenuWanted(ChannelId channel, std::optional<project::AutomationTarget> instead, QPoint globalPosition);
    void takeMenuWanted(ChannelId channel, TakeId take, QPoint globalPosition);
    void takePlayWanted(ChannelId channel, TakeId take);
    void modeMenuWanted(ChannelId channel, QPoint globalPosition);
    void folderMenuWanted(TrackFolderId folder, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    static constexpr int kEdge = 4; ///< the colour at the left
    static constexpr int kMeterWidth = 11;
    static constexpr int kLargeFrom = 64; ///< rows with the trim and the lane chooser

    void paintRows(QPainter& painter, const QRect& area) const;
    void paintHead(QPainter& painter, const TimelineRow& row) const;
    void renew();
    void renewRow(const std::optional<std::size_t>& row);
    bool isFrozen(ChannelId channel) const;
    void toggleFolder(TrackFolderId folder);
    void paintFolderHead(QPainter& painter, const TimelineRow& row) const;
    void paintTakeHead(QPainter& painter, const TimelineRow& row) const;
    void paintLaneHead(QPainter& painter, const TimelineRow& row) const;
    void paintMeter(QPainter& painter, const TimelineRow& row) const;
    void paintLetter(QPainter& painter, const QRect& box, const QString& letter, std::optional<Role> on, bool hollow,
                     bool hot) const;
    void switchChannel(ChannelId channel, Part part, Qt::KeyboardModifiers modifiers);
    /// Where a dragged track would go, counted among the tracks.
    int dropIndex(int y) const;
    int laneCount(ChannelId channel) const;

    TimelineState& state_;
    Hit hover_;
    ScrolledPicture picture_; ///< everything but the meters
    int pictureTop_ = 0;
    std::optional<TimelineRow> pressed_;
    Part pressedPart_ = Part::none;
    QPoint pressedAt_;
    bool dragging_ = false;
    int drop_ = -1;
    bool soloActive_ = false;
    std::shared_ptr<const project::Project> shownProject_;
};

/// Letters' colours by mode.
Role automationRole(project::AutomationMode mode);

} // namespace lacquer::ui
