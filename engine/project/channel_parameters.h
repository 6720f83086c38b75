#pragma once

#include "engine/project/channel.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/result.h"

#include <span>
#include <string_view>

/// The values of a channel as parameters: their ids, units, ranges and defaults, once for the
/// command line, automation, surfaces and the window.
namespace lacquer::project {

/// trim fader pan width mute solo polarity, in this order.
std::span<const ParameterSpec> channelParameters();
/// Null when a channel has no such value.
const ParameterSpec* findChannelParameter(std::string_view id);
/// The level of a send.
const ParameterSpec& sendLevelParameter();

/// The value a channel has; the id must be one of channelParameters().
double channelValue(const Channel& channel, std::string_view id);
/// Puts a value there that checkRange() accepts.
void putChannelValue(Channel& channel, std::string_view id, double value);

/// Refuses what lies outside a parameter's range, naming it. Faders and send levels also take −inf.
Result<void> checkRange(const ParameterSpec& spec, double value);

} // namespace lacquer::project
