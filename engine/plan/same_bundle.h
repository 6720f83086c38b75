#pragma once

#include "engine/plan/render_plan.h"

namespace lacquer::plan {

/// Bundle `index` is in every respect the same in both plans, and what it reads from lies in the same
/// places: who runs it for one can run it for the other.
///
/// Thread   any but the engine thread
bool isSameBundle(const RenderPlan& a, const RenderPlan& b, std::size_t index);

} // namespace lacquer::plan
