#include "engine/project/channel_parameters.h"

#include "engine/project/value_text.h"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <cmath>

namespace lacquer::project {
namespace {

ParameterSpec continuous(const char* id, const char* name, Unit unit, double minimum,
                         double maximum, double defaultValue, Taper taper, const char* help) {
    ParameterSpec spec;
    spec.id = id;
    spec.name = name;
    spec.unit = unit;
    spec.minimum = minimum;
    spec.maximum = maximum;
    spec.defaultValue = defaultValue;
    spec.taper = taper;
    spec.help = help;
    return spec;
}

ParameterSpec onOff(const char* id, const char* name, const char* help) {
    ParameterSpec spec;
    spec.id = id;
    spec.name = name;
    spec.kind = ParameterKind::onOff;
    spec.help = help;
    return spec;
}

// Ranges: the contract of processors.md, "Fader and send level" and "Trim".
const std::array<ParameterSpec, 7>& table() {
    static const std::array<ParameterSpec, 7> specs{
        continuous("trim", "Trim", Unit::decibels, -24, 24, 0, Taper::linear,
                   "Level before the inserts"),
        continuous("fader", "Fader", Unit::decibels, -90, 10, 0, Taper::fader,
                   "Level after the inserts"),
        continuous("pan", "Pan", Unit::pan, -100, 100, 0, Taper::linear,
                   "Place between left and right; a balance on stereo channels"),
        continuous("width", "Width", Unit::percent, 0, 200, 100, Taper::linear,
                   "Share of the side signal: 0 % is mono, 100 % as recorded"),
        onOff("mute", "Mute", "Silences the channel and what it sends"),
        onOff("solo", "Solo", "Lets only soloed channels be heard"),
        onOff("polarity", "Polarity", "Turns the signal upside down"),
    };
    return specs;
}

} // namespace

std::span<const ParameterSpec> channelParameters() { return table(); }

const ParameterSpec* findChannelParameter(std::string_view id) {
    for (const ParameterSpec& spec : table())
        if (spec.id == id) return &spec;
    return nullptr;
}

const ParameterSpec& sendLevelParameter() {
    static const ParameterSpec spec = continuous("level", "Send level", Unit::decibels, -90, 10,
                                                 -12, Taper::fader, "Level into the bus");
    return spec;
}

double channelValue(const Channel& channel, std::string_view id) {
    if (id == "trim") return channel.trim.value;
    if (id == "fader") return channel.fader.value;
    if (id == "pan") return channel.pan;
    if (id == "width") return channel.width;
    if (id == "mute") return channel.muted ? 1 : 0;
    if (id == "solo") return channel.soloed ? 1 : 0;
    assert(id == "polarity");
    return channel.polarityInverted ? 1 : 0;
}

void putChannelValue(Channel& channel, std::string_view id, double value) {
    if (id == "trim") channel.trim = {value};
    else if (id == "fader") channel.fader = {value};
    else if (id == "pan") channel.pan = value;
    else if (id == "width") channel.width = value;
    else if (id == "mute") channel.muted = value >= 0.5;
    else if (id == "solo") channel.soloed = value >= 0.5;
    else {
        assert(id == "polarity");
        channel.polarityInverted = value >= 0.5;
    }
}

Result<void> checkRange(const ParameterSpec& spec, double value) {
    if (spec.taper == Taper::fader && value == kSilence.value) return {};
    if (value >= spec.minimum && value <= spec.maximum) return {};
    return badInput(fmt::format("{} goes {}; you gave {}.", spec.name, rangeText(spec),
                                formatValue(spec, value)));
}

} // namespace lacquer::project
