#pragma once

#include "engine/project/change.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Edits of VCAs: faders without sound of their own that move the faders, mutes and solos of others
/// along. Their fader, mute, solo, name, colour, notes and automation are edited as every channel's.
///
/// Errors   a name that is taken; a VCA that would move itself, naming the ring; a strip that is gone
namespace lacquer::project {

Result<Added<ChannelId>> addVca(Project project, SongId song, std::string name);
/// What it moved is moved by the VCA that moved this one, or by nobody.
Result<Project> removeVca(Project project, ChannelId vca);
/// To another place among the VCAs; `to` counts from 0.
Result<Project> moveVca(Project project, ChannelId vca, int to);
/// Which VCA moves a track, bus or VCA along; no id: none.
Result<Project> setVca(Project project, ChannelId channel, ChannelId vca);

/// Whether a channel is a VCA of some song.
bool isVca(const Project& project, ChannelId channel);
/// The channels a VCA moves directly, in the order of tracks, buses, VCAs.
std::vector<ChannelId> membersOf(const Song& song, ChannelId vca);
/// The VCAs that move a channel, from the nearest up.
std::vector<const Channel*> vcasAbove(const Song& song, const Channel& channel);
/// The ring that would close were `channel` moved by `vca`, as "Drums → All → Drums"; nothing when
/// there is none.
std::optional<std::string> findVcaRing(const Song& song, ChannelId channel, ChannelId vca);

/// Refuses what only a channel with sound can have (inserts, sends, a chain copied to it) on a VCA.
Result<void> mustCarrySound(const Project& project, ChannelId channel);
/// Refuses a value of channelParameters() that a VCA has not: all but fader, mute and solo.
Result<void> mustHave(const Project& project, ChannelId channel, std::string_view parameter);

} // namespace lacquer::project
