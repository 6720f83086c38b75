#pragma once

#include "engine/vocabulary/units.h"
#include "ui/models/tempo_map.h"
#include "ui/models/time_scale.h"

#include <string>
#include <vector>

namespace lacquer::ui {

enum class TimeFormat { barsBeats, clock, samples };

/// A line of the ruler and of the grid behind the clips.
struct TimelineTick {
    enum class Weight {
        phrase, ///< every fourth label: bold
        major,  ///< a bar, or a round time
        minor,  ///< a beat, or a part of the round time
    };
    FramePosition position;
    double x = 0;
    Weight weight = Weight::minor;
    std::string label; ///< empty for lines without one

    friend bool operator==(const TimelineTick&, const TimelineTick&) = default;
};

/// What the ruler shows on `width` pixels: labels at least 44 pixels apart, lines at least 8.
std::vector<TimelineTick> timelineTicks(const TempoMap& tempo,
                                        const TimeScale& scale,
                                        double width,
                                        TimeFormat format);

} // namespace lacquer::ui
