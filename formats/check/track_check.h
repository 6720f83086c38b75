#pragma once

#include "engine/analysis/stem_check.h"
#include "engine/project/project.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/result.h"

#include <functional>
#include <string>
#include <vector>

namespace lacquer::formats {

/// Something worth knowing about a track, and what one click would do about it.
struct TrackFinding {
    enum class Kind { silent, duplicate, dualMono, offset, clipped, length, inverted, late };
    Kind kind = Kind::silent;
    ChannelId track;
    ChannelId other;   ///< what it is a copy of, or compared with
    std::string text;  ///< "Kick out is 1.2 ms behind Kick in"
    std::string remedy; ///< "Move it 58 frames earlier"; empty when there is nothing to press
    FrameCount late;   ///< of Kind::late

    friend bool operator==(const TrackFinding&, const TrackFinding&) = default;
};

/// Listens to the tracks of a song: silence, copies, dual mono, a constant offset, clipping, a length that
/// most others do not have; and which are out of phase with one another: each track against the one that is
/// most like it, among those that play into the same group or are linked, and among all when the two rise
/// and fall together. With `only`, the phase of those tracks against each other alone.
///
/// Errors   cancelled
/// Thread   [worker]
Result<std::vector<TrackFinding>> checkTracks(const project::Project& project, SongId song, const std::vector<ChannelId>& only,
                                              const AudioSources& sources, const std::function<bool(double)>& progress);

/// What the remedy of a finding does.
Result<project::Project> remedyOf(project::Project project, const Catalogue& catalogue, const TrackFinding& finding);

} // namespace lacquer::formats
