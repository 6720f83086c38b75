#include "ui/mix/dynamics_graph.h"

#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace lacquer::ui {
namespace {

constexpr double kLowest = -50; // dB, the left and lower edge of the transfer curve
constexpr std::size_t kMoments = 300; // 5 s at 60 a second
constexpr double kReductionRange = 20;

} // namespace

DynamicsGraph::DynamicsGraph(InsertActions& actions, const Theme& theme, QWidget* parent) : QWidget(parent), actions_(actions), theme_(theme) {
    setMouseTracking(true);
    setAccessibleName(tr("Transfer curve and gain reduction, %1").arg(actions.channelName()));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

void DynamicsGraph::refresh() {
    const project::Insert* insert = actions_.insert();
    const ProcessorSpec* spec = actions_.spec();
    if (!insert || !spec) return;
    dynamicsCurveOf(insert->processor, insert->values, *spec, curve_);
    update();
}

void DynamicsGraph::tick() {
    const bool playing = actions_.workspace().playerState().playing;
    reduction_ = actions_.workspace().shownReduction(actions_.id());
    // Stopped, the picture stands still; it goes on with the music.
    stillTicks_ = playing || reduction_ > 0.05 ? 0 : stillTicks_ + 1;
    if (stillTicks_ > 3) return;
    const ChannelMeter& meter = actions_.workspace().meters().of(actions_.channel());
    const double level = std::max(meter.bars[0].peak, meter.bars[1].peak);
    history_.push_back({static_cast<float>(std::max(level, -90.0)), static_cast<float>(reduction_)});
    while (history_.size() > kMoments) history_.pop_front();
    update();
}

QRectF DynamicsGraph::transferBox() const { return QRectF(0, 0, std::floor(width() * 0.4), height()); }

QRectF DynamicsGraph::historyBox() const { return QRectF(transferBox().right() + 1, 0, width() - transferBox().width() - 1, height()); }

void DynamicsGraph::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surfaceWell));
    paintTransfer(painter);
    paintHistory(painter);
}

void DynamicsGraph::paintTransfer(QPainter& painter) const {
    const QRectF box = transferBox();
    const auto x = [&](double level) { return box.left() + (level - kLowest) / -kLowest * box.width(); };
    const auto y = [&](double level) { return box.bottom() - (level - kLowest) / -kLowest * box.height(); };
    painter.save();
    painter.setClipRect(box);
    for (int level = -40; level < 0; level += 10) {
        painter.fillRect(QRectF(std::round(x(level)), box.top(), 1, box.height()), theme_.colour(Role::gridMinor));
        painter.fillRect(QRectF(box.left(), std::round(y(level)), box.width(), 1), theme_.colour(Role::gridMajor));
        // Only where "Out" above and the number before leave room.
        if (y(level) < box.top() + 20 || (level != -40 && level != -20 && y(level - 10) - y(level) < 14)) continue;
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, theme_.font(9), QRectF(4, y(level) - 7, 30, 14), Qt::AlignLeft, QString::fromStdString(signedText(level, 0)));
    }
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, theme_.font(9), QRectF(4, 2, 40, 14), Qt::AlignLeft, tr("Out"));
    drawName(painter, theme_.font(9), QRectF(box.right() - 24, box.bottom() - 16, 20, 14), Qt::AlignRight, tr("In"));
    if (curve_.knee > 0) {
        QColor knee = theme_.colour(Role::accent);
        knee.setAlphaF(0.16f);
        painter.fillRect(QRectF(x(curve_.threshold - curve_.knee / 2), box.top(), x(curve_.knee) - x(0), box.height()), knee);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme_.colour(Role::accent), 1));
    painter.drawLine(QPointF(x(curve_.threshold), box.top()), QPointF(x(curve_.threshold), box.bottom()));
    QPainterPath path;
    for (double level = kLowest; level <= 0.01; level += 0.5) {
        const QPointF point(x(level), y(outputAt(curve_, level)));
        if (path.elementCount() == 0) path.moveTo(point);
        else path.lineTo(point);
    }
    // What is taken away lies between the straight line and the curve.
    QPainterPath taken = path;
    taken.lineTo(x(0), y(curve_.makeup));
    taken.lineTo(x(kLowest), y(kLowest + curve_.makeup));
    taken.closeSubpath();
    QColor wash = theme_.colour(Role::gr);
    wash.setAlphaF(0.12f);
    painter.fillPath(taken, wash);
    painter.setPen(QPen(theme_.colour(Role::lineStrong), 1));
    painter.drawLine(QPointF(x(kLowest), y(kLowest + curve_.makeup)), QPointF(x(0), y(curve_.makeup)));
    const project::Insert* insert = actions_.insert();
    painter.strokePath(path, QPen(theme_.colour(insert && !insert->bypassed ? Role::graphCurve : Role::textDisabled), 2));
    if (reduction_ > 0.05) {
        const double level = std::clamp(levelReducedBy(curve_, reduction_), kLowest, 0.0);
        painter.setPen(QPen(theme_.colour(Role::surfaceWell), 1));
        painter.setBrush(theme_.colour(Role::gr));
        painter.drawEllipse(QPointF(x(level), y(outputAt(curve_, level))), 5, 5);
    }
    painter.restore();
}

