#include "ui/controls/bars.h"

#include "engine/project/channel_parameters.h"
#include "ui/theme/figures.h"

#include <QApplication>
#include <QDrag>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace lacquer::ui {
namespace {

/// A number is not drawn smaller than this to fit.
constexpr int kSmallestPixels = 8;

} // namespace

PanBar::PanBar(const Theme& theme, const QString& name, QWidget* parent)
    : ValueControl(theme, *project::findChannelParameter("pan"), name, parent) {}

QSize PanBar::sizeHint() const { return {64, theme().size(Size::stripPan) - 2}; }

void PanBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().colour(isHovered() ? Role::surface3 : Role::surfaceWell));
    painter.drawRoundedRect(rect(), 2, 2);
    const double middle = width() / 2.0;
    const double foot = height() - 4;
    const double reach = value() / 100 * (width() / 2.0 - 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (std::abs(reach) > 0.5)
        painter.fillRect(QRectF(std::min(middle, middle + reach), foot, std::abs(reach), 2), theme().colour(Role::accent));
    painter.fillRect(QRectF(middle + reach - 1, foot - 1, 2, 4), theme().colour(Role::text1));
    if (isTyping()) return;
    painter.setPen(theme().colour(isEnabled() ? Role::text1 : Role::textDisabled));
    drawFigures(painter, theme().font(10, QFont::Medium), QRectF(0, 0, width(), height() - 4), Qt::AlignHCenter, text());
}

SendBar::SendBar(const Theme& theme, const QString& name, QWidget* parent)
    : ValueControl(theme, project::sendLevelParameter(), name, parent) {
    setAcceptDrops(true);
}

void SendBar::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && (event->modifiers() & Qt::ControlModifier) && state_ != State::none && !carried_.isEmpty()) {
        carriedFrom_ = event->pos();
        emit touched();
        return;
    }
    ValueControl::mousePressEvent(event);
}

void SendBar::mouseMoveEvent(QMouseEvent* event) {
    if (!carriedFrom_) return ValueControl::mouseMoveEvent(event);
    if ((event->pos() - *carriedFrom_).manhattanLength() < QApplication::startDragDistance()) return;
    carriedFrom_.reset();
    auto* drag = new QDrag(this);
    auto* carried = new QMimeData;
    carried->setData(kMimeType, carried_);
    drag->setMimeData(carried);
    drag->setPixmap(grab());
    drag->exec(Qt::CopyAction);
}

void SendBar::mouseReleaseEvent(QMouseEvent* event) {
    carriedFrom_.reset();
    ValueControl::mouseReleaseEvent(event);
}

void SendBar::dragEnterEvent(QDragEnterEvent* event) {
    if (!event->mimeData()->hasFormat(kMimeType) || event->mimeData()->data(kMimeType) == carried_) return event->ignore();
    dropHere_ = true;
    event->acceptProposedAction();
    update();
}

void SendBar::dragLeaveEvent(QDragLeaveEvent*) {
    dropHere_ = false;
    update();
}

void SendBar::dropEvent(QDropEvent* event) {
    dropHere_ = false;
    update();
    event->acceptProposedAction();
    emit sendDropped(event->mimeData()->data(kMimeType));
}

void SendBar::showSend(const QString& busName, const QColor& hue, State state) {
    if (busName == busName_ && hue == hue_ && state == state_) return;
    busName_ = busName;
    hue_ = hue;
    state_ = state;
    update();
}

QSize SendBar::sizeHint() const { return {64, theme().size(Size::stripSend) - 2}; }

void SendBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool on = state_ != State::none;
    if (dropHere_) painter.fillRect(QRect(0, 0, width(), 2), theme().colour(Role::accent));
    if (on || isHovered()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().colour(isHovered() ? Role::surface3 : Role::surfaceWell));
        painter.drawRoundedRect(rect(), 2, 2);
    }
    const QRectF words(5, 0, width() - 10, height() - (on ? 3 : 0));
    if (!on) {
        painter.setPen(theme().colour(isHovered() ? Role::text2 : Role::textDisabled));
        drawName(painter, theme().font(10), words, Qt::AlignLeft, busName_);
        return;
    }
    const bool muted = state_ == State::muted;
    const QFont& figures = theme().font(10);
    const QString level = QString::fromStdString(value() <= -90 ? valueText(spec(), value()).substr(0, 6)
                                                                : (std::round(value()) < 0 ? "\u2212" : value() >= 0.5 ? "+" : "") +
                                                                      std::to_string(std::abs(std::lround(value()))));
    const double room = isTyping() ? 0 : figuresWidth(figures, level) + 4;
    painter.setPen(theme().colour(muted ? Role::text3 : Role::text1));
    drawName(painter, theme().font(10, QFont::Medium), words.adjusted(0, 0, -room, 0), Qt::AlignLeft, busName_);
    painter.setPen(theme().colour(Role::text2));
    if (!isTyping()) drawFigures(painter, figures, words, Qt::AlignRight, level);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double reach = travel() * (width() - 10);
    const double foot = height() - 4;
    const QColor& bar = muted ? theme().colour(Role::textDisabled) : hue_;
    painter.fillRect(QRectF(5, foot, reach, 2), bar);
    painter.fillRect(QRectF(5 + reach - 1, foot - 1, 2, 4), theme().colour(Role::text1));
}

ValueField::ValueField(const Theme& theme, ParameterSpec spec, const QString& name, QWidget* parent, Look look)
    : ValueControl(theme, std::move(spec), name, parent), look_(look) {}

void ValueField::setLabel(const QString& label) {
    label_ = label;
    update();
}

void ValueField::setUnitShown(UnitShown shown) {
    unit_ = shown;
    update();
}

void ValueField::setAlignment(Qt::Alignment alignment) {
    alignment_ = alignment;
    update();
}

void ValueField::setFontOf(int pixels, QFont::Weight weight) {
    pixels_ = pixels;
    weight_ = weight;
    update();
}

QSize ValueField::sizeHint() const { return {64, theme().size(Size::field)}; }

void ValueField::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (look_ == Look::well || isHovered()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().colour(isHovered() ? Role::surface3 : Role::surfaceWell));
        painter.drawRoundedRect(rect(), 3, 3);
    }
    const QRectF inside(4, 0, width() - 8, height());
    if (!label_.isEmpty()) {
        painter.setPen(theme().colour(Role::text3));
        drawName(painter, theme().font(10), inside, Qt::AlignLeft, label_);
    }
    if (isTyping()) return;
    QString shown = unit_ == UnitShown::yes ? text() : QString::fromStdString(bareText(spec(), value()));
    if (figuresWidth(theme().font(pixels_, weight_), shown) > inside.width())
        shown = QString::fromStdString(bareText(spec(), value()));
    // A long number takes the margin, then a smaller size, before it would lose a digit.
    const QRectF room(1, 0, width() - 2, height());
    int pixels = pixels_;
    while (pixels > kSmallestPixels && figuresWidth(theme().font(pixels, weight_), shown) > room.width()) --pixels;
    const QFont& font = theme().font(pixels, weight_);
    const bool tight = figuresWidth(font, shown) > inside.width();
    painter.setPen(theme().colour(!isEnabled()                ? Role::textDisabled
                                  : look_ == Look::well ? Role::text1
                                                        : Role::text2));
    drawFigures(painter, font, tight ? room : inside, alignment_, shown);
}

void ValueField::mousePressEvent(QMouseEvent* event) {
    pressedAt_ = event->pos();
    ValueControl::mousePressEvent(event);
}

void ValueField::mouseReleaseEvent(QMouseEvent* event) {
    const bool clicked = event->button() == Qt::LeftButton && !isDragging() && rect().contains(event->pos()) &&
                         !(event->modifiers() & Qt::AltModifier);
    ValueControl::mouseReleaseEvent(event);
    if (clicked && (event->pos() - pressedAt_).manhattanLength() < 3) beginTyping();
}

} // namespace lacquer::ui
