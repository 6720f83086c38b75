#include "ui/controls/buttons.h"

#include "ui/theme/figures.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>

#include <cmath>

namespace lacquer::ui {

Button::Button(const Theme& theme, const QString& text, const QString& name, QWidget* parent, Look look)
    : QAbstractButton(parent), theme_(theme), look_(look) {
    setText(text);
    start(name);
}

Button::Button(const Theme& theme, Icon icon, const QString& name, QWidget* parent, Look look)
    : QAbstractButton(parent), theme_(theme), icon_(icon), look_(look) {
    start(name);
}

void Button::start(const QString& name) {
    setAccessibleName(name);
    setToolTip(name);
    setFocusPolicy(Qt::TabFocus);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Button::setIconShape(Icon icon) {
    if (icon_ == icon) return;
    icon_ = icon;
    update();
}

void Button::setFontOf(int pixels, QFont::Weight weight) {
    pixels_ = pixels;
    weight_ = weight;
    updateGeometry();
    update();
}

void Button::setOnRole(Role role) {
    on_ = role;
    update();
}

void Button::setHollow(bool hollow) {
    if (hollow == hollow_) return;
    hollow_ = hollow;
    update();
}

void Button::setTint(std::optional<Role> role) {
    if (role == tint_) return;
    tint_ = role;
    update();
}

void Button::setInk(const QColor& ink, bool chosen) {
    if (ink == ink_ && chosen == chosen_) return;
    ink_ = ink;
    chosen_ = chosen;
    update();
}

QSize Button::sizeHint() const {
    const int height = theme_.size(Size::button);
    if (text().isEmpty()) return {height + 4, height};
    const int words = static_cast<int>(std::ceil(QFontMetricsF(theme_.font(pixels_, weight_)).horizontalAdvance(text())));
    return {words + 20 + (icon_ ? 22 : 0), height};
}

void Button::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool on = isChecked();
    QColor ground = theme_.colour(look_ == Look::accent ? Role::accent : Role::surface2);
    bool filled = look_ != Look::plain;
    QColor ink = theme_.colour(look_ == Look::plain ? Role::text2 : Role::text1);
    if (look_ == Look::accent) ink = theme_.onAccent();
    if (look_ == Look::well) ink = theme_.colour(Role::text2);
    if (!isEnabled()) {
        ink = theme_.colour(Role::textDisabled);
        if (look_ == Look::accent) ground = theme_.colour(Role::surface2);
    } else if (isDown()) {
        ground = theme_.colour(look_ == Look::accent ? Role::accentStrong : Role::surface4);
        filled = true;
    } else if (hovered_) {
        ground = theme_.colour(look_ == Look::accent ? Role::accentStrong : Role::surface3);
        filled = true;
        if (look_ != Look::accent) ink = theme_.colour(Role::text1);
    }
    if (tint_) {
        ink = theme_.colour(*tint_);
        ground = Theme::over(ink, theme_.mix(Mix::autoTint), theme_.colour(Role::surface2));
        filled = true;
    }
    if (ink_.isValid()) {
        if (chosen_) ground = ink_;
        ink = chosen_ ? theme_.onHue() : ink_;
        filled = filled || chosen_;
    }
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (on && isEnabled()) {
        // Fills that are bright in both themes carry dark text in both.
        const bool bright = on_ == Role::stateSolo || on_ == Role::stateMute;
        ground = theme_.colour(on_);
        ink = bright ? theme_.colour(Role::textOnBright) : theme_.onAccent();
        filled = true;
    } else if (hollow_) {
        const QColor line = theme_.colour(on_);
        painter.setPen(QPen(line, 1));
        painter.setBrush(theme_.colour(Role::surface1));
        painter.drawRoundedRect(box, 3, 3);
        // Yellow letters cannot be read on a light ground: there the outline alone has the colour.
        const bool light = theme_.variant() == Theme::Variant::light;
        ink = on_ == Role::stateMute ? theme_.colour(Role::stateMuteText) : light ? theme_.colour(Role::text1) : line;
        filled = false;
    }
    if (filled) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRoundedRect(rect(), look_ == Look::well ? 3 : 4, look_ == Look::well ? 3 : 4);
    }
    QRectF words = QRectF(rect()).adjusted(2, 0, -2, 0);
    if (icon_) {
        QRectF place = rect();
        if (!text().isEmpty()) {
            const double width = 22 + QFontMetricsF(theme_.font(pixels_, weight_)).horizontalAdvance(text());
            place = QRectF((this->width() - width) / 2, 0, 16, height());
            words.setLeft(place.right() + 6);
            painter.setPen(ink);
            paintIcon(painter, *icon_, QRectF(place.x(), place.center().y() - 7, 14, 14), ink);
            drawName(painter, theme_.font(pixels_, weight_), words, Qt::AlignLeft, text());
            return;
        }
        const double side = std::min(16.0, std::min(place.width(), place.height()) - 4);
        paintIcon(painter, *icon_, QRectF(place.center().x() - side / 2, place.center().y() - side / 2, side, side), ink);
        return;
    }
    painter.setPen(ink);
    drawName(painter, theme_.font(pixels_, weight_), words, Qt::AlignHCenter, text());
}

