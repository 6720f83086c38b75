#pragma once

#include "engine/project/change.h"

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
