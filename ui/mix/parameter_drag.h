#pragma once

#include "ui/mix/insert_actions.h"

#include <QMouseEvent>

#include <string>

namespace lacquer::ui {

/// A drag on a picture that moves one parameter, without a control in between: one gesture from the
/// second pixel on, Shift or Ctrl fine, by the parameter's own scale.
class ParameterDrag {
public:
    enum class Axis { across, up };

    explicit ParameterDrag(InsertActions& actions) : actions_(actions) {}

    /// Nothing happens when the processor has no such parameter. `reach`: pixels from the lowest value to
    /// the highest.
    void press(const QMouseEvent& event, std::string_view parameter, Axis axis, double reach);
    void move(const QMouseEvent& event);
    void release();
    bool isPressed() const { return pressed_; }

private:
    InsertActions& actions_;
    std::string parameter_;
    Axis axis_ = Axis::across;
    double reach_ = 1;
    QPointF last_;
    double travel_ = 0; ///< 0…1 on the parameter's scale
    bool pressed_ = false, dragging_ = false;
};

} // namespace lacquer::ui
