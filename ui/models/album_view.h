#pragma once

#include "engine/mastering/album_assembly.h"
#include "engine/project/project.h"

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace lacquer::ui {

/// What was measured of an album track's programme, and of the album.
struct TrackMeasures {
    double integratedLufs = 0; ///< −inf: silence or too short
    double truePeakDbtp = 0;
    double rangeLu = 0;

    /// Peak to loudness.
    double plr() const { return truePeakDbtp - integratedLufs; }
    friend bool operator==(const TrackMeasures&, const TrackMeasures&) = default;
};

/// The last render of the album: what it was made from and what came of it.
struct AlbumMeasures {
    std::shared_ptr<const project::Project> project; ///< as it was rendered
    mastering::MixLengths mixes;                     ///< with tails
    std::unordered_map<AlbumTrackId, TrackMeasures> tracks;
    TrackMeasures album;
};

enum class AlbumTrackState {
    unmeasured, ///< never rendered yet
    upToDate,
    mixChanged,   ///< the song was mixed on since
    offered,       ///< a newer mix than the one it holds waits to be accepted
    masterChanged, ///< its own chain, levels or trims, or the album's chain, were changed since
    rendering,
};

/// A line of the album's table.
struct AlbumRow {
    AlbumTrackId id;
    ChannelId channel;
    int number = 0;
    std::string title;
    std::string artist; ///< the album's when the track has none of its own
    bool artistInherited = false;
    std::string isrc;
    FramePosition start;
    FrameCount length;
    FrameCount gap; ///< before this track; 0 for the first
    project::Fade fadeIn, fadeOut;
    FrameCount pregap;                ///< before INDEX 01
    std::vector<FramePosition> marks; ///< INDEX 02 and on, on the album
    bool startsSide = false;
    std::optional<TrackMeasures> measures;
    /// Loudness from the album's, LU; only with measures.
    std::optional<double> deviation;
    AlbumTrackState state = AlbumTrackState::unmeasured;
    bool isSong = false;
};

/// The album as the Master page shows it.
struct AlbumView {
    std::string title;
    std::string artist;
    std::vector<AlbumRow> rows;
    FramePosition end;
    std::optional<TrackMeasures> album;
    std::string trouble; ///< why the sequence does not add up; empty when it does

    /// Of a 79:57 disc; negative when the album is too long.
    Seconds leftOnDisc(SampleRate rate) const;
};

/// Red Book discs hold 359 845 frames of 1/75 s (79:57.70).
inline constexpr Seconds kDiscLength{359845.0 / 75.0};

AlbumView albumView(const project::Project& project,
                    const std::optional<AlbumMeasures>& measures,
                    const std::vector<AlbumTrackId>& rendering);

/// Beyond this, dBTP, a true peak is shown as trouble: most services ask for −1.
inline constexpr double kPeakAlarm = -1.0;
/// Beyond this, LU from the album, a track stands out.
inline constexpr double kDeviationAlarm = 1.0;

/// Seconds typed as "2", "2.0 s", "150 f" (CD frames) or "x 4.2" and "-4.2" for overlaps.
std::optional<Seconds> parseGap(std::string text);

const char* stateText(AlbumTrackState state);

} // namespace lacquer::ui
