#include "engine/project/album_edits.h"

#include "engine/project/release_codes.h"
#include "engine/project/value_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lacquer::project {
namespace {

constexpr double kHighestGain = 24; // dB

/// Longer than any medium: what is typed beyond is a slip of the hand.
constexpr double kLongestTime = 24 * 3600; // s

Result<void> checkTime(std::string_view what, Seconds time, double least = 0) {
    if (time.value >= least && time.value <= kLongestTime) return {};
    return badInput(fmt::format("{} goes from {} to {} seconds; you gave {}.", what,
                                numberText(least), numberText(kLongestTime), numberText(time.value)));
}

Result<Added<AlbumTrackId>> addTrack(Project project, AlbumTrack track, std::string title) {
    track.id = takeId<AlbumTrackId>(project);
    track.channel.id = takeId<ChannelId>(project);
    track.channel.name = title;
    if (!title.empty()) track.metadata["title"] = std::move(title);
    const AlbumTrackId id = track.id;
    auto changed = changeAlbum(std::move(project), [&](Album& album) {
        album.tracks.push_back(std::make_shared<const AlbumTrack>(std::move(track)));
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<AlbumTrackId>{std::move(*changed), id};
}

Result<void> put(Metadata& metadata, std::string_view key, std::string_view value) {
    if (key.empty()) return badInput("A tag needs a name, like title=Night Drive.");
    Result<std::string> checked = std::string(value);
    if (!value.empty() && key == "upc") checked = checkedUpc(value);
    if (!value.empty() && key == "isrc") checked = checkedIsrc(value);
    if (!checked) return tl::make_unexpected(checked.error());
    if (checked->empty()) metadata.erase(std::string(key));
    else metadata.insert_or_assign(std::string(key), std::move(*checked));
    return {};
}

} // namespace

const AlbumTrack* findAlbumTrack(const Project& project, AlbumTrackId id) {
    for (const auto& track : project.album->tracks)
        if (track->id == id) return track.get();
    return nullptr;
}

std::string titleOf(const Project& project, const AlbumTrack& track) {
    if (const auto title = track.metadata.find("title"); title != track.metadata.end())
        return title->second;
    if (const Song* song = findSong(project, track.song)) return song->name;
    if (const Source* source = findSource(project, track.source)) return source->name;
    return track.channel.name;
}

FrameCount lengthWithoutTail(const Project& project, const AlbumTrack& track) {
    FrameCount length;
    if (const Song* song = findSong(project, track.song)) length = endOf(*song) - FramePosition{0};
    if (const Source* source = findSource(project, track.source)) length = source->length;
    length = length - framesIn(track.trimStart, project.rate) - framesIn(track.trimEnd, project.rate);
    return std::max(length, FrameCount{0});
}

Result<Added<AlbumTrackId>> addSongToAlbum(Project project, SongId id) {
    const Song* song = findSong(project, id);
    if (!song) return detail::gone("song");
    AlbumTrack track;
    track.song = id;
    std::string title = song->name;
    return addTrack(std::move(project), std::move(track), std::move(title));
}

Result<Added<AlbumTrackId>> addSourceToAlbum(Project project, SourceId source, std::string title) {
    if (!findSource(project, source)) return detail::gone("source");
    AlbumTrack track;
    track.source = source;
    return addTrack(std::move(project), std::move(track), std::move(title));
}

Result<Project> removeAlbumTrack(Project project, AlbumTrackId id) {
    return changeAlbum(std::move(project), [&](Album& album) -> Result<void> {
        if (std::erase_if(album.tracks, [&](const auto& track) { return track->id == id; }) == 0)
            return detail::gone("album track");
        return {};
    });
}

Result<Project> moveAlbumTrack(Project project, AlbumTrackId id, int to) {
    return changeAlbum(std::move(project), [&](Album& album) -> Result<void> {
        const auto from = std::find_if(album.tracks.begin(), album.tracks.end(),
                                       [&](const auto& track) { return track->id == id; });
        if (from == album.tracks.end()) return detail::gone("album track");
        if (to < 0 || to >= std::ssize(album.tracks))
            return badInput(fmt::format("The album has {} tracks, so there is no place {}.",
                                        album.tracks.size(), to + 1));
        const auto track = *from;
        album.tracks.erase(from);
        album.tracks.insert(album.tracks.begin() + to, track);
        return {};
    });
}

Result<Project> setAlbumGap(Project project, AlbumTrackId track, Seconds gap) {
    if (auto fine = checkTime("A gap", gap, -kLongestTime); !fine)
        return tl::make_unexpected(fine.error());
    return changeAlbumTrack(std::move(project), track, [&](AlbumTrack& changed) { changed.gap = gap; });
}

Result<Project> setAlbumFadeIn(Project project, AlbumTrackId track, Seconds length, FadeShape shape) {
    if (auto fine = checkTime("A fade", length); !fine) return tl::make_unexpected(fine.error());
    return changeAlbumTrack(std::move(project), track, [&](AlbumTrack& changed) {
        changed.fadeIn = length;
        changed.fadeInShape = shape;
    });
}

Result<Project> setAlbumFadeOut(Project project, AlbumTrackId track, Seconds length, FadeShape shape) {
    if (auto fine = checkTime("A fade", length); !fine) return tl::make_unexpected(fine.error());
    return changeAlbumTrack(std::move(project), track, [&](AlbumTrack& changed) {
        changed.fadeOut = length;
        changed.fadeOutShape = shape;
    });
}

Result<Project> setAlbumCrossfade(Project project, AlbumTrackId id, Seconds length, FadeShape shape) {
    if (auto fine = checkTime("A crossfade", length); !fine)
        return tl::make_unexpected(fine.error());
    return changeAlbum(std::move(project), [&](Album& album) -> Result<void> {
        for (std::size_t i = 0; i < album.tracks.size(); ++i) {
            if (album.tracks[i]->id != id) continue;
            if (i == 0) return badInput("The first track has none before it to crossfade with.");
            auto fadeOut = [&](AlbumTrack& before) {
                before.fadeOut = length;
                before.fadeOutShape = shape;
            };
            auto fadeIn = [&](AlbumTrack& track) {
                track.gap = {length.value == 0 ? 0.0 : -length.value};
                track.fadeIn = length;
                track.fadeInShape = shape;
            };
            (void)detail::replace(album.tracks[i - 1], fadeOut);
            return detail::replace(album.tracks[i], fadeIn);
        }
        return detail::gone("album track");
    });
}

Result<Project> setAlbumGain(Project project, AlbumTrackId track, Decibels gain) {
    if (!(gain.value <= kHighestGain))
        return badInput(fmt::format("The gain of an album track goes from -inf to {} dB; you gave {} dB.",
                                    kHighestGain, numberText(gain.value)));
    return changeAlbumTrack(std::move(project), track, [&](AlbumTrack& changed) { changed.gain = gain; });
}

Result<Project> setAlbumTrim(Project project, AlbumTrackId id, Seconds start, Seconds end) {
    for (Seconds trim : {start, end})
        if (auto fine = checkTime("A trim", trim); !fine) return tl::make_unexpected(fine.error());
    const AlbumTrack* track = findAlbumTrack(project, id);
    if (!track) return detail::gone("album track");
    AlbumTrack whole = *track;
    whole.trimStart = whole.trimEnd = {};
    const FrameCount length = lengthWithoutTail(project, whole);
    if (framesIn(start, project.rate) + framesIn(end, project.rate) >= length && length.value > 0)
        return badInput(fmt::format("\"{}\" is {:.3f} s long; that would leave nothing of it.",
                                    titleOf(project, *track), secondsOf(length, project.rate).value));
    return changeAlbumTrack(std::move(project), id, [&](AlbumTrack& changed) {
        changed.trimStart = start;
        changed.trimEnd = end;
    });
}

Result<Project> setAlbumIndexMarks(Project project, AlbumTrackId track, std::vector<Seconds> marks) {
    for (Seconds mark : marks)
        if (auto fine = checkTime("An index mark", mark); !fine)
            return tl::make_unexpected(fine.error());
    std::sort(marks.begin(), marks.end());
    return changeAlbumTrack(std::move(project), track,
                            [&](AlbumTrack& changed) { changed.indexMarks = std::move(marks); });
}

Result<Project> setAlbumPregap(Project project, AlbumTrackId id, Seconds pregap) {
    if (auto fine = checkTime("A pregap", pregap); !fine) return tl::make_unexpected(fine.error());
    const AlbumTrack* track = findAlbumTrack(project, id);
    if (!track) return detail::gone("album track");
    const FrameCount length = lengthWithoutTail(project, *track);
    if (length.value > 0 && framesIn(pregap, project.rate) >= length)
        return badInput(fmt::format("\"{}\" is {:.3f} s long; INDEX 01 would lie behind its end.",
                                    titleOf(project, *track), secondsOf(length, project.rate).value));
    return changeAlbumTrack(std::move(project), id, [&](AlbumTrack& changed) { changed.pregap = pregap; });
}

Result<Project> setAlbumSideStart(Project project, AlbumTrackId track, bool starts) {
    return changeAlbumTrack(std::move(project), track, [&](AlbumTrack& changed) { changed.startsSide = starts; });
}

Result<Project> addReference(Project project, SourceId source) {
    if (!findSource(project, source)) return detail::gone("source");
    return changeAlbum(std::move(project), [&](Album& album) -> Result<void> {
        if (std::find(album.references.begin(), album.references.end(), source) == album.references.end())
            album.references.push_back(source);
        return {};
    });
}

Result<Project> removeReference(Project project, SourceId source) {
    return changeAlbum(std::move(project), [&](Album& album) -> Result<void> {
        if (std::erase(album.references, source) == 0) return detail::gone("reference");
        return {};
    });
}

Result<Project> holdMix(Project project, AlbumTrackId id) {
    const AlbumTrack* track = findAlbumTrack(project, id);
    if (!track) return detail::gone("album track");
    const Song* song = findSong(project, track->song);
    if (!song)
        return badInput(fmt::format("\"{}\" is a file: only songs are mixed on, so there is nothing to hold.",
                                    titleOf(project, *track)));
    Song copy = *song; // before the project moves
    copy.id = takeId<SongId>(project);
    auto held = std::make_shared<const Song>(std::move(copy));
    return changeAlbumTrack(std::move(project), id, [&](AlbumTrack& changed) {
        changed.held = std::move(held);
        changed.declined.clear();
    });
}

Result<Project> followMix(Project project, AlbumTrackId id) {
    return changeAlbumTrack(std::move(project), id, [](AlbumTrack& changed) {
        changed.held = nullptr;
        changed.declined.clear();
        changed.pinned = false;
    });
}

Result<Project> declineMix(Project project, AlbumTrackId id, std::string recipe) {
    const AlbumTrack* track = findAlbumTrack(project, id);
    if (track && !track->held)
        return badInput(fmt::format("\"{}\" holds no mix, so there is none to keep instead. Hold it first.",
                                    titleOf(project, *track)));
    return changeAlbumTrack(std::move(project), id,
                            [&](AlbumTrack& changed) { changed.declined = std::move(recipe); });
}

Result<Project> pinMix(Project project, AlbumTrackId id, bool pinned) {
    const AlbumTrack* track = findAlbumTrack(project, id);
    if (track && pinned && !track->held) {
        auto held = holdMix(std::move(project), id);
        if (!held) return held;
        project = std::move(*held);
    }
    return changeAlbumTrack(std::move(project), id, [&](AlbumTrack& changed) { changed.pinned = pinned; });
}

Result<Project> restoreHeldMix(Project project, AlbumTrackId id) {
    const AlbumTrack* track = findAlbumTrack(project, id);
    if (!track) return detail::gone("album track");
    if (!track->held)
        return badInput(fmt::format("\"{}\" holds no mix to go back to.", titleOf(project, *track)));
    Song restored = *track->held;
    restored.id = track->song;
    for (auto& song : project.songs)
        if (song->id == restored.id) {
            song = std::make_shared<const Song>(std::move(restored));
            return project;
        }
    return detail::gone("song");
}

Result<Added<AlbumTrackId>> addStemMaster(Project project,
                                          std::string_view name,
                                          const std::vector<ImportedTrack>& stems) {
    if (stems.empty()) return badInput("A stem master needs at least one stem.");
    if (findSong(project, name))
        return badInput(fmt::format("There is a song called \"{}\" already. Give the stem master another name, or "
                                    "put that song on the album.",
                                    name));
    auto made = addImportedTracks(std::move(project), name, stems, true);
    if (!made) return tl::make_unexpected(made.error());
    return addSongToAlbum(std::move(made->project), made->song);
}

Result<Project> setAlbumMetadata(Project project, std::string_view key, std::string_view value) {
    if (key == "isrc")
        return badInput("An ISRC belongs to a track, not to the album: name the track's number.");
    return changeAlbum(std::move(project),
                       [&](Album& album) { return put(album.metadata, key, value); });
}

Result<Project> setAlbumTrackMetadata(Project project, AlbumTrackId track, std::string_view key,
                                      std::string_view value) {
    if (key == "upc")
        return badInput("A UPC belongs to the album, not to a track: leave the number out.");
    return changeAlbumTrack(std::move(project), track, [&](AlbumTrack& changed) {
        if (auto done = put(changed.metadata, key, value); !done) return done;
        if (key == "title" && !value.empty()) changed.channel.name = std::string(value);
        return Result<void>{};
    });
}

} // namespace lacquer::project
