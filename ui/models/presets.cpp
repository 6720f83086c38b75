#include "ui/models/presets.h"

namespace lacquer::ui {

std::string presetNameOf(std::string_view processor, const ParameterValues& values, const ProcessorSpec* spec) {
    if (!spec) return "Custom";
    if (values.numbers.empty() && values.texts.empty()) return "Default";
    for (const Preset& preset : presetsOf(processor, *spec))
        if (preset.values == values) return preset.name;
    return "Custom";
}

} // namespace lacquer::ui
