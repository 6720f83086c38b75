#include "engine/project/link_edits.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::project {
namespace {

template <typename Change>
Result<Project> changeLink(Project project, SongId song, LinkGroupId id, Change change) {
    return changeSong(std::move(project), song, [&](Song& changed) -> Result<void> {
        const auto found = std::ranges::find(changed.links, id, &LinkGroup::id);
        if (found == changed.links.end()) return detail::gone("link group");
        return detail::apply(*found, change);
    });
}

} // namespace

Result<Added<LinkGroupId>> addLinkGroup(Project project, SongId songId, std::string name,
                                        std::span<const ChannelId> channels) {
    const Song* song = findSong(project, songId);
    if (!song) return detail::gone("song");
    if (name.empty()) return badInput("A link group needs a name; you gave none.");
    LinkGroup group;
    for (const ChannelId channel : channels) {
        if (!findChannel(*song, channel)) return badInput(fmt::format("A link group of \"{}\" holds channels of that song only.", song->name));
        if (std::ranges::count(group.channels, channel) == 0) group.channels.push_back(channel);
    }
    if (group.channels.size() < 2) return badInput("A link group needs two channels or more; select them first.");
    group.id = takeId<LinkGroupId>(project);
    group.name = std::move(name);
    const LinkGroupId id = group.id;
    auto changed = changeSong(std::move(project), songId, [&](Song& next) {
        for (LinkGroup& other : next.links)
            std::erase_if(other.channels, [&](ChannelId channel) { return std::ranges::count(group.channels, channel) > 0; });
        std::erase_if(next.links, [](const LinkGroup& other) { return other.channels.size() < 2; });
        next.links.push_back(std::move(group));
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<LinkGroupId>{std::move(*changed), id};
}

Result<Project> removeLinkGroup(Project project, SongId song, LinkGroupId id) {
    return changeSong(std::move(project), song, [&](Song& changed) -> Result<void> {
        if (std::erase_if(changed.links, [&](const LinkGroup& link) { return link.id == id; }) == 0) return detail::gone("link group");
        return {};
    });
}

Result<Project> renameLinkGroup(Project project, SongId song, LinkGroupId id, std::string name) {
    if (name.empty()) return badInput("A link group needs a name; you gave none.");
    return changeLink(std::move(project), song, id, [&](LinkGroup& link) { link.name = std::move(name); });
}

Result<Project> setLinkGroupOn(Project project, SongId song, LinkGroupId id, bool on) {
    return changeLink(std::move(project), song, id, [&](LinkGroup& link) { link.on = on; });
}

Result<Project> setLinkGroupEdits(Project project, SongId song, LinkGroupId id, bool edits) {
    return changeLink(std::move(project), song, id, [&](LinkGroup& link) { link.edits = edits; });
}

Result<Project> setLinkGroupMixes(Project project, SongId song, LinkGroupId id, bool mixes) {
    return changeLink(std::move(project), song, id, [&](LinkGroup& link) { link.mixes = mixes; });
}

const LinkGroup* linkGroupOf(const Song& song, ChannelId channel) {
    for (const LinkGroup& link : song.links)
        if (std::ranges::count(link.channels, channel) > 0) return &link;
    return nullptr;
}

std::vector<ChannelId> editedTogether(const Song& song, ChannelId track) {
    const LinkGroup* link = linkGroupOf(song, track);
    if (!link || !link->on || !link->edits) return {track};
    std::vector<ChannelId> together;
    for (const auto& one : song.tracks)
        if (std::ranges::count(link->channels, one->channel.id) > 0) together.push_back(one->channel.id);
    return together;
}

std::vector<ChannelId> mixedTogether(const Song& song, std::span<const ChannelId> channels) {
    std::vector<ChannelId> together(channels.begin(), channels.end());
    for (const ChannelId channel : channels)
        if (const LinkGroup* link = linkGroupOf(song, channel); link && link->on && link->mixes)
            for (const ChannelId other : link->channels)
                if (std::ranges::count(together, other) == 0) together.push_back(other);
    return together;
}

} // namespace lacquer::project
