#pragma once

#include "engine/vocabulary/parameter.h"
#include "ui/models/scales.h"
#include "ui/theme/theme.h"

#include <QLineEdit>
#include <QPointer>
#include <QWidget>

#include <functional>

class QMenu;

namespace lacquer::ui {

/// The number beside the pointer while a value moves.
class ValueBubble : public QWidget {
public:
    ValueBubble(const Theme& theme, QWidget* window);
    void show(const QString& text, const QRect& control);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& theme_;
    QString text_;
};

/// A control with one value: everything hands do to it, the same for knobs, faders, bars and
/// fields. It paints nothing itself and changes nothing: it says what was asked for, and shows what
/// setValue() tells it.
///
/// Hands    drag (relative, Shift fine), double-click or Alt-click resets, wheel only with Ctrl or
///          once it has been clicked, arrows step (Shift fine), Page steps far, Home resets, Enter
///          or a digit opens typing, Tab while typing goes on to the neighbour, right-click menu
/// Thread   [main]
class ValueControl : public QWidget {
    Q_OBJECT

public:
    ValueControl(const Theme& theme, ParameterSpec spec, const QString& name, QWidget* parent);

    const ParameterSpec& spec() const { return spec_; }
    /// Another parameter in the same place.
    void setSpec(ParameterSpec spec);
    double value() const { return value_; }
    void setValue(double value);
    /// "−18.0 dB", as people read it.
    QString text() const;
    /// What tooltips and assistive tools call it: "Fader, Bass".
    void setName(const QString& name);

    /// Adds entries to the right-click menu.
    void setMenuExtension(std::function<void(QMenu&)> extension) { extendMenu_ = std::move(extension); }

    /// Opens the number for typing.
    void beginTyping();
    bool isTyping() const { return edit_ != nullptr; }

    void step(StepSize size, int steps);
    void reset();

signals:
    void dragBegan();
    void dragged(double value);
    void dragEnded();
    /// One of a burst: wheel and arrow keys.
    void steppedTo(double value);
    /// Once: typed, reset, pasted.
    void entered(double value);
    /// Tab or Shift+Tab while typing, after entered().
    void neighbourWanted(int direction);
    /// A press that took the value, for selecting what the control belongs to.
    void touched();

protected:
    /// Pixels of a drag over the whole range.
    virtual double dragLength() const { return 200; }
    /// A drag to the right counts like one upwards.
    virtual Qt::Orientation dragAxis() const { return Qt::Vertical; }
    /// Where the number stands, and where it is typed.
    virtual QRect numberRect() const { return rect(); }
    /// False where a press does nothing: a click on a fader's slot never jumps.
    virtual bool grabs(const QPoint& position) const { return position.x() >= 0; }

    const Theme& theme() const { return theme_; }
    double travel() const { return travelOf(spec_, value_); }
    bool isHovered() const { return hovered_; }
    bool isDragging() const { return dragging_; }

    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;
    bool event(QEvent* event) override;

private:
    void endDrag();
    void acceptTyped();
    void closeTyping();
    void showBubble();

    const Theme& theme_;
    ParameterSpec spec_;
    double value_ = 0;
    std::function<void(QMenu&)> extendMenu_;
    QPointer<QLineEdit> edit_;
    QPointer<ValueBubble> bubble_;
    QPoint lastDrag_;
    double dragTravel_ = 0;
    int wheelRest_ = 0;
    bool pressed_ = false;
    bool dragging_ = false;
    bool hovered_ = false;
    bool clicked_ = false; ///< and so the wheel belongs to it
};

} // namespace lacquer::ui
