#pragma once

#include "engine/project/automation.h"
#include "engine/project/song.h"
#include "engine/vocabulary/ids.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lacquer::ui {

enum class RowSize { small, normal, large };

/// How the rows of a song are shown; belongs to the window, not to the project.
struct RowLayout {
    RowSize standard = RowSize::normal;
    /// Rows that were set apart from the standard, by channel.
    std::map<ChannelId, RowSize> sizes;
    /// Automation lanes unfolded under a channel, in order.
    std::map<ChannelId, std::vector<project::AutomationTarget>> lanes;
    /// Extra factor from Alt+wheel, 0.5…4, on top of the three sizes.
    double stretch = 1;
    /// Only channels whose name holds this text (any case) are shown; empty: all.
    std::string filter;
    /// Tracks whose waiting takes are shown under them.
    std::set<ChannelId> openTakes;

    RowSize sizeOf(ChannelId channel) const;
};

/// A row of the timeline: a folder over its tracks, a track with its clips, a take that waits under it,
/// a bus, or an automation lane of the row above.
struct TimelineRow {
    enum class Kind { track, bus, mix, lane, take, folder };
    Kind kind = Kind::track;
    ChannelId channel;
    project::AutomationTarget target; ///< of a lane
    int number = 0;                   ///< tracks count from 1; 0 for others
    RowSize size = RowSize::normal;
    int top = 0; ///< from the top of all rows, in pixels
    int height = 0;
    TakeId take; ///< of a take
    TrackFolderId folder{}; ///< that this is, or that a track is in; a folder has no channel

    /// A channel's own row, not one of those that unfold under it.
    bool isHead() const { return kind != Kind::lane && kind != Kind::take && kind != Kind::folder; }
    int bottom() const { return top + height; }
    friend bool operator==(const TimelineRow&, const TimelineRow&) = default;
};

struct RowHeights {
    int small = 24, normal = 36, large = 80, lane = 56, take = 40;
};

/// All rows from top to bottom: tracks in order, each followed by its open takes, then the buses,
/// then the mix; under each its unfolded lanes. A folder stands over the first of its tracks, and a
/// closed one in their place; while names are searched, there are none. Folders, buses and the mix
/// are always small.
std::vector<TimelineRow> timelineRows(const project::Song& song,
                                      const RowLayout& layout,
                                      const RowHeights& heights);

/// Index of the row at `y`, none above the first and below the last.
std::optional<std::size_t> rowAt(const std::vector<TimelineRow>& rows, int y);
/// [first, last) of the rows that touch [top, bottom).
std::pair<std::size_t, std::size_t> rowsBetween(const std::vector<TimelineRow>& rows, int top, int bottom);
/// The row of a channel itself, not of its lanes.
std::optional<std::size_t> rowOf(const std::vector<TimelineRow>& rows, ChannelId channel);

} // namespace lacquer::ui
