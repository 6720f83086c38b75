#include "ui/meters/project_waveforms.h"

#include "ui/meters/memory_peaks.h"
#include "ui/models/workspace.h"

namespace lacquer::ui {

WaveformStore::Loaders waveformLoaders(const Workspace& workspace) {
    // The pool is kept by the loaders: it may be replaced while they work.
    const auto sources = workspace.sources();
    if (!sources) return {};
    return {[sources](SourceId source) -> std::shared_ptr<const PeakSource> {
                const auto reader = sources->open(source);
                if (!reader) return nullptr;
                return std::make_shared<const MemoryPeaks>(*reader);
            },
            [sources](SourceId source) { return sources->open(source); }};
}

} // namespace lacquer::ui
