#pragma once

#include "engine/plan/render_plan.h"

#include <utility>
#include <vector>

namespace lacquer::plan {

/// The parts of a plan that an edit takes away, or brings. They are faded, so that nothing clicks;
/// everything else goes on to the bit.
struct Crossing {
    std::vector<std::pair<int, int>> inputs; ///< strip, index into its inputs; in order
    std::vector<InsertId> inserts;
    bool mix = false; ///< the output itself: its latency changes

    bool isEmpty() const { return inputs.empty() && inserts.empty() && !mix; }
};

struct Crossings {
    Crossing leaving;  ///< of the plan before
    Crossing arriving; ///< of the plan after
};

/// What differs in shape between two plans of one song: signals that appear, go, are led elsewhere
/// or arrive at another time because a latency changed. Values that only move are not in it; they
/// glide.
///
/// Thread   any but the engine thread
Crossings crossingsOf(const RenderPlan& before, const RenderPlan& after);

} // namespace lacquer::plan