void Button::enterEvent(QEnterEvent*) {
    hovered_ = true;
    update();
}

void Button::leaveEvent(QEvent*) {
    hovered_ = false;
    update();
}

void Button::mouseReleaseEvent(QMouseEvent* event) {
    const bool hit = isDown() && hitButton(event->pos());
    const Qt::KeyboardModifiers modifiers = event->modifiers();
    QAbstractButton::mouseReleaseEvent(event);
    if (hit) emit clickedWith(modifiers);
}

void Button::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        emit clickedWith(event->modifiers());
        return;
    }
    if (event->key() == Qt::Key_Escape) return clearFocus();
    QAbstractButton::keyPressEvent(event);
}

MenuButton::MenuButton(const Theme& theme, const QString& name, QWidget* parent)
    : QAbstractButton(parent), theme_(theme) {
    setAccessibleName(name);
    setToolTip(name);
    setFocusPolicy(Qt::TabFocus);
    connect(this, &QAbstractButton::pressed, this, &MenuButton::openMenu);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void MenuButton::setChoices(const QStringList& choices) {
    if (choices == choices_) return;
    choices_ = choices;
    updateGeometry();
    update();
}

void MenuButton::setCurrent(int index) {
    if (index == current_) return;
    current_ = index;
    setAccessibleDescription(shown());
    update();
}

void MenuButton::setShownText(const QString& text) {
    if (text == text_) return;
    text_ = text;
    setAccessibleDescription(text);
    update();
}

void MenuButton::setLook(Look look) {
    look_ = look;
    update();
}

QString MenuButton::shown() const {
    if (!text_.isEmpty()) return text_;
    return current_ >= 0 && current_ < choices_.size() ? choices_[current_] : QString();
}

QSize MenuButton::sizeHint() const {
    double width = 0;
    const QFontMetricsF metrics(theme_.font(11, QFont::Medium));
    for (const QString& choice : choices_) width = std::max(width, metrics.horizontalAdvance(choice));
    width = std::max(width, metrics.horizontalAdvance(text_));
    return {static_cast<int>(std::ceil(width)) + 36, theme_.size(Size::button)};
}

void MenuButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (look_ == Look::well || hovered_) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme_.colour(hovered_ ? Role::surface3 : look_ == Look::well ? Role::surface2 : Role::surface1));
        painter.drawRoundedRect(rect(), 4, 4);
    }
    const int side = look_ == Look::well ? 8 : 4;
    const bool chevron = width() > 60 || (look_ == Look::well && width() > 40);
    const QRectF words = QRectF(rect()).adjusted(side, 0, chevron ? -20 : -side, 0);
    painter.setPen(theme_.colour(!isEnabled() ? Role::textDisabled : look_ == Look::well ? Role::text1 : Role::text2));
    drawName(painter, theme_.font(look_ == Look::well ? 11 : 10, QFont::Medium), words, Qt::AlignLeft, shown());
    if (chevron)
        paintIcon(painter, Icon::chevronDown, QRectF(width() - 18, (height() - 12) / 2.0, 12, 12), theme_.colour(Role::text3));
}

