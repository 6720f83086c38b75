// What the commands do to the chosen clips and the range.

#include "ui/mix/timeline_actions.h"

#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/link_edits.h"
#include "engine/project/song_edits.h"
#include "ui/models/timeline_edits.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

using project::Project;

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Timeline", text);
}

} // namespace

void TimelineActions::split(FramePosition at, std::optional<ChannelId> track) {
    const auto lies = [](const project::Clip& clip, FramePosition edge) { return clip.position < edge && edge < clip.end(); };
    if (const auto& range = state_.range(); range && !range->isEmpty()) {
        const auto* song = state_.song();
        const bool cuts = song && std::ranges::any_of(range->channels, [&](ChannelId channel) {
            const auto* on = project::findTrack(*song, channel);
            return on && std::ranges::any_of(*on->clips, [&](const project::Clip& clip) { return lies(clip, range->start) || lies(clip, range->end); });
        });
        if (!cuts) return; // it is split there already: no step that undoes nothing
        edit(say("Split at the range"), [range = *range](const Project& project) {
            auto split = project::splitTracks(project, range.channels, range.start);
            return split ? project::splitTracks(std::move(*split), range.channels, range.end) : split;
        });
        return;
    }
    std::vector<ClipId> chosen;
    for (const ClipId clip : clips()) {
        const auto place = project::findClip(*workspace().project(), clip);
        if (place && lies(*place.clip, at)) chosen.push_back(clip);
    }
    const auto* song = state_.song();
    if (chosen.empty() && song) {
        for (const auto& candidate : song->tracks) {
            const bool meant = track ? candidate->channel.id == *track
                                     : workspace().isSelected(candidate->channel.id);
            if (!meant) continue;
            for (const auto& clip : *candidate->clips) {
                if (lies(clip, at)) chosen.push_back(clip.id);
            }
        }
    }
    if (song) {
        std::erase_if(chosen = withLinkedClips(*song, chosen), [&](ClipId clip) { return !lies(*project::findClip(*workspace().project(), clip).clip, at); });
    }
    if (chosen.empty()) return;
    const auto first = project::findClip(*workspace().project(), chosen.front());
    const QString name = chosen.size() == 1 ? QString::fromStdString(first.clip->name)
                                            : say("%1 clips").arg(chosen.size());
    edit(say("Split %1").arg(name), [&](const Project& project) {
        return forClips(project, chosen, [&](Project next, ClipId clip) -> Result<Project> {
            auto split = project::splitClip(std::move(next), clip, at);
            if (!split) return tl::make_unexpected(split.error());
            return std::move(split->project);
        });
    });
}

void TimelineActions::duplicate() {
    const auto chosen = clips();
    if (chosen.empty()) return;
    std::vector<ClipId> made;
    edit(say("Duplicate %1").arg(clipsName()), [&](const Project& project) -> Result<Project> {
        auto copies = project::duplicateClips(project, chosen);
        if (!copies) return tl::make_unexpected(copies.error());
        made = copies->id;
        return std::move(copies->project);
    });
    if (!made.empty()) selectClips(made);
}

void TimelineActions::remove() {
    if (state_.laneRange()) return removePassage();
    if (const auto& range = state_.range(); range && !range->isEmpty()) {
        const bool ripple = state_.ripples();
        edit(ripple ? say("Cut out the range") : say("Delete the range"), [&, range = *range](const Project& project) {
            return ripple ? project::rippleDelete(project, range.channels, range.start, range.end)
                          : clearRange(project, range.channels, range.start, range.end);
        });
        state_.setRange(std::nullopt);
        return;
    }
    const auto chosen = clips();
    if (chosen.empty()) return;
    edit(say("Delete %1").arg(clipsName()), [&](const Project& project) {
        return state_.ripples() ? rippleRemoveClips(project, chosen) : project::removeClips(project, chosen);
    });
}

void TimelineActions::copy() {
    const auto* song = state_.song();
    if (!song || copyPassage()) return;
    state_.curveClipboard() = {};
    if (const auto& range = state_.range(); range && !range->isEmpty()) {
        state_.clipboard() = copiedRange(*song, range->channels, range->start, range->end);
    } else if (!clips().empty()) {
        state_.clipboard() = copiedClips(*song, clips());
    }
}

void TimelineActions::cut() {
    copy();
    remove();
}

