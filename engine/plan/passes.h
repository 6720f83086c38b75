#pragma once

#include "engine/plan/compile.h"
#include "engine/plan/known_parts.h"
#include "engine/plan/monitoring.h"
#include "engine/plan/render_plan.h"
#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

/// The compiler's passes; each takes the plan as the one before left it.
namespace lacquer::plan {

/// One strip per track, bus and mix, with its inserts, values, curves and inputs. Unknown
/// processors pass audio through; sends and outputs to what does not exist go to the mix or away.
RenderPlan collectStrips(const project::Song& song,
                         SampleRate rate,
                         project::PanLaw panLaw,
                         const processors::ProcessorCatalogue& catalogue,
                         KnownParts& known,
                         Purpose purpose);

/// Which strips and inputs another channel's solo silences: what is soloed, what feeds it and what
/// it feeds stay, and so do solo-safe buses. A soloed VCA solos what it moves.
void applySolo(RenderPlan& plan, const project::Song& song);

/// What is listened to in the place of the mix: a strip of its own, that nothing else hears.
void addMonitoring(RenderPlan& plan, const Monitoring& monitoring);

/// Gives every strip its level (longest path from a source). Fails on a cycle.
Result<void> sortStrips(RenderPlan& plan);

/// Input latencies, and the delay of every edge, side-chains included.
void alignLatency(RenderPlan& plan);

/// Brings what is listened to to the mix's time; after alignLatency.
void alignMonitor(RenderPlan& plan);

/// Groups the strips of each level into bundles of eight, alike ones first, and merges their
/// chains into slots. Strips are grouped among their neighbours only, so that an edit of one strip
/// moves few others to another place.
void formBundles(RenderPlan& plan);

} // namespace lacquer::plan
