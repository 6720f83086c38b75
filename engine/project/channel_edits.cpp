#include "engine/project/channel_edits.h"

#include "engine/project/routing_edits.h"

#include "engine/project/channel_parameters.h"
#include "engine/project/value_text.h"
#include "engine/project/vca_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace lacquer::project {
namespace {

struct NamedColour {
    const char* name;
    std::uint32_t rgb;
};

// Twelve hues at equal lightness, as the theme's track hues, under the names people type.
constexpr NamedColour kColours[] = {
    {"red", 0xe58a8a},    {"orange", 0xe0955f}, {"amber", 0xcfa54d}, {"yellow", 0xb6b44f},
    {"green", 0x7fc07f},  {"mint", 0x5cc4a4},   {"teal", 0x4cc0c4},  {"cyan", 0x5fb8dd},
    {"blue", 0x86abec},   {"violet", 0xaa9ceb}, {"purple", 0xc990d9}, {"pink", 0xdc88b5},
    {"grey", 0x9a9fa8},   {"gray", 0x9a9fa8},
};

} // namespace

Result<Project> setChannelValue(Project project, ChannelId channel, std::string_view id, double value) {
    const ParameterSpec* spec = findChannelParameter(id);
    if (!spec) {
        std::vector<std::string> names;
        for (const ParameterSpec& known : channelParameters()) names.push_back(known.id);
        return badInput(fmt::format("A channel has no value \"{}\".{}", id, suggestion(id, names)));
    }
    if (auto inRange = checkRange(*spec, value); !inRange)
        return tl::make_unexpected(inRange.error());
    if (auto has = mustHave(project, channel, id); !has) return tl::make_unexpected(has.error());
    return changeChannel(std::move(project), channel,
                         [&](Channel& changed) { putChannelValue(changed, id, value); });
}

Result<Project> setFader(Project project, ChannelId channel, Decibels level) {
    return setChannelValue(std::move(project), channel, "fader", level.value);
}

Result<Project> setTrim(Project project, ChannelId channel, Decibels level) {
    return setChannelValue(std::move(project), channel, "trim", level.value);
}

Result<Project> setPan(Project project, ChannelId channel, double pan) {
    return setChannelValue(std::move(project), channel, "pan", pan);
}

Result<Project> setWidth(Project project, ChannelId channel, double percent) {
    return setChannelValue(std::move(project), channel, "width", percent);
}

Result<Project> setPolarity(Project project, ChannelId channel, bool inverted) {
    return setChannelValue(std::move(project), channel, "polarity", inverted ? 1 : 0);
}

Result<Project> setMuted(Project project, ChannelId channel, bool muted) {
    return setChannelValue(std::move(project), channel, "mute", muted ? 1 : 0);
}

Result<Project> setSoloed(Project project, ChannelId channel, bool soloed) {
    return setChannelValue(std::move(project), channel, "solo", soloed ? 1 : 0);
}

Result<Project> setSoloSafe(Project project, ChannelId channel, bool safe) {
    return changeChannel(std::move(project), channel,
                         [&](Channel& changed) { changed.soloSafe = safe; });
}

Result<Project> clearSolos(Project project, SongId song) {
    return changeSong(std::move(project), song, [](Song& changed) {
        auto unsolo = [](Channel& channel) { channel.soloed = false; };
        auto clear = [&](ChannelId id) { (void)changeChannelIn(changed, id, unsolo); };
        for (std::size_t i = 0; i < changed.tracks.size(); ++i)
            if (changed.tracks[i]->channel.soloed) clear(changed.tracks[i]->channel.id);
        for (std::size_t i = 0; i < changed.buses.size(); ++i)
            if (changed.buses[i]->channel.soloed) clear(changed.buses[i]->channel.id);
        for (std::size_t i = 0; i < changed.vcas.size(); ++i)
            if (changed.vcas[i]->soloed) clear(changed.vcas[i]->id);
        if (changed.mix->soloed) clear(changed.mix->id);
    });
}