void TimelineActions::paste() {
    if (!state_.curveClipboard().points.empty()) return pastePassage();
    const auto* song = state_.song();
    if (!song || state_.clipboard().empty()) return;
    int first = 0;
    for (std::size_t i = 0; i < song->tracks.size(); ++i) {
        if (!workspace().isSelected(song->tracks[i]->channel.id)) continue;
        first = static_cast<int>(i);
        break;
    }
    const FramePosition at = state_.playhead();
    const Making making = state_.ripples() ? Making::room : Making::over;
    std::vector<ClipId> made;
    edit(say("Paste"), [&](const Project& project) -> Result<Project> {
        auto pasted = pasteClips(project, song->id, state_.clipboard(), first, at, making);
        if (!pasted) return tl::make_unexpected(pasted.error());
        made = pasted->id;
        return std::move(pasted->project);
    });
    if (!made.empty()) selectClips(made);
}

void TimelineActions::toggleMute() {
    const auto chosen = clips();
    if (chosen.empty()) return;
    const auto first = project::findClip(*workspace().project(), chosen.front());
    const bool muted = !(first && first.clip->muted);
    edit((muted ? say("Mute %1") : say("Unmute %1")).arg(clipsName()), [&](const Project& project) {
        return forClips(project, chosen, [&](Project next, ClipId clip) {
            return project::setClipMuted(std::move(next), clip, muted);
        });
    });
}

void TimelineActions::reverse() {
    const auto chosen = clips();
    if (chosen.empty()) return;
    edit(say("Reverse %1").arg(clipsName()), [&](const Project& project) {
        return forClips(project, chosen, [](Project next, ClipId clip) {
            return project::reverseClip(std::move(next), clip);
        });
    });
}

void TimelineActions::nudge(Nudge direction, NudgeBy by) {
    const int sign = direction == Nudge::forth ? 1 : -1;
    const FramePosition from = [&] {
        const auto span = selectedSpan();
        return span && !clips().empty() ? span->first : state_.playhead();
    }();
    FrameCount step{state_.rate().hz / 100};
    if (by == NudgeBy::grid) {
        if (const auto quarters = quartersOf(state_.snap().grid)) {
            step = *quarters > 0
                       ? FrameCount{std::llround(*quarters * state_.tempo().framesPerQuarter(from))}
                       : state_.tempo().barStart(state_.tempo().barAt(from) + 1) -
                             state_.tempo().barStart(state_.tempo().barAt(from));
        } else {
            step = FrameCount{std::llround(state_.tempo().framesPerQuarter(from))};
        }
    }
    const FrameCount distance{step.value * sign};
    const auto chosen = clips();
    if (chosen.empty()) {
        workspace().locate(std::max(FramePosition{0}, state_.playhead() + distance));
        return;
    }
    const auto moved = state_.ripples() ? withFollowing(*state_.song(), chosen) : chosen;
    workspace().nudge("timeline.nudge", say("Nudge %1").arg(clipsName()), [&](const Project& project) {
        return project::moveClips(project, moved, distance);
    });
}

void TimelineActions::setFadeShape(bool in, project::FadeShape shape) {
    const auto chosen = clips();
    if (chosen.empty()) return;
    edit((in ? say("Fade-in shape of %1") : say("Fade-out shape of %1")).arg(clipsName()), [&](const Project& project) {
        return forClips(project, chosen, [&](Project next, ClipId clip) {
            const project::Clip& one = *project::findClip(project, clip).clip;
            return in ? project::setClipFadeIn(std::move(next), clip, one.fadeIn.length, shape)
                      : project::setClipFadeOut(std::move(next), clip, one.fadeOut.length, shape);
        });
    });
}

void TimelineActions::crossfade(project::FadeShape shape) {
    const auto chosen = clips();
    if (chosen.empty()) return;
    edit(say("Crossfade %1").arg(clipsName()),
         [&](const Project& project) { return crossfadeOverlaps(project, chosen, shape); });
}

void TimelineActions::resetGain() {
    const auto chosen = clips();
    if (chosen.empty()) return;
    edit(say("Reset gain of %1").arg(clipsName()), [&](const Project& project) {
        return forClips(project, chosen, [](Project next, ClipId clip) {
            return project::setClipGain(std::move(next), clip, {0});
        });
    });
}

void TimelineActions::join() {
    auto chosen = clips();
    if (chosen.size() < 2) return;
    std::ranges::sort(chosen, {}, [&](ClipId clip) {
        const auto place = project::findClip(*workspace().project(), clip);
        return place ? place.clip->position : FramePosition{0};
    });
    edit(say("Join %1").arg(clipsName()), [&](const Project& project) {
        Result<Project> joined = project;
        for (std::size_t i = 1; i < chosen.size() && joined; ++i) {
            joined = project::joinClips(std::move(*joined), chosen.front(), chosen[i]);
        }
        return joined;
    });
}

void TimelineActions::rename(ClipId clip, const QString& name) {
    edit(say("Rename clip to %1").arg(name), [&](const Project& project) {
        return project::renameClip(project, clip, name.toStdString());
    });
}

} // namespace lacquer::ui
