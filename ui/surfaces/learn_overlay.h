#pragma once

#include "ui/controls/learnable.h"
#include "ui/models/surface_link.h"
#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

#include <vector>

class QMenu;

namespace lacquer::ui {

/// Learn mode: everything that a controller can learn is outlined, with what it has learned already.
/// A click arms one; the next thing that is moved is bound to it. Esc ends the mode.
class LearnOverlay : public QWidget {
    Q_OBJECT

public:
    LearnOverlay(SurfaceLink& link, const Theme& theme, QWidget* window);

    void begin();
    void end();
    bool isOn() const { return isVisible(); }
    /// Arms a widget's control, as a click on it does.
    void arm(const QWidget* widget);
    /// What a right click offers: takeover, direction, range, to forget it.
    void fillMenu(QMenu& menu, const surfaces::Control& control);

signals:
    void ended();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    std::vector<QWidget*> learnables() const;
    void openMenu(const QWidget* widget, const QPoint& at);
    QRect rectOf(const QWidget* widget) const;

    SurfaceLink& link_;
    const Theme& theme_;
    QPointer<const QWidget> armed_;
};

} // namespace lacquer::ui
