#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <map>
#include <vector>

/// The album as the ordinary compiler understands it: a song whose tracks are the album's tracks
/// and whose mix bus is the album's chain. So the album plays and renders through the same plan,
/// with the same bits, as any song.
///
/// The order of the signal is fixed:
///
///     song's mix or file > trims, gain, fades > track's chain > track's fader
///                        > (all tracks) > album's chain > album's fader > rendered, delivered
///                                                                       > listening slot > heard
///
/// The listening slot (a headphone's or room's correction, one band or side alone) is put behind all
/// of it for the player only; no render has it.
namespace lacquer::mastering {

/// Length of each song's rendered mix, tail included, at the project's rate. A song that is not in
/// it counts up to the end of its last clip.
using MixLengths = std::map<SongId, FrameCount>;

/// Where an album track lies on the album's timeline, which starts with the first track.
struct AlbumTrackSpan {
    AlbumTrackId track;
    FramePosition start;
    FrameCount length; ///< without what the trims cut
    FrameCount gap;    ///< between the end of the track before and `start`; negative overlaps

    FramePosition end() const { return start + length; }
    friend bool operator==(const AlbumTrackSpan&, const AlbumTrackSpan&) = default;
};

struct AlbumTimeline {
    std::vector<AlbumTrackSpan> tracks;
    FramePosition end; ///< of the audio that lies on it; tails of the last chain may go on

    friend bool operator==(const AlbumTimeline&, const AlbumTimeline&) = default;
};

/// Positions from lengths and gaps, each gap to the nearest frame. Marks of a disc are rounded to
/// its frames later and elsewhere; the audio never is.
///
/// Errors   no tracks; a track that plays something that is not in the project; trims that leave
///          nothing; an overlap longer than the track before
Result<AlbumTimeline> albumTimeline(const project::Project& project, const MixLengths& mixes);

/// The source under which a song's rendered mix plays on the album. Ids are never given twice, so
/// no file of the pool has it.
SourceId mixSourceOf(SongId song);

struct AlbumAssembly {
    project::Song song;
    AlbumTimeline timeline;
};

/// Every album track becomes a track with one clip (gain, trims and fades) and its own chain;
/// the album's chain is the mix bus. Automation of an album track counts from that track's start
/// and is moved to its place.
Result<AlbumAssembly> assembleAlbum(const project::Project& project, const MixLengths& mixes);

/// Album tracks' songs (or what is held of them), each once, in order: what has to be rendered before
/// the album. project::findMix() finds them.
std::vector<SongId> songsOnAlbum(const project::Album& album);

} // namespace lacquer::mastering
