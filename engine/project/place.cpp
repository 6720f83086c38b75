#include "engine/project/place.h"

#include "engine/project/change.h"
#include "engine/project/insert_edits.h"
#include "engine/project/value_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace lacquer::project {
namespace {

constexpr std::string_view kAlbum = "@album";

std::optional<std::size_t> countOf(std::string_view digits) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return number;
}

std::string unescaped(std::string_view text) {
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '/') ++i;
        name += text[i];
    }
    return name;
}

/// Where the first slash that is not escaped is.
std::size_t firstSlash(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '/') ++i;
        else if (text[i] == '/') return i;
    }
    return std::string_view::npos;
}

template <typename Visit>
void forEachChannel(const Song& song, Visit visit) {
    for (const auto& track : song.tracks) visit(track->channel);
    for (const auto& bus : song.buses) visit(bus->channel);
    for (const auto& vca : song.vcas) visit(*vca);
    visit(*song.mix);
}

const Channel* channelNamed(const Song& song, std::string_view text) {
    const Channel* found = nullptr;
    forEachChannel(song, [&](const Channel& channel) {
        if (!found && (channel.name == text || escapedName(channel.name) == text)) found = &channel;
    });
    return found;
}

tl::unexpected<Error> noSuchSong(const Project& project, std::string_view text) {
    std::vector<std::string> names;
    for (const auto& song : project.songs) names.push_back(song->name);
    return badInput(fmt::format("The project \"{}\" has no song \"{}\".{}", project.name,
                                unescaped(text), suggestion(unescaped(text), names)));
}

} // namespace

std::string escapedName(std::string_view name) {
    std::string text;
    for (char c : name) {
        if (c == '/') text += '\\';
        text += c;
    }
    return text;
}

Result<SongId> findSongPlace(const Project& project, std::string_view text) {
    for (const auto& song : project.songs)
        if (song->name == text || escapedName(song->name) == text) return song->id;
    return noSuchSong(project, text);
}

Result<AlbumTrackId> findAlbumPlace(const Project& project, std::string_view number) {
    const auto count = countOf(number);
    const auto& tracks = project.album->tracks;
    if (!count)
        return badInput(fmt::format("A track of the album is named by its number; you gave \"{}\".", number));
    if (*count < 1 || *count > tracks.size())
        return badInput(fmt::format("The album has {} track{}, so there is no track {}.", tracks.size(),
                                    tracks.size() == 1 ? "" : "s", *count));
    return tracks[*count - 1]->id;
}

Result<Place> findPlace(const Project& project, std::string_view text) {
    if (text == kAlbum) return Place{PlaceKind::album, {}, project.album->channel->id, {}};
    if (text.starts_with(kAlbum) && text.substr(kAlbum.size()).starts_with('/')) {
        const auto track = findAlbumPlace(project, text.substr(kAlbum.size() + 1));
        if (!track) return tl::make_unexpected(track.error());
        for (const auto& other : project.album->tracks)
            if (other->id == *track)
                return Place{PlaceKind::albumTrack, {}, other->channel.id, *track};
    }
    for (const auto& song : project.songs)
        if (song->name == text || escapedName(song->name) == text)
            return Place{PlaceKind::song, song->id, {}, {}};
    // By the names there are, so that names which end in a backslash or hold a bare slash work too.
    const Song* inSong = nullptr;
    std::string_view rest;
    for (const auto& song : project.songs)
        for (const std::string& name : {escapedName(song->name), song->name}) {
            if (!text.starts_with(name) || !text.substr(name.size()).starts_with('/')) continue;
            const std::string_view channel = text.substr(name.size() + 1);
            if (const Channel* found = channelNamed(*song, channel))
                return Place{PlaceKind::channel, song->id, found->id, {}};
            if (!inSong) inSong = song.get(), rest = channel;
        }
    if (inSong) {
        std::vector<std::string> names;
        forEachChannel(*inSong, [&](const Channel& channel) { names.push_back(channel.name); });
        return badInput(fmt::format("The song \"{}\" has no channel \"{}\".{}", inSong->name,
                                    unescaped(rest), suggestion(unescaped(rest), names)));
    }
    return noSuchSong(project, text.substr(0, firstSlash(text)));
}

Result<Place> findChannelPlace(const Project& project, std::string_view text) {
    auto place = findPlace(project, text);
    if (place && place->kind == PlaceKind::song) {
        const std::string name = escapedName(findSong(project, place->song)->name);
        return badInput(fmt::format("\"{}\" is a song, not a channel: write \"{}/Mix\" for its mix "
                                    "or \"{}/\" and a channel's name.", text, name, name));
    }
    return place;
}

