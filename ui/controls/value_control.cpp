#include "ui/controls/value_control.h"

#include "engine/project/value_text.h"
#include "ui/controls/learnable.h"
#include "ui/theme/figures.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace lacquer::ui {

ValueControl::ValueControl(const Theme& theme, ParameterSpec spec, const QString& name, QWidget* parent)
    : QWidget(parent), theme_(theme), spec_(std::move(spec)), value_(spec_.defaultValue) {
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setName(name);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ValueControl::setSpec(ParameterSpec spec) {
    closeTyping();
    spec_ = std::move(spec);
    update();
}

void ValueControl::setValue(double value) {
    if (value == value_) return;
    value_ = value;
    update();
    if (bubble_ && dragging_) showBubble();
    if (QAccessible::isActive()) {
        QAccessibleValueChangeEvent event(this, value);
        QAccessible::updateAccessibility(&event);
    }
}

QString ValueControl::text() const { return QString::fromStdString(valueText(spec_, value_)); }

void ValueControl::setName(const QString& name) { setAccessibleName(name); }

void ValueControl::reset() { emit entered(spec_.defaultValue); }

void ValueControl::step(StepSize size, int steps) {
    const double next = stepped(spec_, value_, size, steps);
    if (next != value_) emit steppedTo(next);
}

void ValueControl::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !grabs(event->pos())) {
        event->setAccepted(event->button() == Qt::LeftButton);
        return;
    }
    emit touched();
    if (event->modifiers() & Qt::AltModifier) return reset();
    clicked_ = true;
    pressed_ = true;
    lastDrag_ = event->globalPosition().toPoint();
    dragTravel_ = travel();
    update();
}

void ValueControl::mouseMoveEvent(QMouseEvent* event) {
    if (!pressed_) {
        update();
        return;
    }
    const QPoint now = event->globalPosition().toPoint();
    const QPoint moved = now - lastDrag_;
    if (!dragging_ && moved.manhattanLength() < 2) return;
    if (!dragging_) {
        dragging_ = true;
        setCursor(Qt::BlankCursor);
        emit dragBegan();
    }
    lastDrag_ = now;
    const int pixels = dragAxis() == Qt::Horizontal ? moved.x() - moved.y() : -moved.y();
    const double fine = event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier) ? 0.1 : 1.0;
    dragTravel_ = std::clamp(dragTravel_ + fine * pixels / dragLength(), 0.0, 1.0);
    const double next = valueAt(spec_, dragTravel_);
    if (next != value_) emit dragged(next);
    showBubble();
}

void ValueControl::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) endDrag();
}

void ValueControl::endDrag() {
    pressed_ = false;
    if (!dragging_) return update();
    dragging_ = false;
    unsetCursor();
    delete bubble_;
    update();
    emit dragEnded();
}

void ValueControl::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && grabs(event->pos())) reset();
}

void ValueControl::wheelEvent(QWheelEvent* event) {
    const bool mine = (event->modifiers() & Qt::ControlModifier) || (clicked_ && hasFocus());
    if (!mine) {
        event->ignore(); // the page scrolls: nobody loses a level by scrolling past it
        return;
    }
    const QPoint delta = event->angleDelta();
    wheelRest_ += delta.y() != 0 ? delta.y() : delta.x();
    const int steps = wheelRest_ / 120;
    wheelRest_ -= steps * 120;
    if (steps != 0) step(event->modifiers() & Qt::ShiftModifier ? StepSize::fine : StepSize::normal, steps);
    event->accept();
}

void ValueControl::keyPressEvent(QKeyEvent* event) {
    const StepSize size = event->modifiers() & Qt::ShiftModifier ? StepSize::fine : StepSize::normal;
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Right: return step(size, 1);
    case Qt::Key_Down:
    case Qt::Key_Left: return step(size, -1);
    case Qt::Key_PageUp: return step(StepSize::page, 1);
    case Qt::Key_PageDown: return step(StepSize::page, -1);
    case Qt::Key_Home: return reset();
    case Qt::Key_Return:
    case Qt::Key_Enter: return beginTyping();
    case Qt::Key_Escape: return clearFocus();
    default: break;
    }
    const QString typed = event->text();
    if (!typed.isEmpty() && (typed[0].isDigit() || typed[0] == u'-') && !(event->modifiers() & Qt::ControlModifier)) {
        beginTyping();
        if (edit_) edit_->setText(typed);
        return;
    }
    QWidget::keyPressEvent(event);
}

void ValueControl::enterEvent(QEnterEvent*) {
    hovered_ = true;
    update();
}

void ValueControl::leaveEvent(QEvent*) {
    hovered_ = false;
    update();
}

void ValueControl::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void ValueControl::focusOutEvent(QFocusEvent* event) {
    clicked_ = false;
    if (pressed_) endDrag();
    QWidget::focusOutEvent(event);
    update();
}

