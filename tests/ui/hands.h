#pragma once

#include <QApplication>
#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>
#include <QWidget>

/// What a person does with mouse and keyboard, as real events.
namespace lacquer::ui::hands {

inline void move(QWidget* widget, QPoint to, Qt::KeyboardModifiers with = {}) {
    QMouseEvent event(QEvent::MouseMove, to, widget->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, with);
    QApplication::sendEvent(widget, &event);
}

/// Press, move in steps, release.
inline void drag(QWidget* widget, QPoint from, QPoint to, Qt::KeyboardModifiers with = {}) {
    QTest::mousePress(widget, Qt::LeftButton, with, from);
    constexpr int kSteps = 8;
    for (int k = 1; k <= kSteps; ++k) move(widget, from + (to - from) * k / kSteps, with);
    QTest::mouseRelease(widget, Qt::LeftButton, with, to);
}

/// One notch of the wheel upwards is +1. Returns whether the widget took it.
inline bool wheel(QWidget* widget, int notches, Qt::KeyboardModifiers with = {}) {
    const QPointF at = widget->rect().center();
    QWheelEvent event(at, widget->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, with, Qt::NoScrollPhase, false);
    event.ignore();
    QApplication::sendEvent(widget, &event);
    return event.isAccepted();
}

} // namespace lacquer::ui::hands
