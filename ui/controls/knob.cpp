#include "ui/controls/knob.h"

#include "ui/theme/figures.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lacquer::ui {
namespace {

constexpr int kLabelHeight = 14;
constexpr int kNumberHeight = 16;

} // namespace

Knob::Knob(const Theme& theme, ParameterSpec spec, const QString& label, const QString& name, QWidget* parent)
    : ValueControl(theme, std::move(spec), name, parent), label_(label) {}

void Knob::setLabel(const QString& label) {
    label_ = label;
    update();
}

void Knob::setDiameter(Size diameter) {
    diameter_ = diameter;
    updateGeometry();
}

void Knob::setHue(const QColor& hue) {
    if (hue == hue_) return;
    hue_ = hue;
    update();
}

QSize Knob::sizeHint() const {
    const int words = QFontMetrics(theme().font(10)).horizontalAdvance(label_) + 2;
    return {std::max({48, theme().size(diameter_) + 8, words}), theme().size(diameter_) + kLabelHeight + kNumberHeight + 2};
}

QRectF Knob::dial() const {
    const double size = theme().size(diameter_);
    const double top = (height() - sizeHint().height()) / 2.0 + kLabelHeight;
    return {std::round((width() - size) / 2), std::round(top), size, size};
}

QRect Knob::numberRect() const {
    const QRectF arc = dial();
    return {0, static_cast<int>(arc.bottom()) + 1, width(), kNumberHeight};
}

void Knob::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool alive = isEnabled();
    const auto ink = [&](Role role) { return theme().colour(alive ? role : Role::textDisabled); };
    const QRectF arc = dial();
    painter.setPen(ink(isHovered() ? Role::text1 : Role::text2));
    const QRectF above(0, arc.top() - kLabelHeight, width(), kLabelHeight);
    drawName(painter, theme().font(10), above, Qt::AlignHCenter, label_);

    const double stroke = 3;
    const QRectF ring = arc.adjusted(stroke, stroke, -stroke, -stroke);
    const double sweep = theme().size(Size::knobArc);
    const double start = 90 + sweep / 2; // degrees, counter-clockwise from the right
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().colour(Role::knobTrack), stroke, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(ring, static_cast<int>(start * 16), static_cast<int>(-sweep * 16));
    const double from = isBipolar(spec()) ? 0.5 : 0.0;
    const double to = travel();
    if (std::abs(to - from) > 0.002) {
        const QColor hue = !alive ? theme().colour(Role::textDisabled) : hue_.isValid() ? hue_ : theme().colour(Role::accent);
        painter.setPen(QPen(hue, stroke, Qt::SolidLine, Qt::RoundCap));
        painter.drawArc(ring,
                        static_cast<int>((start - from * sweep) * 16),
                        static_cast<int>(-(to - from) * sweep * 16));
    }
    const double angle = (start - to * sweep) * std::numbers::pi / 180;
    const double inner = ring.width() / 2 - stroke / 2 - 1;
    const QPointF direction(std::cos(angle), -std::sin(angle));
    painter.setPen(QPen(ink(Role::text1), 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(ring.center() + direction * inner * 0.45, ring.center() + direction * inner);

    if (isTyping()) return;
    painter.setPen(ink(Role::text1));
    const QFont& font = theme().font(11, QFont::Medium);
    // When a number would not fit, its unit goes.
    QString shown = alive ? text() : QStringLiteral("–");
    if (figuresWidth(font, shown) > width()) shown = QString::fromStdString(bareText(spec(), value()));
    drawFigures(painter, font, numberRect(), Qt::AlignHCenter, shown);
}

} // namespace lacquer::ui