void ValueControl::beginTyping() {
    if (edit_) return;
    edit_ = new QLineEdit(this);
    edit_->setFont(theme_.font(11, QFont::Medium));
    edit_->setAccessibleName(accessibleName());
    edit_->setAlignment(Qt::AlignCenter);
    edit_->setTextMargins(-4, 0, -4, 0);
    QRect box = numberRect();
    if (box.height() < 20) box = QRect(box.x(), box.center().y() - 10, box.width(), 20);
    if (box.width() < 48) box = QRect(box.center().x() - 24, box.y(), 48, box.height());
    // The field may be wider than the control; it then stands on the parent.
    if (!rect().contains(box) && parentWidget()) {
        edit_->setParent(parentWidget());
        box = QRect(mapTo(parentWidget(), box.topLeft()), box.size());
        box.moveLeft(std::clamp(box.x(), 0, std::max(0, parentWidget()->width() - box.width())));
    }
    edit_->setGeometry(box);
    edit_->setText(QString::fromStdString(bareText(spec_, value_)));
    edit_->selectAll();
    edit_->installEventFilter(this);
    edit_->show();
    edit_->setFocus(Qt::OtherFocusReason);
}

bool ValueControl::eventFilter(QObject* object, QEvent* event) {
    if (object != edit_) return QWidget::eventFilter(object, event);
    if (event->type() == QEvent::FocusOut) {
        acceptTyped();
        return false;
    }
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride) return false;
    auto* key = static_cast<QKeyEvent*>(event);
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept(); // while a number is typed, keys are for the number
        return false;
    }
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        acceptTyped();
        setFocus();
        return true;
    case Qt::Key_Escape:
        closeTyping();
        setFocus();
        return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        acceptTyped();
        setFocus();
        emit neighbourWanted(key->key() == Qt::Key_Tab ? 1 : -1);
        return true;
    default: return false;
    }
}

void ValueControl::acceptTyped() {
    if (!edit_) return;
    const QString before = QString::fromStdString(bareText(spec_, value_));
    const QString typed = edit_->text().trimmed();
    closeTyping();
    if (typed.isEmpty() || typed == before) return;
    QString plain = typed;
    plain.replace(QChar(0x2212), '-');
    plain.replace(QStringLiteral("\u221e"), QStringLiteral("inf"));
    if (const auto parsed = project::parseValue(spec_, plain.toStdString())) emit entered(*parsed);
    else QToolTip::showText(mapToGlobal(QPoint(0, height())), QString::fromStdString(parsed.error().message), this);
}

void ValueControl::closeTyping() {
    if (!edit_) return;
    QLineEdit* edit = edit_;
    edit_ = nullptr;
    edit->removeEventFilter(this);
    edit->hide();
    edit->deleteLater();
}

void ValueControl::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Type a value"), this, &ValueControl::beginTyping);
    menu->addAction(tr("Reset to %1").arg(QString::fromStdString(valueText(spec_, spec_.defaultValue))),
                    this,
                    &ValueControl::reset);
    menu->addAction(tr("Copy"), this, [this] {
        QApplication::clipboard()->setText(QString::fromStdString(project::formatValue(spec_, value_)));
    });
    menu->addAction(tr("Paste"), this, [this] {
        const auto pasted = project::parseValue(spec_, QApplication::clipboard()->text().trimmed().toStdString());
        if (pasted) emit entered(*pasted);
    });
    // The window knows the controllers; a control only knows what it moves.
    if (property(kLearnable).isValid() && window()->metaObject()->indexOfMethod("learnControl(QWidget*)") >= 0)
        menu->addAction(tr("MIDI learn"), this, [this] { QMetaObject::invokeMethod(window(), "learnControl", Q_ARG(QWidget*, this)); });
    if (extendMenu_) {
        menu->addSeparator();
        extendMenu_(*menu);
    }
    menu->popup(event->globalPos());
}

bool ValueControl::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // The keys of a control that has the keyboard are not the window's.
        auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
        case Qt::Key_Home:
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Minus:
            if (plain) event->accept();
            return true;
        default:
            if (plain && key->key() >= Qt::Key_0 && key->key() <= Qt::Key_9) event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        QString tip = QStringLiteral("<b>%1</b>  %2").arg(accessibleName().toHtmlEscaped(), text().toHtmlEscaped());
        if (!spec_.help.empty()) tip += "<br>" + QString::fromStdString(spec_.help).toHtmlEscaped();
        tip += "<br>" + tr("double-click resets · Shift: fine · right-click: more");
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), tip, this);
        return true;
    }
    return QWidget::event(event);
}

void ValueControl::showBubble() {
    if (!bubble_) bubble_ = new ValueBubble(theme_, window());
    bubble_->show(text(), QRect(mapTo(window(), QPoint()), size()));
}

ValueBubble::ValueBubble(const Theme& theme, QWidget* window) : QWidget(window), theme_(theme) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void ValueBubble::show(const QString& text, const QRect& control) {
    text_ = text;
    const int width = static_cast<int>(std::ceil(figuresWidth(theme_.font(12, QFont::DemiBold), text))) + 20;
    QRect box(control.center().x() - width / 2, control.top() - 12 - 24, width, 24);
    box.moveLeft(std::clamp(box.left(), 2, std::max(2, parentWidget()->width() - width - 2)));
    if (box.top() < 2) box.moveTop(control.bottom() + 12);
    setGeometry(box);
    QWidget::show();
    raise();
    update();
}

void ValueBubble::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme_.colour(Role::lineStrong));
    painter.setBrush(theme_.colour(Role::surfaceOverlay));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(theme_.colour(Role::text1));
    drawFigures(painter, theme_.font(12, QFont::DemiBold), rect(), Qt::AlignHCenter, text_);
}

} // namespace lacquer::ui
