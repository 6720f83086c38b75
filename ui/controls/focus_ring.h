#pragma once

#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

namespace lacquer::ui {

/// The ring around the control that has the keyboard, drawn over the window so that no parent
/// clips it. It shows once the keyboard is used and goes with the next press of the mouse.
class FocusRing : public QWidget {
    Q_OBJECT

public:
    FocusRing(const Theme& theme, QWidget* window);

    /// The keyboard is moving from control to control.
    bool isGuiding() const { return keyboard_ && around_; }
    /// Shows the ring from now on, as after a key that moves the focus.
    void guide();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void follow(QWidget* widget);
    void place();

    const Theme& theme_;
    QPointer<QWidget> around_;
    bool keyboard_ = false;
};

} // namespace lacquer::ui
