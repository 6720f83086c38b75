#pragma once

#include "engine/project/hand_order.h"
#include "engine/vocabulary/quantum.h"

#include <algorithm>
#include <vector>

namespace lacquer::testing {

/// What a recorder hears, without sound: held values are there at once, and back at once.
class PretendPlayer {
public:
    void hand(const project::HandOrder& order) {
        orders.push_back(order);
        const auto known = std::ranges::find_if(hands_, [&](const auto& one) { return one.channel == order.channel && one.target == order.target; });
        if (known != hands_.end()) {
            if (order.way != project::HandOrder::Way::letGo) known->value = order.value;
            known->way = order.way;
        } else if (order.way == project::HandOrder::Way::hold || order.way == project::HandOrder::Way::lift) {
            hands_.push_back(order);
        }
    }
    void endHands() { hands_.clear(); }
    std::vector<project::HeardValue> takeHeard() { return std::exchange(heard_, {}); }

    /// Plays on to a place; a place before starts anew there.
    void playTo(FramePosition to) {
        if (to < at_) at_ = to;
        for (; at_ < to; at_ = at_ + FrameCount{kQuantum})
            for (auto& one : hands_) {
                const bool lifts = one.way == project::HandOrder::Way::lift, gone = one.way == project::HandOrder::Way::letGo;
                heard_.push_back({one.channel, one.target, at_, lifts ? 0 : one.value, lifts ? one.value : 0, gone});
            }
        std::erase_if(hands_, [&](const auto& one) { return one.way == project::HandOrder::Way::letGo && !heard_.empty(); });
    }

    std::vector<project::HandOrder> orders;

private:
    std::vector<project::HandOrder> hands_;
    std::vector<project::HeardValue> heard_;
    FramePosition at_;
};

} // namespace lacquer::testing
