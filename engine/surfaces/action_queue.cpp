#include "engine/surfaces/action_queue.h"

namespace lacquer::surfaces {

void ActionQueue::issue(Deed deed) {
    ++number_;
    if (const Moved* moved = std::get_if<Moved>(&deed))
        for (auto earlier = waiting_.rbegin(); earlier != waiting_.rend(); ++earlier) {
            Moved* same = std::get_if<Moved>(&earlier->deed);
            if (!same) break;
            if (same->control != moved->control) continue;
            *same = *moved;
            earlier->number = number_;
            return;
        }
    waiting_.push_back({number_, std::move(deed)});
}

} // namespace lacquer::surfaces
