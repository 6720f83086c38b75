#include "ui/models/timeline_snap.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace lacquer::ui {

namespace {

constexpr double kAdaptiveRoom = 14;

FramePosition nearestMultiple(FramePosition position, double frames) {
    return {std::llround(std::round(static_cast<double>(position.value) / frames) * frames)};
}

std::int64_t distance(FramePosition a, FramePosition b) {
    return std::llabs((a - b).value);
}

} // namespace

const char* snapKindName(SnapKind kind) {
    switch (kind) {
    case SnapKind::playhead: return "playhead";
    case SnapKind::marker: return "marker";
    case SnapKind::loopEdge: return "loop";
    case SnapKind::clipEdge: return "clip";
    case SnapKind::transient: return "transient";
    case SnapKind::gridLine: return "grid";
    }
    return "";
}

const char* gridUnitName(GridUnit unit) {
    switch (unit) {
    case GridUnit::adaptive: return "Adaptive";
    case GridUnit::bar: return "Bar";
    case GridUnit::half: return "1/2";
    case GridUnit::quarter: return "1/4";
    case GridUnit::eighth: return "1/8";
    case GridUnit::sixteenth: return "1/16";
    case GridUnit::thirtySecond: return "1/32";
    case GridUnit::quarterTriplet: return "1/4 T";
    case GridUnit::eighthTriplet: return "1/8 T";
    case GridUnit::second: return "1 s";
    case GridUnit::tenth: return "0.1 s";
    case GridUnit::cdFrame: return "CD frame";
    case GridUnit::off: return "No grid";
    }
    return "";
}

std::optional<double> quartersOf(GridUnit unit) {
    switch (unit) {
    case GridUnit::bar: return 0.0;
    case GridUnit::half: return 2.0;
    case GridUnit::quarter: return 1.0;
    case GridUnit::eighth: return 0.5;
    case GridUnit::sixteenth: return 0.25;
    case GridUnit::thirtySecond: return 0.125;
    case GridUnit::quarterTriplet: return 2.0 / 3.0;
    case GridUnit::eighthTriplet: return 1.0 / 3.0;
    default: return std::nullopt;
    }
}

FramePosition nearestGridLine(FramePosition position,
                              GridUnit unit,
                              const TimeScale& scale,
                              const TempoMap& tempo) {
    const double rate = tempo.rate().hz;
    if (unit == GridUnit::off) return position;
    if (unit == GridUnit::second) return nearestMultiple(position, rate);
    if (unit == GridUnit::tenth) return nearestMultiple(position, rate / 10);
    if (unit == GridUnit::cdFrame) return nearestMultiple(position, rate / 75);
    if (unit == GridUnit::adaptive) {
        const double quarter = tempo.framesPerQuarter(position) / scale.framesPerPixel;
        double quarters = 1.0 / 16;
        while (quarters <= 2 && quarters * quarter < kAdaptiveRoom) quarters *= 2;
        return tempo.nearestGridLine(position, quarters > 2 ? 0 : quarters);
    }
    return tempo.nearestGridLine(position, *quartersOf(unit));
}

SnapPoints::SnapPoints(const project::Song& song,
                       const std::unordered_set<ClipId>& moving,
                       FramePosition playhead,
                       std::span<const FramePosition> transients) {
    for (const FramePosition hit : transients) points_.push_back({hit, SnapKind::transient});
    points_.push_back({FramePosition{0}, SnapKind::marker});
    points_.push_back({playhead, SnapKind::playhead});
    for (const auto& marker : song.markers) points_.push_back({marker.position, SnapKind::marker});
    if (song.loop.end > song.loop.start) {
        points_.push_back({song.loop.start, SnapKind::loopEdge});
        points_.push_back({song.loop.end, SnapKind::loopEdge});
    }
    for (const auto& track : song.tracks) {
        for (const auto& clip : *track->clips) {
            if (moving.contains(clip.id)) continue;
            points_.push_back({clip.position, SnapKind::clipEdge});
            points_.push_back({clip.end(), SnapKind::clipEdge});
        }
    }
    std::ranges::sort(points_, [](const SnapPoint& a, const SnapPoint& b) {
        return a.position != b.position ? a.position < b.position : a.kind < b.kind;
    });
    const auto same = std::ranges::unique(points_, {}, &SnapPoint::position);
    points_.erase(same.begin(), same.end());
}

std::optional<SnapPoint> SnapPoints::nearest(FramePosition wanted,
                                             const SnapSettings& settings,
                                             const TimeScale& scale,
                                             const TempoMap& tempo) const {
    if (!settings.on) return std::nullopt;
    const auto after = std::ranges::lower_bound(points_, wanted, {}, &SnapPoint::position);
    std::optional<SnapPoint> best;
    const auto consider = [&](const SnapPoint& point) {
        if (scale.pixels(FrameCount{distance(point.position, wanted)}) > settings.reach) return;
        if (!best || distance(point.position, wanted) < distance(best->position, wanted) ||
            (distance(point.position, wanted) == distance(best->position, wanted) &&
             point.kind < best->kind)) {
            best = point;
        }
    };
    if (after != points_.end()) consider(*after);
    if (after != points_.begin()) consider(*std::prev(after));
    if (settings.grid != GridUnit::off) {
        consider({lacquer::ui::nearestGridLine(wanted, settings.grid, scale, tempo), SnapKind::gridLine});
    }
    return best;
}

std::optional<SnapPoints::Pull> SnapPoints::pull(std::span<const FramePosition> edges,
                                                 const SnapSettings& settings,
                                                 const TimeScale& scale,
                                                 const TempoMap& tempo) const {
    std::optional<Pull> best;
    for (const FramePosition edge : edges) {
        const auto point = nearest(edge, settings, scale, tempo);
        if (!point) continue;
        const FrameCount by = point->position - edge;
        if (!best || std::llabs(by.value) < std::llabs(best->by.value) ||
            (std::llabs(by.value) == std::llabs(best->by.value) && point->kind < best->to.kind)) {
            best = Pull{by, *point};
        }
    }
    return best;
}

} // namespace lacquer::ui