void MenuButton::openMenu() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (maker_) maker_(*menu);
    else
        for (int k = 0; k < choices_.size(); ++k) {
            QAction* action = menu->addAction(choices_[k], this, [this, k] { emit chosen(k); });
            action->setCheckable(true);
            action->setChecked(k == current_);
        }
    connect(menu, &QMenu::aboutToHide, this, [this] { setDown(false); });
    menu->popup(mapToGlobal(QPoint(0, height())));
}

void MenuButton::wheelEvent(QWheelEvent* event) { event->ignore(); }

void MenuButton::keyPressEvent(QKeyEvent* event) {
    const auto go = [this](int by) {
        const int next = current_ + by;
        if (next >= 0 && next < choices_.size()) emit chosen(next);
    };
    switch (event->key()) {
    case Qt::Key_Up: return go(-1);
    case Qt::Key_Down: return go(1);
    case Qt::Key_Return:
    case Qt::Key_Enter: return openMenu();
    case Qt::Key_Escape: return clearFocus();
    default: QAbstractButton::keyPressEvent(event);
    }
}

void MenuButton::enterEvent(QEnterEvent*) {
    hovered_ = true;
    update();
}

void MenuButton::leaveEvent(QEvent*) {
    hovered_ = false;
    update();
}

namespace {

class Tab : public QAbstractButton {
public:
    Tab(const Theme& theme, const QString& text, QWidget* parent) : QAbstractButton(parent), theme_(theme) {
        setText(text);
        setAccessibleName(text);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }

    QSize sizeHint() const override {
        return {static_cast<int>(std::ceil(QFontMetricsF(theme_.font(13, QFont::DemiBold)).horizontalAdvance(text()))) + 24,
                theme_.size(Size::tab)};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const bool bright = isChecked() || underMouse();
        painter.setPen(theme_.colour(bright ? Role::text1 : Role::text2));
        drawName(painter, theme_.font(13, isChecked() ? QFont::DemiBold : QFont::Medium), rect(), Qt::AlignHCenter, text());
        if (isChecked()) painter.fillRect(QRect(4, height() - 3, width() - 8, 3), theme_.colour(Role::accent));
    }

private:
    const Theme& theme_;
};

} // namespace

Tabs::Tabs(const Theme& theme, const QStringList& names, QWidget* parent) : QWidget(parent), theme_(theme) {
    for (const QString& name : names) {
        auto* button = new Tab(theme, name, this);
        const int index = static_cast<int>(buttons_.size());
        button->setChecked(index == 0);
        connect(button, &QAbstractButton::clicked, this, [this, index] {
            setCurrent(index);
            emit chosen(index);
        });
        buttons_.push_back(button);
    }
}

void Tabs::setCurrent(int index) {
    current_ = index;
    for (std::size_t k = 0; k < buttons_.size(); ++k) buttons_[k]->setChecked(static_cast<int>(k) == index);
}

void Tabs::setToolTips(const QStringList& tips) {
    for (std::size_t k = 0; k < buttons_.size() && static_cast<int>(k) < tips.size(); ++k)
        buttons_[k]->setToolTip(tips[static_cast<int>(k)]);
}

QSize Tabs::sizeHint() const {
    int width = 0;
    for (const QAbstractButton* button : buttons_) width += button->sizeHint().width();
    return {width, theme_.size(Size::tab)};
}

void Tabs::resizeEvent(QResizeEvent*) {
    int x = 0;
    for (QAbstractButton* button : buttons_) {
        const int width = button->sizeHint().width();
        button->setGeometry(x, 0, width, height());
        x += width;
    }
}

} // namespace lacquer::ui
