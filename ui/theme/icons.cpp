#include "ui/theme/icons.h"

#include <QPainter>
#include <QPainterPath>

namespace lacquer::ui {
namespace {

QPainterPath triangle(QPointF a, QPointF b, QPointF c) {
    QPainterPath path(a);
    path.lineTo(b);
    path.lineTo(c);
    path.closeSubpath();
    return path;
}

QPainterPath lines(std::initializer_list<std::initializer_list<QPointF>> strokes) {
    QPainterPath path;
    for (const auto& stroke : strokes) {
        bool first = true;
        for (const QPointF& point : stroke) {
            if (first) path.moveTo(point);
            else path.lineTo(point);
            first = false;
        }
    }
    return path;
}

/// An arrow that turns back, the sign for undo; redo is its mirror.
QPainterPath turn(qreal direction) {
    const auto x = [direction](qreal at) { return 8 + direction * (at - 8); };
    QPainterPath path;
    path.moveTo(x(5.5), 3);
    path.lineTo(x(2.5), 6);
    path.lineTo(x(5.5), 9);
    path.moveTo(x(2.5), 6);
    path.lineTo(x(9.5), 6);
    path.cubicTo(x(14.6), 6, x(14.6), 13, x(9.5), 13);
    path.lineTo(x(6.5), 13);
    return path;
}

} // namespace

void paintIcon(QPainter& painter, Icon icon, const QRectF& box, const QColor& colour) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal scale = std::min(box.width(), box.height()) / 16;
    painter.translate(box.center());
    painter.scale(scale, scale);
    painter.translate(-8, -8);
    QPen pen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    const auto fill = [&](const QPainterPath& path) { painter.fillPath(path, colour); };
    const auto stroke = [&](const QPainterPath& path) { painter.strokePath(path, pen); };
    switch (icon) {
    case Icon::toStart:
        stroke(lines({{{3.5, 3.5}, {3.5, 12.5}}}));
        fill(triangle({13, 3.2}, {13, 12.8}, {5.5, 8}));
        break;
    case Icon::back:
        fill(triangle({8.4, 3.2}, {8.4, 12.8}, {1.6, 8}));
        fill(triangle({15, 3.2}, {15, 12.8}, {8.2, 8}));
        break;
    case Icon::play: fill(triangle({4.5, 2.5}, {4.5, 13.5}, {13.5, 8})); break;
    case Icon::stop: painter.fillRect(QRectF(4, 4, 8, 8), colour); break;
    case Icon::record:
        painter.setBrush(colour);
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(QPointF(8, 8), 4.5, 4.5);
        break;
    case Icon::loop:
        stroke(lines({{{3, 8}, {3, 5}, {13, 5}}, {{11, 3}, {13, 5}, {11, 7}}, {{13, 8}, {13, 11}, {3, 11}},
                      {{5, 9}, {3, 11}, {5, 13}}}));
        break;
    case Icon::automationArm: {
        QPainterPath path(QPointF(2, 11.5));
        path.cubicTo(6, 11.5, 5, 4, 8.5, 4);
        path.cubicTo(11.5, 4, 10.5, 9, 14, 9);
        stroke(path);
        break;
    }
    case Icon::undo: stroke(turn(1)); break;
    case Icon::redo: stroke(turn(-1)); break;
    case Icon::plus: stroke(lines({{{8, 3.5}, {8, 12.5}}, {{3.5, 8}, {12.5, 8}}})); break;
    case Icon::close: stroke(lines({{{4.5, 4.5}, {11.5, 11.5}}, {{11.5, 4.5}, {4.5, 11.5}}})); break;
    case Icon::chevronDown: stroke(lines({{{4.5, 6.5}, {8, 10}, {11.5, 6.5}}})); break;
    case Icon::chevronUp: stroke(lines({{{4.5, 9.5}, {8, 6}, {11.5, 9.5}}})); break;
    case Icon::power: {
        QPainterPath path;
        path.arcMoveTo(QRectF(3, 3, 10, 10), 125);
        path.arcTo(QRectF(3, 3, 10, 10), 125, 290);
        path.moveTo(8, 1.8);
        path.lineTo(8, 7);
        stroke(path);
        break;
    }
    case Icon::search: {
        QPainterPath path;
        path.addEllipse(QPointF(7, 7), 4, 4);
        path.moveTo(10, 10);
        path.lineTo(13.5, 13.5);
        stroke(path);
        break;
    }
    case Icon::magnet: {
        QPainterPath path(QPointF(4, 3));
        path.lineTo(4, 8.5);
        path.cubicTo(4, 14, 12, 14, 12, 8.5);
        path.lineTo(12, 3);
        path.moveTo(3, 6);
        path.lineTo(5, 6);
        path.moveTo(11, 6);
        path.lineTo(13, 6);
        stroke(path);
        break;
    }
    case Icon::more:
        for (const qreal x : {3.5, 8.0, 12.5}) {
            QPainterPath dot;
            dot.addEllipse(QPointF(x, 8), 1.1, 1.1);
            fill(dot);
        }
        break;
    case Icon::tearOff:
        stroke(lines({{{7, 3.5}, {3.5, 3.5}, {3.5, 12.5}, {12.5, 12.5}, {12.5, 9}},
                      {{9.5, 2.8}, {13.2, 2.8}, {13.2, 6.5}}, {{13, 3}, {8, 8}}}));
        break;
    case Icon::pass: stroke(lines({{{3, 8.5}, {6.5, 12}, {13, 4.5}}})); break;
    case Icon::warn: {
        fill(triangle({8, 2}, {15, 14}, {1, 14}));
        painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
        pen.setColor(colour.lightnessF() > 0.5f ? Qt::black : Qt::white);
        stroke(lines({{{8, 6.3}, {8, 9.6}}, {{8, 12}, {8, 12.1}}}));
        break;
    }
    case Icon::fail: {
        QPainterPath octagon(QPointF(5.2, 1.5));
        for (const QPointF& point : {QPointF(10.8, 1.5), QPointF(14.5, 5.2), QPointF(14.5, 10.8), QPointF(10.8, 14.5),
                                     QPointF(5.2, 14.5), QPointF(1.5, 10.8), QPointF(1.5, 5.2)})
            octagon.lineTo(point);
        octagon.closeSubpath();
        fill(octagon);
        pen.setColor(colour.lightnessF() > 0.5f ? Qt::black : Qt::white);
        stroke(lines({{{5.5, 5.5}, {10.5, 10.5}}, {{10.5, 5.5}, {5.5, 10.5}}}));
        break;
    }
    case Icon::info: {
        QPainterPath ring;
        ring.addEllipse(QPointF(8, 8), 6, 6);
        stroke(ring);
        stroke(lines({{{8, 7.5}, {8, 11}}, {{8, 4.9}, {8, 5}}}));
        break;
    }
    case Icon::folder:
        stroke(lines({{{2, 12.5}, {2, 3.5}, {6, 3.5}, {7.5, 5.5}, {14, 5.5}, {14, 12.5}, {2, 12.5}}}));
        break;
    case Icon::stems: stroke(lines({{{2, 4}, {9, 4}}, {{2, 8}, {14, 8}}, {{2, 12}, {11, 12}}})); break;
    case Icon::disc: {
        QPainterPath path;
        path.addEllipse(QPointF(8, 8), 6, 6);
        path.addEllipse(QPointF(8, 8), 1.8, 1.8);
        stroke(path);
        break;
    }
    case Icon::mark:
        // Three open grooves, each opening turned a little further.
        for (int k = 0; k < 3; ++k) {
            const qreal radius = 7.2 - 2.4 * k;
            const QRectF ring(8 - radius, 8 - radius, 2 * radius, 2 * radius);
            QPainterPath path;
            path.arcMoveTo(ring, 35 + 30 * k);
            path.arcTo(ring, 35 + 30 * k, 325);
            stroke(path);
        }
        break;
    }
    painter.restore();
}

} // namespace lacquer::ui
