#pragma once

#include "engine/project/channel.h"
#include "engine/project/clip.h"
#include "engine/project/song.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lacquer::project {

/// Text by key: "title", "artist", "isrc", "composer", "upc", "year", "genre", "artwork"…
using Metadata = std::map<std::string, std::string, std::less<>>;

/// An entry of the album: a song of this project, a stereo file, or a set of stems to master.
/// Signal order: source → gain → trims and fades → channel (its own chain) → sequence → album chain.
struct AlbumTrack {
    AlbumTrackId id;
    SongId song;     ///< set: the mix of that song, with its tail
    SourceId source; ///< set: a file of the pool. Exactly one of the two is set
    Metadata metadata;
    Seconds gap{2.0}; ///< silence before this track; negative overlaps; ignored for the first
    Decibels gain;
    Seconds trimStart; ///< ≥ 0, cut from the source's start
    Seconds trimEnd;   ///< ≥ 0, cut from the source's end
    Seconds fadeIn;
    Seconds fadeOut;
    FadeShape fadeInShape = FadeShape::equalPower;
    FadeShape fadeOutShape = FadeShape::equalPower;
    std::vector<Seconds> indexMarks; ///< after the track's start: INDEX 02…
    /// ≥ 0, the part of its audio that lies before INDEX 01: a hidden track before track 1, applause
    /// in a pause before the others.
    Seconds pregap;
    /// With `song`: the mix as it was accepted. It plays instead of the song as it is now, until a
    /// newer one is accepted. Its id is its own.
    std::shared_ptr<const Song> held;
    bool startsSide = false; ///< a record's or cassette's side begins here
    bool pinned = false;  ///< held for good: newer mixes are not offered
    std::string declined; ///< names the newer mix (by its recipe) that was turned down
    Channel channel;                 ///< the track's own chain, fader and automation
};

struct Album {
    Metadata metadata;
    std::vector<std::shared_ptr<const AlbumTrack>> tracks;
    std::shared_ptr<const Channel> channel; ///< the album's chain
    std::vector<SourceId> references;       ///< finished songs to compare with; never rendered
};

/// The song whose mix the track plays: the held one's id, or the song's. None for a file.
inline SongId mixOf(const AlbumTrack& track) { return track.held ? track.held->id : track.song; }

bool operator==(const AlbumTrack& a, const AlbumTrack& b);
bool operator==(const Album& a, const Album& b);

} // namespace lacquer::project
