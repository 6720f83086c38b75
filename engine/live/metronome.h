#pragma once

#include "engine/project/metronome.h"
#include "engine/project/song.h"
#include "engine/vocabulary/quantum.h"
#include "engine/vocabulary/units.h"

#include <array>
#include <span>

namespace lacquer::live {

using project::MetronomeSettings;

/// Clicks on the beats of a tempo map, the first of each bar higher. A beat is a note of the metre's
/// unit; bars count anew from every tempo point, as the timeline draws them. The click is a decaying
/// sine that starts at zero: 2 kHz for the first beat, 1 kHz for the others, 60 dB down in 60 ms.
///
/// Thread   [render]; no allocation
class Metronome {
public:
    /// Notes the beats at [start, start + frames) for the quantum that fill() makes; `at` is where in
    /// it they begin.
    void strike(std::span<const project::TempoPoint> tempo, SampleRate rate, FramePosition start, int frames, int at) noexcept;

    /// One quantum of clicks; false when it is silence, and nothing is written then.
    bool fill(SampleRate rate, Decibels level, float* out) noexcept;

    void silence() noexcept { strikes_ = 0, sine_ = cosine_ = 0; }

    /// Frames of so many bars at a position.
    static FrameCount barsAt(std::span<const project::TempoPoint> tempo, SampleRate rate, FramePosition position, int bars) noexcept;

private:
    struct Strike {
        int at = 0;
        bool accent = false;
    };

    // Of the click that sounds: a damped rotation.
    double sine_ = 0, cosine_ = 0, turnSine_ = 0, turnCosine_ = 0;
    std::array<Strike, 8> struck_{};
    int strikes_ = 0;
};

} // namespace lacquer::live
