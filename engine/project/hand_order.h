#pragma once

#include "engine/project/automation.h"

namespace lacquer::project {

/// What a hand that is on a value wants to be heard, between those who know the modes of automation
/// and those who play.
struct HandOrder {
    enum class Way {
        move,  ///< there at once, until the next edit is heard
        hold,  ///< there at once, whatever is edited meanwhile, until it lets go
        lift,  ///< the curve moved by so many decibels, until it lets go
        letGo, ///< back to the curve, or to what is stored, within kReturnSeconds
    };
    Way way = Way::move;
    ChannelId channel;
    AutomationTarget target;
    double value = 0; ///< in the parameter's unit; decibels for lift

    friend bool operator==(const HandOrder&, const HandOrder&) = default;
};

/// How long a value glides back to its curve when a hand lets go.
inline constexpr double kReturnSeconds = 0.2;

/// What was heard of a held or lifted value in one quantum of 64 frames. Inside the quantum the value
/// runs on a straight line from the one before, in the parameter's own scale; choices and switches
/// have it from the first frame on.
struct HeardValue {
    ChannelId channel;
    AutomationTarget target;
    FramePosition start; ///< of the quantum, where the value's sound lies on the timeline
    double value = 0;    ///< at the quantum's last frame; of a lifted value without the lift
    double lift = 0;     ///< decibels at the quantum's last frame
    bool ended = false;  ///< it is back on its curve, and no more will be told of it
};

} // namespace lacquer::project
