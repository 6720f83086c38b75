#pragma once

#include "engine/project/change.h"
#include "engine/project/clip_edits.h"

#include <span>
#include <vector>

/// What hands do on the timeline, put together from the project's edits: several clips at once,
/// over several tracks, as one step.
namespace lacquer::ui {

/// Moves clips together in time and over tracks. The distance shrinks so that none starts before
/// frame 0, the rows so that none leaves the song's tracks.
Result<project::Project> dragClips(project::Project project,
                                   std::span<const ClipId> clips,
                                   FrameCount distance,
                                   int rows);
/// The same with copies; the originals stay. The new clips are in the order of the old ones.
Result<project::Added<std::vector<ClipId>>> dragCopies(project::Project project,
                                                       std::span<const ClipId> clips,
                                                       FrameCount distance,
                                                       int rows);

/// Where one of these clips overlaps a neighbour by a part, the overlap becomes a crossfade.
Result<project::Project> crossfadeOverlaps(project::Project project,
                                           std::span<const ClipId> clips,
                                           project::FadeShape shape);

/// The clips and, on tracks that are edited together with theirs, those that lie at the same time:
/// more than half of the shorter one in common.
std::vector<ClipId> withLinkedClips(const project::Song& song, std::span<const ClipId> clips);
/// Tracks and those that are edited together with them, in the song's order.
std::vector<ChannelId> withLinkedTracks(const project::Song& song, std::span<const ChannelId> tracks);
/// The clips and, on each of their tracks, all that start at or after the first of them: what a move
/// takes along when it ripples.
std::vector<ClipId> withFollowing(const project::Song& song, std::span<const ClipId> clips);

/// A trim that ripples: what follows on the clip's track moves by as much as the clip gets longer. A
/// trim of the start leaves the clip where it is and takes off its head.
Result<project::Project> rippleTrimStart(project::Project project, ClipId clip, FramePosition start);
Result<project::Project> rippleTrimEnd(project::Project project, ClipId clip, FramePosition end);

/// Takes [start, end) out of the tracks and leaves a gap.
Result<project::Project> clearRange(project::Project project,
                                    std::span<const ChannelId> tracks,
                                    FramePosition start,
                                    FramePosition end);

/// Removes clips and closes the gaps they leave on their tracks.
Result<project::Project> rippleRemoveClips(project::Project project, std::span<const ClipId> clips);

/// A clip on the clipboard, with its place relative to the others.
struct CopiedClip {
    project::Clip clip;
    int row = 0;   ///< tracks below the topmost copied one
    FrameCount at; ///< after the start of what was copied
    friend bool operator==(const CopiedClip&, const CopiedClip&) = default;
};

std::vector<CopiedClip> copiedClips(const project::Song& song, std::span<const ClipId> clips);
/// What lies in the range, cut to it; gaps at its edges stay.
std::vector<CopiedClip> copiedRange(const project::Song& song,
                                    std::span<const ChannelId> tracks,
                                    FramePosition start,
                                    FramePosition end);
/// Over: what is pasted lies on what is there. Room: what follows on those tracks moves later.
enum class Making { over, room };
/// Pastes with the topmost copied row on track `firstTrack` (counted from 0); rows past the last
/// track are left out.
Result<project::Added<std::vector<ClipId>>> pasteClips(project::Project project,
                                                       SongId song,
                                                       std::span<const CopiedClip> clips,
                                                       int firstTrack,
                                                       FramePosition position,
                                                       Making making = Making::over);

/// Runs an edit for every clip.
template <typename EditClip>
Result<project::Project> forClips(project::Project project, std::span<const ClipId> clips, EditClip edit) {
    Result<project::Project> result = std::move(project);
    for (const ClipId clip : clips) {
        if (!result) return result;
        result = edit(std::move(*result), clip);
    }
    return result;
}

} // namespace lacquer::ui
