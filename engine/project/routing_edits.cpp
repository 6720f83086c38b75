#include "engine/project/routing_edits.h"

#include "engine/project/channel_edits.h"
#include "engine/project/channel_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace lacquer::project {
namespace {

template <typename Visit>
void forEachChannel(const Song& song, Visit visit) {
    for (const auto& track : song.tracks) visit(track->channel);
    for (const auto& bus : song.buses) visit(bus->channel);
}

/// The channels that a channel's sound reaches directly, the mix left out: nothing leaves it.
std::vector<ChannelId> destinations(const Song& song, const Channel& channel) {
    std::vector<ChannelId> reached;
    if (channel.output) reached.push_back(channel.output);
    for (const Send& send : channel.sends) reached.push_back(send.bus);
    forEachChannel(song, [&](const Channel& other) {
        for (const auto& insert : other.inserts)
            if (insert->key == channel.id) reached.push_back(other.id);
    });
    return reached;
}

template <typename Change>
Result<Project> changeSend(Project project, ChannelId channel, SendId id, Change change) {
    return changeChannel(std::move(project), channel, [&](Channel& changed) -> Result<void> {
        for (Send& send : changed.sends)
            if (send.id == id) {
                change(send);
                return {};
            }
        return detail::gone("send");
    });
}

} // namespace

std::optional<std::string> findLoop(const Project& project, ChannelId from, ChannelId to) {
    const Song* song = songOf(project, from);
    if (!song) return std::nullopt;
    // Depth first from `to`; the path that arrives at `from` is the loop.
    std::vector<ChannelId> path, seen;
    const std::function<bool(ChannelId)> reaches = [&](ChannelId id) {
        path.push_back(id);
        if (id == from) return true;
        if (std::find(seen.begin(), seen.end(), id) == seen.end()) {
            seen.push_back(id);
            if (const Channel* channel = findChannel(*song, id); channel && id != song->mix->id)
                for (ChannelId next : destinations(*song, *channel))
                    if (reaches(next)) return true;
        }
        path.pop_back();
        return false;
    };
    if (!reaches(to)) return std::nullopt;
    std::string names = findChannel(*song, from)->name;
    for (ChannelId id : path) names += " → " + findChannel(*song, id)->name;
    return names;
}

