#include "engine/project/clip_edits.h"

#include "engine/project/value_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace lacquer::project {
namespace {

constexpr double kHighestClipGain = 24; // dB

void inOrder(ClipList& clips) {
    std::stable_sort(clips.begin(), clips.end(), [](const Clip& a, const Clip& b) {
        return a.position != b.position ? a.position < b.position : a.id < b.id;
    });
}

template <typename Change>
Result<Project> changeClips(Project project, ChannelId track, Change change) {
    return changeTrack(std::move(project), track, [&](Track& changed) -> Result<void> {
        ClipList clips = *changed.clips;
        if (auto done = detail::apply(clips, change); !done) return done;
        inOrder(clips);
        changed.clips = std::make_shared<const ClipList>(std::move(clips));
        return {};
    });
}

template <typename Change>
Result<Project> changeClip(Project project, ClipId id, Change change) {
    const ClipPlace place = findClip(project, id);
    if (!place) return detail::gone("clip");
    return changeClips(std::move(project), place.track->channel.id,
                       [&](ClipList& clips) -> Result<void> {
                           for (Clip& clip : clips)
                               if (clip.id == id) return detail::apply(clip, change);
                           return detail::gone("clip");
                       });
}

/// Fades of one clip do not overlap, unless a split left them longer than the half they belong to.
void clampFades(Clip& clip) {
    const auto limit = [](Fade& fade, FrameCount most) {
        if (fade.past.value == 0) fade.length = std::clamp(fade.length, FrameCount{0}, most);
    };
    limit(clip.fadeIn, clip.length);
    limit(clip.fadeOut, clip.length);
    const FrameCount over = clip.fadeIn.length + clip.fadeOut.length - clip.length;
    if (clip.fadeIn.past.value == 0 && clip.fadeOut.past.value == 0 && over.value > 0)
        clip.fadeOut.length = clip.fadeOut.length - over;
}

/// The part of a fade that a new edge, `distance` frames further in, still sees.
Fade fadeFromInside(Fade fade, FrameCount distance) {
    fade.past = fade.past + distance;
    return fade.past >= fade.length ? Fade{{}, fade.shape, {}} : fade;
}

/// A trim of an edge that a split made gives back or takes from the fade that lies outside it; any
/// other edge takes its fade along.
void shiftFade(Fade& fade, FrameCount inwards) {
    if (fade.past.value == 0) return;
    fade.past = std::clamp(fade.past + inwards, FrameCount{0}, fade.length);
    if (fade.past == fade.length) fade = Fade{{}, fade.shape, {}};
}

FrameCount sourceLength(const Project& project, const Clip& clip) {
    const Source* source = findSource(project, clip.source);
    // Of a source that is not there nothing is known but what the clip itself uses.
    return source ? source->length : clip.offset + clip.length;
}

/// Halves of a clip, `at` frames from its start.
std::pair<Clip, Clip> halves(const Clip& clip, FrameCount at) {
    Clip left = clip, right = clip;
    left.length = at;
    right.length = clip.length - at;
    right.position = clip.position + at;
    if (clip.reversed) left.offset = clip.offset + right.length;
    else right.offset = clip.offset + at;
    right.fadeIn = fadeFromInside(clip.fadeIn, at);
    left.fadeOut = fadeFromInside(clip.fadeOut, right.length);
    return {left, right};
}

bool liesInside(const Clip& clip, FramePosition at) {
    return at > clip.position && at < clip.end();
}

} // namespace

Result<Added<ClipId>> addClip(Project project, ChannelId track, Clip clip) {
    const Source* source = findSource(project, clip.source);
    if (!source) return badInput("A clip needs a source that is in the project's pool.");
    if (clip.offset.value < 0 || clip.length.value <= 0 ||
        clip.offset.value > source->length.value - clip.length.value)
        return badInput(fmt::format("\"{}\" has {} frames; a clip of {} frames from frame {} does "
                                    "not lie inside it.",
                                    source->name, source->length.value, clip.length.value,
                                    clip.offset.value));
    clip.id = takeId<ClipId>(project);
    clip.position = std::max(clip.position, FramePosition{0});
    clampFades(clip);
    const ClipId id = clip.id;
    auto changed = changeClips(std::move(project), track,
                               [&](ClipList& clips) { clips.push_back(std::move(clip)); });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<ClipId>{std::move(*changed), id};
}

