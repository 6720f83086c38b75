#include "ui/controls/meter_bar.h"

#include "ui/models/scales.h"
#include "ui/models/time_text.h"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace lacquer::ui {
namespace {

constexpr double kReductionRange = 18;
constexpr int kReductionGap = 2;

} // namespace

MeterBar::MeterBar(const Theme& theme, const QString& name, QWidget* parent) : QWidget(parent), theme_(theme) {
    setAccessibleName(name);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&theme, &Theme::changed, this, [this] {
        rebuild();
        update();
    });
}

void MeterBar::setBar(Size bar) {
    bar_ = bar;
    rebuild();
    update();
}

void MeterBar::setReductionShown(Reduction shown) {
    reductionShown_ = shown;
    update();
}

QSize MeterBar::sizeHint() const {
    const int bars = 2 * theme_.size(bar_) + theme_.size(Size::meterGap);
    const int reduction = reductionShown_ == Reduction::shown ? theme_.size(Size::meterGr) + kReductionGap : 0;
    return {bars + reduction, theme_.size(Size::faderMin)};
}

int MeterBar::barTop() const { return theme_.size(Size::meterLamp) + 2; }

int MeterBar::pixelOf(double decibels) const {
    return static_cast<int>(std::lround(barTop() + (1 - meterHeight(decibels)) * (height() - barTop())));
}

double MeterBar::heightOf(double decibels) const {
    return barTop() + (1 - meterHeight(decibels)) * (height() - barTop());
}

QRect MeterBar::barRect(int side) const {
    const int wide = theme_.size(bar_);
    return {side * (wide + theme_.size(Size::meterGap)), barTop(), wide, height() - barTop()};
}

QRect MeterBar::reductionRect() const {
    return {2 * theme_.size(bar_) + theme_.size(Size::meterGap) + kReductionGap, barTop(), theme_.size(Size::meterGr), height() - barTop()};
}

void MeterBar::rebuild() {
    const QSize size(theme_.size(bar_), std::max(1, height() - barTop()));
    const double scale = devicePixelRatioF();
    full_ = QPixmap(size * scale);
    full_.setDevicePixelRatio(scale);
    dim_ = full_;
    for (QPixmap* pixmap : {&full_, &dim_}) {
        QPainter painter(pixmap);
        int bottom = size.height();
        constexpr std::array kEnds{Theme::kZoneEnds[0], Theme::kZoneEnds[1], Theme::kZoneEnds[2], Theme::kZoneEnds[3], 7.0};
        // K and VU scales: up to 12 below their zero, up to zero, 4 above it, and beyond.
        const double zero = zeroOf(scale_);
        const std::array ends = zero < 0 ? std::array{zero - 12, zero, zero + 4, 0.0, 7.0} : kEnds;
        for (std::size_t zone = 0; zone < ends.size(); ++zone) {
            const double end = ends[zone];
            const int top = end > 6 ? 0 : pixelOf(end) - barTop();
            QColor colour = theme_.meterZone(kEnds[zone] - 0.001);
            if (pixmap == &dim_)
                colour = Theme::over(colour, theme_.mix(Mix::meterPeakOverRms), theme_.colour(Role::meterWell));
            painter.fillRect(QRect(0, top, size.width(), bottom - top), colour);
            bottom = top;
        }
    }
}

void MeterBar::resizeEvent(QResizeEvent*) { rebuild(); }

void MeterBar::setSilenced(bool silenced) {
    if (silenced == silenced_) return;
    silenced_ = silenced;
    update();
}

void MeterBar::setGround(Role ground) {
    if (ground == ground_) return;
    ground_ = ground;
    update();
}

void MeterBar::show(const ChannelMeter& meter, double reduction) {
    // From the old top to the new; the lamp when it changed. One rectangle for both bars: adding many
    // small ones to the window's region takes longer than painting what lies between.
    int top = height(), bottom = barTop();
    for (int side = 0; side < 2; ++side) {
        const ShownBar old = shownOn(scale_, meter_, static_cast<std::size_t>(side));
        const ShownBar now = shownOn(scale_, meter, static_cast<std::size_t>(side));
        if (old == now) continue;
        const auto moved = [&](double a, double b) {
            const int pa = pixelOf(a);
            const int pb = pixelOf(b);
            if (pa == pb) return;
            top = std::min({top, pa, pb});
            bottom = std::max({bottom, pa, pb});
        };
        moved(old.tip, now.tip);
        moved(old.body, now.body);
        moved(old.hold, now.hold);
    }
    if (bottom > top) update(QRect(0, top - 3, barRect(1).right() + 1, bottom - top + 6));
    if (meter.clipped != meter_.clipped) update(QRect(0, 0, width(), barTop()));
    if (std::abs(reduction - reduction_) > 0.02) update(reductionRect());
    meter_ = meter;
    reduction_ = reduction;
    if (QAccessible::isActive())
        setAccessibleDescription(tr("peak %1 dB").arg(QString::fromStdString(peakText(meter.highest))));
}

void MeterBar::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.setClipRegion(event->region());
    painter.fillRect(rect(), theme_.colour(ground_));
    if (full_.devicePixelRatio() != devicePixelRatioF()) rebuild();
    const QRect lamp(0, 0, 2 * theme_.size(bar_) + theme_.size(Size::meterGap), theme_.size(Size::meterLamp));
    painter.fillRect(lamp, theme_.colour(meter_.clipped && !silenced_ ? Role::meterOver : Role::meterWell));
    const double scale = full_.devicePixelRatio();
    for (int side = 0; side < 2; ++side) {
        const QRect bar = barRect(side);
        painter.fillRect(bar, theme_.colour(Role::meterWell));
        if (silenced_) continue;
        const ShownBar levels = shownOn(scale_, meter_, static_cast<std::size_t>(side));
        const int peak = pixelOf(levels.tip);
        const int rms = pixelOf(levels.body);
        const auto copy = [&](const QPixmap& from, int top, int bottom) {
            if (bottom <= top) return;
            painter.drawPixmap(QRectF(bar.left(), top, bar.width(), bottom - top),
                               from,
                               QRectF(0, (top - barTop()) * scale, bar.width() * scale, (bottom - top) * scale));
        };
        copy(dim_, peak, rms);
        copy(full_, rms, height());
        if (levels.hold > kMeterFloor)
            painter.fillRect(QRect(bar.left(), pixelOf(levels.hold) - 1, bar.width(), theme_.size(Size::meterHold)),
                             theme_.colour(levels.hold >= 0 ? Role::meterOver : Role::meterHold));
    }
    if (reductionShown_ == Reduction::shown) {
        const QRect box = reductionRect();
        painter.fillRect(box, theme_.colour(Role::meterWell));
        const int hang = static_cast<int>(std::lround(std::min(1.0, reduction_ / kReductionRange) * box.height()));
        if (hang > 0 && !silenced_) painter.fillRect(QRect(box.left(), box.top(), box.width(), hang), theme_.colour(Role::meterGr));
    }
}

void MeterBar::setScale(MeterScale scale) {
    if (scale == scale_) return;
    scale_ = scale;
    rebuild();
    update();
}

void MeterBar::contextMenuEvent(QContextMenuEvent* event) { emit menuWanted(event->globalPos()); }

void MeterBar::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    if (event->modifiers() & Qt::AltModifier) emit clearAllWanted();
    else emit clearWanted();
}

} // namespace lacquer::ui
