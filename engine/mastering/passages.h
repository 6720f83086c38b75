#pragma once

#include "engine/mastering/album_assembly.h"

#include <vector>

/// The album in passages: what belongs together in sound, from one pause to the next.
///
/// An album's chain has a memory (a compressor lets go, a filter rings), so strictly every song hangs
/// on all songs before it. Behind a pause in which the chain has rung out, nobody hears that. There
/// the render starts afresh, and that is a promise: what a song sounds like does not depend on the
/// songs before the pause, wherever in the album it stands. So with one song changed, or songs moved,
/// only the passages that changed are rendered. What is joined without a pause (gapless songs,
/// crossfades, a reverb's tail that reaches into the next song) is one passage and one render.
///
/// Played, the chain runs through: a place behind a pause may differ from the render by what the chain
/// still remembers, which is far below what can be heard.
namespace lacquer::mastering {

struct Passage {
    std::size_t first = 0, last = 0; ///< indices of its tracks
    FramePosition start;             ///< of its first track on the album's timeline
    FrameCount length;               ///< to the end of its audio; what rings on comes after that
    project::Song song;              ///< its tracks and the album's chain, counted from `start`
};

/// Pauses shorter than this do not part: a compressor of the album's chain may still be holding on.
inline constexpr Seconds kPartingPause{1.0};

/// The album parted at every pause of at least kPartingPause. A solo on the album is resolved, so that
/// a passage without the soloed track is as silent as it was.
std::vector<Passage> passagesOf(const AlbumAssembly& album, SampleRate rate);

/// One passage of some neighbouring tracks.
Passage passageOf(const AlbumAssembly& album, std::size_t first, std::size_t last);

} // namespace lacquer::mastering
