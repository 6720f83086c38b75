#pragma once

#include "engine/mastering/loudness_alignment.h"
#include "formats/album/album_master.h"

#include <vector>

namespace lacquer::formats {

/// Where an album track is heard to end, for spacing the next one.
struct HeardTail {
    Seconds tail;       ///< from the heard end to the track's end; its own fade counts, its chain does not
    Seconds length;     ///< of the track
    Seconds gridOrigin; ///< from the track's start to its song's last tempo point; 0 for a file
    Seconds end;        ///< of the track on the album's timeline
};
Result<HeardTail> heardTail(const RenderSubject& subject,
                            AlbumTrackId track,
                            const processors::ProcessorCatalogue& catalogue,
                            const StageProgress& progress = {});

/// What alignment goes by: the master's measures per track; with `voices`, those of lead voices too.
Result<std::vector<mastering::TrackLoudness>> trackLoudness(const RenderSubject& subject,
                                                            bool voices,
                                                            const processors::ProcessorCatalogue& catalogue,
                                                            const StageProgress& progress = {});

} // namespace lacquer::formats