Result<ChannelId> findChannelIn(const Song& song, std::string_view name) {
    if (const Channel* channel = channelNamed(song, name)) return channel->id;
    std::vector<std::string> names;
    forEachChannel(song, [&](const Channel& channel) { names.push_back(channel.name); });
    return badInput(fmt::format("The song \"{}\" has no channel \"{}\".{}", song.name, name, suggestion(name, names)));
}

Result<ChannelId> findVcaPlace(const Song& song, std::string_view name) {
    std::vector<std::string> names;
    for (const auto& vca : song.vcas) {
        if (vca->name == name || escapedName(vca->name) == name) return vca->id;
        names.push_back(vca->name);
    }
    return badInput(fmt::format("The song \"{}\" has no VCA \"{}\".{}", song.name, name, suggestion(name, names)));
}

Result<ChannelId> findBusPlace(const Song& song, std::string_view name, bool mixToo) {
    std::vector<std::string> names;
    for (const auto& bus : song.buses) {
        if (bus->channel.name == name || escapedName(bus->channel.name) == name)
            return bus->channel.id;
        names.push_back(bus->channel.name);
    }
    if (mixToo && name == song.mix->name) return song.mix->id;
    if (mixToo) names.push_back(song.mix->name);
    return badInput(fmt::format("The song \"{}\" has no bus \"{}\".{}", song.name, name,
                                suggestion(name, names)));
}

std::string placeText(const Project& project, ChannelId id) {
    if (project.album->channel->id == id) return std::string(kAlbum);
    for (std::size_t i = 0; i < project.album->tracks.size(); ++i)
        if (project.album->tracks[i]->channel.id == id) return fmt::format("{}/{}", kAlbum, i + 1);
    if (const Song* song = songOf(project, id))
        return escapedName(song->name) + "/" + escapedName(findChannel(*song, id)->name);
    return "";
}

Result<InsertId> findInsertPlace(const Channel& channel, std::string_view number) {
    const auto count = countOf(number);
    if (!count)
        return badInput(fmt::format("An insert is named by its number, from 1; you gave \"{}\".", number));
    if (*count < 1 || *count > channel.inserts.size())
        return badInput(fmt::format("\"{}\" has {} insert{}, so there is no insert {}.", channel.name,
                                    channel.inserts.size(), channel.inserts.size() == 1 ? "" : "s",
                                    *count));
    return channel.inserts[*count - 1]->id;
}

Result<InsertParameter> findInsertParameter(const Catalogue& catalogue, const Channel& channel,
                                            std::string_view name) {
    const auto dot = name.find('.');
    const std::string_view owner = name.substr(0, dot);
    if (dot == std::string_view::npos) {
        std::vector<std::string> names{"trim",     "fader", "pan",   "width", "mute", "solo",
                                       "polarity", "name",  "color", "output", "vca"};
        return badInput(fmt::format("\"{}\" has no value \"{}\".{} Values of inserts are written "
                                    "like 1.threshold.", channel.name, name, suggestion(name, names)));
    }
    const Insert* insert = nullptr;
    if (countOf(owner)) {
        const auto id = findInsertPlace(channel, owner);
        if (!id) return tl::make_unexpected(id.error());
        insert = findInsert(channel, *id);
    } else {
        std::vector<std::string> kinds;
        int found = 0;
        for (const auto& other : channel.inserts) {
            kinds.push_back(other->processor);
            if (other->processor == owner) insert = other.get(), ++found;
        }
        if (found == 0)
            return badInput(fmt::format("\"{}\" has no insert \"{}\".{}", channel.name, owner,
                                        suggestion(owner, kinds)));
        if (found > 1)
            return badInput(fmt::format("\"{}\" has {} inserts \"{}\": say which by its number, like "
                                        "1.{}.", channel.name, found, owner, name.substr(dot + 1)));
    }
    const ProcessorSpec* processor = catalogue.find(insert->processor);
    if (!processor)
        return badInput(fmt::format("This version does not know the processor \"{}\" on \"{}\", so "
                                    "its values cannot be changed.", insert->processor, channel.name));
    const auto spec = requireParameter(*processor, name.substr(dot + 1));
    if (!spec) return tl::make_unexpected(spec.error());
    return InsertParameter{insert, processor, *spec};
}

} // namespace lacquer::project
