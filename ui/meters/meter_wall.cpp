#include "ui/meters/meter_wall.h"

#include "ui/models/scales.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr double kFigureHeight = 11; ///< what a figure beside a scale needs

constexpr double kTop = -3, kBottom = -27; ///< of the loudness history, LUFS
constexpr double kSpectrumTop = -6, kSpectrumBottom = -84;

double along(double value, double from, double to) {
    return (value - from) / (to - from);
}

QString level(double value) {
    return QString::fromStdString(levelText(value));
}

} // namespace

MeterWall::MeterWall(Workspace& workspace, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), theme_(theme) {
    setObjectName("meterWall");
    setAccessibleName(tr("Meters of what is heard"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&workspace_, &Workspace::ticked, this, &MeterWall::advance);
    connect(&theme_, &Theme::changed, this, [this] { update(); });
}

QSize MeterWall::sizeHint() const {
    return {theme_.size(Size::meterwall), 700};
}

void MeterWall::advance(double elapsed) {
    if (!isVisible()) return;
    listening_.advance(workspace_.player(), workspace_.playerState().rate, workspace_.playerState().playing, elapsed);
    const auto& loudness = listening_.loudness();
    setAccessibleDescription(tr("Momentary %1, short-term %2, integrated %3 LUFS, true peak %4 dBTP")
                                 .arg(level(loudness.momentaryLufs), level(loudness.shortTermLufs), level(loudness.integratedLufs),
                                      level(listening_.heldTruePeak())));
    update();
}

void MeterWall::layOut() {
    const int gap = theme_.size(Size::divider);
    const int w = width();
    readouts_ = {0, 0, w, 72};
    const int rest = height() - 72;
    const int each = std::max(60, (rest - 3 * gap) * 3 / 10);
    history_ = {0, 72, w, each};
    const int middle = std::clamp(rest - 2 * each - 2 * gap, 80, 320);
    const int figure = std::min(middle, w * 2 / 5);
    goniometer_ = {0, history_.bottom() + 1 + gap, figure, middle};
    peaks_ = {w - 92, goniometer_.top(), 92, middle};
    stereo_ = {figure, goniometer_.top(), w - figure - 92, middle};
    const int top = goniometer_.bottom() + 1 + gap;
    spectrum_ = {0, top, w, std::max(0, height() - top)};
}

void MeterWall::paintReadouts(QPainter& painter) const {
    painter.fillRect(readouts_, theme_.colour(Role::surface1));
    const auto& loudness = listening_.loudness();
    struct Readout {
        QString label, value;
        double share;
        bool large = false, alarm = false;
    };
    const bool narrow = width() < 480;
    const double peak = listening_.heldTruePeak();
    std::vector<Readout> readouts{{tr("Momentary"), level(loudness.momentaryLufs), 1.1},
                                  {tr("Short-term"), level(loudness.shortTermLufs), 1.1},
                                  {tr("Integrated LUFS"), level(loudness.integratedLufs), 1.5, true},
                                  {tr("Album LRA"), range_ ? QString::number(*range_, 'f', 1) + " LU" : QString::fromUtf8("–"), 1.0},
                                  {tr("PSR"), listening_.psr() > 0 ? QString::number(listening_.psr(), 'f', 1) : QString::fromUtf8("–"), 0.8},
                                  {tr("True peak"), level(peak), 1.0, false, peak > -1}};
    if (narrow) readouts.erase(readouts.begin() + 4);
    double shares = 0;
    for (const auto& one : readouts) shares += one.share;
    double x = 0;
    for (const auto& one : readouts) {
        const double w = width() * one.share / shares;
        const QRectF box(x, 0, w, readouts_.height());
        if (one.large) painter.fillRect(box, theme_.colour(Role::surface3));
        painter.setPen(theme_.colour(Role::text2));
        drawName(painter, theme_.font(11), QRectF(x + 12, 8, w - 14, 16), Qt::AlignLeft, one.label);
        painter.setPen(theme_.colour(one.alarm ? Role::verdictFail : Role::text1));
        const QFont& font = one.large ? theme_.font(narrow ? 22 : 28, QFont::DemiBold) : theme_.font(narrow ? 15 : 18, QFont::DemiBold);
        drawFigures(painter, font, QRectF(x + 12, 26, w - 14, 38), Qt::AlignLeft, one.value);
        x += w;
    }
}

void MeterWall::paintHistory(QPainter& painter) const {
    const QRectF box = history_;
    painter.fillRect(box, theme_.colour(Role::surfaceWell));
    const QRectF graph = box.adjusted(0, 22, -36, -16);
    const auto yOf = [&](double lufs) { return graph.top() + along(std::clamp(lufs, kBottom, kTop), kTop, kBottom) * graph.height(); };
    painter.setRenderHint(QPainter::Antialiasing, false);
    const int step = yOf(-9) - yOf(-6) < kFigureHeight ? 6 : 3;
    for (int lufs = -6; lufs >= -24; lufs -= 3) {
        painter.fillRect(QRectF(graph.left(), std::round(yOf(lufs)), graph.width(), 1), theme_.colour(lufs % 6 == 0 ? Role::gridMajor : Role::gridMinor));
        if (lufs % step != 0) continue;
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, theme_.font(9), QRectF(graph.right() + 4, yOf(lufs) - 7, 28, 14), Qt::AlignRight, level(lufs).section('.', 0, 0));
    }
    if (target_) {
        QColor band = theme_.colour(Role::verdictPass);
        band.setAlphaF(0.10f);
        painter.fillRect(QRectF(QPointF(graph.left(), yOf(*target_ + 1)), QPointF(graph.right(), yOf(*target_ - 1))), band);
        painter.fillRect(QRectF(graph.left(), yOf(*target_), graph.width(), 1), theme_.colour(Role::verdictPass));
    }
    const auto& history = listening_.history();
    const double span = 240; // four minutes in view
    const double end = std::max(span, history.empty() ? 0 : history.back().seconds);
    const auto xOf = [&](double seconds) { return graph.left() + (seconds - (end - span)) / span * graph.width(); };
    for (int minute = static_cast<int>((end - span) / 60); minute * 60.0 <= end; ++minute) {
        const double x = xOf(minute * 60.0);
        if (x < graph.left() || x > graph.right() - 30) continue;
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, theme_.font(9), QRectF(x + 2, graph.bottom() + 1, 40, 14), Qt::AlignLeft, QString::fromStdString(lengthText({minute * 60.0})));
    }
    QPolygonF momentary, shortTerm;
    for (const auto& moment : history) {
        const double x = xOf(moment.seconds);
        if (x < graph.left()) continue;
        if (std::isfinite(moment.momentary)) momentary << QPointF(x, yOf(moment.momentary));
        if (std::isfinite(moment.shortTerm)) shortTerm << QPointF(x, yOf(moment.shortTerm));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme_.colour(Role::graphBefore), 1));
    painter.drawPolyline(momentary);
    painter.setPen(QPen(theme_.colour(Role::graphCurve), 2));
    painter.drawPolyline(shortTerm);
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, theme_.font(10), QRectF(box.left() + 10, box.top() + 4, 220, 14), Qt::AlignLeft, tr("short-term over momentary"));
    if (target_) {
        drawFigures(painter, theme_.font(10), QRectF(box.right() - 190, box.top() + 4, 180, 14), Qt::AlignRight,
                    tr("album %1 ±1").arg(level(*target_)));
    }
}

