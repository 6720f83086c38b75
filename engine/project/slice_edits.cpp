#include "engine/project/slice_edits.h"

#include "engine/project/clip_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lacquer::project {
namespace {

template <typename Change>
Result<Project> changeClipOf(Project project, ClipId id, Change change) {
    const ClipPlace place = findClip(project, id);
    if (!place) return detail::gone("clip");
    return changeTrack(std::move(project), place.track->channel.id, [&](Track& track) {
        ClipList clips = *track.clips;
        for (Clip& clip : clips)
            if (clip.id == id) change(clip);
        std::ranges::stable_sort(clips, {}, [](const Clip& clip) { return std::pair(clip.position, clip.id); });
        track.clips = std::make_shared<const ClipList>(std::move(clips));
    });
}

} // namespace

Result<Added<std::vector<ClipId>>> sliceClip(Project project, ClipId clip, std::span<const FramePosition> at) {
    const ClipPlace place = findClip(project, clip);
    if (!place) return detail::gone("clip");
    std::vector<FramePosition> cuts;
    for (const FramePosition cut : at)
        if (cut > place.clip->position && cut < place.clip->end()) cuts.push_back(cut);
    std::ranges::sort(cuts);
    cuts.erase(std::ranges::unique(cuts).begin(), cuts.end());
    if (cuts.empty()) return badInput(fmt::format("No cut lies inside \"{}\": more sensitivity finds more of them.", place.clip->name));
    Added<std::vector<ClipId>> made{std::move(project), {clip}};
    for (const FramePosition cut : cuts) {
        auto split = splitClip(std::move(made.project), made.id.back(), cut);
        if (!split) return tl::make_unexpected(split.error());
        made.project = std::move(split->project);
        made.id.push_back(split->id);
    }
    return made;
}

Result<Added<std::vector<ClipId>>> keepSpansOfClip(Project project, ClipId clip, std::span<const TimeSpan> spans,
                                                   FrameCount fade) {
    const ClipPlace place = findClip(project, clip);
    if (!place) return detail::gone("clip");
    const Clip whole = *place.clip;
    std::vector<TimeSpan> kept;
    for (TimeSpan span : spans) {
        span = {std::max(span.start, whole.position), std::min(span.end, whole.end())};
        if (span.start < span.end) kept.push_back(span);
    }
    if (kept.empty())
        return badInput(fmt::format("Nothing of \"{}\" would be left: lower the threshold, or delete the clip.", whole.name));
    std::vector<FramePosition> cuts;
    for (const TimeSpan& span : kept) {
        if (span.start > whole.position) cuts.push_back(span.start);
        if (span.end < whole.end()) cuts.push_back(span.end);
    }
    if (cuts.empty()) return Added<std::vector<ClipId>>{std::move(project), {clip}};
    auto sliced = sliceClip(std::move(project), clip, cuts);
    if (!sliced) return sliced;
    std::vector<ClipId> gone, left;
    for (const ClipId piece : sliced->id) {
        const Clip one = *findClip(sliced->project, piece).clip;
        const bool stays = std::ranges::any_of(kept, [&](const TimeSpan& span) { return one.position >= span.start && one.end() <= span.end; });
        (stays ? left : gone).push_back(piece);
    }
    auto changed = removeClips(std::move(sliced->project), gone);
    for (const ClipId piece : left) {
        if (!changed) break;
        changed = changeClipOf(std::move(*changed), piece, [&](Clip& one) {
            const FrameCount length = std::min(fade, FrameCount{one.length.value / 2});
            if (one.position != whole.position) one.fadeIn = {length, FadeShape::linear, {}};
            if (one.end() != whole.end()) one.fadeOut = {length, FadeShape::linear, {}};
        });
    }
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<std::vector<ClipId>>{std::move(*changed), std::move(left)};
}

Result<Project> replaceHit(Project project, ClipId id, FramePosition hit, const OtherHit& by, FrameCount fade) {
    const ClipPlace place = findClip(project, id);
    if (!place) return detail::gone("clip");
    const Source* source = findSource(project, by.source);
    if (!source) return badInput("The good hit's audio is not in the project's pool.");
    const Clip bad = *place.clip;
    if (hit < bad.position || hit >= bad.end()) return badInput(fmt::format("\"{}\" has no hit there to replace.", bad.name));
    if (by.attack.value < 0 || by.attack >= source->length)
        return badInput(fmt::format("\"{}\" has {} frames; a hit at frame {} does not lie inside it.", source->name, source->length.value, by.attack.value));
    FrameCount before = std::min(hit - bad.position, by.attack);
    Clip good = bad;
    good.source = by.source;
    good.reversed = false;
    good.name = by.name.empty() ? bad.name : by.name;
    good.gain = by.gain;
    good.position = hit - before;
    good.offset = by.attack - before;
    good.length = std::min(bad.end() - good.position, source->length - good.offset);
    const FrameCount most{good.length.value / 4};
    // What is heard before the attack is not worth more than the attack's own edge.
    good.fadeIn = {std::min({fade, most, before}), FadeShape::linear, {}};
    good.fadeOut = {std::min(std::max(fade, bad.fadeOut.length), most), FadeShape::linear, {}};
    return changeClipOf(std::move(project), id, [&](Clip& clip) { clip = good; });
}

} // namespace lacquer::project
