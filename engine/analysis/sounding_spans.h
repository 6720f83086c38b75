#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/units.h"

#include <span>
#include <vector>

/// Where a source sounds and where it is silent, for taking the silence out of a clip.
namespace lacquer::analysis {

/// Largest magnitude of any channel per millisecond of a span of a source.
struct LevelTrack {
    FramePosition start;       ///< of the span within the source
    FrameCount length;
    FrameCount hop;            ///< frames per entry
    std::vector<float> levels; ///< linear
};

LevelTrack levelsOf(AudioReader& source, FramePosition start, FrameCount length, SampleRate rate);

struct SilenceSettings {
    Decibels threshold{-48};      ///< silence is below; what sounds may fall 5 dB further before it ends
    Seconds shortestSilence{0.1}; ///< gaps shorter than this are kept
    Seconds shortestSound{0.01};  ///< what sounds shorter than this is a click and goes
    Seconds padBefore{0.005};     ///< kept before each sound
    Seconds padAfter{0.05};       ///< kept after it
    friend bool operator==(const SilenceSettings&, const SilenceSettings&) = default;
};

struct SoundingSpan {
    FramePosition start, end; ///< within the source
    friend bool operator==(const SoundingSpan&, const SoundingSpan&) = default;
};

/// What is kept, in order; spans neither touch nor leave the track's own.
std::vector<SoundingSpan> soundingSpans(const LevelTrack& track, const SilenceSettings& settings, SampleRate rate);

} // namespace lacquer::analysis
