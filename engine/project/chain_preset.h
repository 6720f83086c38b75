#pragma once

#include "engine/project/change.h"
#include "engine/project/channel.h"
#include "engine/vocabulary/parameter.h"

#include <span>
#include <string>
#include <vector>

/// A channel strip's processors, apart from any project: what is saved, named and given to others.
namespace lacquer::project {

struct ChainStep {
    std::string processor;
    ParameterValues values;
    bool bypassed = false;

    friend bool operator==(const ChainStep&, const ChainStep&) = default;
};

/// One step is a preset of that processor; more are a whole strip's chain.
struct ChainPreset {
    std::string name;
    std::vector<ChainStep> steps;

    friend bool operator==(const ChainPreset&, const ChainPreset&) = default;
};

/// What the channel's inserts are now. Side-chain sources are of the project and stay behind.
std::vector<ChainStep> chainOf(const Channel& channel);

/// The channel gets these inserts instead of its own, whose automation goes with them.
///
/// Errors   an unknown channel or processor; a value outside its range
Result<Project> replaceChain(Project project, const Catalogue& catalogue, ChannelId channel,
                             std::span<const ChainStep> steps);

} // namespace lacquer::project
