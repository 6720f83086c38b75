#pragma once

#include "engine/mastering/tone_match.h"
#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <array>
#include <span>
#include <vector>

/// The songs of an album beside each other: who is darker, brighter, narrower than the rest.
namespace lacquer::mastering {

struct TrackTone {
    AlbumTrackId track;
    analysis::ToneProfile tone;
};

/// How one song stands in the album.
struct ToneStanding {
    AlbumTrackId track;
    /// dB against the album's mean per band; NaN where the song or the album has nothing there.
    std::array<double, analysis::kToneBands.size()> deviation{};
    double distance = 0;       ///< mean of |deviation|, dB
    double width = 0;          ///< 0 mono … 1 all side
    double widthDeviation = 0; ///< against the mean of all songs
    ToneMatch match;           ///< suggested towards the album's mean; never applied by itself
};

struct AlbumTone {
    /// Mean of the songs' bands in dB, song by song alike, whatever their length; widths likewise.
    /// Its level is the loudest song's.
    analysis::ToneProfile mean;
    std::vector<ToneStanding> tracks;
};

AlbumTone compareTones(std::span<const TrackTone> tracks, double strength = 0.7);

/// "3.1 dB less at 8 kHz": the band that is furthest from the album, for people; empty when none is
/// further than `least` dB.
std::string furthestBand(const ToneStanding& standing, double least = 1.5);

/// Puts the suggestion as an equalizer at the end of a channel's chain.
Result<project::Project> addMatch(const project::Project& project, const Catalogue& catalogue, ChannelId channel, const ToneMatch& match);

} // namespace lacquer::mastering
