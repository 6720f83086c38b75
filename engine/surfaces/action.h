#pragma once

#include "engine/surfaces/control.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace lacquer::surfaces {

/// What keys and feet ask for, besides values. `amount` of a Press says how much and which way.
enum class Command {
    none,
    play, stop, playOrStop, recordAutomation, loop, toStart, toEnd,
    wind,   ///< amount: steps of a second
    jog,    ///< amount: clicks of the wheel, a beat each
    scrub,  ///< amount: clicks of the wheel, a hundredth of a second each
    addMarker, previousMarker, nextMarker, loopStart, loopEnd,
    undo, redo, save, clearSolos,
    zoomTime, zoomRows,       ///< amount: steps, positive is nearer
    cursorAcross, cursorDown, ///< amount: steps right, steps down
    nudge,                    ///< amount: steps later
    mixPage, masterPage, deliverPage, switchView, clearClips, dim, mono, click, enter, cancel,
};

/// As settings name them: "play", "previous-marker".
std::string_view nameOf(Command command);
std::optional<Command> commandOf(std::string_view name);
/// As people read it: "Previous marker".
std::string_view labelOf(Command command);

/// A hand took hold of a control, moved it, let it go. Every touch is one undo step, and what
/// automation writes goes from touch to release.
struct Touched { Control control; friend bool operator==(const Touched&, const Touched&) = default; };
struct Moved { Control control; double value; friend bool operator==(const Moved&, const Moved&) = default; };
struct Released { Control control; friend bool operator==(const Released&, const Released&) = default; };
/// A key: one step at once.
struct Put { Control control; double value; friend bool operator==(const Put&, const Put&) = default; };
struct Selected { ChannelId channel; friend bool operator==(const Selected&, const Selected&) = default; };
struct ModeChosen {
    ChannelId channel;
    project::AutomationMode mode;
    friend bool operator==(const ModeChosen&, const ModeChosen&) = default;
};
struct Press {
    Command command = Command::none;
    int amount = 1;
    friend bool operator==(const Press&, const Press&) = default;
};
/// To a place in the song.
struct Located { FramePosition position; friend bool operator==(const Located&, const Located&) = default; };

/// What a surface asks of the mix.
using Deed = std::variant<Touched, Moved, Released, Put, Selected, ModeChosen, Press, Located>;

/// Numbered by the surface, so that it knows which of its deeds the mix it is shown has in it.
struct Action {
    std::uint64_t number = 0;
    Deed deed;
};

} // namespace lacquer::surfaces
