#include "ui/models/timeline_rows.h"

#include "engine/project/folder_edits.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace lacquer::ui {

namespace {

bool holds(const std::string& name, const std::string& text) {
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    return std::search(name.begin(), name.end(), text.begin(), text.end(), same) != name.end();
}

} // namespace

RowSize RowLayout::sizeOf(ChannelId channel) const {
    const auto found = sizes.find(channel);
    return found == sizes.end() ? standard : found->second;
}

std::vector<TimelineRow> timelineRows(const project::Song& song,
                                      const RowLayout& layout,
                                      const RowHeights& heights) {
    std::vector<TimelineRow> rows;
    int top = 0;
    const auto add = [&](TimelineRow row, int height) {
        row.top = top;
        row.height = height;
        top += height;
        rows.push_back(std::move(row));
    };
    const auto stretched = [&](int height) {
        return std::max(heights.small, static_cast<int>(std::lround(height * layout.stretch)));
    };
    const auto addLanes = [&](const project::Channel& channel) {
        const auto lanes = layout.lanes.find(channel.id);
        if (lanes == layout.lanes.end()) return;
        for (const auto& target : lanes->second) {
            add({TimelineRow::Kind::lane, channel.id, target, 0, RowSize::normal, 0, 0, {}}, heights.lane);
        }
    };

    int number = 0;
    std::set<TrackFolderId> shown;
    for (const auto& track : song.tracks) {
        ++number;
        const auto& channel = track->channel;
        if (!holds(channel.name, layout.filter)) continue;
        const project::TrackFolder* folder = layout.filter.empty() ? project::folderOf(song, channel.id) : nullptr;
        if (folder && shown.insert(folder->id).second) {
            TimelineRow row;
            row.kind = TimelineRow::Kind::folder;
            row.size = RowSize::small;
            row.folder = folder->id;
            add(row, heights.small);
        }
        if (folder && !folder->open) continue;
        const RowSize size = layout.sizeOf(channel.id);
        const int height = size == RowSize::small    ? heights.small
                           : size == RowSize::normal ? heights.normal
                                                     : heights.large;
        add({TimelineRow::Kind::track, channel.id, {}, number, size, 0, 0, {}, folder ? folder->id : TrackFolderId{}}, stretched(height));
        if (layout.openTakes.contains(channel.id))
            for (const auto& take : track->takes)
                add({TimelineRow::Kind::take, channel.id, {}, 0, RowSize::normal, 0, 0, take.id}, heights.take);
        addLanes(channel);
    }
    for (const auto& bus : song.buses) {
        if (!holds(bus->channel.name, layout.filter)) continue;
        add({TimelineRow::Kind::bus, bus->channel.id, {}, 0, RowSize::small, 0, 0, {}}, heights.small);
        addLanes(bus->channel);
    }
    if (song.mix && holds(song.mix->name, layout.filter)) {
        add({TimelineRow::Kind::mix, song.mix->id, {}, 0, RowSize::small, 0, 0, {}}, heights.small);
        addLanes(*song.mix);
    }
    return rows;
}

std::optional<std::size_t> rowAt(const std::vector<TimelineRow>& rows, int y) {
    const auto [first, last] = rowsBetween(rows, y, y + 1);
    return first < last ? std::optional(first) : std::nullopt;
}

std::pair<std::size_t, std::size_t> rowsBetween(const std::vector<TimelineRow>& rows, int top, int bottom) {
    const auto first = std::ranges::upper_bound(
        rows, top, {}, [](const TimelineRow& row) { return row.bottom(); });
    const auto last = std::ranges::lower_bound(first, rows.end(), bottom, {}, &TimelineRow::top);
    return {static_cast<std::size_t>(first - rows.begin()), static_cast<std::size_t>(last - rows.begin())};
}

std::optional<std::size_t> rowOf(const std::vector<TimelineRow>& rows, ChannelId channel) {
    const auto found = std::ranges::find_if(rows, [&](const TimelineRow& row) {
        return row.channel == channel && row.isHead();
    });
    return found == rows.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - rows.begin()));
}

} // namespace lacquer::ui