void MeterWall::paintGoniometer(QPainter& painter) const {
    const QRectF box = goniometer_;
    painter.fillRect(box, theme_.colour(Role::surfaceWell));
    const QPointF centre = box.center();
    const double reach = std::min(box.width(), box.height()) / 2 - 16;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme_.colour(Role::gridMajor), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolygon(QPolygonF({centre + QPointF(0, -reach), centre + QPointF(reach, 0), centre + QPointF(0, reach), centre + QPointF(-reach, 0)}));
    painter.drawLine(centre + QPointF(-reach / 2, -reach / 2), centre + QPointF(reach / 2, reach / 2));
    painter.drawLine(centre + QPointF(reach / 2, -reach / 2), centre + QPointF(-reach / 2, reach / 2));
    painter.setPen(theme_.colour(Role::text3));
    const QFont& small = theme_.font(10);
    drawName(painter, small, QRectF(centre.x() - 10, box.top() + 2, 20, 13), Qt::AlignHCenter, "M");
    drawName(painter, small, QRectF(centre.x() - reach / 2 - 24, centre.y() - reach / 2 - 16, 20, 13), Qt::AlignHCenter, "L");
    drawName(painter, small, QRectF(centre.x() + reach / 2 + 4, centre.y() - reach / 2 - 16, 20, 13), Qt::AlignHCenter, "R");

    // Older parts fade: four pieces from 16 to 60 % alpha.
    const auto& figure = listening_.figure();
    if (figure.size() < 8) return;
    const std::size_t piece = figure.size() / 4;
    for (std::size_t part = 0; part < 4; ++part) {
        QPolygonF line;
        for (std::size_t i = part * piece; i < std::min(figure.size(), (part + 1) * piece + 1); ++i) {
            line << centre + QPointF(figure[i].first * reach * 0.7, -figure[i].second * reach * 0.7);
        }
        QColor ink = theme_.colour(Role::meterMid);
        ink.setAlphaF(0.16f + 0.147f * static_cast<float>(part));
        painter.setPen(QPen(ink, 1));
        painter.drawPolyline(line);
    }
}

