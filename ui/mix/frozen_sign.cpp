#include "ui/mix/frozen_sign.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lacquer::ui {

void paintFrozenSign(QPainter& painter, const QRectF& box, const QColor& colour) {
    const double arm = std::min(box.width(), box.height()) / 2;
    const QPointF centre = box.center();
    const auto at = [&](double angle, double far) { return centre + QPointF(std::cos(angle), std::sin(angle)) * far; };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.2, Qt::SolidLine, Qt::RoundCap));
    for (int k = 0; k < 6; ++k) {
        const double angle = std::numbers::pi / 6 + k * std::numbers::pi / 3;
        painter.drawLine(centre, at(angle, arm));
        // Two twigs towards the end of each arm.
        for (const double turn : {-0.42, 0.42}) painter.drawLine(at(angle, arm * 0.58), at(angle + turn, arm * 0.88));
    }
    painter.restore();
}

} // namespace lacquer::ui
