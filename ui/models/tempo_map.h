#pragma once

#include "engine/project/song.h"
#include "engine/vocabulary/units.h"

#include <cstdint>
#include <span>
#include <vector>

namespace lacquer::ui {

/// Bars, beats and ticks, counted from 1|1|000. A quarter note has 960 ticks.
struct MusicalPosition {
    std::int64_t bar = 1;
    int beat = 1;
    int tick = 0;
    friend bool operator==(const MusicalPosition&, const MusicalPosition&) = default;
};

inline constexpr int kTicksPerQuarter = 960;

/// Where bars and beats fall in a song. A tempo point always starts a bar: a bar it cuts short
/// ends there.
class TempoMap {
public:
    /// `points` as in a song: never empty, by position, the first at frame 0.
    TempoMap(std::span<const project::TempoPoint> points, SampleRate rate);

    MusicalPosition musicalAt(FramePosition position) const;
    FramePosition positionOf(const MusicalPosition& musical) const;
    /// Frame of a bar's first beat; bars count from 1.
    FramePosition barStart(std::int64_t bar) const;
    /// The bar that holds a position.
    std::int64_t barAt(FramePosition position) const;
    int beatsInBar(std::int64_t bar) const;
    /// Frame of a beat of a bar, whole or fractional, counted from 0.
    FramePosition beatStart(std::int64_t bar, double beat) const;
    /// Nearest line of a grid of `quarters` quarter notes (0.25: sixteenths), counted from each bar's
    /// start. 0 means whole bars.
    FramePosition nearestGridLine(FramePosition position, double quarters) const;
    double framesPerQuarter(FramePosition position) const;
    double beatsPerMinute(FramePosition position) const;
    SampleRate rate() const { return rate_; }

private:
    struct Segment {
        std::int64_t start = 0; ///< frame
        std::int64_t firstBar = 1;
        double framesPerBeat = 0;
        double framesPerQuarter = 0;
        int beatsPerBar = 4;
        int beatUnit = 4;
        double framesPerBar() const { return framesPerBeat * beatsPerBar; }
    };

    const Segment& segmentAt(std::int64_t frame) const;
    const Segment& segmentOfBar(std::int64_t bar) const;

    std::vector<Segment> segments_;
    SampleRate rate_;
};

} // namespace lacquer::ui
