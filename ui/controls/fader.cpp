#include "ui/controls/fader.h"

#include "engine/project/channel_parameters.h"
#include "ui/theme/figures.h"

#include <QPainter>

#include <array>
#include <cmath>

namespace lacquer::ui {
namespace {

constexpr std::array kTicks{10.0, 5.0, 0.0, -5.0, -10.0, -15.0, -20.0, -30.0, -40.0, -60.0};

} // namespace

Fader::Fader(const Theme& theme, const QString& name, QWidget* parent)
    : ValueControl(theme, *project::findChannelParameter("fader"), name, parent) {}

void Fader::setWidth(Width width) {
    width_ = width;
    update();
}

QSize Fader::sizeHint() const { return {width_ == Width::narrow ? 26 : 40, theme().size(Size::faderMin)}; }

QSizeF Fader::capSize() const {
    if (width_ == Width::narrow) return QSizeF(theme().size(Size::faderCapW), theme().size(Size::faderCapH));
    return QSizeF(theme().size(Size::faderCapWideW), theme().size(Size::faderCapWideH));
}

double Fader::dragLength() const { return std::max(40.0, height() - capSize().height()); }

double Fader::capCentre(double decibels) const {
    const double half = capSize().height() / 2;
    return half + (1 - faderTravel(decibels)) * (height() - 2 * half);
}

QRect Fader::numberRect() const { return {0, static_cast<int>(capCentre(value())) - 10, width(), 20}; }

void Fader::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double middle = std::floor(width() / 2.0);
    const double slot = theme().size(Size::faderSlot);
    const double half = capSize().height() / 2;
    for (const double tick : kTicks) {
        const double y = std::round(capCentre(tick));
        const bool zero = tick == 0;
        const double length = zero ? 8 : 5;
        const QColor& ink = theme().colour(zero ? Role::text2 : Role::lineStrong);
        painter.fillRect(QRectF(middle - slot / 2 - 1 - length, y, length, 1), ink);
        painter.fillRect(QRectF(middle + slot / 2 + 1, y, length, 1), ink);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().colour(Role::faderSlot));
    painter.drawRoundedRect(QRectF(middle - slot / 2, half - 4, slot, height() - 2 * half + 8), slot / 2, slot / 2);
    const QSizeF cap = capSize();
    const QRectF box(middle - cap.width() / 2, std::round(capCentre(value()) - cap.height() / 2), cap.width(), cap.height());
    painter.setBrush(theme().colour(Role::shadow));
    painter.drawRoundedRect(box.translated(0, 1), 4, 4);
    const bool bright = isHovered() || isDragging();
    QColor body = theme().colour(bright ? Role::faderCapHover : Role::faderCap);
    if (!isEnabled()) body = theme().colour(Role::textDisabled);
    painter.setBrush(body);
    if (theme().variant() == Theme::Variant::light) painter.setPen(theme().colour(Role::lineStrong));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(Qt::NoPen);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(box.left() + 3, box.center().y() - 1, box.width() - 6, 2), theme().colour(Role::faderCapLine));
}

} // namespace lacquer::ui
