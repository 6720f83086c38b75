#pragma once

#include "engine/project/change.h"

/// Edits of a strip: what it is called, how loud it is and where it stands.
///
/// Errors   a value outside its range, naming the range; a name that is taken
namespace lacquer::project {

Result<Project> setFader(Project project, ChannelId channel, Decibels level);
Result<Project> setTrim(Project project, ChannelId channel, Decibels level);
/// −100 left … +100 right.
Result<Project> setPan(Project project, ChannelId channel, double pan);
/// 0…200 percent.
Result<Project> setWidth(Project project, ChannelId channel, double percent);
Result<Project> setPolarity(Project project, ChannelId channel, bool inverted);
Result<Project> setMuted(Project project, ChannelId channel, bool muted);
Result<Project> setSoloed(Project project, ChannelId channel, bool soloed);
Result<Project> setSoloSafe(Project project, ChannelId channel, bool safe);
/// One of channelParameters() by its id.
Result<Project> setChannelValue(Project project, ChannelId channel, std::string_view id, double value);
/// Ends every solo in a song.
Result<Project> clearSolos(Project project, SongId song);

/// Names of channels are unique in their song, so that "Song/Bass" means one thing.
Result<Project> renameChannel(Project project, ChannelId channel, std::string name);
Result<Project> setColour(Project project, ChannelId channel, Colour colour);
/// Chain, sends, trim, polarity, fader, pan and width of another strip, with ids of its own. Name,
/// colour, output, mute, solo, automation and notes stay; curves of what goes go with it. Sends to the
/// strip itself, to buses of another song and those that would loop are left out.
Result<Project> copyStripSettings(Project project, const Channel& from, ChannelId to);

Result<Project> setChannelNotes(Project project, ChannelId channel, std::string notes);

/// A name like `wanted` that no channel of the song has yet: "Bass", "Bass 2", "Bass 3"…
std::string freeChannelName(const Song& song, std::string_view wanted);

/// "#3f8fd2" or "3f8fd2", or a common colour name; "none" is no colour.
Result<Colour> parseColour(std::string_view text);
std::string colourText(Colour colour);

} // namespace lacquer::project
