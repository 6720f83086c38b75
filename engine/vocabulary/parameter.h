#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What can be set on a processor or a channel, as data: the one table behind the project, the
/// command line, automation, surfaces, presets and generated editors.
namespace lacquer {

enum class Unit { none, decibels, hertz, milliseconds, seconds, percent, ratio, degrees, samples,
                  semitones, octaves, decibelsPerOctave, factor,
                  pan ///< −100 (L100) … 0 (C) … +100 (R100)
};

/// How a control's travel maps to the value. Automation joins points linearly in the unit, except
/// that logarithmic parameters (frequencies) are joined in octaves.
enum class Taper { linear, logarithmic, fader };

enum class ParameterKind {
    continuous,
    choice,    ///< value is the index into `choices`
    onOff,     ///< 0 or 1
    text,      ///< a file or a name; its value is in `InsertValues::texts`
};

struct ParameterSpec {
    std::string id;   ///< as projects and the command line name it, e.g. "band1.freq"
    std::string name; ///< as people read it, e.g. "Frequency"
    ParameterKind kind = ParameterKind::continuous;
    Unit unit = Unit::none;
    double minimum = 0;
    double maximum = 1;
    double defaultValue = 0;
    Taper taper = Taper::linear;
    std::vector<std::string> choices; ///< of a continuous one: a name for its minimum, if it has one ("auto")
    std::string help; ///< one line for tooltips; may be empty
};

/// Set values by parameter id; what is absent is at its default.
struct ParameterValues {
    std::map<std::string, double, std::less<>> numbers;
    std::map<std::string, std::string, std::less<>> texts;

    friend bool operator==(const ParameterValues&, const ParameterValues&) = default;
};

/// A processor as the catalogue describes it.
struct ProcessorSpec {
    std::string id;   ///< "eq"
    std::string name; ///< "Equalizer"
    std::vector<ParameterSpec> parameters; ///< `bypass` first
};

/// Where edits look up processors and ranges. The catalogue itself lives in engine/processors,
/// which engine/project does not see.
class Catalogue {
public:
    virtual ~Catalogue() = default;
    /// Null when there is no such processor.
    virtual const ProcessorSpec* find(std::string_view id) const = 0;
    virtual std::vector<const ProcessorSpec*> all() const = 0;
};

/// The value a parameter has: the set one or the default.
inline double numberOf(const ParameterValues& values, const ParameterSpec& spec) {
    const auto found = values.numbers.find(spec.id);
    return found == values.numbers.end() ? spec.defaultValue : found->second;
}

} // namespace lacquer
