#pragma once

#include "engine/project/change.h"

#include <span>
#include <string_view>
#include <vector>

/// Edits of automation curves.
///
/// Errors   a target the channel does not have; a value outside the parameter's range
namespace lacquer::project {

/// What a name means on a channel: "fader", "pan", "width", "trim", "mute"; "2.threshold" or
/// "compressor.threshold"; "send.Hall" (a send's level).
struct AutomatedParameter {
    AutomationTarget target;
    const ParameterSpec* spec = nullptr;
};
Result<AutomatedParameter> findAutomated(const Project& project, const Catalogue& catalogue,
                                         const Channel& channel, std::string_view name);
/// The spec of a target; null when the channel or the catalogue does not have it.
const ParameterSpec* specOf(const Catalogue& catalogue, const Channel& channel,
                            const AutomationTarget& target);

/// Null when the parameter is not automated.
const AutomationCurve* findCurve(const Channel& channel, const AutomationTarget& target);

/// Replaces the curve; points are put in order, of several at one frame the last one stays. No
/// points take the curve away.
Result<Project> setCurve(Project project, const Catalogue& catalogue, ChannelId channel,
                         const AutomationTarget& target, std::vector<AutomationPoint> points);
/// Adds or replaces the point at its frame.
Result<Project> setPoint(Project project, const Catalogue& catalogue, ChannelId channel,
                         const AutomationTarget& target, AutomationPoint point);
/// Moves the point at `from`; it passes its neighbours and replaces what lies at its new frame.
Result<Project> movePoint(Project project, const Catalogue& catalogue, ChannelId channel,
                          const AutomationTarget& target, FramePosition from, AutomationPoint to);
/// Takes away the points in [start, end).
Result<Project> removePoints(Project project, ChannelId channel, const AutomationTarget& target,
                             FramePosition start, FramePosition end);
/// Puts recorded points in the place of [start, end); what lies outside keeps its sound.
Result<Project> writePoints(Project project, const Catalogue& catalogue, ChannelId channel,
                            const AutomationTarget& target, FramePosition start, FramePosition end,
                            std::vector<AutomationPoint> points);
Result<Project> clearCurve(Project project, ChannelId channel, const AutomationTarget& target);
Result<Project> setAutomationMode(Project project, ChannelId channel, AutomationMode mode);

} // namespace lacquer::project
