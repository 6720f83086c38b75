#pragma once

#include "ui/models/timeline_zones.h"

#include <QCursor>

#include <map>
#include <utility>

namespace lacquer::ui {

/// The timeline's cursors: they name the tool before the press.
enum class TimelineCursor { plain, move, trimStart, trimEnd, fade, gain, range, slip, point };

enum class SlipHeld { no, yes };

TimelineCursor cursorOf(ClipZone zone, SlipHeld slip);

/// White lines with a dark casing, drawn at the device's scale; made once each.
class TimelineCursors {
public:
    const QCursor& of(TimelineCursor cursor, qreal devicePixelRatio);

private:
    std::map<std::pair<TimelineCursor, int>, QCursor> made_;
};

} // namespace lacquer::ui
