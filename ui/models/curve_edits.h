#pragma once

#include "engine/project/change.h"
#include "engine/vocabulary/parameter.h"

#include <vector>

/// What hands do to automation besides single points: drawing, moving a passage, copying one from a
/// parameter to another. Each leaves what lies outside the passage sounding as before.
namespace lacquer::ui {

/// A passage of a curve with its values as shares of the parameter's travel, so that it can be pasted
/// into one of another kind: a fader's swell becomes a filter's.
struct CopiedCurve {
    struct Point {
        FrameCount at;     ///< after the start of the passage
        double travel = 0; ///< 0…1
        double bend = 0;
        friend bool operator==(const Point&, const Point&) = default;
    };
    std::vector<Point> points;
    FrameCount length;
    friend bool operator==(const CopiedCurve&, const CopiedCurve&) = default;
};

/// The passage [start, end) of a curve with its values at both ends.
CopiedCurve copyCurve(const project::AutomationCurve& curve, const ParameterSpec& spec, FramePosition start, FramePosition end);

/// Puts a copied passage into a parameter's curve from `at` on.
Result<project::Project> pasteCurve(project::Project project, const Catalogue& catalogue, ChannelId channel,
                                    const project::AutomationTarget& target, const CopiedCurve& copied, FramePosition at);

/// Moves all of [start, end) by a share of the parameter's travel; steps stand at both ends.
Result<project::Project> trimCurve(project::Project project, const Catalogue& catalogue, ChannelId channel,
                                   const project::AutomationTarget& target, FramePosition start,
                                   FramePosition end, double byTravel);

/// A drawn line: points in order of time, thinned to what the eye and ear tell apart (half a percent
/// of the travel), in the place of what was there.
///
/// Source   Ramer 1972, Douglas and Peucker 1973, with the error taken along the value alone
Result<project::Project> drawCurve(project::Project project, const Catalogue& catalogue, ChannelId channel,
                                   const project::AutomationTarget& target, std::vector<project::AutomationPoint> drawn);

/// The points that are left when none may be off by more than `tolerance` of the travel.
std::vector<project::AutomationPoint> thinned(const std::vector<project::AutomationPoint>& points, const ParameterSpec& spec, double tolerance);

} // namespace lacquer::ui
