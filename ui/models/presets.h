#pragma once

#include "engine/project/chain_preset.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lacquer::ui {

struct Preset {
    std::string name;
    ParameterValues values;
};

/// Presets of a processor: those that come with the program (assets/presets), then the user's own
/// from the user's data folder. A value that the processor does not take is left out.
std::vector<Preset> presetsOf(std::string_view processor, const ProcessorSpec& spec);

/// Into the user's data folder; a preset of that name is replaced.
Result<void> savePreset(std::string_view processor, const ProcessorSpec& spec, const Preset& preset);

/// Forgets a preset of the user's own. Those that come with the program stay.
Result<void> removePreset(std::string_view processor, std::string_view name);

/// Whole chains that come with the program (assets/presets/chains), in the order of their file. What
/// the catalogue does not have is left out.
std::vector<project::ChainPreset> shippedChains(const Catalogue& catalogue);

/// Whole strips' chains that the user has kept, by name; a file each in the user's data folder.
std::vector<project::ChainPreset> chainPresets(const Catalogue& catalogue);
/// A chain of that name is replaced.
Result<void> saveChainPreset(const Catalogue& catalogue, const project::ChainPreset& preset);
Result<void> removeChainPreset(std::string_view name);

/// A preset as a file for others, and one from others among the user's own: of one step to its
/// processor's presets, of more to the chains. A name that is taken by another gets a number.
struct ImportedPreset {
    project::ChainPreset preset;     ///< under the name it is kept by
    std::vector<std::string> notes; ///< what is not known here, a sentence each
};
Result<void> exportPreset(const std::filesystem::path& file, const Catalogue& catalogue,
                          const project::ChainPreset& preset);
Result<ImportedPreset> importPreset(const std::filesystem::path& file, const Catalogue& catalogue);

/// The preset whose values these are, "Default" for none set, or "Custom".
std::string presetNameOf(std::string_view processor, const ParameterValues& values, const ProcessorSpec* spec);

} // namespace lacquer::ui
