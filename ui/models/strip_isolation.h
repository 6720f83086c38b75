#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

namespace lacquer::ui {

/// A place in a strip: behind one insert (behind the chain when there is none).
struct MatchPoint {
    ChannelId strip;
    InsertId insert;
    friend bool operator==(const MatchPoint&, const MatchPoint&) = default;
};

enum class PointSide { before, behind };

/// The project with one strip to be heard up to a point of its chain, its fader at 0 dB and nothing
/// behind it. The mix as it leaves the song when the point is the song's mix without an insert.
///
/// In       a point without an insert means the whole chain, or with `before` none of it
/// Thread   any
Result<project::Project> isolatedAt(project::Project project, SongId song, const MatchPoint& point, PointSide side);

} // namespace lacquer::ui
