#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/parameter.h"

#include <string>
#include <string_view>

/// What edits are called in the history, in the undo button and in `lacquer history`: always with
/// the name of what they touch.
namespace lacquer::project {

/// "Fader of Bass". For channels of songs and of the album.
std::string editOfChannel(const Project& project, std::string_view what, ChannelId channel);
/// "Threshold of Compressor on Bass".
std::string editOfInsert(const Project& project, const Catalogue& catalogue, std::string_view what,
                         ChannelId channel, InsertId insert);
/// "Send to Hall of Vocal".
std::string editOfSend(const Project& project, ChannelId channel, ChannelId bus);
/// "Move Vox take 3", or "Move 4 clips".
std::string editOfClips(const Project& project, std::string_view verb, ClipId first, std::size_t count);
/// "Gap before 2. Night Drive".
std::string editOfAlbumTrack(const Project& project, std::string_view what, AlbumTrackId track);

} // namespace lacquer::project
