#pragma once

#include "engine/project/channel.h"
#include "engine/project/clip.h"

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
    Channel channel;                 ///< the track's own chain, fader and automation
};

struct Album {
    Metadata metadata;
    std::vector<std::shared_ptr<const AlbumTrack>> tracks;
    std::shared_ptr<const Channel> channel; ///< the album's chain
};

bool operator==(const AlbumTrack& a, const AlbumTrack& b);
bool operator==(const Album& a, const Album& b);

} // namespace lacquer::project
