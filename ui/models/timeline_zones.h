#pragma once

#include "engine/project/clip.h"
#include "ui/models/time_scale.h"

namespace lacquer::ui {

/// What a press on a clip does; the cursor shows which before the press.
enum class ClipZone { none, move, range, trimStart, trimEnd, fadeIn, fadeOut, gain };

/// Where a clip lies on the lanes, in pixels.
struct ClipBox {
    double left = 0, top = 0, width = 0, height = 0;

    double right() const { return left + width; }
    double bottom() const { return top + height; }
};

ClipBox clipBox(const project::Clip& clip, const TimeScale& scale, double rowTop, double rowHeight);

/// The zone at (x, y):
/// - the fade handles, 8 pixels across at the end of each fade on the top edge, reach 7 pixels;
///   without a fade they sit in the corner
/// - the gain handle, 20 × 4 at the middle of the top edge, on selected clips at least 60 wide
/// - the edges, 6 pixels and at most a third of the width, trim
/// - the upper half moves, the lower half selects a range
/// Clips under 24 pixels wide only move. Rows under 20 pixels high have no range half.
ClipZone clipZoneAt(const project::Clip& clip,
                    const ClipBox& box,
                    const TimeScale& scale,
                    bool selected,
                    double x,
                    double y);

} // namespace lacquer::ui
