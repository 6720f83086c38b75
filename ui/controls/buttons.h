#pragma once

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>

#include <functional>
#include <optional>
#include <vector>

class QMenu;

namespace lacquer::ui {

/// A flat button with words or a picture. Checkable ones are filled with their colour when on.
///
/// Hands    click; keyboard Space; releasing outside does nothing. Modifiers of the click are in
///          `clickedWith`
class Button : public QAbstractButton {
    Q_OBJECT

public:
    enum class Look {
        filled, ///< on a surface
        plain,  ///< no ground until the pointer is over it
        well,   ///< lettering of strips: M, S, Ø
        accent, ///< the one filled accent action of a page
    };

    Button(const Theme& theme, const QString& text, const QString& name, QWidget* parent, Look look = Look::filled);
    Button(const Theme& theme, Icon icon, const QString& name, QWidget* parent, Look look = Look::plain);

    void setIconShape(Icon icon);
    void setFontOf(int pixels, QFont::Weight weight);
    /// Ground when checked; the accent unless set.
    void setOnRole(Role role);
    /// Outline and letter in the "on" colour instead of a filled ground: implied mute, solo safe.
    void setHollow(bool hollow);
    bool isHollow() const { return hollow_; }
    /// Letter and tint in a colour of their own, as for the automation modes.
    void setTint(std::optional<Role> role);
    /// Lettering in any colour, filled with it when chosen: the numbers of bands.
    void setInk(const QColor& ink, bool chosen);
    /// The value for assistive tools where "checked" does not say enough.
    void setValueText(const QString& text) { setAccessibleDescription(text); }

    QSize sizeHint() const override;

signals:
    void clickedWith(Qt::KeyboardModifiers modifiers);

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void start(const QString& name);

    const Theme& theme_;
    std::optional<Icon> icon_;
    Look look_;
    int pixels_ = 11;
    QFont::Weight weight_ = QFont::Medium;
    Role on_ = Role::accent;
    std::optional<Role> tint_;
    QColor ink_;
    bool chosen_ = false;
    bool hollow_ = false;
    bool hovered_ = false;
};

/// A choice out of a list: the current one with a chevron; a press opens the list.
class MenuButton : public QAbstractButton {
    Q_OBJECT

public:
    MenuButton(const Theme& theme, const QString& name, QWidget* parent);

    void setChoices(const QStringList& choices);
    void setCurrent(int index);
    int current() const { return current_; }
    /// What stands there when it is not one of the choices.
    void setShownText(const QString& text);
    enum class Look { well, plain };
    void setLook(Look look);
    /// Fills the menu itself when it opens, instead of the choices.
    void setMenuMaker(std::function<void(QMenu&)> maker) { maker_ = std::move(maker); }
    QSize sizeHint() const override;

signals:
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void openMenu();
    QString shown() const;

    const Theme& theme_;
    QStringList choices_;
    QString text_;
    std::function<void(QMenu&)> maker_;
    int current_ = -1;
    Look look_ = Look::well;
    bool hovered_ = false;
};

/// Page names side by side, the current one underlined.
class Tabs : public QWidget {
    Q_OBJECT

public:
    Tabs(const Theme& theme, const QStringList& names, QWidget* parent);
    void setCurrent(int index);
    int current() const { return current_; }
    void setToolTips(const QStringList& tips);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void chosen(int index);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    const Theme& theme_;
    std::vector<QAbstractButton*> buttons_;
    int current_ = 0;
};

} // namespace lacquer::ui
