#pragma once

#include "engine/surfaces/desk_event.h"

#include <optional>

namespace lacquer::surfaces {

/// When a motor may move: never under a finger, once after it lets go, and never twice to one place.
///
/// A unit holds the last position it was sent, so what a hand did is told back: on release where the
/// unit feels touch, otherwise 150 ms after the last move and never while moves keep coming.
class MotorFader {
public:
    void touch(bool on);
    void move(int position, Time now);
    /// Forget what was sent: the next wanted() tells the place anew.
    void force() { forced_ = true; }
    void reset() { *this = MotorFader{}; }
    bool isTouched() const { return touched_; }

    /// The position to send for a value that stands at `position`; nothing when there is no need.
    std::optional<int> wanted(int position, Time now);

private:
    static constexpr Time kEcho = 150ms;
    static constexpr Time kStill = 300ms;
    static constexpr Time kShortest = 20ms; // 50 a second: motors are noisy and slow

    int known_ = -1; ///< last position sent or received
    bool touched_ = false;
    bool owes_ = false;   ///< the place is to be told once, whatever it is
    bool moving_ = false; ///< moves come without touch
    bool forced_ = true;
    Time lastMove_{};
    std::optional<Time> lastSent_;
};

} // namespace lacquer::surfaces
