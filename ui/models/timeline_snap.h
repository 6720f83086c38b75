#pragma once

#include "engine/project/song.h"
#include "engine/vocabulary/units.h"
#include "ui/models/tempo_map.h"
#include "ui/models/time_scale.h"

#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

namespace lacquer::ui {

/// What an edge may snap to; of two at the same distance the one named first wins.
enum class SnapKind { playhead, marker, loopEdge, clipEdge, transient, gridLine };

/// "marker", "beat"…, for the guide.
const char* snapKindName(SnapKind kind);

struct SnapPoint {
    FramePosition position;
    SnapKind kind = SnapKind::gridLine;
    friend bool operator==(const SnapPoint&, const SnapPoint&) = default;
};

enum class GridUnit {
    adaptive, ///< the finest line that is at least 14 pixels from the next
    bar, half, quarter, eighth, sixteenth, thirtySecond, quarterTriplet, eighthTriplet,
    second, tenth, cdFrame, off
};

/// "Grid 1/4", "Bar", "1/8 T", "CD frame"…
const char* gridUnitName(GridUnit unit);
/// Quarter notes of a musical unit; 0 for bars, nothing for units of time.
std::optional<double> quartersOf(GridUnit unit);

struct SnapSettings {
    bool on = true;
    GridUnit grid = GridUnit::quarter;
    bool transients = false; ///< also to the hits inside clips
    double reach = 9; ///< pixels
};

/// The things of a song that edges snap to, gathered once at the start of a gesture.
class SnapPoints {
public:
    /// Clips in `moving` are left out: they would snap to themselves.
    SnapPoints(const project::Song& song,
               const std::unordered_set<ClipId>& moving,
               FramePosition playhead,
               std::span<const FramePosition> transients = {});

    /// The point that `wanted` snaps to: the nearest within reach, none when there is none.
    std::optional<SnapPoint> nearest(FramePosition wanted,
                                     const SnapSettings& settings,
                                     const TimeScale& scale,
                                     const TempoMap& tempo) const;
    /// Of several edges that move together the one that lies nearest to something decides.
    /// Returns what all of them must be moved by in addition, and where the guide is drawn.
    struct Pull {
        FrameCount by;
        SnapPoint to;
    };
    std::optional<Pull> pull(std::span<const FramePosition> edges,
                             const SnapSettings& settings,
                             const TimeScale& scale,
                             const TempoMap& tempo) const;

private:
    std::vector<SnapPoint> points_; ///< by position, then by kind
};

FramePosition nearestGridLine(FramePosition position,
                              GridUnit unit,
                              const TimeScale& scale,
                              const TempoMap& tempo);

} // namespace lacquer::ui
