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

    /// The same without a copy where the feed has the frames in its own memory: `planes` point to
    /// them until the next call for this track, or into `room` (kQuantum frames each).
    virtual bool lend(int track,
                      FramePosition start,
                      float* const room[2],
                      const float* planes[2]) noexcept {
        planes[0] = room[0];
        planes[1] = room[1];
        return read(track, start, room[0], room[1]);
    }

    /// The same as stereo frames of 24-bit words (see PackedReader), where the feed has them so; null
    /// where it does not, and they have to be lent or read.
    virtual const unsigned char* lendPacked(int /*track*/, FramePosition /*start*/) noexcept { return nullptr; }
};

} // namespace lacquer::render
