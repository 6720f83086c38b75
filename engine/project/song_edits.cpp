#include "engine/project/song_edits.h"

#include "engine/project/channel_edits.h"
#include "engine/project/clip_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/tempo_edits.h"
#include "engine/project/value_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::project {
namespace {

Result<void> checkSongName(const Project& project, std::string_view name, SongId self) {
    if (name.empty()) return badInput("A song needs a name; you gave none.");
    const Song* other = findSong(project, name);
    if (other && other->id != self)
        return badInput(fmt::format("The project has a song named \"{}\" already. Choose another name.",
                                    name));
    if (name.front() == '@')
        return badInput(fmt::format("\"{}\" cannot be a song's name: @ is where the album is found. "
                                    "Choose another name.", name));
    return {};
}

void inOrder(std::vector<Marker>& markers) {
    std::stable_sort(markers.begin(), markers.end(),
                     [](const Marker& a, const Marker& b) { return a.position < b.position; });
}

template <typename Change>
Result<Project> changeMarker(Project project, SongId song, MarkerId id, Change change) {
    return changeSong(std::move(project), song, [&](Song& changed) -> Result<void> {
        for (Marker& marker : changed.markers)
            if (marker.id == id) {
                change(marker);
                inOrder(changed.markers);
                return {};
            }
        return detail::gone("marker");
    });
}

} // namespace

std::string freeSongName(const Project& project, std::string_view wanted) {
    std::string base = wanted.empty() ? "Song" : std::string(wanted);
    while (base.starts_with('@')) base.erase(0, 1);
    std::string name = base;
    for (int number = 2; findSong(project, name); ++number) name = fmt::format("{} {}", base, number);
    return name;
}

Result<Added<SongId>> addSong(Project project, std::string name) {
    if (auto fine = checkSongName(project, name, {}); !fine) return tl::make_unexpected(fine.error());
    Song song;
    song.id = takeId<SongId>(project);
    song.name = std::move(name);
    song.tempo = {TempoPoint{}};
    Channel mix;
    mix.id = takeId<ChannelId>(project);
    mix.name = "Mix";
    song.mix = std::make_shared<const Channel>(std::move(mix));
    const SongId id = song.id;
    project.songs.push_back(std::make_shared<const Song>(std::move(song)));
    return Added<SongId>{std::move(project), id};
}

Result<Project> removeSong(Project project, SongId id) {
    const Song* song = findSong(project, id);
    if (!song) return detail::gone("song");
    for (std::size_t i = 0; i < project.album->tracks.size(); ++i)
        if (project.album->tracks[i]->song == id)
            return badInput(fmt::format("\"{}\" is track {} of the album. Take it off the album first.",
                                        song->name, i + 1));
    std::erase_if(project.songs, [&](const auto& other) { return other->id == id; });
    return project;
}

Result<Project> renameSong(Project project, SongId song, std::string name) {
    if (auto fine = checkSongName(project, name, song); !fine)
        return tl::make_unexpected(fine.error());
    return changeSong(std::move(project), song, [&](Song& changed) { changed.name = std::move(name); });
}

Result<Project> setSongNotes(Project project, SongId song, std::string notes) {
    return changeSong(std::move(project), song, [&](Song& changed) { changed.notes = std::move(notes); });
}

Result<Added<ChannelId>> addTrack(Project project, SongId songId, NewTrack wanted) {
    const Song* song = findSong(project, songId);
    if (!song) return detail::gone("song");
    if (wanted.output && !findBus(*song, wanted.output))
        return badInput("A track can be routed to a bus of its song only.");
    Track track;
    track.channel.id = takeId<ChannelId>(project);
    track.channel.name = freeChannelName(*song, wanted.name);
    track.channel.colour = wanted.colour;
    track.channel.output = wanted.output;
    track.clips = std::make_shared<const ClipList>();
    track.mono = wanted.mono;
    const ChannelId id = track.channel.id;
    Result<Project> changed = changeSong(std::move(project), songId, [&](Song& song_) {
        song_.tracks.push_back(std::make_shared<const Track>(std::move(track)));
    });
    for (Clip& clip : wanted.clips) {
        auto added = addClip(std::move(*changed), id, std::move(clip));
        if (!added) return tl::make_unexpected(added.error());
        changed = std::move(added->project);
    }
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<ChannelId>{std::move(*changed), id};
}

