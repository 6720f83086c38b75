#include "engine/project/vca_edits.h"

#include "engine/project/channel_edits.h"
#include "engine/project/channel_parameters.h"
#include "engine/project/routing_edits.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::project {

Result<Added<ChannelId>> addVca(Project project, SongId songId, std::string name) {
    const Song* song = findSong(project, songId);
    if (!song) return detail::gone("song");
    if (name.empty()) return badInput("A VCA needs a name; you gave none.");
    if (freeChannelName(*song, name) != name)
        return badInput(fmt::format("\"{}\" has a channel named \"{}\" already. Choose another name.", song->name, name));
    Channel vca;
    vca.id = takeId<ChannelId>(project);
    vca.name = std::move(name);
    const ChannelId id = vca.id;
    auto changed = changeSong(std::move(project), songId, [&](Song& next) {
        next.vcas.push_back(std::make_shared<const Channel>(std::move(vca)));
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<ChannelId>{std::move(*changed), id};
}

Result<Project> removeVca(Project project, ChannelId id) {
    const Song* song = songOf(project, id);
    const Channel* vca = song ? findVca(*song, id) : nullptr;
    if (!vca) return detail::gone("VCA");
    const ChannelId above = vca->vca;
    return changeSong(std::move(project), song->id, [&](Song& changed) {
        for (const ChannelId member : membersOf(changed, id)) {
            auto hand = [&](Channel& channel) { channel.vca = above; };
            (void)changeChannelIn(changed, member, hand);
        }
        std::erase_if(changed.vcas, [&](const auto& one) { return one->id == id; });
        releaseChannel(changed, id, {});
    });
}

Result<Project> moveVca(Project project, ChannelId id, int to) {
    const Song* song = songOf(project, id);
    if (!song) return detail::gone("VCA");
    return changeSong(std::move(project), song->id, [&](Song& changed) -> Result<void> {
        const auto from = std::ranges::find(changed.vcas, id, [](const auto& vca) { return vca->id; });
        if (from == changed.vcas.end()) return detail::gone("VCA");
        const auto vca = *from;
        changed.vcas.erase(from);
        changed.vcas.insert(changed.vcas.begin() + std::clamp<std::ptrdiff_t>(to, 0, std::ssize(changed.vcas)), vca);
        return {};
    });
}

Result<Project> setVca(Project project, ChannelId id, ChannelId vca) {
    const Song* song = songOf(project, id);
    const Channel* channel = song ? findChannel(*song, id) : nullptr;
    if (!channel || channel == song->mix.get()) return badInput("Only tracks, buses and VCAs of a song are moved by a VCA.");
    if (vca) {
        if (!findVca(*song, vca)) return badInput(fmt::format("\"{}\" can be moved by a VCA of its song only.", channel->name));
        if (const auto ring = findVcaRing(*song, id, vca))
            return badInput(fmt::format("\"{}\" would move itself: {}.", channel->name, *ring));
    }
    return changeChannel(std::move(project), id, [&](Channel& changed) { changed.vca = vca; });
}

bool isVca(const Project& project, ChannelId id) {
    return std::ranges::any_of(project.songs, [&](const auto& song) { return findVca(*song, id) != nullptr; });
}

std::vector<ChannelId> membersOf(const Song& song, ChannelId vca) {
    std::vector<ChannelId> members;
    const auto add = [&](const Channel& channel) {
        if (vca && channel.vca == vca) members.push_back(channel.id);
    };
    for (const auto& track : song.tracks) add(track->channel);
    for (const auto& bus : song.buses) add(bus->channel);
    for (const auto& one : song.vcas) add(*one);
    return members;
}

std::vector<const Channel*> vcasAbove(const Song& song, const Channel& channel) {
    std::vector<const Channel*> above;
    // A ring, which edits refuse and a damaged file may have, ends where it closes.
    for (const Channel* vca = channel.vca ? findVca(song, channel.vca) : nullptr;
         vca && std::ranges::find(above, vca) == above.end(); vca = findVca(song, vca->vca))
        above.push_back(vca);
    return above;
}

std::optional<std::string> findVcaRing(const Song& song, ChannelId channel, ChannelId vca) {
    if (!vca || !findVca(song, channel)) return std::nullopt;
    std::string names = findVca(song, channel)->name;
    // As many steps as there are VCAs: a ring that is there already ends as well.
    for (std::size_t step = 0; vca && step <= song.vcas.size(); ++step) {
        const Channel* above = findVca(song, vca);
        if (!above) return std::nullopt;
        names += " → " + above->name;
        if (vca == channel) return names;
        vca = above->vca;
    }
    return std::nullopt;
}

Result<void> mustCarrySound(const Project& project, ChannelId id) {
    if (!isVca(project, id)) return {};
    return badInput(fmt::format("\"{}\" is a VCA: no sound goes through it, so it has no inserts or sends. Put them on "
                                "the channels it moves, or on a bus.",
                                findChannel(project, id)->name));
}

Result<void> mustHave(const Project& project, ChannelId id, std::string_view parameter) {
    if (parameter == "fader" || parameter == "mute" || parameter == "solo" || !isVca(project, id)) return {};
    const ParameterSpec* spec = findChannelParameter(parameter);
    return badInput(fmt::format("\"{}\" is a VCA: it has a fader, mute and solo, but no {}.", findChannel(project, id)->name,
                                spec ? spec->name : std::string(parameter)));
}

} // namespace lacquer::project
