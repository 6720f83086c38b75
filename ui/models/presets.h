#pragma once

#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/result.h"

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

/// The preset whose values these are, "Default" for none set, or "Custom".
std::string presetNameOf(std::string_view processor, const ParameterValues& values, const ProcessorSpec* spec);

} // namespace lacquer::ui
