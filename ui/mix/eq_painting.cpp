#include "ui/mix/eq_band_kinds.h"
#include "ui/mix/eq_graph.h"
#include "ui/models/scales.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {

void EqGraph::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surfaceWell));
    paintGrid(painter);
    painter.setClipRect(plot());
    paintSpectra(painter);
    paintBands(painter);
    painter.setClipping(false);
    paintPiano(painter);
    paintOverlaps(painter);
    paintNodes(painter);
    if (dragging_ || hovered_ >= 0) paintBubble(painter);
}

void EqGraph::paintGrid(QPainter& painter) const {
    const QFont& font = theme_.font(9);
    for (int decade = 10; decade <= 10000; decade *= 10)
        for (int step = 1; step < 10; ++step) {
            const double frequency = decade * step;
            if (frequency < 20 || frequency > 20000) continue;
            const bool major = step == 1 || step == 2 || step == 5;
            const double x = std::round(xOf(frequency));
            painter.fillRect(QRectF(x, plot().top(), 1, plot().height()), theme_.colour(major ? Role::gridMajor : Role::gridMinor));
            if (!major || frequency < 50 || frequency > 10000) continue;
            painter.setPen(theme_.colour(Role::text3));
            const QString text = frequency >= 1000 ? QStringLiteral("%1k").arg(frequency / 1000) : QString::number(frequency);
            drawFigures(painter, font, QRectF(x - 20, 0, 40, kEqScaleHeight), Qt::AlignHCenter, text);
        }
    const double step = range_ > 12 ? 10 : range_ > 6 ? 3 : 1;
    for (double gain = -range_ + step; gain < range_; gain += step) {
        const double y = std::round(yOf(gain));
        painter.fillRect(QRectF(0, y, width(), 1), theme_.colour(std::abs(gain) < 0.01 ? Role::lineStrong : Role::gridMajor));
        painter.setPen(theme_.colour(Role::text3));
        if (std::abs(gain) > 0.01)
            drawFigures(painter, font, QRectF(width() - 34, y - 7, 30, 14), Qt::AlignRight, QString::fromStdString(signedText(gain, 0)));
    }
    if (!before_.empty())
        for (const int level : {-20, -40, -60}) {
            const double y = plot().bottom() - (level + 90) / 90.0 * plot().height();
            painter.setPen(theme_.colour(Role::text3));
            drawFigures(painter, font, QRectF(4, y - 7, 30, 14), Qt::AlignLeft, QString::fromStdString(signedText(level, 0)));
        }
}

void EqGraph::paintPiano(QPainter& painter) const {
    const QRectF keys(0, height() - theme_.size(Size::eqPiano), width(), theme_.size(Size::eqPiano));
    painter.fillRect(keys, theme_.colour(Role::surface3));
    // Notes 15 (D♯0) to 135: each key from a quarter tone below to a quarter tone above.
    for (int note = 15; note <= 136; ++note) {
        const double left = xOf(440 * std::pow(2.0, (note - 69.5) / 12));
        const double right = xOf(440 * std::pow(2.0, (note - 68.5) / 12));
        static constexpr std::array kBlack{false, true, false, true, false, false, true, false, true, false, true, false};
        if (kBlack[static_cast<std::size_t>(note % 12)])
            painter.fillRect(QRectF(left, keys.top(), right - left, keys.height() * 0.6), theme_.colour(Role::surface0));
        else if (note % 12 == 0 || note % 12 == 5)
            painter.fillRect(QRectF(left, keys.top(), 1, keys.height()), theme_.colour(Role::surface0));
    }
    // Names last, on a ground of their own, where an octave has room for one.
    if (xOf(880) - xOf(440) < 30) return;
    for (int note = 24; note <= 132; note += 12) {
        const double left = xOf(440 * std::pow(2.0, (note - 69.5) / 12));
        const QRectF box(left + 1, keys.bottom() - 11, 15, 11);
        painter.fillRect(box, theme_.colour(Role::surface3));
        painter.setPen(theme_.colour(Role::text2));
        drawName(painter, theme_.font(9), box, Qt::AlignHCenter, QStringLiteral("C%1").arg(note / 12 - 1));
    }
}

