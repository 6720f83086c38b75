#pragma once

#include "engine/project/change.h"

/// Edits that freeze tracks: what a track's chain makes is rendered once (see formats/deliver) and
/// played instead. Fader, pan, width, mute, solo, sends, output and their automation stay live.
///
/// Errors   what is frozen already, or not frozen; a rendering of another kind than a track's
namespace lacquer::project {

/// Plays a rendering in the place of a track's clips and chain: stereo, at the project's rate, its
/// first frame at `position`. The rendering becomes a source of the pool. `recipe` names what it was
/// made from; see Freeze.
Result<Added<SourceId>>
freezeTrack(Project project, ChannelId track, Source rendering, FramePosition position, std::string recipe = {});
/// Clips and chain sound again, as they were. The rendering leaves the pool; its file stays for undo.
Result<Project> unfreezeTrack(Project project, ChannelId track);

/// Whether two states of a track give the same rendering, but for what keys them and the tempo.
bool rendersAlike(const Track& a, const Track& b);

/// Refuses a step that changes what was rendered into a frozen track (clips, trim, polarity, inserts
/// and their automation) while it stays frozen: it would not be heard, and be lost in the mix.
Result<void> keepsFrozen(const Project& before, const Project& after);

} // namespace lacquer::project
