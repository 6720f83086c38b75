#pragma once

#include "engine/project/song.h"
#include "engine/surfaces/strip_text.h"

namespace lacquer::surfaces {

/// Where a frame falls in a song's bars; a quarter note has 960 ticks, shown as sixteenths and rest.
BarsAndBeats barsAt(const project::Song& song, SampleRate rate, FramePosition position);
/// Frames of one beat at a place.
double framesPerBeat(const project::Song& song, SampleRate rate, FramePosition position);

} // namespace lacquer::surfaces
