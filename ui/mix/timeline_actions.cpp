#include "ui/mix/timeline_actions.h"

#include "engine/project/folder_edits.h"
#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/link_edits.h"
#include "engine/project/song_edits.h"
#include "ui/models/automation_lane.h"
#include "ui/models/timeline_edits.h"

#include <QCoreApplication>

#include <algorithm>

namespace lacquer::ui {

using project::Project;

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Timeline", text);
}

} // namespace

std::vector<ClipId> TimelineActions::clips() const {
    const auto& chosen = state_.workspace().selection().clips;
    const auto* song = state_.song();
    return song ? withLinkedClips(*song, chosen) : chosen;
}

std::vector<ClipId> TimelineActions::clipsToCut() const {
    auto chosen = clips();
    const auto* song = state_.song();
    if (!chosen.empty() || !song) return chosen;
    for (const auto& track : song->tracks)
        if (state_.workspace().isSelected(track->channel.id))
            for (const auto& clip : *track->clips) chosen.push_back(clip.id);
    return chosen;
}

void TimelineActions::toTransient(Nudge direction) {
    const auto* song = state_.song();
    if (!song) return;
    const auto selected = selectedTracks();
    const FramePosition now = state_.playhead();
    std::optional<FramePosition> to;
    for (const auto& track : song->tracks) {
        if (!selected.empty() && std::ranges::find(selected, track->channel.id) == selected.end()) continue;
        for (const auto& clip : *track->clips) {
            const SourceFact* fact = clip.muted ? nullptr : state_.facts().of(clip.source);
            if (!fact) continue;
            for (const FramePosition hit : hitsOf(clip, *fact, state_.hitStrength())) {
                if (direction == Nudge::forth && hit > now && (!to || hit < *to)) to = hit;
                if (direction == Nudge::back && hit < now && (!to || hit > *to)) to = hit;
            }
        }
    }
    if (!to) return;
    workspace().locate(*to);
    state_.reveal(*to);
}

void TimelineActions::linkTracks() {
    const auto* song = state_.song();
    if (!song) return;
    const auto chosen = workspace().selection().channels;
    const auto* first = chosen.empty() ? nullptr : project::findChannel(*song, chosen.front());
    const std::string name = first ? first->name : std::string("Link");
    edit(say("Link %1 tracks").arg(chosen.size()), [&](const Project& project) -> Result<Project> {
        auto made = project::addLinkGroup(project, song->id, name, chosen);
        if (!made) return tl::make_unexpected(made.error());
        return std::move(made->project);
    });
}

void TimelineActions::folderForSelection() {
    const auto* song = state_.song();
    const auto chosen = selectedTracks();
    if (!song || chosen.empty()) return;
    const auto* first = project::findChannel(*song, chosen.front());
    edit(say("New folder"), [&](const Project& project) -> Result<Project> {
        auto made = project::addFolder(project, song->id, "Folder", chosen);
        if (!made) return tl::make_unexpected(made.error());
        return project::setFolderColour(std::move(made->project), song->id, made->id, first->colour);
    });
}

void TimelineActions::unlinkTracks() {
    const auto* song = state_.song();
    if (!song) return;
    std::vector<LinkGroupId> groups;
    for (const ChannelId channel : workspace().selection().channels) {
        const auto* link = project::linkGroupOf(*song, channel);
        if (link && std::ranges::find(groups, link->id) == groups.end()) groups.push_back(link->id);
    }
    if (groups.empty()) return;
    edit(say("Unlink tracks"), [&](const Project& project) {
        Result<Project> next = project;
        for (const LinkGroupId group : groups)
            if (next) next = project::removeLinkGroup(std::move(*next), song->id, group);
        return next;
    });
}

QString TimelineActions::clipsName() const {
    const auto chosen = clips();
    if (chosen.size() != 1) return say("%1 clips").arg(chosen.size());
    const auto place = project::findClip(*state_.workspace().project(), chosen.front());
    return place ? QString::fromStdString(place.clip->name) : say("clip");
}

