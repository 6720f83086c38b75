#pragma once

#include "engine/vocabulary/parameter.h"

#include <string>
#include <vector>

/// Short ways to write a processor's parameter table.
namespace lacquer::processors {

inline ParameterSpec continuous(std::string id,
                                std::string name,
                                Unit unit,
                                double minimum,
                                double maximum,
                                double defaultValue,
                                std::string help = {},
                                Taper taper = Taper::linear) {
    ParameterSpec spec;
    spec.id = std::move(id);
    spec.name = std::move(name);
    spec.kind = ParameterKind::continuous;
    spec.unit = unit;
    spec.minimum = minimum;
    spec.maximum = maximum;
    spec.defaultValue = defaultValue;
    spec.taper = taper;
    spec.help = std::move(help);
    return spec;
}

inline ParameterSpec decibels(
    std::string id, std::string name, double minimum, double maximum, double value, std::string help = {}) {
    return continuous(std::move(id), std::move(name), Unit::decibels, minimum, maximum, value, std::move(help));
}

inline ParameterSpec percent(
    std::string id, std::string name, double minimum, double maximum, double value, std::string help = {}) {
    return continuous(std::move(id), std::move(name), Unit::percent, minimum, maximum, value, std::move(help));
}

/// Frequencies move in octaves.
inline ParameterSpec hertz(
    std::string id, std::string name, double minimum, double maximum, double value, std::string help = {}) {
    return continuous(std::move(id), std::move(name), Unit::hertz, minimum, maximum, value,
                      std::move(help), Taper::logarithmic);
}

inline ParameterSpec milliseconds(
    std::string id, std::string name, double minimum, double maximum, double value, std::string help = {}) {
    return continuous(std::move(id), std::move(name), Unit::milliseconds, minimum, maximum, value,
                      std::move(help));
}

inline ParameterSpec choice(std::string id,
                            std::string name,
                            std::vector<std::string> choices,
                            int defaultIndex = 0,
                            std::string help = {}) {
    ParameterSpec spec;
    spec.id = std::move(id);
    spec.name = std::move(name);
    spec.kind = ParameterKind::choice;
    spec.minimum = 0;
    spec.maximum = static_cast<double>(choices.size()) - 1;
    spec.defaultValue = defaultIndex;
    spec.choices = std::move(choices);
    spec.help = std::move(help);
    return spec;
}

inline ParameterSpec onOff(std::string id, std::string name, bool value = false, std::string help = {}) {
    ParameterSpec spec;
    spec.id = std::move(id);
    spec.name = std::move(name);
    spec.kind = ParameterKind::onOff;
    spec.defaultValue = value ? 1 : 0;
    spec.help = std::move(help);
    return spec;
}

/// First in every table. The engine runs it around the processor: a crossfade between the input,
/// delayed by the latency, and the output.
inline ParameterSpec bypass() {
    return onOff("bypass", "Bypass", false, "Passes the input through, at the same time as before");
}

/// Value of a parameter where only the set values are at hand, as in latency().
inline double valueOr(const ParameterValues& values, std::string_view id, double defaultValue) {
    const auto found = values.numbers.find(id);
    return found == values.numbers.end() ? defaultValue : found->second;
}

} // namespace lacquer::processors
