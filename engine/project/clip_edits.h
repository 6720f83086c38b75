#pragma once

#include "engine/project/change.h"

#include <span>
#include <vector>

/// Edits of clips. No audio is ever changed: a clip is a span of a source, and every edit only says
/// which span, where and how loud.
///
/// Spans are half-open: a split at t makes [start, t) and [t, end), which together sound exactly as
/// before. Trims stop at the ends of the source, moves at the start of the timeline, fades at the
/// clip's length: what is asked beyond is carried out as far as it goes, as a drag expects.
///
/// Errors   a clip or track that is not there any more; a split outside the clip
namespace lacquer::project {

/// A new clip; its id is given, whatever `clip.id` says.
Result<Added<ClipId>> addClip(Project project, ChannelId track, Clip clip);
Result<Project> removeClips(Project project, std::span<const ClipId> clips);

/// Moves clips together by one distance, which shrinks so that none starts before frame 0.
Result<Project> moveClips(Project project, std::span<const ClipId> clips, FrameCount distance);
/// Moves a clip to a place on any track of its song.
Result<Project> moveClip(Project project, ClipId clip, ChannelId track, FramePosition position);

/// The new first frame; the audio stays where it is on the timeline.
Result<Project> trimClipStart(Project project, ClipId clip, FramePosition start);
/// The frame after the new last one; the audio stays where it is on the timeline.
Result<Project> trimClipEnd(Project project, ClipId clip, FramePosition end);
/// Moves the audio inside the clip, later for positive distances; the clip's edges stay.
Result<Project> slipClip(Project project, ClipId clip, FrameCount distance);

/// The left half keeps the clip's id, the right half's is given back. Both halves are sample exact,
/// also inside fades and in reversed clips.
Result<Added<ClipId>> splitClip(Project project, ClipId clip, FramePosition at);
/// Splits every clip of the tracks that the position lies in; nothing happens where none does.
Result<Project> splitTracks(Project project, std::span<const ChannelId> tracks, FramePosition at);
/// Joins two neighbours that were one: same source, contiguous, same gain and direction.
Result<Project> joinClips(Project project, ClipId left, ClipId right);

/// Copies clips right behind the last of them, in the same order and distances.
Result<Added<std::vector<ClipId>>> duplicateClips(Project project, std::span<const ClipId> clips);
/// A copy at a place on any track of the song.
Result<Added<ClipId>> copyClip(Project project, ClipId clip, ChannelId track, FramePosition position);

/// −inf…+24 dB.
Result<Project> setClipGain(Project project, ClipId clip, Decibels gain);
Result<Project> setClipFadeIn(Project project, ClipId clip, FrameCount length, FadeShape shape);
Result<Project> setClipFadeOut(Project project, ClipId clip, FrameCount length, FadeShape shape);
/// Fades the earlier clip out and the later one in over their overlap.
Result<Project> crossfadeClips(Project project, ClipId earlier, ClipId later, FadeShape shape);
Result<Project> setClipMuted(Project project, ClipId clip, bool muted);
/// Plays the same span backwards; its fades change sides.
Result<Project> reverseClip(Project project, ClipId clip);
Result<Project> renameClip(Project project, ClipId clip, std::string name);

/// Takes [start, end) out of the tracks; what comes later moves up to close the gap.
Result<Project> rippleDelete(Project project, std::span<const ChannelId> tracks, FramePosition start,
                             FramePosition end);
/// Opens a gap: everything on the tracks from `at` on moves later.
Result<Project> rippleInsert(Project project, std::span<const ChannelId> tracks, FramePosition at,
                             FrameCount length);

} // namespace lacquer::project
