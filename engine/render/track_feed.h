#pragma once

#include "engine/vocabulary/units.h"

namespace lacquer::render {

/// Where a performance gets the audio of its tracks' clips: already mixed per track, with gains and
/// fades, before the channel's trim. Offline it reads files; live it copies from rings that reader
/// threads fill.
class TrackFeed {
public:
    virtual ~TrackFeed() = default;

    /// Fills kQuantum frames from `start` (any frame, also before 0) of the plan's track. Returns
    /// false and leaves the planes alone when they are all silence.
    ///
    /// Thread   [render] or a worker; different tracks from different threads at once
    virtual bool read(int track, FramePosition start, float* left, float* right) noexcept = 0;
};

} // namespace lacquer::render
