#pragma once

#include "engine/surfaces/action.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace lacquer::surfaces {

/// A surface's deeds on their way to the mix, numbered from 1 on. A flood of moves of one control is
/// one move: the newest value takes the place of the one that still waits, as long as nothing but
/// moves came since.
///
/// Thread   one
class ActionQueue {
public:
    void issue(Deed deed);
    /// Of the newest deed; 0 when there was none.
    std::uint64_t lastNumber() const { return number_; }
    std::vector<Action> take() { return std::exchange(waiting_, {}); }

private:
    std::uint64_t number_ = 0;
    std::vector<Action> waiting_;
};

} // namespace lacquer::surfaces
