#pragma once

#include "engine/project/change.h"

#include <string>

/// Edits of a track's takes: complete lists of clips, one of which is played, and the comp that is
/// put together from them.
///
/// Errors   a take that is gone; a range without length
namespace lacquer::project {

enum class TakeContent {
    empty, ///< nothing yet: to record or paste into
    copy,  ///< the clips that are played now, to try something with
};

/// The list that was played waits among the takes; the new one is played. The first call names the
/// list there was "Take 1". An empty name is the next number.
Result<Added<TakeId>> addTake(Project project, ChannelId track, std::string name, TakeContent content);
/// Plays another take; what was played waits in its place.
Result<Project> playTake(Project project, ChannelId track, TakeId take);
/// Of the played one or of one that waits.
Result<Project> renameTake(Project project, ChannelId track, TakeId take, std::string name);
/// Of those that wait; the one that is played stays.
Result<Project> removeTake(Project project, ChannelId track, TakeId take);

/// Comping: what is played in [start, end) becomes that of another take. Nothing moves in time; at
/// both ends `crossfade` frames fade over with equal gain where the audio reaches that far, half of
/// it to each side.
Result<Project> compFromTake(Project project, ChannelId track, TakeId take, FramePosition start,
                             FramePosition end, FrameCount crossfade);

/// A new track behind with the take's clips, routed and coloured like its own.
Result<Added<ChannelId>> takeToTrack(Project project, ChannelId track, TakeId take);

/// Null when no take of this id waits on the track.
const Take* findTake(const Track& track, TakeId take);

} // namespace lacquer::project
