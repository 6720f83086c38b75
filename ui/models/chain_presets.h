#pragma once

#include "engine/project/chain_edits.h"

#include <string>
#include <vector>

namespace lacquer::ui {

/// A whole chain under a name.
struct ChainPreset {
    std::string name;
    std::vector<project::ChainLink> links;
};

/// Those that come with the program (assets/presets/chains), then the user's own. A processor that
/// the catalogue does not have is left out, and so is a value that it does not take.
std::vector<ChainPreset> chainPresets(const Catalogue& catalogue);

/// Into the user's data folder; one of that name is replaced.
Result<void> saveChainPreset(const Catalogue& catalogue, const ChainPreset& preset);

/// The chain as it stands, to be saved.
std::vector<project::ChainLink> linksOf(const project::Chain& chain);

} // namespace lacquer::ui
