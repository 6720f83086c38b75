// An automation lane: its line, its points, the value it rests at.

#include "ui/mix/timeline_lanes.h"

#include "engine/project/automation_edits.h"
#include "ui/models/automation_lane.h"
#include "ui/models/scales.h"
#include "ui/theme/figures.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

void TimelineLanes::paintLane(QPainter& painter, const TimelineRow& row, const QRectF& area) const {
    const Theme& theme = state_.theme();
    const auto* channel = state_.channelOf(row);
    if (!channel) return;
    const auto lane = laneSubject(*state_.song(), *channel, row.target, state_.workspace().catalogue());
    if (!lane) return;
    const double top = rowTop(state_, row);
    const QColor hue = state_.hue(*channel);
    const auto& scale = state_.scale();
    const auto yOf = [&](double value) { return top + laneY(lane->spec, value, row.height); };

    // A line at the default, with its value at the right.
    const double zero = yOf(lane->spec.defaultValue);
    painter.fillRect(QRectF(area.left(), zero, area.width(), 1 / devicePixelRatioF()), theme.colour(Role::gridMajor));

    QPolygonF line;
    const project::AutomationCurve* curve = lane->curve;
    if (!curve || curve->points.empty()) {
        const double y = yOf(lane->current);
        line << QPointF(area.left() - 4, y) << QPointF(area.right() + 4, y);
    } else {
        const auto& points = curve->points;
        const bool steps = lane->spec.kind != ParameterKind::continuous;
        const auto from = scale.positionAt(area.left() - 8);
        const auto to = scale.positionAt(area.right() + 8);
        line << QPointF(area.left() - 8, yOf(curveValueAt(*curve, lane->spec, from)));
        // Straight in the unit is not straight on a fader's travel, so segments are drawn by steps.
        auto next = std::ranges::upper_bound(points, from, {}, &project::AutomationPoint::position);
        double x = area.left() - 8;
        while (x < area.right() + 8) {
            const double nextX = next == points.end() ? area.right() + 8 : std::min(scale.xOf(next->position), area.right() + 8);
            const bool flat = next == points.begin() || next == points.end();
            if (steps || flat) {
                line << QPointF(nextX, line.last().y());
            } else {
                const int pieces = std::clamp(static_cast<int>((nextX - x) / 6), 1, 200);
                for (int i = 1; i < pieces; ++i) {
                    const double px = x + (nextX - x) * i / pieces;
                    line << QPointF(px, yOf(curveValueAt(*curve, lane->spec, scale.positionAt(px))));
                }
            }
            if (next == points.end() || next->position > to) break;
            // Of points that fall on one pixel only the last is drawn.
            while (std::next(next) != points.end() && scale.xOf(std::next(next)->position) - nextX < 0.5) ++next;
            line << QPointF(nextX, yOf(next->value));
            x = nextX;
            ++next;
        }
    }
    const bool off = channel->automationMode == project::AutomationMode::off;
    const QColor stroke = off || !curve ? theme.colour(Role::text3) : hue;
    QPolygonF fill = line;
    fill << QPointF(line.last().x(), top + row.height - 1) << QPointF(line.first().x(), top + row.height - 1);
    QColor wash = stroke;
    wash.setAlphaF(0.14f);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(wash);
    painter.drawPolygon(fill);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(stroke, 1.75));
    painter.drawPolyline(line);

    if (curve) {
        const double radius = theme.size(Size::autoPoint) / 2.0;
        double last = -1e9;
        for (const auto& point : curve->points) {
            const double x = scale.xOf(point.position);
            if (x < area.left() - 8 || x > area.right() + 8) continue;
            const bool hot = hoveredPoint_ && hoveredPoint_->first == row.channel && hoveredPoint_->second == point.position;
            if (x - last < 3 && !hot) continue;
            last = x;
            painter.setPen(QPen(hot ? theme.colour(Role::playhead) : stroke, 1.5));
            painter.setBrush(hot ? theme.colour(Role::playhead) : theme.colour(Role::surfaceWell));
            painter.drawEllipse(QPointF(x, yOf(point.value)), hot ? radius + 1 : radius, hot ? radius + 1 : radius);
        }
    }
    painter.setPen(theme.colour(Role::text3));
    const QRectF label(width() - 64, std::clamp(zero - 7, top + 1, top + row.height - 15), 58, 14);
    if (label.intersects(area)) {
        drawFigures(painter, theme.font(9), label, Qt::AlignRight,
                    QString::fromStdString(bareText(lane->spec, lane->spec.defaultValue)));
    }
}

} // namespace lacquer::ui
