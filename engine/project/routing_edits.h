#pragma once

#include "engine/project/change.h"

#include <optional>
#include <string>

/// Edits of where sound goes: buses, outputs, sends.
///
/// Errors   a loop, naming the channels in it; a level outside its range
namespace lacquer::project {

Result<Added<ChannelId>> addBus(Project project, SongId song, std::string name,
                                BusRole role = BusRole::group);
/// What was routed to the bus goes where the bus went; sends to it and keys from it go too.
Result<Project> removeBus(Project project, ChannelId bus);
Result<Project> setBusRole(Project project, ChannelId bus, BusRole role);
/// To another place among the buses; `to` counts from 0.
Result<Project> moveBus(Project project, ChannelId bus, int to);

/// Routes a track or bus to a bus of its song; no id or the mix's is the mix bus.
Result<Project> setOutput(Project project, ChannelId channel, ChannelId bus);

/// A bus that nothing is routed to becomes an effect return with its first send, safe from solo.
Result<Added<SendId>> addSend(Project project, ChannelId channel, ChannelId bus, Decibels level,
                              bool preFader = false);
Result<Project> removeSend(Project project, ChannelId channel, SendId send);
Result<Project> setSendLevel(Project project, ChannelId channel, SendId send, Decibels level);
Result<Project> setSendPreFader(Project project, ChannelId channel, SendId send, bool preFader);
Result<Project> setSendMuted(Project project, ChannelId channel, SendId send, bool muted);

/// Null when the channel has no such send.
const Send* findSend(const Channel& channel, SendId send);
const Send* findSendTo(const Channel& channel, ChannelId bus);

/// The loop that sound going from `from` into `to` would close, as "Drums → Hall → Drums";
/// nothing when there is none. Outputs, sends and side-chain keys all carry sound.
std::optional<std::string> findLoop(const Project& project, ChannelId from, ChannelId to);

/// For edits that take a channel out of a song: lets go of it everywhere in that song.
void releaseChannel(Song& song, ChannelId gone, ChannelId outputInstead);

} // namespace lacquer::project
