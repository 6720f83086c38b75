#pragma once

#include "engine/mastering/level_plan.h"
#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <span>
#include <vector>

/// The songs of an album brought to one loudness by one gain each, shown before it is done.
namespace lacquer::mastering {

enum class AlignmentRule {
    integrated, ///< the whole song
    loudest,    ///< its loudest three seconds: what engineers match by ear
    vocal,      ///< where the lead voice sings: needs its loudness alone
};

/// What is known of a track for this.
struct TrackLoudness {
    AlbumTrackId track;
    double integratedLufs = 0; ///< as mastered now; −inf unknown
    double shortTermMaxLufs = 0;
    double vocalLufs = 0; ///< of the song while its lead voice sounds; −inf: no voice known
    double truePeakDbtp = 0;
    Decibels gain; ///< the track's now
};

struct AlignedTrack {
    AlbumTrackId track;
    double from = 0, to = 0; ///< LUFS by the rule
    Decibels gain;           ///< the track's then
    double truePeakDbtp = 0; ///< as far as nothing behind the gain limits it
};

/// Gains that bring every track to `lufs` by the rule; `strength` 1 all the way, 0.5 half of it (a
/// ballad may stay softer). Tracks without a loudness keep their gain.
///
/// Errors   no track has a loudness by this rule; a gain beyond ± 24 dB
Result<std::vector<AlignedTrack>> planAlignment(std::span<const TrackLoudness> tracks,
                                                AlignmentRule rule,
                                                double lufs,
                                                double strength = 1);

/// The median of the tracks by the rule: what the fewest have to move to. −inf when none has one.
double usualLoudness(std::span<const TrackLoudness> tracks, AlignmentRule rule);

/// One undoable step.
Result<project::Project> applyAlignment(project::Project project, std::span<const AlignedTrack> tracks);

} // namespace lacquer::mastering