void EqGraph::paintSpectra(QPainter& painter) const {
    if (before_.empty()) return;
    // −90…0 dB on its own scale.
    const auto yOfLevel = [&](double level) { return plot().bottom() - std::clamp((level + 90) / 90, 0.0, 1.0) * plot().height(); };
    const auto lineOf = [&](const std::vector<SpectrumPoint>& points, const auto& level) {
        QPolygonF line;
        line.reserve(static_cast<qsizetype>(points.size()));
        for (const SpectrumPoint& point : points) line << QPointF(xOf(point.frequency), yOfLevel(level(point)));
        return line;
    };
    const auto asIs = [](const SpectrumPoint& point) { return point.level; };
    painter.setRenderHint(QPainter::Antialiasing);
    QPolygonF area = lineOf(before_, asIs);
    area << plot().bottomRight() << plot().bottomLeft();
    QColor fill = theme_.colour(Role::graphBefore);
    fill.setAlphaF(static_cast<float>(theme_.mix(Mix::spectrumFill)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(area);
    painter.setBrush(Qt::NoBrush);
    if (!other_.empty()) {
        QColor ink = otherHue_;
        ink.setAlphaF(0.6f);
        painter.setPen(QPen(ink, 1));
        painter.drawPolyline(lineOf(other_, asIs));
    }
    const project::Insert* insert = actions_.insert();
    const bool alive = insert && !insert->bypassed;
    QColor ink = theme_.colour(Role::graphAfter);
    ink.setAlphaF(0.7f);
    painter.setPen(QPen(ink, 1.25));
    painter.drawPolyline(lineOf(before_, [&](const SpectrumPoint& point) {
        return point.level <= -110 || !alive ? point.level : point.level + eqGain(state_, point.frequency);
    }));
}

void EqGraph::paintOverlaps(QPainter& painter) const {
    // Where the two cover each other, as bars on the piano's upper edge.
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double top = height() - theme_.size(Size::eqPiano) - 3;
    for (const Overlap& overlap : overlaps_)
        painter.fillRect(QRectF(xOf(overlap.from), top, std::max(3.0, xOf(overlap.to) - xOf(overlap.from)), 4), theme_.colour(Role::verdictWarn));
}

void EqGraph::paintBands(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    const auto curve = [&](const auto& gainAt) {
        QPainterPath path;
        for (int x = 0; x <= width(); x += 2) {
            const QPointF point(x, yOf(std::clamp(gainAt(frequencyOf(x)), -80.0, 80.0)));
            if (x == 0) path.moveTo(point);
            else path.lineTo(point);
        }
        return path;
    };
    bool dynamic = false;
    for (int k = 0; k < kEqBands; ++k) {
        const EqBand& band = state_.bands[static_cast<std::size_t>(k)];
        if (!band.on) continue;
        dynamic = dynamic || band.range != 0;
        QPainterPath area = curve([&](double frequency) { return bandGain(band, frequency); });
        area.lineTo(width(), yOf(0));
        area.lineTo(0, yOf(0));
        area.closeSubpath();
        QColor fill = bandHue(theme_, k);
        const Mix share = k == selected_ ? Mix::bandFillSelected : isCut(band.type) ? Mix::bandFillCut : Mix::bandFill;
        fill.setAlphaF(static_cast<float>(theme_.mix(share)));
        painter.fillPath(area, fill);
    }
    if (dynamic) {
        EqState moved = state_;
        for (EqBand& band : moved.bands) band.gain += band.range;
        painter.strokePath(curve([&](double frequency) { return eqGain(moved, frequency); }),
                           QPen(theme_.colour(Role::graphGhost), 1.25, Qt::DashLine));
    }
    const project::Insert* insert = actions_.insert();
    const bool alive = insert && !insert->bypassed;
    painter.strokePath(curve([&](double frequency) { return eqGain(state_, frequency); }),
                       QPen(theme_.colour(alive ? Role::graphCurve : Role::textDisabled), 2));
}

void EqGraph::paintNodes(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    for (int pass = 0; pass < 2; ++pass)
        for (int k = 0; k < kEqBands; ++k) {
            const EqBand& band = state_.bands[static_cast<std::size_t>(k)];
            const bool chosen = k == selected_;
            if (!band.on || chosen != (pass == 1)) continue;
            const QPointF at = nodeAt(k);
            const QColor hue = bandHue(theme_, k);
            if (band.range != 0 && hasGain(band.type)) {
                const double end = std::clamp(yOf(band.gain + band.range), plot().top(), plot().bottom());
                painter.setPen(QPen(theme_.colour(Role::graphGhost), 2));
                painter.drawLine(at, QPointF(at.x(), end));
                painter.drawLine(QPointF(at.x() - 4, end), QPointF(at.x() + 4, end));
            }
            const double radius = (chosen ? 16 : theme_.size(Size::eqNode)) / 2.0;
            if (chosen || hovered_ == k) {
                painter.setPen(QPen(theme_.colour(Role::graphCurve), 1.5));
                painter.setBrush(Qt::NoBrush);
                painter.drawEllipse(at, radius + 3, radius + 3);
            }
            painter.setPen(Qt::NoPen);
            painter.setBrush(hue);
            painter.drawEllipse(at, radius, radius);
            painter.setPen(theme_.onHue());
            drawFigures(painter, theme_.font(10, QFont::DemiBold), QRectF(at.x() - 8, at.y() - 7, 16, 14), Qt::AlignHCenter, QString::number(k + 1));
        }
}

void EqGraph::paintBubble(QPainter& painter) const {
    const int index = dragging_ ? selected_ : hovered_;
    const EqBand& band = state_.bands[static_cast<std::size_t>(index)];
    if (!band.on) return;
    const ParameterSpec* type = actions_.parameter(bandParameter(index, "type"));
    const ParameterSpec* frequency = actions_.parameter(bandParameter(index, "freq"));
    const ParameterSpec* gain = actions_.parameter(bandParameter(index, "gain"));
    if (!type || !frequency || !gain) return;
    QString text = QStringLiteral("%1  %2  %3").arg(index + 1).arg(QString::fromStdString(valueText(*type, static_cast<double>(band.type))), QString::fromStdString(valueText(*frequency, band.frequency)));
    if (hasGain(band.type)) text += "  " + QString::fromStdString(valueText(*gain, band.gain));
    text += "  " + QString::fromStdString(noteName(band.frequency));
    const QFont& font = theme_.font(11, QFont::Medium);
    const double wide = figuresWidth(font, text) + 16;
    const QPointF at = nodeAt(index);
    QRectF box(at.x() - wide / 2, at.y() - 36, wide, 20);
    box.moveLeft(std::clamp(box.left(), 2.0, std::max(2.0, width() - wide - 2)));
    if (box.top() < 2) box.moveTop(at.y() + 16);
    painter.setPen(theme_.colour(Role::lineStrong));
    painter.setBrush(theme_.colour(Role::surfaceOverlay));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(theme_.colour(Role::text1));
    drawFigures(painter, font, box, Qt::AlignHCenter, text);
}

} // namespace lacquer::ui
