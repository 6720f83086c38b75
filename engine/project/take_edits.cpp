#include "engine/project/take_edits.h"

#include "engine/project/clip_edits.h"
#include "engine/project/song_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace lacquer::project {
namespace {

std::shared_ptr<const ClipList> withOwnIds(Project& project, const ClipList& clips) {
    ClipList own = clips;
    for (Clip& clip : own) clip.id = takeId<ClipId>(project);
    return std::make_shared<const ClipList>(std::move(own));
}

/// The part of a clip inside [start, end), with the fades of edges that stay.
Clip cutTo(Clip clip, FramePosition start, FramePosition end) {
    const FrameCount before = std::max(FrameCount{0}, start - clip.position);
    const FrameCount after = std::max(FrameCount{0}, clip.end() - end);
    clip.offset = clip.offset + (clip.reversed ? after : before);
    clip.position = clip.position + before;
    clip.length = clip.length - before - after;
    const auto shorten = [&](Fade& fade, FrameCount by) {
        if (by.value == 0) return;
        fade.past = fade.past + by;
        if (fade.past >= fade.length) fade = Fade{};
    };
    shorten(clip.fadeIn, before);
    shorten(clip.fadeOut, after);
    return clip;
}

const Track* trackIn(const Project& project, ChannelId id) {
    const Song* song = songOf(project, id);
    return song ? findTrack(*song, id) : nullptr;
}

/// Fades over at a cut: both neighbours reach over it as far as their audio goes.
Result<Project> fadeOver(Project project, ChannelId trackId, FramePosition cut, FrameCount crossfade) {
    const Track* track = trackIn(project, trackId);
    std::optional<ClipId> left, right;
    for (const Clip& clip : *track->clips) {
        if (clip.end() == cut) left = clip.id;
        if (clip.position == cut) right = clip.id;
    }
    if (!left || !right || crossfade.value < 2) return project;
    const FrameCount half{crossfade.value / 2};
    auto changed = trimClipEnd(std::move(project), *left, cut + half);
    changed = then(std::move(changed), [&](Project next) { return trimClipStart(std::move(next), *right, cut - half); });
    return then(std::move(changed), [&](Project next) -> Result<Project> {
        const ClipPlace a = findClip(next, *left), b = findClip(next, *right);
        if (!(b.clip->position < a.clip->end()) || b.clip->end() < a.clip->end() || b.clip->position < a.clip->position)
            return next;
        return crossfadeClips(std::move(next), *left, *right, FadeShape::linear);
    });
}

} // namespace

const Take* findTake(const Track& track, TakeId id) {
    const auto found = std::ranges::find(track.takes, id, &Take::id);
    return found == track.takes.end() ? nullptr : &*found;
}

Result<Added<TakeId>> addTake(Project project, ChannelId trackId, std::string name, TakeContent content) {
    const Track* track = trackIn(project, trackId);
    if (!track) return detail::gone("track");
    const TakeId first = track->take ? track->take : takeId<TakeId>(project);
    const TakeId made = takeId<TakeId>(project);
    const auto clips = content == TakeContent::copy ? withOwnIds(project, *track->clips) : std::make_shared<const ClipList>();
    auto changed = changeTrack(std::move(project), trackId, [&](Track& next) {
        if (next.takeName.empty()) next.takeName = "Take 1";
        next.takes.push_back({first, next.takeName, next.clips});
        next.take = made;
        next.takeName = name.empty() ? fmt::format("Take {}", next.takes.size() + 1) : std::move(name);
        next.clips = clips;
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<TakeId>{std::move(*changed), made};
}

Result<Project> playTake(Project project, ChannelId trackId, TakeId take) {
    return changeTrack(std::move(project), trackId, [&](Track& track) -> Result<void> {
        if (track.take == take) return {};
        const auto found = std::ranges::find(track.takes, take, &Take::id);
        if (found == track.takes.end()) return detail::gone("take");
        std::swap(found->id, track.take);
        std::swap(found->name, track.takeName);
        std::swap(found->clips, track.clips);
        return {};
    });
}

Result<Project> renameTake(Project project, ChannelId trackId, TakeId take, std::string name) {
    if (name.empty()) return badInput("A take needs a name; you gave none.");
    return changeTrack(std::move(project), trackId, [&](Track& track) -> Result<void> {
        if (track.take == take) {
            track.takeName = std::move(name);
            return {};
        }
        const auto found = std::ranges::find(track.takes, take, &Take::id);
        if (found == track.takes.end()) return detail::gone("take");
        found->name = std::move(name);
        return {};
    });
}

Result<Project> removeTake(Project project, ChannelId trackId, TakeId take) {
    return changeTrack(std::move(project), trackId, [&](Track& track) -> Result<void> {
        if (track.take == take)
            return badInput(fmt::format("\"{}\" is the take that plays. Play another one before removing it.", track.takeName));
        if (std::erase_if(track.takes, [&](const Take& one) { return one.id == take; }) == 0) return detail::gone("take");
        return {};
    });
}

Result<Project> compFromTake(Project project, ChannelId trackId, TakeId take, FramePosition start,
                             FramePosition end, FrameCount crossfade) {
    if (start.value < 0 || end <= start) return badInput("The range to take over has no length.");
    const Track* track = trackIn(project, trackId);
    if (!track) return detail::gone("track");
    const Take* from = findTake(*track, take);
    if (!from) return detail::gone("take");
    ClipList pieces;
    for (const Clip& clip : *from->clips)
        if (clip.position < end && clip.end() > start) pieces.push_back(cutTo(clip, start, end));
    for (Clip& piece : pieces) piece.id = takeId<ClipId>(project);

    const ChannelId one[] = {trackId};
    auto changed = splitTracks(std::move(project), one, start);
    changed = then(std::move(changed), [&](Project next) { return splitTracks(std::move(next), one, end); });
    changed = then(std::move(changed), [&](Project next) {
        return changeTrack(std::move(next), trackId, [&](Track& comp) {
            ClipList clips = *comp.clips;
            std::erase_if(clips, [&](const Clip& clip) { return clip.position >= start && clip.end() <= end; });
            clips.insert(clips.end(), pieces.begin(), pieces.end());
            std::ranges::stable_sort(clips, {}, [](const Clip& clip) { return std::pair(clip.position, clip.id); });
            comp.clips = std::make_shared<const ClipList>(std::move(clips));
        });
    });
    changed = then(std::move(changed), [&](Project next) { return fadeOver(std::move(next), trackId, start, crossfade); });
    return then(std::move(changed), [&](Project next) { return fadeOver(std::move(next), trackId, end, crossfade); });
}

Result<Added<ChannelId>> takeToTrack(Project project, ChannelId trackId, TakeId take) {
    const Song* song = songOf(project, trackId);
    const Track* track = song ? findTrack(*song, trackId) : nullptr;
    if (!track) return detail::gone("track");
    const Take* from = findTake(*track, take);
    if (!from) return detail::gone("take");
    NewTrack wanted{track->channel.name + " " + from->name, track->channel.colour, track->mono, *from->clips, track->channel.output};
    const int place = static_cast<int>(std::ranges::find(song->tracks, trackId, [](const auto& one) { return one->channel.id; }) - song->tracks.begin());
    auto added = addTrack(std::move(project), song->id, std::move(wanted));
    if (!added) return added;
    auto moved = moveTrack(std::move(added->project), added->id, place + 1);
    if (!moved) return tl::make_unexpected(moved.error());
    return Added<ChannelId>{std::move(*moved), added->id};
}

} // namespace lacquer::project
