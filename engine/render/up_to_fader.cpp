#include "engine/render/up_to_fader.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace lacquer::render {
namespace {

using project::AutomationTarget;
using project::Channel;
using project::Song;

std::vector<const Channel*> channelsOf(const Song& song) {
    std::vector<const Channel*> channels;
    for (const auto& track : song.tracks) channels.push_back(&track->channel);
    for (const auto& bus : song.buses) channels.push_back(&bus->channel);
    return channels;
}

/// The track, what keys it, and what those are made of.
std::set<ChannelId> neededFor(const Song& song, ChannelId track) {
    std::set<ChannelId> needed{track};
    const auto channels = channelsOf(song);
    for (bool grew = true; grew;) {
        grew = false;
        for (const Channel* channel : channels) {
            if (needed.contains(channel->id))
                for (const auto& insert : channel->inserts)
                    if (insert->key && needed.insert(insert->key).second) grew = true;
            const bool feeds = needed.contains(channel->output) ||
                               std::any_of(channel->sends.begin(), channel->sends.end(),
                                           [&](const project::Send& send) { return needed.contains(send.bus); });
            if (feeds && channel->id != track && needed.insert(channel->id).second) grew = true;
        }
    }
    return needed;
}

bool movesOutput(const AutomationTarget& target) {
    constexpr std::string_view kBehind[] = {"fader", "pan", "width", "mute"};
    return target.owner == AutomationTarget::Owner::send ||
           (target.owner == AutomationTarget::Owner::channel && std::ranges::count(kBehind, target.parameter) > 0);
}

/// As it is before the fader, straight to the mix.
void open(Channel& channel) {
    channel.fader = {};
    channel.pan = 0;
    channel.width = 100;
    channel.muted = false;
    channel.sends.clear();
    channel.output = {};
    channel.vca = {};
    std::erase_if(channel.automation, [](const auto& curve) { return movesOutput(curve->target); });
}

/// What is behind the chain of a key that feeds nobody: keys are taken before the fader.
void closeFader(Channel& channel) {
    channel.muted = true;
    channel.fader = {};
    channel.pan = 0;
    channel.width = 100;
    channel.vca = {};
    std::erase_if(channel.automation, [](const auto& curve) {
        return curve->target.owner == AutomationTarget::Owner::channel && movesOutput(curve->target);
    });
}

/// Heard by nobody but those it feeds.
void keepForKeys(Channel& channel, const std::set<ChannelId>& needed) {
    std::erase_if(channel.sends, [&](const project::Send& send) { return !needed.contains(send.bus); });
    if (needed.contains(channel.output)) return;
    channel.output = {};
    const bool feeds = std::any_of(channel.sends.begin(), channel.sends.end(), [](const project::Send& send) { return !send.preFader; });
    if (!feeds) closeFader(channel);
}

/// Whether a VCA moves one of the channels that are left, itself or through others.
bool movesAny(const Song& left, const Song& song, ChannelId vca) {
    const auto isMoved = [&](ChannelId by) {
        for (std::size_t steps = 0; by && steps <= song.vcas.size(); ++steps) {
            if (by == vca) return true;
            const Channel* above = findVca(song, by);
            by = above ? above->vca : ChannelId{};
        }
        return false;
    };
    const auto channels = channelsOf(left);
    return std::ranges::any_of(channels, [&](const Channel* channel) { return isMoved(channel->vca); });
}

} // namespace

Song songUpToFader(const Song& song, ChannelId id) {
    const std::set<ChannelId> needed = neededFor(song, id);
    Song alone;
    alone.id = song.id;
    alone.name = song.name;
    alone.tempo = song.tempo;
    for (const auto& track : song.tracks) {
        if (!needed.contains(track->channel.id)) continue;
        project::Track copy = *track;
        copy.channel.soloed = false;
        if (copy.channel.id == id) {
            open(copy.channel);
            copy.mono = false; // a balance in the middle passes both sides as they are
            copy.freeze.reset();
        } else {
            keepForKeys(copy.channel, needed);
        }
        alone.tracks.push_back(std::make_shared<const project::Track>(std::move(copy)));
    }
    for (const auto& bus : song.buses) {
        if (!needed.contains(bus->channel.id)) continue;
        project::Bus copy = *bus;
        copy.channel.soloed = false;
        keepForKeys(copy.channel, needed);
        alone.buses.push_back(std::make_shared<const project::Bus>(std::move(copy)));
    }
    for (const auto& vca : song.vcas) {
        if (!movesAny(alone, song, vca->id)) continue;
        Channel copy = *vca;
        copy.soloed = false;
        alone.vcas.push_back(std::make_shared<const Channel>(std::move(copy)));
    }
    Channel mix;
    mix.id = song.mix->id;
    mix.name = song.mix->name;
    alone.mix = std::make_shared<const Channel>(std::move(mix));
    return alone;
}

} // namespace lacquer::render
