#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/parameter.h"
#include "ui/models/time_scale.h"

#include <optional>
#include <string>
#include <vector>

namespace lacquer::ui {

/// What an automation lane shows: whose value, on what scale, as it stands now.
struct LaneSubject {
    project::AutomationTarget target;
    std::string name; ///< "Volume", "Plate", "EQ Band 2 Gain"
    ParameterSpec spec;
    double current = 0; ///< without automation
    const project::AutomationCurve* curve = nullptr; ///< null: no points
};

/// None when the target is gone from the channel.
std::optional<LaneSubject> laneSubject(const project::Song& song,
                                       const project::Channel& channel,
                                       const project::AutomationTarget& target,
                                       const Catalogue& catalogue);

/// Everything of a channel that can be automated, in the order of the strip: fader, pan, width,
/// mute, trim, the sends, then each processor's parameters.
std::vector<LaneSubject> laneSubjects(const project::Song& song,
                                      const project::Channel& channel,
                                      const Catalogue& catalogue);

/// A curve's value; before the first and after the last point it holds.
double curveValueAt(const project::AutomationCurve& curve, const ParameterSpec& spec, FramePosition position);

/// Index of the point within `reach` pixels of (x, y), the nearest one; y counts from the lane's top.
std::optional<std::size_t> pointAt(const LaneSubject& lane,
                                   const TimeScale& scale,
                                   double laneHeight,
                                   double x,
                                   double y,
                                   double reach);

/// Pixel of a value from the lane's top, and back; 5 pixels of margin above and below.
double laneY(const ParameterSpec& spec, double value, double laneHeight);
double laneValue(const ParameterSpec& spec, double y, double laneHeight);

} // namespace lacquer::ui