Result<Project> removeClips(Project project, std::span<const ClipId> ids) {
    Result<Project> changed = std::move(project);
    for (ClipId id : ids) {
        const ClipPlace place = findClip(*changed, id);
        if (!place) return detail::gone("clip");
        changed = changeClips(std::move(*changed), place.track->channel.id, [&](ClipList& clips) {
            std::erase_if(clips, [&](const Clip& clip) { return clip.id == id; });
        });
        if (!changed) return changed;
    }
    return changed;
}

Result<Project> moveClips(Project project, std::span<const ClipId> ids, FrameCount distance) {
    for (ClipId id : ids) {
        const ClipPlace place = findClip(project, id);
        if (!place) return detail::gone("clip");
        distance = std::max(distance, FramePosition{0} - place.clip->position);
    }
    Result<Project> changed = std::move(project);
    for (ClipId id : ids) {
        changed = changeClip(std::move(*changed), id,
                             [&](Clip& clip) { clip.position = clip.position + distance; });
        if (!changed) return changed;
    }
    return changed;
}

Result<Project> moveClip(Project project, ClipId id, ChannelId track, FramePosition position) {
    const ClipPlace place = findClip(project, id);
    if (!place) return detail::gone("clip");
    if (!findTrack(*place.song, track))
        return badInput("A clip can be moved to another track of its own song only.");
    Clip clip = *place.clip;
    clip.position = std::max(position, FramePosition{0});
    if (place.track->channel.id == track)
        return changeClip(std::move(project), id, [&](Clip& changed) { changed = clip; });
    const ClipId ids[] = {id};
    return then(removeClips(std::move(project), ids), [&](Project next) {
        return changeClips(std::move(next), track, [&](ClipList& clips) { clips.push_back(clip); });
    });
}

Result<Project> trimClipStart(Project project, ClipId id, FramePosition start) {
    const ClipPlace place = findClip(project, id);
    if (!place) return detail::gone("clip");
    const FrameCount source = sourceLength(project, *place.clip);
    return changeClip(std::move(project), id, [&](Clip& clip) {
        const FrameCount before = clip.reversed ? source - clip.offset - clip.length : clip.offset;
        const FrameCount least = std::max(-before, FramePosition{0} - clip.position);
        const FrameCount by = std::clamp(start - clip.position, std::min(least, FrameCount{0}),
                                         clip.length - FrameCount{1});
        clip.position = clip.position + by;
        clip.length = clip.length - by;
        if (!clip.reversed) clip.offset = clip.offset + by;
        shiftFade(clip.fadeIn, by);
        clampFades(clip);
    });
}

Result<Project> trimClipEnd(Project project, ClipId id, FramePosition end) {
    const ClipPlace place = findClip(project, id);
    if (!place) return detail::gone("clip");
    const FrameCount source = sourceLength(project, *place.clip);
    return changeClip(std::move(project), id, [&](Clip& clip) {
        const FrameCount behind = clip.reversed ? clip.offset : source - clip.offset - clip.length;
        const FrameCount by = std::clamp(end - clip.end(), FrameCount{1} - clip.length,
                                         std::max(behind, FrameCount{0}));
        clip.length = clip.length + by;
        if (clip.reversed) clip.offset = clip.offset - by;
        shiftFade(clip.fadeOut, -by);
        clampFades(clip);
    });
}

Result<Project> slipClip(Project project, ClipId id, FrameCount distance) {
    const ClipPlace place = findClip(project, id);
    if (!place) return detail::gone("clip");
    const FrameCount source = sourceLength(project, *place.clip);
    return changeClip(std::move(project), id, [&](Clip& clip) {
        // Audio that moves later comes from further ahead in the source.
        const FrameCount wanted = clip.offset + (clip.reversed ? distance : -distance);
        clip.offset = std::clamp(wanted, FrameCount{0},
                                 std::max(source - clip.length, FrameCount{0}));
    });
}