Result<Project> removeTrack(Project project, ChannelId id) {
    const Song* song = songOf(project, id);
    if (!song || !findTrack(*song, id)) return detail::gone("track");
    return changeSong(std::move(project), song->id, [&](Song& changed) {
        std::erase_if(changed.tracks, [&](const auto& track) { return track->channel.id == id; });
        releaseChannel(changed, id, {});
    });
}

Result<Project> moveTrack(Project project, ChannelId id, int to) {
    const Song* song = songOf(project, id);
    if (!song) return detail::gone("track");
    return changeSong(std::move(project), song->id, [&](Song& changed) -> Result<void> {
        const auto from = std::find_if(changed.tracks.begin(), changed.tracks.end(),
                                       [&](const auto& track) { return track->channel.id == id; });
        if (from == changed.tracks.end()) return detail::gone("track");
        const auto track = *from;
        changed.tracks.erase(from);
        const auto place = std::clamp<std::ptrdiff_t>(to, 0, std::ssize(changed.tracks));
        changed.tracks.insert(changed.tracks.begin() + place, track);
        return {};
    });
}

Result<Added<ChannelId>> duplicateTrack(Project project, ChannelId id) {
    const Song* song = songOf(project, id);
    const Track* original = song ? findTrack(*song, id) : nullptr;
    if (!original) return detail::gone("track");
    Track copy = *original;
    copy.channel.id = takeId<ChannelId>(project);
    copy.channel.name = freeChannelName(*song, copy.channel.name);
    copy.channel.soloed = false;
    copy.freeze.reset(); // of the copy's own chain nothing was rendered
    const auto retarget = [&](AutomationTarget::Owner owner, std::uint64_t from, std::uint64_t to) {
        for (auto& curve : copy.channel.automation)
            if (curve->target.owner == owner && curve->target.id == from) {
                AutomationCurve moved = *curve;
                moved.target.id = to;
                curve = std::make_shared<const AutomationCurve>(std::move(moved));
            }
    };
    for (auto& insert : copy.channel.inserts) {
        Insert own = *insert;
        own.id = takeId<InsertId>(project);
        retarget(AutomationTarget::Owner::insert, insert->id.value, own.id.value);
        insert = std::make_shared<const Insert>(std::move(own));
    }
    for (Send& send : copy.channel.sends) {
        const SendId own = takeId<SendId>(project);
        retarget(AutomationTarget::Owner::send, send.id.value, own.value);
        send.id = own;
    }
    ClipList clips = *copy.clips;
    for (Clip& clip : clips) clip.id = takeId<ClipId>(project);
    if (copy.take) copy.take = takeId<TakeId>(project);
    for (Take& take : copy.takes) {
        take.id = takeId<TakeId>(project);
        ClipList own = *take.clips;
        for (Clip& clip : own) clip.id = takeId<ClipId>(project);
        take.clips = std::make_shared<const ClipList>(std::move(own));
    }
    copy.clips = std::make_shared<const ClipList>(std::move(clips));
    const ChannelId made = copy.channel.id;
    auto changed = changeSong(std::move(project), song->id, [&](Song& song_) {
        const auto at = std::find_if(song_.tracks.begin(), song_.tracks.end(),
                                     [&](const auto& track) { return track->channel.id == id; });
        song_.tracks.insert(at + 1, std::make_shared<const Track>(std::move(copy)));
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<ChannelId>{std::move(*changed), made};
}

Result<Added<SourceId>> addSource(Project project, Source source) {
    source.id = takeId<SourceId>(project);
    const SourceId id = source.id;
    project.sources.push_back(std::make_shared<const Source>(std::move(source)));
    return Added<SourceId>{std::move(project), id};
}

Result<Project> setSourceFile(Project project, SourceId id, std::string file, std::string contentHash) {
    for (auto& source : project.sources) {
        if (source->id != id) continue;
        auto relink = [&](Source& changed) {
            changed.file = std::move(file);
            changed.contentHash = std::move(contentHash);
        };
        (void)detail::replace(source, relink);
        return project;
    }
    return detail::gone("source");
}

Result<Added<MarkerId>> addMarker(Project project, SongId song, FramePosition position,
                                  std::string name) {
    const MarkerId id = takeId<MarkerId>(project);
    auto changed = changeSong(std::move(project), song, [&](Song& song_) {
        song_.markers.push_back({id, std::max(position, FramePosition{0}), std::move(name)});
        inOrder(song_.markers);
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<MarkerId>{std::move(*changed), id};
}

Result<Project> moveMarker(Project project, SongId song, MarkerId id, FramePosition position) {
    return changeMarker(std::move(project), song, id, [&](Marker& marker) {
        marker.position = std::max(position, FramePosition{0});
    });
}

Result<Project> renameMarker(Project project, SongId song, MarkerId id, std::string name) {
    return changeMarker(std::move(project), song, id,
                        [&](Marker& marker) { marker.name = std::move(name); });
}

Result<Project> removeMarker(Project project, SongId song, MarkerId id) {
    return changeSong(std::move(project), song, [&](Song& changed) -> Result<void> {
        if (std::erase_if(changed.markers, [&](const Marker& m) { return m.id == id; }) == 0)
            return detail::gone("marker");
        return {};
    });
}

Result<Project> setTempo(Project project, SongId song, TempoPoint point) {
    if (!(point.beatsPerMinute >= kSlowestTempo && point.beatsPerMinute <= kFastestTempo))
        return badInput(fmt::format("Tempo goes from {} to {} beats per minute; you gave {}.",
                                    kSlowestTempo, kFastestTempo, numberText(point.beatsPerMinute)));
    const bool unitIsPower = point.beatUnit >= 1 && point.beatUnit <= 64 &&
                             (point.beatUnit & (point.beatUnit - 1)) == 0;
    if (point.beatsPerBar < 1 || point.beatsPerBar > 99 || !unitIsPower)
        return badInput(fmt::format("A metre is 1 to 99 beats of 1, 2, 4, 8, 16, 32 or 64; you gave {}/{}.",
                                    point.beatsPerBar, point.beatUnit));
    point.position = std::max(point.position, FramePosition{0});
    return changeSong(std::move(project), song, [&](Song& changed) {
        std::erase_if(changed.tempo,
                      [&](const TempoPoint& old) { return old.position == point.position; });
        changed.tempo.push_back(point);
        std::sort(changed.tempo.begin(), changed.tempo.end(),
                  [](const TempoPoint& a, const TempoPoint& b) { return a.position < b.position; });
    });
}

Result<Project> removeTempo(Project project, SongId song, FramePosition position) {
    if (position.value == 0)
        return badInput("A song needs a tempo from its start: change it, it cannot be removed.");
    return changeSong(std::move(project), song, [&](Song& changed) -> Result<void> {
        if (std::erase_if(changed.tempo,
                          [&](const TempoPoint& point) { return point.position == position; }) == 0)
            return detail::gone("tempo point");
        return {};
    });
}

Result<Project> setLoop(Project project, SongId song, LoopRange loop) {
    if (loop.start.value < 0 || loop.end < loop.start || (loop.on && loop.end == loop.start))
        return badInput("A loop ends after it starts.");
    return changeSong(std::move(project), song, [&](Song& changed) { changed.loop = loop; });
}

Result<Project> renameProject(Project project, std::string name) {
    if (name.empty()) return badInput("A project needs a name; you gave none.");
    project.name = std::move(name);
    return project;
}

Result<Project> setPanLaw(Project project, PanLaw law) {
    project.panLaw = law;
    return project;
}

Result<Project> setProjectNotes(Project project, std::string notes) {
    project.notes = std::move(notes);
    return project;
}

Result<Project> setTargets(Project project, std::vector<std::string> targets) {
    project.targets = std::move(targets);
    return project;
}

} // namespace lacquer::project
