#pragma once

#include "formats/project/preset_library.h"

#include <string>
#include <string_view>

namespace lacquer::ui {

using formats::chainPresets;
using formats::exportPreset;
using formats::ImportedPreset;
using formats::importPreset;
using formats::Preset;
using formats::presetsOf;
using formats::removeChainPreset;
using formats::removePreset;
using formats::saveChainPreset;
using formats::savePreset;
using formats::shippedChains;
using formats::TakenName;

/// The preset whose values these are, "Default" for none set, or "Custom".
std::string presetNameOf(std::string_view processor, const ParameterValues& values, const ProcessorSpec* spec);

} // namespace lacquer::ui