void MeterWall::paintStereo(QPainter& painter) const {
    const QRectF box = stereo_;
    painter.fillRect(box, theme_.colour(Role::surface1));
    const QRectF inner = box.adjusted(14, 8, -14, -8);
    const bool heard = workspace_.playerState().playing;
    const QFont& label = theme_.font(11);
    const QFont& value = theme_.font(12, QFont::DemiBold);
    double y = inner.top();
    const auto title = [&](const QString& name, const QString& text) {
        painter.setPen(theme_.colour(Role::text2));
        drawName(painter, label, QRectF(inner.left(), y, inner.width() / 2, 16), Qt::AlignLeft, name);
        painter.setPen(theme_.colour(Role::text1));
        drawFigures(painter, value, QRectF(inner.center().x(), y, inner.width() / 2, 16), Qt::AlignRight, text);
        y += 20;
    };
    const auto bar = [&](double from, double to, const QColor& ink) {
        const QRectF well(inner.left(), y, inner.width(), 6);
        painter.fillRect(well, theme_.colour(Role::meterWell));
        const double a = well.left() + std::min(from, to) * well.width();
        const double b = well.left() + std::max(from, to) * well.width();
        painter.fillRect(QRectF(a, y, b - a, 6), ink);
        painter.fillRect(QRectF(well.left() + to * well.width() - 1, y - 2, 2, 10), theme_.colour(Role::text1));
        y += 16;
    };
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double correlation = heard ? std::clamp(listening_.correlation(), -1.0, 1.0) : 0;
    title(tr("Correlation"), heard ? QString::fromStdString(signedText(correlation, 2)) : QString::fromUtf8("–"));
    bar(0.5, (correlation + 1) / 2, theme_.colour(correlation < 0 ? Role::verdictFail : Role::meterLow));
    const double balance = listening_.balance();
    const QString side = std::abs(balance) < 0.05 ? QString("C") : (balance > 0 ? "R " : "L ") + QString::number(std::abs(balance), 'f', 1) + " dB";
    title(tr("Balance"), heard ? side : QString::fromUtf8("–"));
    bar(0.5, std::clamp(0.5 + balance / 12, 0.0, 1.0), theme_.colour(Role::accent));
    if (inner.bottom() - y < 84) return;
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, label, QRectF(inner.left(), y, inner.width(), 16), Qt::AlignLeft, tr("Width by band"));
    y += 20;
    const std::array names{tr("<120"), QString::fromUtf8("120–1k"), QString::fromUtf8("1–6k"), tr(">6k")};
    for (std::size_t band = 0; band < 4; ++band) {
        const double share = std::clamp(listening_.width()[band], 0.0, 1.0);
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, theme_.font(10), QRectF(inner.left(), y - 4, 44, 14), Qt::AlignLeft, names[band]);
        const QRectF well(inner.left() + 48, y, inner.width() - 48 - 40, 5);
        painter.fillRect(well, theme_.colour(Role::meterWell));
        painter.fillRect(QRectF(well.left(), y, well.width() * share, 5), theme_.colour(Role::accent));
        painter.setPen(theme_.colour(Role::text2));
        drawFigures(painter, theme_.font(10), QRectF(well.right() + 2, y - 4, 38, 14), Qt::AlignRight, QString::number(std::lround(share * 100)) + " %");
        y += 16;
    }
}

