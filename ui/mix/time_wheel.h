#pragma once

class QWheelEvent;

namespace lacquer::ui {

class TimelineState;

/// The wheel over what stands above the lanes: scrolls through time, with Ctrl zooms about the pointer.
void wheelThroughTime(TimelineState& state, QWheelEvent& event);

} // namespace lacquer::ui
