#pragma once

#include "ui/mix/timeline_state.h"

#include <QPixmap>
#include <QTimer>
#include <QWidget>

namespace lacquer::ui {

/// The whole song at a glance: its waveform in the colours of its sections, and the part in view.
///
/// Mouse     press or drag centres the view, the frame's edges zoom, double-click shows all
class TimelineOverview : public QWidget {
    Q_OBJECT

public:
    TimelineOverview(TimelineState& state, QWidget* parent);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    enum class Drag { none, view, left, right };
    double framesPerPixel() const;
    QRectF viewFrame() const;
    void rebuild();
    void dragTo(double x);

    TimelineState& state_;
    QTimer rebuildSoon_;
    QPixmap picture_;
    Drag drag_ = Drag::none;
    double grip_ = 0;
};

} // namespace lacquer::ui
