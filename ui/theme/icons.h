#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace lacquer::ui {

/// Small pictures as paths, so that they take any colour and are sharp at every scale.
enum class Icon {
    toStart, back, play, stop, loop, automationArm, undo, redo, plus, close, chevronDown, chevronUp,
    power, search, magnet, more, tearOff, pass, warn, fail, info, folder, stems, disc, mark, record,
};

/// Paints centred in `box`, drawn for 16 × 16 and scaled to the smaller side.
void paintIcon(QPainter& painter, Icon icon, const QRectF& box, const QColor& colour);

} // namespace lacquer::ui
