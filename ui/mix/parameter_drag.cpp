#include "ui/mix/parameter_drag.h"

#include "ui/models/scales.h"

#include <algorithm>

namespace lacquer::ui {

void ParameterDrag::press(const QMouseEvent& event, std::string_view parameter, Axis axis, double reach) {
    const ParameterSpec* spec = actions_.parameter(parameter);
    if (event.button() != Qt::LeftButton || !spec) return;
    parameter_ = parameter;
    axis_ = axis;
    reach_ = std::max(1.0, reach);
    last_ = event.position();
    travel_ = travelOf(*spec, actions_.value(parameter));
    pressed_ = true;
}

void ParameterDrag::move(const QMouseEvent& event) {
    if (!pressed_) return;
    const QPointF moved = event.position() - last_;
    if (!dragging_ && moved.manhattanLength() < 2) return;
    const ParameterSpec* spec = actions_.parameter(parameter_);
    if (!spec) return;
    if (!dragging_) actions_.begin(parameter_);
    dragging_ = true;
    last_ = event.position();
    const double fine = event.modifiers() & (Qt::ShiftModifier | Qt::ControlModifier) ? 0.1 : 1.0;
    travel_ = std::clamp(travel_ + fine * (axis_ == Axis::across ? moved.x() : -moved.y()) / reach_, 0.0, 1.0);
    actions_.drag({{parameter_, valueAt(*spec, travel_)}});
}

void ParameterDrag::release() {
    pressed_ = false;
    if (!dragging_) return;
    dragging_ = false;
    actions_.end();
}

} // namespace lacquer::ui
