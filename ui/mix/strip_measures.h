#pragma once

/// Measures of a strip that its layout and its painting share, in pixels.
namespace lacquer::ui::strip {

inline constexpr int kMargin = 4;
inline constexpr int kTrimRow = 22;
inline constexpr int kKnobRow = 58;

} // namespace lacquer::ui::strip