Result<Added<ChannelId>> addBus(Project project, SongId songId, std::string name, BusRole role) {
    const Song* song = findSong(project, songId);
    if (!song) return detail::gone("song");
    if (name.empty()) return badInput("A bus needs a name; you gave none.");
    if (freeChannelName(*song, name) != name)
        return badInput(fmt::format("\"{}\" has a channel named \"{}\" already. Choose another name.",
                                    song->name, name));
    Bus bus;
    bus.channel.id = takeId<ChannelId>(project);
    bus.channel.name = std::move(name);
    bus.channel.soloSafe = role == BusRole::effectReturn;
    bus.role = role;
    const ChannelId id = bus.channel.id;
    auto changed = changeSong(std::move(project), songId, [&](Song& song_) {
        song_.buses.push_back(std::make_shared<const Bus>(std::move(bus)));
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<ChannelId>{std::move(*changed), id};
}

void releaseChannel(Song& song, ChannelId gone, ChannelId outputInstead) {
    for (LinkGroup& link : song.links) std::erase(link.channels, gone);
    std::erase_if(song.links, [](const LinkGroup& link) { return link.channels.empty(); });
    for (TrackFolder& folder : song.folders) std::erase(folder.tracks, gone);
    std::erase_if(song.folders, [](const TrackFolder& folder) { return folder.tracks.empty(); });
    const auto holds = [&](const Channel& channel) {
        return channel.output == gone ||
               std::any_of(channel.sends.begin(), channel.sends.end(),
                           [&](const Send& send) { return send.bus == gone; }) ||
               std::any_of(channel.inserts.begin(), channel.inserts.end(),
                           [&](const auto& insert) { return insert->key == gone; });
    };
    auto letGo = [&](Channel& channel) {
        if (channel.output == gone) channel.output = outputInstead;
        for (const Send& send : channel.sends)
            if (send.bus == gone)
                std::erase_if(channel.automation, [&](const auto& curve) {
                    return curve->target.owner == AutomationTarget::Owner::send &&
                           curve->target.id == send.id.value;
                });
        std::erase_if(channel.sends, [&](const Send& send) { return send.bus == gone; });
        for (auto& insert : channel.inserts)
            if (insert->key == gone) {
                auto unkey = [](Insert& keyed) { keyed.key = {}; };
                (void)detail::replace(insert, unkey);
            }
    };
    std::vector<ChannelId> holders;
    forEachChannel(song, [&](const Channel& channel) {
        if (holds(channel)) holders.push_back(channel.id);
    });
    if (holds(*song.mix)) holders.push_back(song.mix->id);
    for (ChannelId id : holders) (void)changeChannelIn(song, id, letGo);
}

Result<Project> removeBus(Project project, ChannelId id) {
    const Song* song = songOf(project, id);
    if (!song || !findBus(*song, id)) return detail::gone("bus");
    return changeSong(std::move(project), song->id, [&](Song& changed) {
        const ChannelId instead = findBus(changed, id)->channel.output;
        std::erase_if(changed.buses, [&](const auto& bus) { return bus->channel.id == id; });
        releaseChannel(changed, id, instead);
    });
}

Result<Project> setBusRole(Project project, ChannelId bus, BusRole role) {
    return changeBus(std::move(project), bus, [&](Bus& changed) {
        changed.role = role;
        changed.channel.soloSafe = role == BusRole::effectReturn;
    });
}

Result<Project> moveBus(Project project, ChannelId id, int to) {
    const Song* song = songOf(project, id);
    if (!song) return detail::gone("bus");
    return changeSong(std::move(project), song->id, [&](Song& changed) -> Result<void> {
        const auto from = std::find_if(changed.buses.begin(), changed.buses.end(),
                                       [&](const auto& bus) { return bus->channel.id == id; });
        if (from == changed.buses.end()) return detail::gone("bus");
        const auto bus = *from;
        changed.buses.erase(from);
        const auto place = std::clamp<std::ptrdiff_t>(to, 0, std::ssize(changed.buses));
        changed.buses.insert(changed.buses.begin() + place, bus);
        return {};
    });
}

Result<Project> setOutput(Project project, ChannelId channel, ChannelId bus) {
    const Song* song = songOf(project, channel);
    if (!song || song->mix->id == channel || findVca(*song, channel))
        return badInput("Only tracks and buses of a song can be routed; the mix goes to the listener.");
    if (bus == song->mix->id) bus = {};
    if (bus) {
        const Bus* destination = findBus(*song, bus);
        if (!destination)
            return badInput(fmt::format("\"{}\" can be routed to a bus of its song only.",
                                        findChannel(*song, channel)->name));
        if (const auto loop = findLoop(project, channel, bus))
            return badInput(fmt::format("Routing \"{}\" to \"{}\" would make a loop: {}.",
                                        findChannel(*song, channel)->name,
                                        destination->channel.name, *loop));
    }
    return changeChannel(std::move(project), channel,
                         [&](Channel& changed) { changed.output = bus; });
}

const Send* findSend(const Channel& channel, SendId id) {
    for (const Send& send : channel.sends)
        if (send.id == id) return &send;
    return nullptr;
}

const Send* findSendTo(const Channel& channel, ChannelId bus) {
    for (const Send& send : channel.sends)
        if (send.bus == bus) return &send;
    return nullptr;
}

Result<Added<SendId>> addSend(Project project, ChannelId channel, ChannelId bus, Decibels level,
                              bool preFader) {
    const Song* song = songOf(project, channel);
    if (!song || song->mix->id == channel || findVca(*song, channel))
        return badInput("Only tracks and buses of a song have sends.");
    const Bus* destination = findBus(*song, bus);
    const Channel& from = *findChannel(*song, channel);
    if (!destination)
        return badInput(fmt::format("\"{}\" can send to a bus of its song only.", from.name));
    const std::string& busName = destination->channel.name;
    if (findSendTo(from, bus))
        return badInput(fmt::format("\"{}\" sends to \"{}\" already.", from.name, busName));
    if (auto inRange = checkRange(sendLevelParameter(), level.value); !inRange)
        return tl::make_unexpected(inRange.error());
    if (const auto loop = findLoop(project, channel, bus))
        return badInput(fmt::format("A send from \"{}\" to \"{}\" would make a loop: {}.", from.name,
                                    busName, *loop));
    bool isFed = destination->role != BusRole::group;
    forEachChannel(*song, [&](const Channel& other) {
        isFed = isFed || other.output == bus || findSendTo(other, bus);
    });
    const SendId id = takeId<SendId>(project);
    Result<Project> changed = std::move(project);
    if (!isFed) changed = setBusRole(std::move(*changed), bus, BusRole::effectReturn);
    changed = then(std::move(changed), [&](Project next) {
        return changeChannel(std::move(next), channel, [&](Channel& strip) {
            strip.sends.push_back({id, bus, level, preFader, false});
        });
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<SendId>{std::move(*changed), id};
}

Result<Project> removeSend(Project project, ChannelId channel, SendId id) {
    return changeChannel(std::move(project), channel, [&](Channel& changed) -> Result<void> {
        if (!findSend(changed, id)) return detail::gone("send");
        std::erase_if(changed.sends, [&](const Send& send) { return send.id == id; });
        std::erase_if(changed.automation, [&](const auto& curve) {
            return curve->target.owner == AutomationTarget::Owner::send &&
                   curve->target.id == id.value;
        });
        return {};
    });
}

Result<Project> setSendLevel(Project project, ChannelId channel, SendId id, Decibels level) {
    if (auto inRange = checkRange(sendLevelParameter(), level.value); !inRange)
        return tl::make_unexpected(inRange.error());
    return changeSend(std::move(project), channel, id, [&](Send& send) { send.level = level; });
}

Result<Project> setSendPreFader(Project project, ChannelId channel, SendId id, bool preFader) {
    return changeSend(std::move(project), channel, id, [&](Send& send) { send.preFader = preFader; });
}

Result<Project> setSendMuted(Project project, ChannelId channel, SendId id, bool muted) {
    return changeSend(std::move(project), channel, id, [&](Send& send) { send.muted = muted; });
}

} // namespace lacquer::project
