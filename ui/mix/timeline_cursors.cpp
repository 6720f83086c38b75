#include "ui/mix/timeline_cursors.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace lacquer::ui {

namespace {

void arrow(QPainterPath& path, QPointF tip, QPointF towards) {
    const QPointF along = towards;
    const QPointF across(-along.y(), along.x());
    path.moveTo(tip - along * 3 + across * 3);
    path.lineTo(tip);
    path.lineTo(tip - along * 3 - across * 3);
}

void line(QPainterPath& path, QPointF from, QPointF to) {
    path.moveTo(from);
    path.lineTo(to);
}

/// In a box of 24 × 24 with the hot spot in the middle.
QPainterPath shapeOf(TimelineCursor cursor) {
    QPainterPath path;
    switch (cursor) {
    case TimelineCursor::plain: break;
    case TimelineCursor::move:
        line(path, {4, 12}, {20, 12});
        line(path, {12, 4}, {12, 20});
        arrow(path, {20, 12}, {1, 0});
        arrow(path, {4, 12}, {-1, 0});
        arrow(path, {12, 20}, {0, 1});
        arrow(path, {12, 4}, {0, -1});
        break;
    case TimelineCursor::trimStart:
        path.moveTo(11, 5);
        path.lineTo(7, 5);
        path.lineTo(7, 19);
        path.lineTo(11, 19);
        line(path, {10, 12}, {19, 12});
        arrow(path, {19, 12}, {1, 0});
        break;
    case TimelineCursor::trimEnd:
        path.moveTo(13, 5);
        path.lineTo(17, 5);
        path.lineTo(17, 19);
        path.lineTo(13, 19);
        line(path, {14, 12}, {5, 12});
        arrow(path, {5, 12}, {-1, 0});
        break;
    case TimelineCursor::fade:
        path.moveTo(4, 19);
        path.cubicTo(12, 19, 10, 5, 20, 5);
        break;
    case TimelineCursor::gain:
        line(path, {5, 12}, {19, 12});
        line(path, {12, 9}, {12, 4});
        line(path, {12, 15}, {12, 20});
        arrow(path, {12, 4}, {0, -1});
        arrow(path, {12, 20}, {0, 1});
        break;
    case TimelineCursor::range:
        line(path, {12, 4}, {12, 20});
        line(path, {9, 4}, {15, 4});
        line(path, {9, 20}, {15, 20});
        break;
    case TimelineCursor::slip:
        line(path, {4, 5}, {4, 19});
        line(path, {20, 5}, {20, 19});
        line(path, {7, 12}, {17, 12});
        arrow(path, {17, 12}, {1, 0});
        arrow(path, {7, 12}, {-1, 0});
        break;
    case TimelineCursor::point:
        path.addEllipse(QPointF(12, 12), 3, 3);
        line(path, {3, 17}, {9.5, 13.5});
        line(path, {14.5, 13.5}, {21, 17});
        break;
    }
    return path;
}

} // namespace

TimelineCursor cursorOf(ClipZone zone, SlipHeld slip) {
    if (zone == ClipZone::none) return TimelineCursor::plain;
    if (slip == SlipHeld::yes) return TimelineCursor::slip;
    switch (zone) {
    case ClipZone::move: return TimelineCursor::move;
    case ClipZone::range: return TimelineCursor::range;
    case ClipZone::trimStart: return TimelineCursor::trimStart;
    case ClipZone::trimEnd: return TimelineCursor::trimEnd;
    case ClipZone::fadeIn:
    case ClipZone::fadeOut: return TimelineCursor::fade;
    case ClipZone::gain: return TimelineCursor::gain;
    case ClipZone::none: break;
    }
    return TimelineCursor::plain;
}

const QCursor& TimelineCursors::of(TimelineCursor cursor, qreal devicePixelRatio) {
    const auto key = std::pair(cursor, static_cast<int>(devicePixelRatio * 100));
    const auto found = made_.find(key);
    if (found != made_.end()) return found->second;
    if (cursor == TimelineCursor::plain) return made_.emplace(key, QCursor(Qt::ArrowCursor)).first->second;
    QPixmap picture(QSize(24, 24) * devicePixelRatio);
    picture.setDevicePixelRatio(devicePixelRatio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPainterPath shape = shapeOf(cursor);
    // Black under white reads on every ground and in both themes.
    painter.setPen(QPen(Qt::black, 4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(shape);
    painter.setPen(QPen(Qt::white, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(shape);
    painter.end();
    return made_.emplace(key, QCursor(picture, 12, 12)).first->second;
}

} // namespace lacquer::ui
