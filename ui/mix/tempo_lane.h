#pragma once

#include "ui/mix/timeline_state.h"

#include <QWidget>

#include <memory>
#include <optional>

class QMenu;

namespace lacquer::ui {

/// The tempo map over time, a step for every change of tempo or metre.
///
/// Mouse     a step is dragged up or down for its tempo (Shift fine) and its start sideways to another
///           bar; with Ctrl the start goes to any time and the tempo before it gives way, which lays
///           the grid on what was played. Double-click makes a change, or types into the one there is
/// Keys      Left and Right choose a change, Up and Down turn its tempo (Shift fine), Ctrl with Left and
///           Right takes it to the next bar, Enter types ("112 3/4"), Insert makes one at the playhead,
///           Delete removes it
class TempoLane : public QWidget {
    Q_OBJECT

public:
    TempoLane(TimelineState& state, QWidget* parent);
    QSize sizeHint() const override;

    /// The change that keys mean: its place in the song's list.
    std::size_t chosen() const { return chosen_; }
    /// A change at the bar of a position, to be typed into at once.
    void addAt(FramePosition position);
    void fillMenu(QMenu& menu, FramePosition position);

    /// Where a change's start is drawn.
    QPoint startOf(std::size_t change) const;

signals:
    /// Something is to be typed into it while it is hidden.
    void showWanted();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Drag { none, tempo, place };
    enum class Part { nothing, step, start };
    struct Hit {
        Part part = Part::nothing;
        std::size_t change = 0;
    };

    const std::vector<project::TempoPoint>& points() const;
    void refresh();
    void choose(std::size_t change);
    Hit hitAt(QPoint at) const;
    double heightOf(double beatsPerMinute) const;
    FramePosition barNear(double x) const;
    void dragTo(QPoint to, Qt::KeyboardModifiers with);
    void cancelDrag();
    void edit(const QString& name, const Edit& change);
    void turn(double by);
    void moveByBar(int bars);
    void typeInto(std::size_t change);
    void remove(std::size_t change);
    void setMetre(std::size_t change, int beats, int unit);
    QString said(std::size_t change) const;

    TimelineState& state_;
    std::size_t chosen_ = 0;
    Drag drag_ = Drag::none;
    bool moved_ = false;
    QPoint pressed_;
    std::shared_ptr<const project::Project> base_; ///< what a drag starts from
    project::TempoPoint dragged_;
    double slowest_ = 60, fastest_ = 240; ///< of the picture; they stand still while something is dragged
};

} // namespace lacquer::ui
