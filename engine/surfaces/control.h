#pragma once

#include "engine/project/automation.h"
#include "engine/project/project.h"
#include "engine/surfaces/fader_law.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/result.h"

#include <optional>
#include <string>

namespace lacquer::surfaces {

/// A value of the mix that a hand can hold: of a channel itself ("fader", "pan", "mute", "solo"…),
/// the "level" of one of its sends, or a parameter of one of its inserts.
struct Control {
    ChannelId channel;
    project::AutomationTarget target;

    friend bool operator==(const Control&, const Control&) = default;
};

Control channelControl(ChannelId channel, std::string parameter);
Control sendControl(ChannelId channel, SendId send);
Control insertControl(ChannelId channel, InsertId insert, std::string parameter);
/// One line that names a control and nothing else, for keys of maps.
std::string keyOf(const Control& control);

/// Null when the project or the catalogue does not have it (any more), or when it is no number.
const ParameterSpec* specOf(const project::Project& project, const Catalogue& catalogue, const Control& control);
/// As stored; automation may say otherwise.
std::optional<double> storedValue(const project::Project& project, const Catalogue& catalogue, const Control& control);
/// What is heard at a place: the curve where there is one and its channel reads it.
std::optional<double> valueAt(const project::Project& project, const Catalogue& catalogue, const Control& control,
                              FramePosition position);
/// A curve's value; before the first and after the last point it holds.
double curveValue(const project::AutomationCurve& curve, const ParameterSpec& spec, FramePosition position);

/// The edit a hand makes: values outside the range are brought to its nearest end.
Result<project::Project> putValue(project::Project project, const Catalogue& catalogue, const Control& control,
                                  double value);
/// What the edit is called: "Fader of Bass".
std::string editName(const project::Project& project, const Catalogue& catalogue, const Control& control);

/// Travel 0…1 of a value on a fader or knob, and back. Levels lie by the law, frequencies and times
/// by octaves, choices and switches in equal steps.
double travelOf(const ParameterSpec& spec, double value, const FaderLaw& law = {});
double valueOfTravel(const ParameterSpec& spec, double travel, const FaderLaw& law = {});
/// So many clicks of an encoder on: 2 units of pan, half a decibel around 0, a choice, 1/100 of the
/// travel; fine is a half of pan's, a tenth of the others'.
enum class Turn { normal, fine };
double turned(const ParameterSpec& spec, double value, int ticks, Turn turn);
/// A switch, or a choice between two.
bool isSwitch(const ParameterSpec& spec);
/// Travel grows from the middle: gains, pan.
bool isBipolar(const ParameterSpec& spec);
/// Where a press of the knob puts it: the default.
inline double restingValue(const ParameterSpec& spec) { return spec.defaultValue; }

} // namespace lacquer::surfaces
