#include "engine/project/edit_names.h"

#include "engine/project/album_edits.h"
#include "engine/project/change.h"
#include "engine/project/insert_edits.h"

#include <fmt/format.h>

namespace lacquer::project {
namespace {

/// A mix is told by its song, an album track by its title.
std::string nameOf(const Project& project, ChannelId id) {
    if (const Song* song = songOf(project, id))
        return song->mix->id == id ? fmt::format("{} of {}", song->mix->name, song->name)
                                   : findChannel(*song, id)->name;
    if (project.album->channel->id == id) return "the album";
    for (const auto& track : project.album->tracks)
        if (track->channel.id == id) return titleOf(project, *track);
    return "a channel";
}

} // namespace

std::string editOfChannel(const Project& project, std::string_view what, ChannelId channel) {
    return fmt::format("{} of {}", what, nameOf(project, channel));
}

std::string editOfInsert(const Project& project, const Catalogue& catalogue, std::string_view what,
                         ChannelId channelId, InsertId id) {
    const Channel* channel = findChannel(project, channelId);
    const Insert* insert = channel ? findInsert(*channel, id) : nullptr;
    std::string processor = insert ? insert->processor : "an insert";
    if (const ProcessorSpec* spec = insert ? catalogue.find(insert->processor) : nullptr)
        processor = spec->name;
    return fmt::format("{} of {} on {}", what, processor, nameOf(project, channelId));
}

std::string editOfSend(const Project& project, ChannelId channel, ChannelId bus) {
    return fmt::format("Send to {} of {}", nameOf(project, bus), nameOf(project, channel));
}

std::string editOfClips(const Project& project, std::string_view verb, ClipId first, std::size_t count) {
    if (count != 1) return fmt::format("{} {} clips", verb, count);
    const ClipPlace place = findClip(project, first);
    return fmt::format("{} {}", verb, place && !place.clip->name.empty() ? place.clip->name : "clip");
}

std::string editOfAlbumTrack(const Project& project, std::string_view what, AlbumTrackId id) {
    for (std::size_t i = 0; i < project.album->tracks.size(); ++i)
        if (project.album->tracks[i]->id == id)
            return fmt::format("{} {}. {}", what, i + 1, titleOf(project, *project.album->tracks[i]));
    return std::string(what) + " album track";
}

} // namespace lacquer::project
