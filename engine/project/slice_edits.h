#pragma once

#include "engine/project/change.h"

#include <span>
#include <vector>

/// Edits that cut a clip in many pieces, and one that puts a good hit in the place of a bad one.
///
/// Errors   nothing to cut or to keep; audio that the source does not have
namespace lacquer::project {

struct TimeSpan {
    FramePosition start, end; ///< on the song's timeline
    friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};

/// Splits a clip at every position that lies inside it. Returns all pieces from left to right; the
/// first keeps the clip's id.
Result<Added<std::vector<ClipId>>> sliceClip(Project project, ClipId clip, std::span<const FramePosition> at);

/// Keeps only the spans of a clip, in order and inside it; new edges get a fade of `fade` frames, at
/// most half of what is kept. Returns what is left.
Result<Added<std::vector<ClipId>>> keepSpansOfClip(Project project, ClipId clip, std::span<const TimeSpan> spans,
                                                   FrameCount fade);

/// The clip plays other audio at the same place and as long as before, or as long as the source has:
/// `attack` frames of the source before the hit, so that the new hit falls on the frame where the old
/// one was. Short fades at both edges keep it from clicking.
struct OtherHit {
    SourceId source;
    FrameCount attack;   ///< of the good hit within its source
    Decibels gain;       ///< of the clip from now on
    std::string name;
};
/// `hit` is where the bad one is struck, on the timeline, inside the clip.
Result<Project> replaceHit(Project project, ClipId clip, FramePosition hit, const OtherHit& by, FrameCount fade);

} // namespace lacquer::project