std::vector<ChannelId> TimelineActions::selectedTracks() const {
    std::vector<ChannelId> tracks;
    const auto* song = state_.song();
    if (!song) return tracks;
    for (const auto& track : song->tracks) {
        if (state_.workspace().isSelected(track->channel.id)) tracks.push_back(track->channel.id);
    }
    return tracks;
}

void TimelineActions::selectClips(std::vector<ClipId> chosen) {
    Selection selection = workspace().selection();
    selection.clips = std::move(chosen);
    workspace().select(selection);
}

std::optional<std::pair<FramePosition, FramePosition>> TimelineActions::selectedSpan() const {
    if (state_.range() && !state_.range()->isEmpty()) {
        return std::pair{state_.range()->start, state_.range()->end};
    }
    std::optional<std::pair<FramePosition, FramePosition>> span;
    for (const ClipId clip : clips()) {
        const auto place = project::findClip(*state_.workspace().project(), clip);
        if (!place) continue;
        if (!span) span = {place.clip->position, place.clip->end()};
        span->first = std::min(span->first, place.clip->position);
        span->second = std::max(span->second, place.clip->end());
    }
    return span;
}

void TimelineActions::removePassage() {
    const auto passage = *state_.laneRange();
    edit(say("Delete a passage of automation"), [&](const Project& project) {
        return project::removePoints(project, passage.channel, passage.target, passage.start, passage.end);
    });
    state_.setLaneRange(std::nullopt);
}

bool TimelineActions::copyPassage() {
    const auto& passage = state_.laneRange();
    const auto* song = state_.song();
    const auto* channel = passage && song ? project::findChannel(*song, passage->channel) : nullptr;
    const auto lane = channel ? laneSubject(*song, *channel, passage->target, workspace().catalogue()) : std::nullopt;
    if (!lane) return false;
    project::AutomationCurve flat;
    flat.points = {{{0}, lane->current, 0}};
    state_.curveClipboard() = copyCurve(lane->curve ? *lane->curve : flat, lane->spec, passage->start, passage->end);
    return true;
}

void TimelineActions::pastePassage() {
    const auto& lane = state_.activeLane();
    if (!lane) {
        workspace().messages().warn(say("Click the automation lane that the passage goes into first."));
        return;
    }
    edit(say("Paste automation"), [&](const Project& project) {
        return pasteCurve(project, workspace().catalogue(), lane->channel, lane->target, state_.curveClipboard(), state_.playhead());
    });
}

void TimelineActions::newTake(project::TakeContent content) {
    const auto* song = state_.song();
    if (!song) return;
    std::vector<ChannelId> tracks;
    for (const ChannelId track : withLinkedTracks(*song, selectedTracks())) tracks.push_back(track);
    if (tracks.empty()) return;
    edit(say("New take"), [&](const Project& project) -> Result<Project> {
        Result<Project> next = project;
        for (const ChannelId track : tracks) {
            auto made = project::addTake(std::move(*next), track, {}, content);
            if (!made) return tl::make_unexpected(made.error());
            next = std::move(made->project);
        }
        return next;
    });
    for (const ChannelId track : tracks) state_.setShowsTakes(track, true);
}

void TimelineActions::playTake(ChannelId track, TakeId take) {
    const auto* found = state_.song() ? project::findTrack(*state_.song(), track) : nullptr;
    const auto* waiting = found ? project::findTake(*found, take) : nullptr;
    if (!waiting) return;
    edit(say("Play %1 of %2").arg(QString::fromStdString(waiting->name), QString::fromStdString(found->channel.name)),
         [&](const Project& project) { return project::playTake(project, track, take); });
}

void TimelineActions::selectAll() {
    const auto* song = state_.song();
    if (!song) return;
    std::vector<ClipId> all;
    for (const auto& track : song->tracks) {
        for (const auto& clip : *track->clips) all.push_back(clip.id);
    }
    selectClips(std::move(all));
}

