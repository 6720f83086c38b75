#pragma once

#include "ui/mix/timeline_state.h"

#include <QImage>
#include <QRectF>

class QPainter;

namespace lacquer::ui {

/// What lies under the clips of one painted area: the well with its grid and the loop. Kept as a band of
/// a few rows that is laid down where no clip will be, because a screen of pixels that are painted twice
/// costs as much as all the waveforms on it.
class LanesGround {
public:
    /// `area` in the lanes' coordinates.
    LanesGround(const TimelineState& state, const QRectF& area, qreal ratio);

    /// Device pixels [left, right) × [top, bottom), cut to the area. The painter is in the lanes'
    /// coordinates.
    void lay(QPainter& painter, int left, int right, int top, int bottom) const;
    void layRows(QPainter& painter, int top, int bottom) const { lay(painter, left_, left_ + band_.width(), top, bottom); }

    int left() const { return left_; }
    int right() const { return left_ + band_.width(); }

private:
    QImage band_;
    qreal ratio_;
    int left_, top_, bottom_; ///< of the area
};

} // namespace lacquer::ui
