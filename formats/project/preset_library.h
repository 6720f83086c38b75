#pragma once

#include "engine/project/chain_preset.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Presets to choose from: those that come with the program (assets/presets), and the user's own in the
/// user's data folder. A processor's are settings under a name, in one file per processor; a chain is
/// a whole strip, in a file of its own as it is given to others.
///
/// What the program does not know (a value that the processor does not take, a processor that the
/// catalogue does not have) is left out. Nothing is ever replaced but at the caller's word.
///
/// Errors   an unknown or taken name; a damaged file, which then stays as it is; what the system refuses
/// Thread   any, one at a time
namespace lacquer::formats {

struct Preset {
    std::string name;
    ParameterValues values;
    bool own = false; ///< the user's
};

struct ChainInLibrary {
    project::ChainPreset preset;
    bool own = false;
};

/// What saving does when one of the user's has the name and another content.
enum class TakenName {
    refuse,
    replace,
    number, ///< keeps both: "Lead vocal 2"
};

/// Those that come with the program in the order of their file, then the user's own.
std::vector<Preset> presetsOf(std::string_view processor, const ProcessorSpec& spec);
/// The user's own is found before one of the same name that comes with the program.
Result<Preset> findPreset(std::string_view processor, const ProcessorSpec& spec, std::string_view name);
/// Returns the name it is kept by.
Result<std::string> savePreset(std::string_view processor, const ProcessorSpec& spec, const Preset& preset,
                               TakenName taken = TakenName::refuse);
/// Forgets one of the user's own. Those that come with the program stay.
Result<void> removePreset(std::string_view processor, std::string_view name);

/// Chains that come with the program, in the order of their file.
std::vector<project::ChainPreset> shippedChains(const Catalogue& catalogue);
/// The user's own, by name.
std::vector<project::ChainPreset> chainPresets(const Catalogue& catalogue);
/// Both, the program's first.
std::vector<ChainInLibrary> allChains(const Catalogue& catalogue);
Result<project::ChainPreset> findChain(const Catalogue& catalogue, std::string_view name);
Result<std::string> saveChainPreset(const Catalogue& catalogue, const project::ChainPreset& preset,
                                    TakenName taken = TakenName::refuse);
Result<void> removeChainPreset(const Catalogue& catalogue, std::string_view name);

/// A preset as a file for others, and one from others among the user's own: of one step to its
/// processor's presets, of more to the chains. A name that is taken by another gets a number.
struct ImportedPreset {
    project::ChainPreset preset;     ///< under the name it is kept by
    std::vector<std::string> notes; ///< what is not known here, a sentence each
};
Result<void> exportPreset(const std::filesystem::path& file, const Catalogue& catalogue,
                          const project::ChainPreset& preset);
Result<ImportedPreset> importPreset(const std::filesystem::path& file, const Catalogue& catalogue);

} // namespace lacquer::formats
