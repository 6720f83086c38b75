#include "ui/controls/focus_ring.h"

#include <QApplication>
#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>

namespace lacquer::ui {

FocusRing::FocusRing(const Theme& theme, QWidget* window) : QWidget(window), theme_(theme) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
    qApp->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { follow(now); });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FocusRing::follow(QWidget* widget) {
    if (around_) around_->removeEventFilter(this);
    const bool wanted = widget && widget != parentWidget() && parentWidget()->isAncestorOf(widget) &&
                        !qobject_cast<QLineEdit*>(widget) && widget->focusPolicy() != Qt::NoFocus &&
                        widget->width() < 480;
    around_ = wanted ? widget : nullptr;
    if (around_) around_->installEventFilter(this);
    place();
}

void FocusRing::guide() {
    keyboard_ = true;
    follow(QApplication::focusWidget());
}

void FocusRing::place() {
    if (!around_ || !keyboard_ || !around_->isVisible()) return hide();
    setGeometry(QRect(around_->mapTo(parentWidget(), QPoint()), around_->size()).adjusted(-5, -5, 5, 5));
    show();
    raise();
}

bool FocusRing::eventFilter(QObject* object, QEvent* event) {
    switch (event->type()) {
    case QEvent::KeyPress: {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool moves = key == Qt::Key_F6 ||
                           (around_ && key >= Qt::Key_Left && key <= Qt::Key_Down);
        if (moves && !keyboard_) {
            keyboard_ = true;
            place();
        }
        break;
    }
    case QEvent::MouseButtonPress:
        if (keyboard_) {
            keyboard_ = false;
            hide();
        }
        break;
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Hide:
        if (object == around_) place();
        break;
    default: break;
    }
    return false;
}

void FocusRing::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int stroke = 2;
    painter.setPen(QPen(theme_.colour(Role::focus), stroke));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5, 5);
}

} // namespace lacquer::ui
