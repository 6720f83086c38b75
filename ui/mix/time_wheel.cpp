#include "ui/mix/time_wheel.h"

#include "ui/mix/timeline_state.h"

#include <QWheelEvent>

namespace lacquer::ui {

void wheelThroughTime(TimelineState& state, QWheelEvent& event) {
    event.accept();
    const int delta = event.angleDelta().y() != 0 ? event.angleDelta().y() : event.angleDelta().x();
    if (event.modifiers() & Qt::ControlModifier) {
        state.zoom(zoomFactorOfWheel(delta), event.position().x());
    } else {
        state.suspendFollowing();
        state.setScale(state.scale().scrolled(-delta * 0.8));
    }
}

} // namespace lacquer::ui
