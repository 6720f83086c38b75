#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "formats/album/album_master.h"

namespace lacquer::formats {

/// Cuts are looked for this far to both sides: half a period of 50 Hz.
inline constexpr Seconds kCutReach{0.010};

/// The place next to `near` where a cut makes no click: where the sum of both channels crosses zero,
/// and of several such places within `reach` the one where both are quietest (one that is twice as far
/// has to be half as loud). `near` itself where nothing crosses.
FramePosition zeroCrossingNear(AudioReader& audio, FramePosition near, FrameCount reach);

/// How long what an album track plays is, before its trims.
Result<Seconds> playedLength(const RenderSubject& subject,
                             AlbumTrackId track,
                             const processors::ProcessorCatalogue& catalogue,
                             const StageProgress& progress = {});

/// zeroCrossingNear() in what an album track plays, before its trims and gain, in seconds from its start. A
/// song's mix is rendered when it is not in the cache.
///
/// Errors   what rendering reports; a file that is missing
Result<Seconds> quietCutNear(const RenderSubject& subject,
                             AlbumTrackId track,
                             Seconds near,
                             const processors::ProcessorCatalogue& catalogue,
                             const StageProgress& progress = {});

} // namespace lacquer::formats
