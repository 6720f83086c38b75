#include "engine/project/metronome_edits.h"

#include <fmt/format.h>

namespace lacquer::project {

Result<Project> setMetronome(Project project, MetronomeSettings settings) {
    constexpr double kSoftest = -60, kLoudest = 6;
    constexpr int kMostBars = 16;
    if (!(settings.level.value >= kSoftest && settings.level.value <= kLoudest))
        return badInput(fmt::format("The metronome's level goes from {} to +{} dB; you gave {}.", kSoftest, kLoudest,
                                    settings.level.value));
    if (settings.countInBars < 0 || settings.countInBars > kMostBars)
        return badInput(fmt::format("A count-in has 0 to {} bars; you gave {}.", kMostBars, settings.countInBars));
    project.metronome = settings;
    return project;
}

} // namespace lacquer::project
