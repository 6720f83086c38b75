#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Gaps as musicians count them: from where a song is heard to end, in seconds, CD frames or beats.
namespace lacquer::mastering {

/// Finds where a song is heard to end: the last moment that is within kHeardRange dB of its loud
/// parts. What rings on below that is part of the silence.
///
/// In       stereo, in order, in pieces
/// Thread   any, one at a time
class HeardEnd {
public:
    explicit HeardEnd(SampleRate rate);
    void add(const float* const* planes, int frames);
    /// Frames from the heard end to the end of what was added; all of it for silence.
    FrameCount tail() const;

private:
    std::int64_t window_, inWindow_ = 0, frames_ = 0;
    double power_ = 0;
    std::vector<float> powers_; ///< mean of both channels, per 50 ms
};

/// dB under the mean of the loudest tenth; a listener in a quiet room takes what is below for silence.
inline constexpr double kHeardRange = 40.0;

/// A spacing as typed: "2s", "150f" (CD frames), "4beats" or "1bar".
struct Spacing {
    enum class Unit { seconds, cdFrames, beats, bars };
    double amount = 0;
    Unit unit = Unit::seconds;
};
Result<Spacing> parseSpacing(const std::string& text);

/// Where beats come from.
struct Pulse {
    double beatsPerMinute = 0; ///< 0: not known
    int beatsPerBar = 4;
};
/// At a song's end and at its start.
Pulse pulseAtEnd(const project::Song& song);
Pulse pulseAtStart(const project::Song& song);

/// The gap (from the end of the track before) that puts the next track this far behind the heard end.
///
/// Errors   beats or bars without a tempo
Result<Seconds> gapFor(const Spacing& spacing, Seconds tail, const Pulse& pulse);

/// The nearest gap at which the next track starts on a beat of the song before. `beforeLength` is from
/// the song's start, where its last tempo's grid is known, to the track's end.
Seconds snapToBeat(Seconds gap, Seconds beforeLength, Seconds gridOrigin, const Pulse& pulse);
/// The nearest gap at which the next track starts on a CD frame; `end` is the album's time at the end
/// of the track before.
Seconds snapToCdFrame(Seconds gap, Seconds end);

} // namespace lacquer::mastering
