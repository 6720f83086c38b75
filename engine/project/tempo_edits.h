#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

/// Edits of the tempo map by hand. Changes stand at bars, so what lies behind an edit keeps its bar and
/// moves in time; clips, markers and automation belong to the sound and stay where they are.
///
/// Errors   as setTempo(); a change that is not there; a place that is not between its neighbours
namespace lacquer::project {

/// Beats per minute. Faster or slower is a slip of the hand: the range of notation programs and MIDI files.
inline constexpr double kSlowestTempo = 10, kFastestTempo = 1000;

/// Tempo and metre from a position on, as setTempo(); later changes keep their bars.
Result<Project> changeTempo(Project project, SongId song, TempoPoint point);

/// A change goes to another place; what follows it keeps its bars. The first one stays.
Result<Project> moveTempo(Project project, SongId song, FramePosition from, FramePosition to);

/// A change keeps its bar and comes to lie at another time: the tempo before it gives way. So a grid
/// is laid on what was played freely, bar line by bar line.
Result<Project> fitTempo(Project project, SongId song, FramePosition from, FramePosition to);

} // namespace lacquer::project
