#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/result.h"

#include <string>
#include <string_view>

/// Places in a project as people write them: "Night Drive/Bass", "Night Drive/Mix", "@album",
/// "@album/3". A slash inside a name is written "\/".
///
/// Errors   what is not there, with the nearest name that is
namespace lacquer::project {

enum class PlaceKind { song, channel, album, albumTrack };

struct Place {
    PlaceKind kind = PlaceKind::song;
    SongId song;             ///< of a song or a channel in one
    ChannelId channel;       ///< of everything but a song
    AlbumTrackId albumTrack; ///< of an album track
};

Result<Place> findPlace(const Project& project, std::string_view text);
/// A place that is a strip: a channel, the album or one of its tracks.
Result<Place> findChannelPlace(const Project& project, std::string_view text);
/// A song by its name alone, plain or with "\/".
Result<SongId> findSongPlace(const Project& project, std::string_view text);
/// A bus of a song by its name; the mix when `mixToo`.
Result<ChannelId> findBusPlace(const Song& song, std::string_view name, bool mixToo = false);
/// A VCA of a song by its name.
Result<ChannelId> findVcaPlace(const Song& song, std::string_view name);
/// Any channel of a song by its name, the mix too.
Result<ChannelId> findChannelIn(const Song& song, std::string_view name);
/// A track of the album by its number, counting from 1.
Result<AlbumTrackId> findAlbumPlace(const Project& project, std::string_view number);

/// How the place is written; findPlace reads it back.
std::string placeText(const Project& project, ChannelId channel);
/// A name with its slashes escaped.
std::string escapedName(std::string_view name);

/// "2.threshold" (inserts count from 1) or "compressor.threshold" when there is one of that kind.
struct InsertParameter {
    const Insert* insert = nullptr;
    const ProcessorSpec* processor = nullptr;
    const ParameterSpec* spec = nullptr;
};
Result<InsertParameter> findInsertParameter(const Catalogue& catalogue, const Channel& channel,
                                            std::string_view name);
/// An insert by its number, counting from 1.
Result<InsertId> findInsertPlace(const Channel& channel, std::string_view number);

} // namespace lacquer::project
