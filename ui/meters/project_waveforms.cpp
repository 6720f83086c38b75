#include "ui/meters/project_waveforms.h"

#include "ui/meters/memory_peaks.h"
#include "ui/models/workspace.h"

#include <string>

namespace lacquer::ui {

WaveformStore::Loaders waveformLoaders(const Workspace& workspace) {
    // The pool is kept by the loaders: it may be replaced while they work.
    const auto sources = workspace.sources();
    if (!sources) return {};
    const auto project = workspace.project();
    const auto folder = workspace.cacheFolder() / "peaks";
    return {[sources, project, folder](SourceId source) -> std::shared_ptr<const PeakSource> {
                const auto reader = sources->open(source);
                if (!reader) return nullptr;
                const project::Source* file = project::findSource(*project, source);
                if (!file || file->contentHash.empty()) return std::make_shared<const MemoryPeaks>(*reader);
                const std::string name = file->contentHash + "-" + std::to_string(project->rate.hz) + "-" +
                                         std::to_string(file->firstChannel) + "-" + std::to_string(file->channels) +
                                         ".peaks";
                return MemoryPeaks::kept(*reader, folder / name);
            },
            [sources](SourceId source) { return sources->open(source); }};
}

} // namespace lacquer::ui
