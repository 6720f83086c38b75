#pragma once

#include "engine/vocabulary/units.h"

namespace lacquer::ui {

/// How a timeline's frames lie on the screen. Pixels are device-independent; x = 0 is the left edge
/// of the lanes.
///
/// Limits   see `kWidest` and `kFinest`; positions are kept as whole frames, never accumulated
struct TimeScale {
    /// From 24 hours on 1000 pixels at 192 kHz…
    static constexpr double kWidest = 16'600'000;
    /// …to 16 pixels per frame.
    static constexpr double kFinest = 1.0 / 16.0;

    double framesPerPixel = 1024;
    double left = 0; ///< frame at x = 0

    double frameAt(double x) const { return left + x * framesPerPixel; }
    double xOf(double frame) const { return (frame - left) / framesPerPixel; }
    double xOf(FramePosition position) const { return xOf(static_cast<double>(position.value)); }
    /// Nearest frame.
    FramePosition positionAt(double x) const;
    double pixels(FrameCount frames) const {
        return static_cast<double>(frames.value) / framesPerPixel;
    }
    FrameCount frames(double pixels) const;

    /// The frame under `x` stays under `x`. A factor above 1 shows less time.
    TimeScale zoomed(double factor, double x) const;
    TimeScale scrolled(double pixels) const { return {framesPerPixel, left + pixels * framesPerPixel}; }
    /// [start, end) on `width` pixels with a margin of `margin` pixels at both sides.
    static TimeScale showing(FramePosition start, FramePosition end, double width, double margin);

    friend bool operator==(const TimeScale&, const TimeScale&) = default;
};

/// A wheel notch (120 units of QWheelEvent) is 2^(1/4).
double zoomFactorOfWheel(double angleDelta);

} // namespace lacquer::ui