Result<Project> renameChannel(Project project, ChannelId channel, std::string name) {
    if (name.empty()) return badInput("A channel needs a name; you gave none.");
    if (const Song* song = songOf(project, channel)) {
        const auto taken = [&](const Channel& other) {
            return other.id != channel && other.name == name;
        };
        bool isTaken = taken(*song->mix);
        for (const auto& track : song->tracks) isTaken = isTaken || taken(track->channel);
        for (const auto& bus : song->buses) isTaken = isTaken || taken(bus->channel);
        for (const auto& vca : song->vcas) isTaken = isTaken || taken(*vca);
        if (isTaken)
            return badInput(fmt::format("\"{}\" has a channel named \"{}\" already. Choose another name.",
                                        song->name, name));
        if (song->mix->id == channel)
            return badInput(fmt::format("The mix of \"{}\" is always called \"{}\".", song->name,
                                        song->mix->name));
    }
    return changeChannel(std::move(project), channel,
                         [&](Channel& changed) { changed.name = std::move(name); });
}

Result<Project> setColour(Project project, ChannelId channel, Colour colour) {
    return changeChannel(std::move(project), channel,
                         [&](Channel& changed) { changed.colour = {colour.rgb & 0xffffffU}; });
}

Result<Project> copyStripSettings(Project project, const Channel& from, ChannelId to) {
    if (auto carries = mustCarrySound(project, to); !carries) return tl::make_unexpected(carries.error());
    const Song* song = songOf(project, to);
    std::vector<std::shared_ptr<const Insert>> inserts;
    for (const auto& insert : from.inserts) {
        Insert own = *insert;
        own.id = takeId<InsertId>(project);
        if (own.key == to || (own.key && (!song || !findChannel(*song, own.key)))) own.key = {};
        inserts.push_back(std::make_shared<const Insert>(std::move(own)));
    }
    std::vector<Send> sends;
    for (Send send : from.sends) {
        if (!song || send.bus == to || !findBus(*song, send.bus) || findLoop(project, to, send.bus)) continue;
        send.id = takeId<SendId>(project);
        sends.push_back(send);
    }
    return changeChannel(std::move(project), to, [&](Channel& channel) {
        std::erase_if(channel.automation, [](const auto& curve) { return curve->target.owner != AutomationTarget::Owner::channel; });
        channel.inserts = std::move(inserts);
        channel.sends = std::move(sends);
        channel.trim = from.trim;
        channel.polarityInverted = from.polarityInverted;
        channel.fader = from.fader;
        channel.pan = from.pan;
        channel.width = from.width;
    });
}

Result<Project> setChannelNotes(Project project, ChannelId channel, std::string notes) {
    return changeChannel(std::move(project), channel,
                         [&](Channel& changed) { changed.notes = std::move(notes); });
}

std::string freeChannelName(const Song& song, std::string_view wanted) {
    const std::string base = wanted.empty() ? "Track" : std::string(wanted);
    const auto taken = [&](const std::string& name) {
        return song.mix->name == name ||
               std::any_of(song.vcas.begin(), song.vcas.end(), [&](const auto& vca) { return vca->name == name; }) ||
               std::any_of(song.tracks.begin(), song.tracks.end(),
                           [&](const auto& track) { return track->channel.name == name; }) ||
               std::any_of(song.buses.begin(), song.buses.end(),
                           [&](const auto& bus) { return bus->channel.name == name; });
    };
    std::string name = base;
    for (int number = 2; taken(name); ++number) name = fmt::format("{} {}", base, number);
    return name;
}

Result<Colour> parseColour(std::string_view text) {
    if (text == "none") return Colour{};
    for (const NamedColour& named : kColours)
        if (text == named.name) return Colour{named.rgb};
    std::string_view digits = text;
    if (digits.starts_with('#')) digits.remove_prefix(1);
    std::uint32_t rgb = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), rgb, 16);
    if (digits.size() == 6 && error == std::errc{} && end == digits.data() + digits.size())
        return Colour{rgb};
    std::vector<std::string> names{"none"};
    for (const NamedColour& named : kColours) names.emplace_back(named.name);
    return badInput(fmt::format("A colour is written like #3f8fd2 or by name; you gave \"{}\".{}",
                                text, suggestion(text, names)));
}

std::string colourText(Colour colour) {
    return colour.rgb == 0 ? "none" : fmt::format("#{:06x}", colour.rgb);
}

} // namespace lacquer::project
