#include "engine/plan/compile.h"

#include "engine/plan/passes.h"

namespace lacquer::plan {

Result<std::shared_ptr<const RenderPlan>> compile(const project::Song& song,
                                                  SampleRate rate,
                                                  project::PanLaw panLaw,
                                                  const processors::ProcessorCatalogue& catalogue,
                                                  KnownParts* known,
                                                  Purpose purpose,
                                                  const Monitoring& monitoring) {
    KnownParts none;
    if (!known) known = &none;
    known->beginRound();
    RenderPlan plan = collectStrips(song, rate, panLaw, catalogue, *known, purpose);
    applySolo(plan, song);
    addMonitoring(plan, monitoring);
    if (auto sorted = sortStrips(plan); !sorted) return tl::make_unexpected(sorted.error());
    alignLatency(plan);
    alignMonitor(plan);
    formBundles(plan);
    return std::make_shared<const RenderPlan>(std::move(plan));
}

} // namespace lacquer::plan
