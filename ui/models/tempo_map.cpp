#include "ui/models/tempo_map.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

// A position a hair before a line, by rounding to whole frames, counts as on it.
constexpr double kHair = 0.5;

} // namespace

TempoMap::TempoMap(std::span<const project::TempoPoint> points, SampleRate rate) : rate_(rate) {
    std::int64_t bar = 1;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& point = points[i];
        Segment segment;
        segment.start = point.position.value;
        segment.framesPerQuarter = rate.hz * 60.0 / std::max(1.0, point.beatsPerMinute);
        segment.framesPerBeat = segment.framesPerQuarter * 4.0 / std::max(1, point.beatUnit);
        segment.beatsPerBar = std::max(1, point.beatsPerBar);
        segment.beatUnit = std::max(1, point.beatUnit);
        if (!segments_.empty()) {
            const Segment& before = segments_.back();
            const double bars =
                (static_cast<double>(segment.start - before.start) - kHair) / before.framesPerBar();
            bar = before.firstBar + std::max<std::int64_t>(1, std::llround(std::ceil(bars)));
        }
        segment.firstBar = bar;
        segments_.push_back(segment);
    }
    if (segments_.empty()) {
        const project::TempoPoint plain;
        *this = TempoMap(std::span(&plain, 1), rate);
    }
}

const TempoMap::Segment& TempoMap::segmentAt(std::int64_t frame) const {
    const auto after = std::ranges::upper_bound(segments_, frame, {}, &Segment::start);
    return after == segments_.begin() ? segments_.front() : *std::prev(after);
}

const TempoMap::Segment& TempoMap::segmentOfBar(std::int64_t bar) const {
    const auto after = std::ranges::upper_bound(segments_, bar, {}, &Segment::firstBar);
    return after == segments_.begin() ? segments_.front() : *std::prev(after);
}

std::int64_t TempoMap::barAt(FramePosition position) const {
    const Segment& segment = segmentAt(position.value);
    const double into = static_cast<double>(position.value - segment.start) + kHair;
    return segment.firstBar + static_cast<std::int64_t>(std::floor(into / segment.framesPerBar()));
}

FramePosition TempoMap::barStart(std::int64_t bar) const {
    return beatStart(bar, 0);
}

int TempoMap::beatsInBar(std::int64_t bar) const {
    return segmentOfBar(bar).beatsPerBar;
}

FramePosition TempoMap::beatStart(std::int64_t bar, double beat) const {
    const Segment& segment = segmentOfBar(bar);
    const double bars = static_cast<double>(bar - segment.firstBar);
    return {segment.start +
            std::llround(bars * segment.framesPerBar() + beat * segment.framesPerBeat)};
}

MusicalPosition TempoMap::musicalAt(FramePosition position) const {
    const Segment& segment = segmentAt(position.value);
    const std::int64_t bar = barAt(position);
    const double start = static_cast<double>(segment.start) +
                         static_cast<double>(bar - segment.firstBar) * segment.framesPerBar();
    const double ticksPerFrame = kTicksPerQuarter / segment.framesPerQuarter;
    const int ticksPerBeat = kTicksPerQuarter * 4 / segment.beatUnit;
    // Half a frame forward, as above: what was placed on a line reads as being on it.
    const auto ticks = static_cast<std::int64_t>(
        std::floor((static_cast<double>(position.value) - start + kHair) * ticksPerFrame));
    const auto whole = std::max<std::int64_t>(0, ticks);
    return {bar, static_cast<int>(whole / ticksPerBeat) + 1, static_cast<int>(whole % ticksPerBeat)};
}

FramePosition TempoMap::positionOf(const MusicalPosition& musical) const {
    const Segment& segment = segmentOfBar(musical.bar);
    const double ticksPerBeat = kTicksPerQuarter * 4.0 / segment.beatUnit;
    return beatStart(musical.bar, (musical.beat - 1) + musical.tick / ticksPerBeat);
}

FramePosition TempoMap::nearestGridLine(FramePosition position, double quarters) const {
    const std::int64_t bar = barAt(position);
    const FramePosition start = barStart(bar);
    const FramePosition next = barStart(bar + 1);
    if (quarters <= 0) {
        return (position - start).value * 2 < (next - start).value ? start : next;
    }
    const double step = quarters * framesPerQuarter(position);
    const double lines = std::round(static_cast<double>((position - start).value) / step);
    const FramePosition line = start + FrameCount{std::llround(lines * step)};
    return line > next ? next : line;
}

double TempoMap::framesPerQuarter(FramePosition position) const {
    return segmentAt(position.value).framesPerQuarter;
}

double TempoMap::beatsPerMinute(FramePosition position) const {
    return rate_.hz * 60.0 / framesPerQuarter(position);
}

} // namespace lacquer::ui
