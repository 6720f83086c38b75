#pragma once

#include "engine/project/chain_preset.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How presets are named on the command line: `preset=NAME` among a processor's values, `chain:NAME` for
/// a whole chain, or the file that someone gave away.
namespace lacquer::cli {

inline constexpr std::string_view kPresetWord = "preset";
inline constexpr std::string_view kChainWord = "chain";

/// `NAME=VALUE,NAME=VALUE`, cut at the commas; a preset's name keeps those that are in it.
///
/// Errors   a piece without a value; an unknown preset
Result<std::vector<std::pair<std::string, std::string>>> cutAssignments(std::string_view text, const ProcessorSpec& spec);

/// One `NAME=VALUE` into a processor's values; `preset` puts all of a preset's there.
Result<void> assignWithPresets(ParameterValues& values, const ProcessorSpec& spec, std::string_view name, const std::string& text);

/// Whether this names a chain: `chain:NAME` or a preset's file.
bool namesChain(std::string_view text);
/// The chain that it names; notes about what is not known here go to stderr.
Result<project::ChainPreset> chainNamed(std::string_view text, const Catalogue& catalogue);

} // namespace lacquer::cli
