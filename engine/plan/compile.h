#pragma once

#include "engine/plan/known_parts.h"
#include "engine/plan/monitoring.h"
#include "engine/plan/render_plan.h"
#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <memory>

namespace lacquer::plan {

/// What the plan is for: processors for listening only are left out of a delivery.
enum class Purpose { listening, delivery };

/// Compiles a song: collectStrips → applySolo → addMonitoring → sortStrips → alignLatency → formBundles.
///
/// Errors   a cycle in the routing, naming the channels in it
/// `monitoring` is for playing; the mix is the same with and without.
/// `known` may be null; who compiles again and again keeps one, and only what changed costs time.
///
/// Thread   any but the engine thread
Result<std::shared_ptr<const RenderPlan>> compile(const project::Song& song,
                                                  SampleRate rate,
                                                  project::PanLaw panLaw,
                                                  const processors::ProcessorCatalogue& catalogue,
                                                  KnownParts* known = nullptr,
                                                  Purpose purpose = Purpose::listening,
                                                  const Monitoring& monitoring = {});

} // namespace lacquer::plan