void TimelineActions::addMarker(FramePosition at) {
    const auto* song = state_.song();
    if (!song) return;
    const QString name = say("Marker %1").arg(song->markers.size() + 1);
    edit(say("Add %1").arg(name), [&](const Project& project) -> Result<Project> {
        auto added = project::addMarker(project, song->id, at, name.toStdString());
        if (!added) return tl::make_unexpected(added.error());
        return std::move(added->project);
    });
}

void TimelineActions::toMarker(Nudge direction) {
    const auto* song = state_.song();
    if (!song) return;
    const FramePosition now = state_.playhead();
    std::optional<FramePosition> to;
    for (const auto& marker : song->markers) {
        if (direction == Nudge::back && marker.position < now) to = marker.position;
        if (direction == Nudge::forth && marker.position > now && !to) to = marker.position;
    }
    if (!to && direction == Nudge::back) to = FramePosition{0};
    if (!to) return;
    workspace().locate(*to);
    state_.reveal(*to);
}

void TimelineActions::toggleLoop() {
    const auto* song = state_.song();
    if (!song) return;
    project::LoopRange loop = song->loop;
    if (loop.end <= loop.start) {
        loopSelection();
        return;
    }
    loop.on = !loop.on;
    edit(loop.on ? say("Loop on") : say("Loop off"),
         [&](const Project& project) { return project::setLoop(project, song->id, loop); });
}

void TimelineActions::loopSelection() {
    const auto* song = state_.song();
    if (!song) return;
    project::LoopRange loop{{0}, {0}, true};
    if (const auto span = selectedSpan()) {
        loop.start = span->first;
        loop.end = span->second;
    } else {
        const std::int64_t bar = state_.tempo().barAt(state_.playhead());
        loop.start = state_.tempo().barStart(bar);
        loop.end = state_.tempo().barStart(bar + 4);
    }
    edit(say("Loop the selection"),
         [&](const Project& project) { return project::setLoop(project, song->id, loop); });
}

void TimelineActions::selectTrack(Nudge direction) {
    std::vector<ChannelId> order;
    for (const auto& row : state_.rows()) {
        if (row.isHead()) order.push_back(row.channel);
    }
    if (order.empty()) return;
    const auto& chosen = workspace().selection().channels;
    const auto found = chosen.empty() ? order.end() : std::ranges::find(order, chosen.back());
    std::size_t index = 0;
    if (found != order.end()) {
        index = static_cast<std::size_t>(found - order.begin());
        if (direction == Nudge::forth) index = std::min(index + 1, order.size() - 1);
        if (direction == Nudge::back && index > 0) --index;
    }
    workspace().selectChannel(order[index]);
    state_.reveal(order[index]);
}

void TimelineActions::muteTracks() {
    const auto chosen = workspace().selection().channels;
    const auto* song = state_.song();
    if (chosen.empty() || !song) return;
    const auto* first = project::findChannel(*song, chosen.front());
    const bool muted = !(first && first->muted);
    edit(muted ? say("Mute tracks") : say("Unmute tracks"), [&](const Project& project) {
        Result<Project> next = project;
        for (const ChannelId channel : chosen) {
            if (next) next = project::setMuted(std::move(*next), channel, muted);
        }
        return next;
    });
}

void TimelineActions::soloTracks() {
    const auto chosen = workspace().selection().channels;
    const auto* song = state_.song();
    if (chosen.empty() || !song) return;
    const auto* first = project::findChannel(*song, chosen.front());
    const bool soloed = !(first && first->soloed);
    edit(soloed ? say("Solo tracks") : say("Unsolo tracks"), [&](const Project& project) {
        Result<Project> next = project;
        for (const ChannelId channel : chosen) {
            if (next) next = project::setSoloed(std::move(*next), channel, soloed);
        }
        return next;
    });
}

} // namespace lacquer::ui