void DynamicsGraph::paintHistory(QPainter& painter) const {
    const QRectF box = historyBox();
    painter.save();
    painter.setClipRect(box);
    const double scale = box.height() / -kLowest;
    const double step = box.width() / static_cast<double>(kMoments - 1);
    const double start = box.right() - step * static_cast<double>(history_.empty() ? 0 : history_.size() - 1);
    const auto yOfReduction = [&](double reduction) { return box.top() + std::min(1.0, reduction / kReductionRange) * box.height(); };
    painter.setRenderHint(QPainter::Antialiasing);
    if (history_.size() > 1) {
        QPainterPath level(QPointF(start, box.bottom()));
        QPainterPath reduction;
        double x = start;
        for (const Moment& moment : history_) {
            level.lineTo(x, box.bottom() - std::max(0.0, moment.level - kLowest) * scale);
            const QPointF point(x, yOfReduction(moment.reduction));
            if (reduction.elementCount() == 0) reduction.moveTo(point);
            else reduction.lineTo(point);
            x += step;
        }
        level.lineTo(box.right(), box.bottom());
        level.closeSubpath();
        painter.fillPath(level, theme_.colour(Role::surface4));
        QPainterPath hung = reduction;
        hung.lineTo(box.right(), box.top());
        hung.lineTo(start, box.top());
        hung.closeSubpath();
        QColor fill = theme_.colour(Role::gr);
        fill.setAlphaF(0.25f);
        painter.fillPath(hung, fill);
        painter.strokePath(reduction, QPen(theme_.colour(Role::gr), 1.75));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(box.left(), std::round(box.bottom() - (curve_.threshold - kLowest) * scale), box.width(), 1), theme_.colour(Role::accent));
    double above = box.top() - 14;
    for (const int mark : {3, 6, 9, 12, 18}) {
        if (yOfReduction(mark) + 7 > box.bottom() - 16) break; // the seconds stand there
        if (yOfReduction(mark) - above < 14) continue;
        above = yOfReduction(mark);
        painter.setPen(theme_.colour(Role::text1));
        drawFigures(painter, theme_.font(9), QRectF(box.right() - 24, yOfReduction(mark) - 7, 20, 14), Qt::AlignRight, QString::number(mark));
    }
    painter.setPen(theme_.colour(Role::gr));
    drawName(painter, theme_.font(9), QRectF(box.left() + 6, box.bottom() - 16, 100, 14), Qt::AlignLeft, tr("Gain reduction"));
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, theme_.font(9), QRectF(box.right() - 60, box.bottom() - 16, 54, 14), Qt::AlignRight, tr("5 s"));
    painter.restore();
}

void DynamicsGraph::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    last_ = event->position();
    const bool limits = curve_.kind == DynamicsCurve::Kind::limiter;
    const double x = transferBox().left() + (curve_.threshold - kLowest) / -kLowest * transferBox().width();
    if (!transferBox().contains(last_)) grip_ = Grip::thresholdByY;
    else grip_ = !limits && last_.x() > x + 14 && actions_.parameter("ratio") ? Grip::ratio : Grip::thresholdByX;
    const char* id = grip_ == Grip::ratio ? "ratio" : limits ? "ceiling" : "threshold";
    held_ = actions_.value(id);
    moving_ = false;
}

void DynamicsGraph::mouseMoveEvent(QMouseEvent* event) {
    if (grip_ == Grip::none) {
        setCursor(transferBox().contains(event->position()) ? Qt::SizeHorCursor : Qt::SizeVerCursor);
        return;
    }
    const char* id = grip_ == Grip::ratio ? "ratio" : curve_.kind == DynamicsCurve::Kind::limiter ? "ceiling" : "threshold";
    const ParameterSpec* spec = actions_.parameter(id);
    if (!spec) return;
    const QPointF moved = event->position() - last_;
    if (!moving_ && moved.manhattanLength() < 2) return;
    if (!moving_) actions_.begin(id);
    moving_ = true;
    last_ = event->position();
    const double fine = event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier) ? 0.1 : 1.0;
    if (grip_ == Grip::ratio) held_ *= std::pow(2.0, fine * moved.y() / 30);
    else if (grip_ == Grip::thresholdByX) held_ += fine * moved.x() / transferBox().width() * -kLowest;
    else held_ -= fine * moved.y() / historyBox().height() * -kLowest;
    held_ = std::clamp(held_, spec->minimum, spec->maximum);
    actions_.drag({{id, std::round(held_ * 10) / 10}});
}

void DynamicsGraph::mouseReleaseEvent(QMouseEvent*) {
    if (moving_) actions_.end();
    moving_ = false;
    grip_ = Grip::none;
}

void DynamicsGraph::mouseDoubleClickEvent(QMouseEvent*) {
    grip_ = Grip::none;
    const char* id = curve_.kind == DynamicsCurve::Kind::limiter ? "ceiling" : "threshold";
    if (const ParameterSpec* spec = actions_.parameter(id)) actions_.enter(id, spec->defaultValue);
}

} // namespace lacquer::ui
