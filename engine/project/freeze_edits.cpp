#include "engine/project/freeze_edits.h"

#include "engine/project/song_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace lacquer::project {
namespace {

using Curves = std::vector<std::shared_ptr<const AutomationCurve>>;

/// The curves that were rendered in, and whether they were followed.
Curves renderedCurves(const Channel& channel) {
    Curves curves;
    if (channel.automationMode == AutomationMode::off) return curves;
    for (const auto& curve : channel.automation)
        if (curve->target.owner == AutomationTarget::Owner::insert ||
            (curve->target.owner == AutomationTarget::Owner::channel && curve->target.parameter == "trim"))
            curves.push_back(curve);
    return curves;
}

template <typename Part>
bool isSame(const std::vector<std::shared_ptr<const Part>>& a, const std::vector<std::shared_ptr<const Part>>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) { return x == y || *x == *y; });
}

} // namespace

bool rendersAlike(const Track& a, const Track& b) {
    return (a.clips == b.clips || *a.clips == *b.clips) && a.channel.trim == b.channel.trim &&
           a.channel.polarityInverted == b.channel.polarityInverted && isSame(a.channel.inserts, b.channel.inserts) &&
           isSame(renderedCurves(a.channel), renderedCurves(b.channel));
}

Result<Added<SourceId>> freezeTrack(Project project, ChannelId id, Source rendering, FramePosition position, std::string recipe) {
    const Song* song = songOf(project, id);
    const Track* track = song ? findTrack(*song, id) : nullptr;
    if (!track) return detail::gone("track");
    if (track->freeze) return badInput(fmt::format("\"{}\" is frozen already.", track->channel.name));
    if (rendering.channels != 2 || rendering.fileRate != project.rate || rendering.length.value <= 0)
        return badInput(fmt::format("\"{}\" can only be frozen to a stereo rendering at the project's rate.", track->channel.name));
    Clip clip;
    clip.name = rendering.name;
    clip.position = position;
    clip.length = rendering.length;
    auto added = addSource(std::move(project), std::move(rendering));
    if (!added) return added;
    clip.id = takeId<ClipId>(added->project);
    clip.source = added->id;
    auto changed = changeTrack(std::move(added->project), id, [&](Track& next) {
        next.freeze = Freeze{std::make_shared<const ClipList>(ClipList{std::move(clip)}), std::move(recipe)};
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<SourceId>{std::move(*changed), added->id};
}

Result<Project> unfreezeTrack(Project project, ChannelId id) {
    const Song* song = songOf(project, id);
    const Track* track = song ? findTrack(*song, id) : nullptr;
    if (!track) return detail::gone("track");
    if (!track->freeze) return badInput(fmt::format("\"{}\" is not frozen.", track->channel.name));
    std::vector<SourceId> rendered;
    for (const Clip& clip : *track->freeze->clips) rendered.push_back(clip.source);
    auto changed = changeTrack(std::move(project), id, [](Track& next) { next.freeze.reset(); });
    if (!changed) return changed;
    // The album may hold a mix from when the track was frozen: then its sound is still needed.
    const auto isPlayed = [&](SourceId source) {
        const auto playedIn = [&](const Song& one) {
            return std::ranges::any_of(one.tracks, [&](const auto& other) {
                const auto has = [&](const ClipList& clips) {
                    return std::ranges::any_of(clips, [&](const Clip& clip) { return clip.source == source; });
                };
                return has(*other->clips) || (other->freeze && has(*other->freeze->clips));
            });
        };
        return std::ranges::any_of(changed->songs, [&](const auto& one) { return playedIn(*one); }) ||
               std::ranges::any_of(changed->album->tracks, [&](const auto& one) {
                   return one->source == source || (one->held && playedIn(*one->held));
               });
    };
    std::erase_if(changed->sources, [&](const auto& source) {
        return std::ranges::count(rendered, source->id) > 0 && !isPlayed(source->id);
    });
    return changed;
}

Result<void> keepsFrozen(const Project& before, const Project& after) {
    for (const auto& song : after.songs) {
        const Song* was = findSong(before, song->id);
        if (!was || was == song.get()) continue;
        for (const auto& track : song->tracks) {
            if (!track->freeze) continue;
            const Track* old = findTrack(*was, track->channel.id);
            if (!old || old == track.get() || !old->freeze || !(*old->freeze == *track->freeze) || rendersAlike(*old, *track)) continue;
            return badInput(fmt::format("\"{}\" is frozen, so its clips, trim and inserts stay as they were rendered. Unfreeze it "
                                        "to change them.",
                                        track->channel.name));
        }
    }
    return {};
}

} // namespace lacquer::project
