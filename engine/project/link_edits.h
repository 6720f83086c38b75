#pragma once

#include "engine/project/change.h"

#include <span>
#include <string>
#include <vector>

/// Edits of link groups: channels that hands move together.
///
/// Errors   fewer than two channels; a channel of another song; a name that is missing
namespace lacquer::project {

/// A channel belongs to one group at most: it leaves the one it was in.
Result<Added<LinkGroupId>> addLinkGroup(Project project, SongId song, std::string name,
                                        std::span<const ChannelId> channels);
Result<Project> removeLinkGroup(Project project, SongId song, LinkGroupId group);
Result<Project> renameLinkGroup(Project project, SongId song, LinkGroupId group, std::string name);
/// Off, the group is kept but its channels move alone.
Result<Project> setLinkGroupOn(Project project, SongId song, LinkGroupId group, bool on);
Result<Project> setLinkGroupEdits(Project project, SongId song, LinkGroupId group, bool edits);
Result<Project> setLinkGroupMixes(Project project, SongId song, LinkGroupId group, bool mixes);

/// The group a channel is in, null when none.
const LinkGroup* linkGroupOf(const Song& song, ChannelId channel);
/// The tracks that are edited with this one, itself among them, in the song's order.
std::vector<ChannelId> editedTogether(const Song& song, ChannelId track);
/// The channels that are mixed with these, themselves among them, each once: first `channels` in
/// their order.
std::vector<ChannelId> mixedTogether(const Song& song, std::span<const ChannelId> channels);

} // namespace lacquer::project
