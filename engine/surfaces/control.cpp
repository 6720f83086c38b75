#include "engine/surfaces/control.h"

#include "engine/project/automation_edits.h"
#include "engine/project/automation_shape.h"
#include "engine/project/channel_edits.h"
#include "engine/project/channel_parameters.h"
#include "engine/project/edit_names.h"
#include "engine/project/insert_edits.h"
#include "engine/project/routing_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lacquer::surfaces {
namespace {

using Owner = project::AutomationTarget::Owner;

bool isLogarithmic(const ParameterSpec& spec) { return spec.taper == Taper::logarithmic && spec.minimum > 0; }

double nearest(const ParameterSpec& spec, double value) {
    if (spec.taper == Taper::fader && !(value > spec.minimum)) return kSilence.value;
    if (spec.kind != ParameterKind::continuous) value = std::round(value);
    return std::clamp(value, spec.minimum, spec.maximum);
}

} // namespace

Control channelControl(ChannelId channel, std::string parameter) {
    return {channel, {Owner::channel, 0, std::move(parameter)}};
}

Control sendControl(ChannelId channel, SendId send) { return {channel, {Owner::send, send.value, "level"}}; }

Control insertControl(ChannelId channel, InsertId insert, std::string parameter) {
    return {channel, {Owner::insert, insert.value, std::move(parameter)}};
}

std::string keyOf(const Control& control) {
    return fmt::format("{}/{}/{}/{}", control.channel.value, static_cast<int>(control.target.owner), control.target.id,
                       control.target.parameter);
}

const ParameterSpec* specOf(const project::Project& project, const Catalogue& catalogue, const Control& control) {
    const project::Channel* channel = project::findChannel(project, control.channel);
    if (!channel) return nullptr;
    const ParameterSpec* spec = control.target.owner == Owner::channel
                                    ? project::findChannelParameter(control.target.parameter)
                                    : project::specOf(catalogue, *channel, control.target);
    return spec && spec->kind != ParameterKind::text ? spec : nullptr;
}

std::optional<double> storedValue(const project::Project& project, const Catalogue& catalogue, const Control& control) {
    const ParameterSpec* spec = specOf(project, catalogue, control);
    if (!spec) return std::nullopt;
    const project::Channel& channel = *project::findChannel(project, control.channel);
    switch (control.target.owner) {
    case Owner::channel: return project::channelValue(channel, control.target.parameter);
    case Owner::send: return project::findSend(channel, SendId{control.target.id})->level.value;
    case Owner::insert: {
        const project::Insert* insert = project::findInsert(channel, InsertId{control.target.id});
        return spec->id == "bypass" ? (insert->bypassed ? 1.0 : 0.0) : numberOf(insert->values, *spec);
    }
    }
    return std::nullopt;
}

double curveValue(const project::AutomationCurve& curve, const ParameterSpec& spec, FramePosition position) {
    return project::valueOf(curve.points, spec, position);
}

std::optional<double> valueAt(const project::Project& project, const Catalogue& catalogue, const Control& control,
                              FramePosition position) {
    const ParameterSpec* spec = specOf(project, catalogue, control);
    if (!spec) return std::nullopt;
    const project::Channel& channel = *project::findChannel(project, control.channel);
    const project::AutomationCurve* curve = project::findCurve(channel, control.target);
    if (curve && !curve->points.empty() && channel.automationMode != project::AutomationMode::off)
        return curveValue(*curve, *spec, position);
    return storedValue(project, catalogue, control);
}

Result<project::Project> putValue(project::Project project, const Catalogue& catalogue, const Control& control,
                                  double value) {
    const ParameterSpec* spec = specOf(project, catalogue, control);
    if (!spec) return badInput(fmt::format("What the hand moved (\"{}\") is not in the project any more.", control.target.parameter));
    const double put = nearest(*spec, value);
    switch (control.target.owner) {
    case Owner::channel: return project::setChannelValue(std::move(project), control.channel, spec->id, put);
    case Owner::send: return project::setSendLevel(std::move(project), control.channel, SendId{control.target.id}, {put});
    case Owner::insert: break;
    }
    return project::setInsertParameter(std::move(project), catalogue, control.channel, InsertId{control.target.id},
                                       spec->id, put);
}

std::string editName(const project::Project& project, const Catalogue& catalogue, const Control& control) {
    const ParameterSpec* spec = specOf(project, catalogue, control);
    const project::Channel* channel = project::findChannel(project, control.channel);
    if (!spec || !channel) return "Move of a hand";
    switch (control.target.owner) {
    case Owner::channel: return project::editOfChannel(project, spec->name, control.channel);
    case Owner::send:
        return project::editOfSend(project, control.channel,
                                   project::findSend(*channel, SendId{control.target.id})->bus);
    case Owner::insert: break;
    }
    return project::editOfInsert(project, catalogue, spec->name, control.channel, InsertId{control.target.id});
}

double travelOf(const ParameterSpec& spec, double value, const FaderLaw& law) {
    if (spec.taper == Taper::fader) return travelOfLevel(law, value);
    if (spec.maximum <= spec.minimum) return 0;
    const double travel = isLogarithmic(spec)
                              ? std::log(std::max(value, spec.minimum) / spec.minimum) / std::log(spec.maximum / spec.minimum)
                              : (value - spec.minimum) / (spec.maximum - spec.minimum);
    return std::clamp(travel, 0.0, 1.0);
}

double valueOfTravel(const ParameterSpec& spec, double travel, const FaderLaw& law) {
    const double t = std::clamp(travel, 0.0, 1.0);
    if (spec.taper == Taper::fader) {
        const double level = levelAtTravel(law, t);
        // A motor's step is a third of a decibel's tenth: hundredths are as fine as a hand can mean.
        return std::isfinite(level) ? std::round(level * 100) / 100 : level;
    }
    double value = isLogarithmic(spec) ? spec.minimum * std::pow(spec.maximum / spec.minimum, t)
                                       : spec.minimum + t * (spec.maximum - spec.minimum);
    if (spec.kind != ParameterKind::continuous) value = std::round(value);
    return std::clamp(value, spec.minimum, spec.maximum);
}

double turned(const ParameterSpec& spec, double value, int ticks, Turn turn) {
    const bool fine = turn == Turn::fine;
    if (spec.kind != ParameterKind::continuous) return std::clamp(value + (ticks > 0 ? 1 : -1), spec.minimum, spec.maximum);
    if (spec.unit == Unit::pan) return std::clamp(value + ticks * (fine ? 1.0 : 2.0), spec.minimum, spec.maximum);
    if (spec.taper == Taper::fader && value >= -30) {
        const double from = std::round(value * 10) / 10;
        return std::clamp(from + ticks * (fine ? 0.1 : 0.5), spec.minimum, spec.maximum);
    }
    return valueOfTravel(spec, travelOf(spec, value) + ticks * (fine ? 0.001 : 0.01));
}

bool isSwitch(const ParameterSpec& spec) {
    return spec.kind == ParameterKind::onOff || (spec.kind == ParameterKind::choice && spec.choices.size() == 2);
}

bool isBipolar(const ParameterSpec& spec) {
    return spec.taper == Taper::linear && spec.kind == ParameterKind::continuous && spec.minimum < 0 && spec.maximum > 0;
}

} // namespace lacquer::surfaces