Result<Added<ClipId>> splitClip(Project project, ClipId id, FramePosition at) {
    const ClipPlace place = findClip(project, id);
    if (!place) return detail::gone("clip");
    if (!liesInside(*place.clip, at))
        return badInput(fmt::format("\"{}\" can be split between its edges only, at frames {} to {}.",
                                    place.clip->name, place.clip->position.value + 1,
                                    place.clip->end().value - 1));
    auto [left, right] = halves(*place.clip, at - place.clip->position);
    right.id = takeId<ClipId>(project);
    auto changed = changeClips(std::move(project), place.track->channel.id, [&](ClipList& clips) {
        for (Clip& clip : clips)
            if (clip.id == id) clip = left;
        clips.push_back(right);
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<ClipId>{std::move(*changed), right.id};
}

Result<Project> splitTracks(Project project, std::span<const ChannelId> tracks, FramePosition at) {
    Result<Project> changed = std::move(project);
    for (ChannelId id : tracks) {
        const Song* song = songOf(*changed, id);
        const Track* track = song ? findTrack(*song, id) : nullptr;
        if (!track) return detail::gone("track");
        std::vector<ClipId> cut;
        for (const Clip& clip : *track->clips)
            if (liesInside(clip, at)) cut.push_back(clip.id);
        for (ClipId clip : cut) {
            auto split = splitClip(std::move(*changed), clip, at);
            if (!split) return tl::make_unexpected(split.error());
            changed = std::move(split->project);
        }
    }
    return changed;
}

Result<Project> joinClips(Project project, ClipId leftId, ClipId rightId) {
    const ClipPlace left = findClip(project, leftId), right = findClip(project, rightId);
    if (!left || !right) return detail::gone("clip");
    const Clip &a = *left.clip, &b = *right.clip;
    const bool contiguous = a.reversed ? b.offset + b.length == a.offset
                                       : a.offset + a.length == b.offset;
    // A fade that ends at the cut would be lost; the rests of a split fade belong together.
    const auto uncut = [](const Fade& outer, const Fade& rest, FrameCount reach) {
        return rest.length.value == 0 ? outer.length <= reach
                                      : rest.past == reach + outer.past &&
                                            rest.length == outer.length && rest.shape == outer.shape;
    };
    if (left.track != right.track || a.source != b.source || a.end() != b.position ||
        a.reversed != b.reversed || a.gain != b.gain || a.muted != b.muted || !contiguous ||
        !uncut(a.fadeIn, b.fadeIn, a.length) || !uncut(b.fadeOut, a.fadeOut, b.length))
        return badInput(fmt::format("\"{}\" and \"{}\" cannot be joined: they are not two halves "
                                    "of one clip any more.", a.name, b.name));
    Clip whole = a;
    whole.length = a.length + b.length;
    whole.offset = std::min(a.offset, b.offset);
    whole.fadeOut = b.fadeOut;
    return changeClips(std::move(project), left.track->channel.id, [&](ClipList& clips) {
        std::erase_if(clips, [&](const Clip& clip) { return clip.id == rightId; });
        for (Clip& clip : clips)
            if (clip.id == leftId) clip = whole;
    });
}

Result<Added<ClipId>> copyClip(Project project, ClipId id, ChannelId track, FramePosition position) {
    const ClipPlace place = findClip(project, id);
    if (!place) return detail::gone("clip");
    if (!findTrack(*place.song, track))
        return badInput("A clip can be copied to a track of its own song only.");
    Clip copy = *place.clip;
    copy.id = takeId<ClipId>(project);
    copy.position = std::max(position, FramePosition{0});
    auto changed = changeClips(std::move(project), track,
                               [&](ClipList& clips) { clips.push_back(copy); });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<ClipId>{std::move(*changed), copy.id};
}

Result<Added<std::vector<ClipId>>> duplicateClips(Project project, std::span<const ClipId> ids) {
    std::optional<FramePosition> start, end;
    for (ClipId id : ids) {
        const ClipPlace place = findClip(project, id);
        if (!place) return detail::gone("clip");
        start = start ? std::min(*start, place.clip->position) : place.clip->position;
        end = end ? std::max(*end, place.clip->end()) : place.clip->end();
    }
    Added<std::vector<ClipId>> made{std::move(project), {}};
    for (ClipId id : ids) {
        const ClipPlace place = findClip(made.project, id);
        const ChannelId track = place.track->channel.id;
        const FramePosition position = place.clip->position + (*end - *start);
        auto copied = copyClip(std::move(made.project), id, track, position);
        if (!copied) return tl::make_unexpected(copied.error());
        made.project = std::move(copied->project);
        made.id.push_back(copied->id);
    }
    return made;
}

Result<Project> setClipGain(Project project, ClipId id, Decibels gain) {
    if (!(gain.value <= kHighestClipGain))
        return badInput(fmt::format("Clip gain goes from -inf to {} dB; you gave {} dB.",
                                    kHighestClipGain, numberText(gain.value)));
    return changeClip(std::move(project), id, [&](Clip& clip) { clip.gain = gain; });
}

Result<Project> setClipFadeIn(Project project, ClipId id, FrameCount length, FadeShape shape) {
    return changeClip(std::move(project), id, [&](Clip& clip) {
        const FrameCount most = clip.length - std::min(clip.fadeOut.length, clip.length);
        clip.fadeIn = {std::clamp(length, FrameCount{0}, most), shape, {}};
    });
}

Result<Project> setClipFadeOut(Project project, ClipId id, FrameCount length, FadeShape shape) {
    return changeClip(std::move(project), id, [&](Clip& clip) {
        const FrameCount most = clip.length - std::min(clip.fadeIn.length, clip.length);
        clip.fadeOut = {std::clamp(length, FrameCount{0}, most), shape, {}};
    });
}

Result<Project> crossfadeClips(Project project, ClipId earlierId, ClipId laterId, FadeShape shape) {
    const ClipPlace earlier = findClip(project, earlierId), later = findClip(project, laterId);
    if (!earlier || !later) return detail::gone("clip");
    const FrameCount overlap = earlier.clip->end() - later.clip->position;
    if (earlier.track != later.track || overlap.value <= 0 ||
        later.clip->position < earlier.clip->position || later.clip->end() < earlier.clip->end())
        return badInput(fmt::format("\"{}\" and \"{}\" do not overlap end to start, so there is "
                                    "nothing to crossfade.", earlier.clip->name, later.clip->name));
    return changeClips(std::move(project), earlier.track->channel.id, [&](ClipList& clips) {
        for (Clip& clip : clips) {
            if (clip.id == earlierId) clip.fadeOut = {overlap, shape, {}};
            if (clip.id == laterId) clip.fadeIn = {overlap, shape, {}};
            // The crossfade is what was asked for: an older fade at the other edge gives way.
            const FrameCount left = std::max(clip.length - overlap, FrameCount{0});
            if (clip.id == earlierId && clip.fadeIn.length > left) clip.fadeIn = {left, clip.fadeIn.shape, {}};
            if (clip.id == laterId && clip.fadeOut.length > left) clip.fadeOut = {left, clip.fadeOut.shape, {}};
        }
    });
}

Result<Project> setClipMuted(Project project, ClipId id, bool muted) {
    return changeClip(std::move(project), id, [&](Clip& clip) { clip.muted = muted; });
}

Result<Project> reverseClip(Project project, ClipId id) {
    return changeClip(std::move(project), id, [](Clip& clip) {
        clip.reversed = !clip.reversed;
        std::swap(clip.fadeIn, clip.fadeOut);
    });
}

Result<Project> renameClip(Project project, ClipId id, std::string name) {
    return changeClip(std::move(project), id, [&](Clip& clip) { clip.name = std::move(name); });
}

Result<Project> rippleDelete(Project project, std::span<const ChannelId> tracks, FramePosition start,
                             FramePosition end) {
    if (start.value < 0 || end <= start) return badInput("The range to take out has no length.");
    auto changed = splitTracks(std::move(project), tracks, start);
    changed = then(std::move(changed),
                   [&](Project next) { return splitTracks(std::move(next), tracks, end); });
    for (ChannelId track : tracks) {
        if (!changed) return changed;
        changed = changeClips(std::move(*changed), track, [&](ClipList& clips) {
            std::erase_if(clips, [&](const Clip& clip) {
                return clip.position >= start && clip.end() <= end;
            });
            for (Clip& clip : clips)
                if (clip.position >= end) clip.position = clip.position - (end - start);
        });
    }
    return changed;
}

Result<Project> rippleInsert(Project project, std::span<const ChannelId> tracks, FramePosition at,
                             FrameCount length) {
    if (length.value <= 0) return badInput("The gap to open has no length.");
    auto changed = splitTracks(std::move(project), tracks, at);
    for (ChannelId track : tracks) {
        if (!changed) return changed;
        changed = changeClips(std::move(*changed), track, [&](ClipList& clips) {
            for (Clip& clip : clips)
                if (clip.position >= at) clip.position = clip.position + length;
        });
    }
    return changed;
}

} // namespace lacquer::project
