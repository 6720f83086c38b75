#pragma once

#include "engine/project/chain_preset.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Presets as files that people give to each other: a processor's settings or a whole strip's chain.
///
/// A JSON document, `NAME.lacquer-preset`: {"lacquer": "preset", "version": 1, "name": "Lead vocal",
/// "chain": [{"processor": "eq", "values": {"band1.freq": "120 Hz"}, "bypassed": false}]}. Values are
/// written as on the command line; what is absent is at its default.
///
/// Errors   the file is no preset, or of a newer program; nothing in it is known here
/// Thread   any
namespace lacquer::formats {

inline constexpr std::string_view kPresetSuffix = ".lacquer-preset";

struct PresetFile {
    project::ChainPreset preset;
    /// What this program does not know and left out, a sentence each.
    std::vector<std::string> notes;
};

std::string presetText(const project::ChainPreset& preset, const Catalogue& catalogue);
/// `source` names the text in messages.
Result<PresetFile> parsePreset(std::string_view text, std::string_view source, const Catalogue& catalogue);

Result<void> writePreset(const std::filesystem::path& file, const project::ChainPreset& preset,
                         const Catalogue& catalogue);
Result<PresetFile> readPreset(const std::filesystem::path& file, const Catalogue& catalogue);

/// A file name for a preset's name: what file systems refuse is replaced.
std::string presetFileName(std::string_view name);

} // namespace lacquer::formats
