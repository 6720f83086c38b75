#pragma once

#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/units.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lacquer::project {

/// What a curve moves: a value of the channel itself ("fader", "pan", "width", "trim", "mute"), the
/// "level" of one of its sends, or a parameter of one of its inserts.
struct AutomationTarget {
    enum class Owner { channel, send, insert };
    Owner owner = Owner::channel;
    std::uint64_t id = 0;  ///< SendId or InsertId; 0 for the channel
    std::string parameter; ///< "fader", "level", "band2.gain"

    friend bool operator==(const AutomationTarget&, const AutomationTarget&) = default;
};

/// A point of a curve. Points are joined linearly in the parameter's own unit (frequencies in
/// octaves, choices and switches step).
struct AutomationPoint {
    FramePosition position;
    double value = 0; ///< in the parameter's unit
    double bend = 0;  ///< of the segment that starts here: 0 straight, −1…1 early or late

    friend bool operator==(const AutomationPoint&, const AutomationPoint&) = default;
};

/// One parameter's curve; points in order of time, at most one per frame.
struct AutomationCurve {
    AutomationTarget target;
    std::vector<AutomationPoint> points;

    friend bool operator==(const AutomationCurve&, const AutomationCurve&) = default;
};

enum class AutomationMode { off, read, touch, latch, write, trim };

} // namespace lacquer::project
