#include "ui/controls/meter_bar.h"

#include "ui/models/scales.h"
#include "ui/models/time_text.h"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lacquer::ui {
namespace {

constexpr double kReductionRange = 18;
constexpr int kReductionGap = 2;
constexpr int kStep = 64;

} // namespace

MeterBar::MeterBar(const Theme& theme, const QString& name, QWidget* parent) : QWidget(parent), theme_(theme) {
    setAccessibleName(name);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&theme, &Theme::changed, this, &MeterBar::rebuild);
}

void MeterBar::setBar(Size bar) {
    if (bar == bar_) return;
    bar_ = bar;
    rebuild();
}

void MeterBar::setReductionShown(Reduction shown) {
    reductionShown_ = shown;
    rebuild();
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
    scaled_ = devicePixelRatioF();
    const auto rows = static_cast<std::size_t>(std::ceil(height() * scaled_));
    full_.assign(rows, theme_.colour(Role::meterWell).rgb());
    dim_ = full_;
    constexpr std::array kEnds{Theme::kZoneEnds[0], Theme::kZoneEnds[1], Theme::kZoneEnds[2], Theme::kZoneEnds[3], 7.0};
    // K and VU scales: up to 12 below their zero, up to zero, 4 above it, and beyond. Loudness: up to
    // what broadcasters ask for, up to what streaming asks for, and beyond (EBU R 128, AES TD1008).
    constexpr std::array kLoudness{-23.0, -14.0, -9.0, 0.0, 7.0};
    const double zero = zeroOf(scale_);
    const std::array ends = scale_ == MeterScale::lufs ? kLoudness : zero < 0 ? std::array{zero - 12, zero, zero + 4, 0.0, 7.0} : kEnds;
    std::size_t bottom = rows;
    for (std::size_t zone = 0; zone < ends.size(); ++zone) {
        const int top = ends[zone] > 6 ? barTop() : pixelOf(ends[zone]);
        const QColor& colour = theme_.meterZone(kEnds[zone] - 0.001);
        const QRgb dim = Theme::over(colour, theme_.mix(Mix::meterPeakOverRms), theme_.colour(Role::meterWell)).rgb();
        for (const auto first = std::min(bottom, static_cast<std::size_t>(std::lround(top * scaled_))); bottom > first; --bottom) {
            full_[bottom - 1] = colour.rgb();
            dim_[bottom - 1] = dim;
        }
    }
    picture_ = QImage(QSize(static_cast<int>(std::ceil(width() * scaled_)), static_cast<int>(rows)), QImage::Format_RGB32);
    for (std::size_t side = 0; side < 2; ++side) {
        bars_[side] = shownOn(scale_, meter_, side);
        tops_[side] = topsOf(bars_[side]);
    }
    compose(0, height());
    update();
}

void MeterBar::compose(int top, int bottom) {
    const int wide = picture_.width(), high = picture_.height();
    const auto device = [this](int logical) { return static_cast<int>(std::lround(logical * scaled_)); };
    const int first = std::max(0, device(top)), last = bottom >= height() ? high : std::min(high, device(bottom));
    const auto column = [&](int from, int to) { return std::pair{std::clamp(device(from), 0, wide), std::clamp(device(to), 0, wide)}; };
    const QRgb ground = theme_.colour(ground_).rgb(), well = theme_.colour(Role::meterWell).rgb(), reduced = theme_.colour(Role::meterGr).rgb();
    const QRgb lamp = theme_.colour(meter_.clipped && !silenced_ ? Role::meterOver : Role::meterWell).rgb();
    struct Bar {
        std::pair<int, int> columns;
        int tip, body, hold, holdEnd;
        QRgb line;
    };
    const auto barOf = [&](int side) -> Bar {
        const auto at = static_cast<std::size_t>(side);
        const QRect box = barRect(side);
        Bar bar{column(box.left(), box.right() + 1), high, high, high, high, theme_.colour(bars_[at].hold >= 0 ? Role::meterOver : Role::meterHold).rgb()};
        if (silenced_) return bar;
        bar.tip = device(tops_[at].tip);
        bar.body = device(tops_[at].body);
        if (bars_[at].hold > kMeterFloor) {
            bar.hold = device(tops_[at].hold - 1);
            bar.holdEnd = bar.hold + std::max(1, device(theme_.size(Size::meterHold)));
        }
        return bar;
    };
    const std::array bars{barOf(0), barOf(1)};
    const QRect box = reductionRect();
    const auto reduction = reductionShown_ == Reduction::shown ? column(box.left(), box.right() + 1) : std::pair{0, 0};
    const int hang = device(barTop() + (silenced_ ? 0 : hangOf(reduction_)));
    const int lampEnd = device(theme_.size(Size::meterLamp)), barStart = device(barTop());
    auto* pixels = reinterpret_cast<QRgb*>(picture_.bits());
    const auto stride = static_cast<std::ptrdiff_t>(picture_.bytesPerLine() / 4);
    for (int y = first; y < last; ++y) {
        QRgb* const line = pixels + y * stride;
        std::fill_n(line, wide, ground);
        if (y < lampEnd) std::fill(line, line + bars[1].columns.second, lamp);
        if (y < barStart) continue;
        const auto row = static_cast<std::size_t>(y);
        for (const Bar& bar : bars) {
            const QRgb colour = y >= bar.hold && y < bar.holdEnd ? bar.line : y >= bar.body ? full_[row] : y >= bar.tip ? dim_[row] : well;
            std::fill(line + bar.columns.first, line + bar.columns.second, colour);
        }
        std::fill(line + reduction.first, line + reduction.second, y < hang ? reduced : well);
    }
}

