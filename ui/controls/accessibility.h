#pragma once

namespace lacquer::ui {

/// Tells Qt how assistive tools read the controls that paint themselves: sliders with a value and
/// its words, meters, slots. Once, after the application object.
void installAccessibility();

} // namespace lacquer::ui
