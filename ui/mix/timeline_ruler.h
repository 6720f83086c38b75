#pragma once

#include "ui/mix/timeline_state.h"

#include <QWidget>

#include <optional>

namespace lacquer::ui {

/// Markers as sections above, bars or times below, with tempo, loop range and the playhead's flag.
///
/// Mouse     the ruler puts the playhead; its upper edge, or Shift anywhere, draws the loop, whose
///           ends can be dragged; markers are dragged, double-click renames or makes one
class TimelineRuler : public QWidget {
    Q_OBJECT

public:
    TimelineRuler(TimelineState& state, QWidget* parent);
    QSize sizeHint() const override;
    /// Whether it says where the tempo changes; not where a lane under it does.
    void setTempoShown(bool shown) {
        showsTempo_ = shown;
        update();
    }

signals:
    void markerMenuWanted(MarkerId marker, QPoint globalPosition);
    void rulerMenuWanted(FramePosition at, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class Drag { none, playhead, loopStart, loopEnd, loopNew, marker };
    int markerRow() const;
    FramePosition snapped(double x, Qt::KeyboardModifiers modifiers) const;
    const project::Marker* markerAt(QPoint at) const;
    void editMarker(MarkerId marker);
    void setLoop(FramePosition a, FramePosition b);

    TimelineState& state_;
    Drag drag_ = Drag::none;
    MarkerId dragged_;
    FramePosition anchor_;
    double pressedX_ = 0;
    bool moved_ = false;
    bool showsTempo_ = true;
};

/// The colour of a section that starts at a marker: the track colours in turn.
QColor sectionHue(const Theme& theme, std::size_t marker);

} // namespace lacquer::ui