void MeterBar::resizeEvent(QResizeEvent*) { rebuild(); }

void MeterBar::setSilenced(bool silenced) {
    if (silenced == silenced_) return;
    silenced_ = silenced;
    rebuild();
}

void MeterBar::setGround(Role ground) {
    if (ground == ground_) return;
    ground_ = ground;
    rebuild();
}

void MeterBar::show(const ChannelMeter& meter, double reduction) {
    // From the old top to the new; the lamp when it changed. One rectangle for both bars: adding many
    // small ones to the window's region takes longer than painting what lies between.
    int top = height(), bottom = barTop();
    for (int side = 0; side < 2; ++side) {
        const auto at = static_cast<std::size_t>(side);
        const ShownBar now = shownOn(scale_, meter, at);
        if (now == bars_[at]) continue;
        const Tops old = tops_[at];
        bars_[at] = now;
        tops_[at] = topsOf(now);
        const auto moved = [&](int a, int b) {
            if (a == b) return;
            top = std::min({top, a, b});
            bottom = std::max({bottom, a, b});
        };
        moved(old.tip, tops_[at].tip);
        moved(old.body, tops_[at].body);
        moved(old.hold, tops_[at].hold);
    }
    const bool lamp = meter.clipped != meter_.clipped, hangs = hangOf(reduction) != hangOf(reduction_);
    const bool higher = meter.highest != meter_.highest;
    meter_ = meter;
    reduction_ = reduction;
    const auto renew = [this](const QRect& part) {
        compose(part.top(), part.bottom() + 1);
        update(part);
    };
    if (bottom > top) {
        compose(top - 3, bottom + 3);
        // All meters of a row ask for the same few heights: a window's region of many rectangles that begin
        // and end at different ones is cut into many more, and adding to it takes longer than painting.
        const int first = std::max(0, top - 3) / kStep * kStep, last = (bottom + 3 + kStep - 1) / kStep * kStep;
        update(QRect(0, first, barRect(1).right() + 1, last - first));
    }
    if (lamp) renew(QRect(0, 0, width(), barTop()));
    if (hangs) renew(reductionRect());
    if (higher && QAccessible::isActive())
        setAccessibleDescription(tr("peak %1 dB").arg(QString::fromStdString(peakText(meter.highest))));
}

MeterBar::Tops MeterBar::topsOf(const ShownBar& bar) const { return {pixelOf(bar.tip), pixelOf(bar.body), pixelOf(bar.hold)}; }

int MeterBar::hangOf(double reduction) const {
    return static_cast<int>(std::lround(std::min(1.0, reduction / kReductionRange) * (height() - barTop())));
}

void MeterBar::paintEvent(QPaintEvent* event) {
    if (scaled_ != devicePixelRatioF()) rebuild();
    const QRect part = event->rect();
    QPainter painter(this);
    painter.drawImage(QRectF(part), picture_, QRectF(part.x() * scaled_, part.y() * scaled_, part.width() * scaled_, part.height() * scaled_));
}

void MeterBar::setScale(MeterScale scale) {
    if (scale == scale_) return;
    scale_ = scale;
    rebuild();
}

void MeterBar::contextMenuEvent(QContextMenuEvent* event) { emit menuWanted(event->globalPos()); }

void MeterBar::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    if (event->modifiers() & Qt::AltModifier) emit clearAllWanted();
    else emit clearWanted();
}

} // namespace lacquer::ui