void MeterWall::paintPeaks(QPainter& painter) const {
    const QRectF box = peaks_;
    painter.fillRect(box, theme_.colour(Role::surface1));
    const QRectF well(box.left() + 8, box.top() + 24, 40, box.height() - 44);
    if (well.height() < 30) return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    const auto yOf = [&](double db) { return well.bottom() - meterHeight(db) * well.height(); };
    for (std::size_t side = 0; side < 2; ++side) {
        const QRectF bar(well.left() + static_cast<double>(side) * 21, well.top(), 18, well.height());
        painter.fillRect(bar, theme_.colour(Role::meterWell));
        double from = -200;
        for (std::size_t zone = 0; zone <= Theme::kZoneEnds.size(); ++zone) {
            const double to = zone < Theme::kZoneEnds.size() ? Theme::kZoneEnds[zone] : 12;
            const QColor& ink = theme_.meterZone((from < -100 ? -60 : from) + 0.01);
            const auto fill = [&](double db, const QColor& colour) {
                if (db <= from) return;
                const double top = yOf(std::min(db, to));
                painter.fillRect(QRectF(bar.left(), top, bar.width(), yOf(from) - top), colour);
            };
            fill(listening_.peaks()[side], Theme::over(ink, theme_.mix(Mix::meterPeakOverRms), theme_.colour(Role::meterWell)));
            fill(listening_.rms()[side], ink);
            from = to;
        }
        painter.setPen(theme_.colour(Role::text3));
        drawName(painter, theme_.font(10), QRectF(bar.left(), well.bottom() + 3, bar.width(), 14), Qt::AlignHCenter, side == 0 ? "L" : "R");
    }
    double last = -kFigureHeight;
    for (const int mark : {0, -3, -6, -9, -12, -18, -30}) {
        if (yOf(mark) - last < kFigureHeight) continue; // one above stands there
        last = yOf(mark);
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, theme_.font(9), QRectF(well.right() + 2, yOf(mark) - 7, 34, 14), Qt::AlignLeft, level(mark).section('.', 0, 0));
    }
    const double held = listening_.heldTruePeak();
    if (held > -60) painter.fillRect(QRectF(well.left(), yOf(held) - 1, 39, 2), theme_.colour(held > 0 ? Role::meterOver : Role::meterHold));
    painter.setPen(theme_.colour(held > -1 ? Role::verdictFail : Role::text1));
    drawFigures(painter, theme_.font(11, QFont::DemiBold), QRectF(box.left() + 8, box.top() + 5, box.width() - 12, 16), Qt::AlignLeft, level(held) + " dBTP");
}

void MeterWall::paintSpectrum(QPainter& painter) const {
    const QRectF box = spectrum_;
    if (box.height() < 40) return;
    painter.fillRect(box, theme_.colour(Role::surfaceWell));
    const QRectF graph = box.adjusted(0, 20, 0, -18);
    const auto xOf = [&](double frequency) { return graph.left() + std::log(frequency / 20) / std::log(1000.0) * graph.width(); };
    const auto yOf = [&](double db) { return graph.top() + along(std::clamp(db, kSpectrumBottom, kSpectrumTop), kSpectrumTop, kSpectrumBottom) * graph.height(); };
    painter.setRenderHint(QPainter::Antialiasing, false);
    const std::array labels{std::pair(50, "50"), std::pair(100, "100"), std::pair(200, "200"), std::pair(500, "500"), std::pair(1000, "1k"),
                            std::pair(2000, "2k"), std::pair(5000, "5k"), std::pair(10000, "10k")};
    for (const auto& [frequency, text] : labels) {
        painter.fillRect(QRectF(std::round(xOf(frequency)), graph.top(), 1, graph.height()), theme_.colour(Role::gridMajor));
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, theme_.font(9), QRectF(xOf(frequency) - 20, graph.bottom() + 2, 40, 14), Qt::AlignHCenter, text);
    }
    for (int db = -18; db > kSpectrumBottom; db -= 12) {
        painter.fillRect(QRectF(graph.left(), std::round(yOf(db)), graph.width(), 1), theme_.colour(Role::gridMinor));
    }
    QPolygonF line;
    for (const auto& point : listening_.spectrum()) line << QPointF(xOf(point.frequency), yOf(point.level));
    QPolygonF fill = line;
    fill << graph.bottomRight() << graph.bottomLeft();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor ground = theme_.colour(Role::graphBefore);
    ground.setAlphaF(static_cast<float>(theme_.mix(Mix::spectrumFill)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawPolygon(fill);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme_.colour(Role::graphAfter), 1.25));
    painter.drawPolyline(line);
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, theme_.font(10), QRectF(box.left() + 10, box.top() + 4, 260, 14), Qt::AlignLeft, tr("spectrum, 3 dB per octave tilt"));
}

void MeterWall::paintEvent(QPaintEvent*) {
    layOut();
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface0));
    paintReadouts(painter);
    paintHistory(painter);
    paintGoniometer(painter);
    paintStereo(painter);
    paintPeaks(painter);
    paintSpectrum(painter);
}

void MeterWall::mousePressEvent(QMouseEvent* event) {
    if (peaks_.contains(event->pos()) || (readouts_.contains(event->pos()) && event->pos().x() > width() * 5 / 6)) listening_.clearPeak();
    if (history_.contains(event->pos())) listening_.clearHistory();
    update();
}

bool MeterWall::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QString text;
        if (history_.contains(help->pos())) text = tr("Loudness over the last four minutes · click starts anew");
        if (peaks_.contains(help->pos())) text = tr("Peaks, and the highest true peak · click clears it");
        if (goniometer_.contains(help->pos())) text = tr("Goniometer: mid up, left and right to the sides");
        if (readouts_.contains(help->pos())) text = tr("EBU R 128 loudness of what is heard; LRA of the album as measured");
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace lacquer::ui
