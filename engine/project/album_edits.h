#pragma once

#include "engine/project/change.h"
#include "engine/project/import_edits.h"

#include <string>
#include <string_view>

/// Edits of the album: its order, spaces, fades and what is written on it.
///
/// Errors   a UPC or ISRC that cannot be one, saying what is wrong; a place that does not exist
namespace lacquer::project {

/// A song's mix, at the end. Its title is the song's name.
Result<Added<AlbumTrackId>> addSongToAlbum(Project project, SongId song);
/// A file of the pool, at the end.
Result<Added<AlbumTrackId>> addSourceToAlbum(Project project, SourceId source, std::string title);
Result<Project> removeAlbumTrack(Project project, AlbumTrackId track);
/// `to` counts from 0 in the order as it will be.
Result<Project> moveAlbumTrack(Project project, AlbumTrackId track, int to);

/// Between the end of the track before and the start of this one; negative overlaps them.
Result<Project> setAlbumGap(Project project, AlbumTrackId track, Seconds gap);
Result<Project> setAlbumFadeIn(Project project, AlbumTrackId track, Seconds length, FadeShape shape);
Result<Project> setAlbumFadeOut(Project project, AlbumTrackId track, Seconds length, FadeShape shape);
/// Overlaps the track with the one before it and fades both over that time.
Result<Project> setAlbumCrossfade(Project project, AlbumTrackId track, Seconds length,
                                  FadeShape shape = FadeShape::equalPower);
/// −inf…+24 dB.
Result<Project> setAlbumGain(Project project, AlbumTrackId track, Decibels gain);
/// What is cut from the source's start and end.
Result<Project> setAlbumTrim(Project project, AlbumTrackId track, Seconds start, Seconds end);
/// INDEX 02… of a track, after its start, in order.
Result<Project> setAlbumIndexMarks(Project project, AlbumTrackId track, std::vector<Seconds> marks);

/// The part of a track's audio that lies before INDEX 01; shorter than the track.
Result<Project> setAlbumPregap(Project project, AlbumTrackId track, Seconds pregap);

/// Whether a side of a record or cassette begins with this track; where none does, sides are split by
/// length.
Result<Project> setAlbumSideStart(Project project, AlbumTrackId track, bool starts);

/// A file of the pool to compare the album with, at the end of the list.
Result<Project> addReference(Project project, SourceId source);
Result<Project> removeReference(Project project, SourceId source);

/// Keeps the song's mix as it is now: from here on newer mixes are offered and not forced.
Result<Project> holdMix(Project project, AlbumTrackId track);

/// The album follows the song again.
Result<Project> followMix(Project project, AlbumTrackId track);

/// Turns the newer mix down that `recipe` names; what comes after it is offered again.
Result<Project> declineMix(Project project, AlbumTrackId track, std::string recipe);

/// A pinned mix is held for good and newer ones are not offered. Pinning holds the mix when it is
/// not held yet.
Result<Project> pinMix(Project project, AlbumTrackId track, bool pinned);

/// The song becomes again what the album holds of it.
Result<Project> restoreHeldMix(Project project, AlbumTrackId track);

/// Stereo stems to be mastered as one track: a song of them, with a bus per group that is made when
/// at least two stems want it, at the end of the album.
Result<Added<AlbumTrackId>> addStemMaster(Project project,
                                          std::string_view name,
                                          const std::vector<ImportedTrack>& stems);

/// An empty value takes the entry away. A `upc` and an `isrc` are checked and stored in their
/// plain form.
Result<Project> setAlbumMetadata(Project project, std::string_view key, std::string_view value);
Result<Project> setAlbumTrackMetadata(Project project, AlbumTrackId track, std::string_view key,
                                      std::string_view value);

/// Null when the album has no such track.
const AlbumTrack* findAlbumTrack(const Project& project, AlbumTrackId track);
/// The track's title, or what else it is known by.
std::string titleOf(const Project& project, const AlbumTrack& track);

/// Length of what the track plays, trims taken off, without the tail that a song's mix rings on
/// for; the sequence itself (with tails) is the renderer's business.
FrameCount lengthWithoutTail(const Project& project, const AlbumTrack& track);

} // namespace lacquer::project
