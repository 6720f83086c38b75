#pragma once

namespace lacquer::ui {

/// Lets assistive tools read what the timeline paints itself: clips with their track, place, gain and
/// whether they are muted, and the heads of the rows with what is switched on them. Pressing an item
/// selects it; a head also has its mute and solo as actions. Once, after the application object.
void installTimelineAccessibility();

} // namespace lacquer::ui
