#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace lacquer::ui {

/// The six-armed sign of a frozen track, drawn to fill `box`.
void paintFrozenSign(QPainter& painter, const QRectF& box, const QColor& colour);

} // namespace lacquer::ui
