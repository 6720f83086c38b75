#include "ui/models/timeline_edits.h"

#include "engine/project/link_edits.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_set>

namespace lacquer::ui {

using project::Added;
using project::Clip;
using project::Project;
using project::Song;

namespace {

int indexOf(const Song& song, ChannelId track) {
    for (std::size_t i = 0; i < song.tracks.size(); ++i) {
        if (song.tracks[i]->channel.id == track) return static_cast<int>(i);
    }
    return -1;
}

/// Where each clip goes: its track's id and position.
struct Move {
    ClipId clip;
    ChannelId track;
    FramePosition position;
};

Result<std::vector<Move>> movesOf(const Project& project,
                                  std::span<const ClipId> clips,
                                  FrameCount distance,
                                  int rows) {
    std::vector<Move> moves;
    int first = INT32_MAX;
    int last = -1;
    FramePosition earliest{INT64_MAX};
    const Song* song = nullptr;
    for (const ClipId clip : clips) {
        const auto place = project::findClip(project, clip);
        if (!place) return badInput("That clip is not in the project any more.");
        song = place.song;
        const int index = indexOf(*song, place.track->channel.id);
        first = std::min(first, index);
        last = std::max(last, index);
        earliest = std::min(earliest, place.clip->position);
    }
    if (!song) return moves;
    const int count = static_cast<int>(song->tracks.size());
    const int byRows = std::clamp(rows, -first, count - 1 - last);
    const FrameCount by{std::max(distance.value, -earliest.value)};
    for (const ClipId clip : clips) {
        const auto place = project::findClip(project, clip);
        const auto target = static_cast<std::size_t>(indexOf(*song, place.track->channel.id) + byRows);
        moves.push_back({clip, song->tracks[target]->channel.id, place.clip->position + by});
    }
    return moves;
}

} // namespace

Result<Project> dragClips(Project project, std::span<const ClipId> clips, FrameCount distance, int rows) {
    const auto moves = movesOf(project, clips, distance, rows);
    if (!moves) return tl::make_unexpected(moves.error());
    Result<Project> result = std::move(project);
    for (const Move& move : *moves) {
        result = project::moveClip(std::move(*result), move.clip, move.track, move.position);
        if (!result) return result;
    }
    return result;
}

Result<Added<std::vector<ClipId>>> dragCopies(Project project,
                                              std::span<const ClipId> clips,
                                              FrameCount distance,
                                              int rows) {
    const auto moves = movesOf(project, clips, distance, rows);
    if (!moves) return tl::make_unexpected(moves.error());
    Added<std::vector<ClipId>> made{std::move(project), {}};
    for (const Move& move : *moves) {
        auto copied = project::copyClip(std::move(made.project), move.clip, move.track, move.position);
        if (!copied) return tl::make_unexpected(copied.error());
        made.project = std::move(copied->project);
        made.id.push_back(copied->id);
    }
    return made;
}

Result<Project> crossfadeOverlaps(Project project, std::span<const ClipId> clips, project::FadeShape shape) {
    for (const ClipId id : clips) {
        const auto place = project::findClip(project, id);
        if (!place) continue;
        const Clip moved = *place.clip;
        // A copy: every crossfade makes a new clip list.
        const project::ClipList others = *place.track->clips;
        for (const Clip& other : others) {
            if (other.id == id) continue;
            const bool before = other.position < moved.position && moved.position < other.end() && other.end() < moved.end();
            const bool after = moved.position < other.position && other.position < moved.end() && moved.end() < other.end();
            if (!before && !after) continue;
            auto faded = before ? project::crossfadeClips(std::move(project), other.id, id, shape)
                                : project::crossfadeClips(std::move(project), id, other.id, shape);
            if (!faded) return faded;
            project = std::move(*faded);
        }
    }
    return project;
}

std::vector<ChannelId> withLinkedTracks(const Song& song, std::span<const ChannelId> tracks) {
    std::vector<ChannelId> all;
    for (const ChannelId track : tracks)
        for (const ChannelId together : project::editedTogether(song, track))
            if (std::ranges::find(all, together) == all.end()) all.push_back(together);
    std::ranges::sort(all, {}, [&](ChannelId id) { return indexOf(song, id); });
    return all;
}

std::vector<ClipId> withLinkedClips(const Song& song, std::span<const ClipId> clips) {
    std::vector<ClipId> all(clips.begin(), clips.end());
    if (song.links.empty()) return all;
    std::unordered_set<ClipId> known(clips.begin(), clips.end());
    for (const auto& track : song.tracks) {
        const auto together = project::editedTogether(song, track->channel.id);
        if (together.size() < 2) continue;
        for (const Clip& one : *track->clips) {
            if (std::ranges::find(clips, one.id) == clips.end()) continue;
            for (const ChannelId id : together) {
                if (id == track->channel.id) continue;
                for (const Clip& other : *project::findTrack(song, id)->clips) {
                    const std::int64_t common = (std::min(one.end(), other.end()) - std::max(one.position, other.position)).value;
                    if (2 * common > std::min(one.length, other.length).value && known.insert(other.id).second) all.push_back(other.id);
                }
            }
        }
    }
    return all;
}

std::vector<ClipId> withFollowing(const Song& song, std::span<const ClipId> clips) {
    const std::unordered_set<ClipId> chosen(clips.begin(), clips.end());
    std::vector<ClipId> all;
    for (const auto& track : song.tracks) {
        std::optional<FramePosition> from;
        for (const Clip& clip : *track->clips)
            if (chosen.contains(clip.id)) from = from ? std::min(*from, clip.position) : clip.position;
        if (!from) continue;
        for (const Clip& clip : *track->clips)
            if (clip.position >= *from) all.push_back(clip.id);
    }
    return all;
}

namespace {

/// Everything on a clip's track that starts at or after `from`, but the clip itself.
std::vector<ClipId> behind(const project::ClipPlace& place, FramePosition from) {
    std::vector<ClipId> later;
    for (const Clip& clip : *place.track->clips)
        if (clip.id != place.clip->id && clip.position >= from) later.push_back(clip.id);
    return later;
}

} // namespace

Result<Project> rippleTrimStart(Project project, ClipId id, FramePosition start) {
    const auto place = project::findClip(project, id);
    if (!place) return badInput("That clip is not in the project any more.");
    const Clip before = *place.clip;
    const auto later = behind(place, before.position + FrameCount{1});
    auto changed = project::trimClipStart(std::move(project), id, start);
    if (!changed) return changed;
    const FrameCount grown = project::findClip(*changed, id).clip->length - before.length;
    changed = project::moveClip(std::move(*changed), id, project::findClip(*changed, id).track->channel.id, before.position);
    if (!changed || grown.value == 0 || later.empty()) return changed;
    return project::moveClips(std::move(*changed), later, grown);
}

Result<Project> rippleTrimEnd(Project project, ClipId id, FramePosition end) {
    const auto place = project::findClip(project, id);
    if (!place) return badInput("That clip is not in the project any more.");
    const FramePosition before = place.clip->end();
    // A clip crossfaded with this one begins before its end and goes along all the same.
    auto later = behind(place, place.clip->position + FrameCount{1});
    std::erase_if(later, [&](ClipId clip) { return project::findClip(project, clip).clip->end() <= before; });
    auto changed = project::trimClipEnd(std::move(project), id, end);
    if (!changed) return changed;
    const FrameCount grown = project::findClip(*changed, id).clip->end() - before;
    if (grown.value == 0 || later.empty()) return changed;
    return project::moveClips(std::move(*changed), later, grown);
}

Result<Project> clearRange(Project project,
                           std::span<const ChannelId> tracks,
                           FramePosition start,
                           FramePosition end) {
    auto split = project::splitTracks(std::move(project), tracks, start);
    if (split) split = project::splitTracks(std::move(*split), tracks, end);
    if (!split) return split;
    std::vector<ClipId> inside;
    for (const ChannelId id : tracks) {
        const Song* song = project::songOf(*split, id);
        const auto* track = song ? project::findTrack(*song, id) : nullptr;
        if (!track) continue;
        for (const Clip& clip : *track->clips) {
            if (clip.position >= start && clip.end() <= end) inside.push_back(clip.id);
        }
    }
    return project::removeClips(std::move(*split), inside);
}

Result<Project> rippleRemoveClips(Project project, std::span<const ClipId> clips) {
    // From the last to the first on each track, so that what was found stays where it was.
    std::map<ChannelId, std::vector<std::pair<FramePosition, FramePosition>>> gaps;
    for (const ClipId clip : clips) {
        const auto place = project::findClip(project, clip);
        if (place) gaps[place.track->channel.id].push_back({place.clip->position, place.clip->end()});
    }
    auto result = project::removeClips(std::move(project), clips);
    for (auto& [track, spans] : gaps) {
        std::ranges::sort(spans, std::greater<>());
        for (const auto& [start, end] : spans) {
            if (!result) return result;
            const ChannelId one[] = {track};
            result = project::rippleDelete(std::move(*result), one, start, end);
        }
    }
    return result;
}

std::vector<CopiedClip> copiedClips(const Song& song, std::span<const ClipId> clips) {
    std::vector<CopiedClip> copied;
    FramePosition earliest{INT64_MAX};
    int top = INT32_MAX;
    for (std::size_t row = 0; row < song.tracks.size(); ++row) {
        for (const Clip& clip : *song.tracks[row]->clips) {
            if (std::ranges::find(clips, clip.id) == clips.end()) continue;
            copied.push_back({clip, static_cast<int>(row), {}});
            earliest = std::min(earliest, clip.position);
            top = std::min(top, static_cast<int>(row));
        }
    }
    for (auto& one : copied) {
        one.row -= top;
        one.at = one.clip.position - earliest;
    }
    return copied;
}

std::vector<CopiedClip> copiedRange(const Song& song,
                                    std::span<const ChannelId> tracks,
                                    FramePosition start,
                                    FramePosition end) {
    std::vector<CopiedClip> copied;
    int top = INT32_MAX;
    for (const ChannelId track : tracks) {
        const int row = indexOf(song, track);
        if (row >= 0) top = std::min(top, row);
    }
    for (const ChannelId id : tracks) {
        const int row = indexOf(song, id);
        if (row < 0) continue;
        for (Clip clip : *song.tracks[static_cast<std::size_t>(row)]->clips) {
            if (clip.end() <= start || clip.position >= end) continue;
            const FrameCount before{std::max<std::int64_t>(0, (start - clip.position).value)};
            const FrameCount after{std::max<std::int64_t>(0, (clip.end() - end).value)};
            clip.offset = clip.offset + (clip.reversed ? after : before);
            clip.position = clip.position + before;
            clip.length = clip.length - before - after;
            if (before.value > 0) clip.fadeIn = {};
            if (after.value > 0) clip.fadeOut = {};
            copied.push_back({clip, row - top, clip.position - start});
        }
    }
    return copied;
}

Result<Added<std::vector<ClipId>>> pasteClips(Project project,
                                              SongId songId,
                                              std::span<const CopiedClip> clips,
                                              int firstTrack,
                                              FramePosition position,
                                              Making making) {
    const Song* song = project::findSong(project, songId);
    if (!song) return badInput("That song is not in the project any more.");
    std::vector<ChannelId> tracks;
    for (const auto& track : song->tracks) tracks.push_back(track->channel.id);
    if (making == Making::room && !clips.empty()) {
        FrameCount length;
        std::vector<ChannelId> moved;
        for (const CopiedClip& copied : clips) {
            length = std::max(length, copied.at + copied.clip.length);
            const auto row = static_cast<std::size_t>(firstTrack + copied.row);
            if (row < tracks.size() && std::ranges::find(moved, tracks[row]) == moved.end()) moved.push_back(tracks[row]);
        }
        auto opened = project::rippleInsert(std::move(project), moved, position, length);
        if (!opened) return tl::make_unexpected(opened.error());
        project = std::move(*opened);
    }
    Added<std::vector<ClipId>> made{std::move(project), {}};
    for (const CopiedClip& copied : clips) {
        const auto row = static_cast<std::size_t>(firstTrack + copied.row);
        if (row >= tracks.size()) continue;
        Clip clip = copied.clip;
        clip.position = position + copied.at;
        auto added = project::addClip(std::move(made.project), tracks[row], std::move(clip));
        if (!added) return tl::make_unexpected(added.error());
        made.project = std::move(added->project);
        made.id.push_back(added->id);
    }
    return made;
}

} // namespace lacquer::ui
