#pragma once

#include "engine/surfaces/desk_event.h"

#include <optional>

namespace lacquer::surfaces {

/// How a fader or knob without a motor takes over a value that stands elsewhere.
enum class Takeover {
    jump,     ///< at once
    pickup,   ///< when it comes to the value or passes it
    scale,    ///< at once, by the way that is left on both sides: they meet at the ends
    relative, ///< at once, by the difference of its moves
};

/// One such control's memory. All positions 0…1.
///
/// Source   pickup and scaling as musicians know them from DJ and live programs; a crossing counts
///          however fast the throw was
class TakeoverState {
public:
    /// The value after the control moved to `at` while the value stood at `value`; none: it waits.
    std::optional<double> move(Takeover how, double at, double value, double tolerance);
    /// The value was changed by others: the control must find it again.
    void release() { caught_ = false; }
    bool isWaiting() const { return last_ && !caught_; }
    /// Where the control itself stands, for a ghost mark.
    std::optional<double> position() const { return last_; }

private:
    std::optional<double> last_;
    bool caught_ = false;
};

} // namespace lacquer::surfaces
