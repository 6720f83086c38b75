#include "ui/mix/mixer_actions.h"

#include "engine/project/channel_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/link_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"
#include "engine/project/vca_edits.h"

#include <algorithm>

/// Of the mixer's hands, names, groups, VCAs, returns and whole strips.
namespace lacquer::ui {

using project::Project;

void MixerActions::rename(ChannelId channel, const QString& name) {
    if (name.trimmed().isEmpty() || name == nameOf(channel)) return;
    workspace_.apply(tr("Rename %1").arg(nameOf(channel)), [channel, to = name.trimmed().toStdString()](const Project& from) {
        return project::renameChannel(from, channel, to);
    });
}

void MixerActions::setColour(ChannelId channel, std::uint32_t rgb) {
    workspace_.apply(tr("Colour of %1").arg(nameOf(channel)), [channels = together(channel), rgb](const Project& from) {
        Result<Project> project = from;
        for (const ChannelId id : channels)
            if (project) project = project::setColour(std::move(*project), id, {rgb});
        return project;
    });
}

void MixerActions::route(ChannelId channel, ChannelId bus) {
    workspace_.apply(tr("Output of %1").arg(nameOf(channel)), [channels = together(channel), bus](const Project& from) {
        Result<Project> project = from;
        for (const ChannelId id : channels)
            if (project && id != bus) project = project::setOutput(std::move(*project), id, bus);
        return project;
    });
}

void MixerActions::groupSelection() {
    const project::Song* song = workspace_.song();
    if (!song || workspace_.selection().channels.empty()) return;
    ChannelId made;
    const std::uint32_t rgb = project::findChannel(*song, workspace_.selection().channels.front())->colour.rgb;
    const bool done = workspace_.apply(
        tr("New group"), [&made, rgb, id = song->id, channels = workspace_.selection().channels, name = project::freeChannelName(*song, "Group")](const Project& from) -> Result<Project> {
            auto added = project::addBus(from, id, name);
            if (!added) return tl::make_unexpected(added.error());
            made = added->id;
            Result<Project> project = project::setColour(std::move(added->project), made, {rgb});
            for (const ChannelId each : channels)
                if (project) project = project::setOutput(std::move(*project), each, made);
            return project;
        });
    if (done) workspace_.selectChannel(made);
}

void MixerActions::linkSelection() {
    const project::Song* song = workspace_.song();
    const std::vector<ChannelId> chosen = workspace_.selection().channels;
    if (!song || chosen.size() < 2) return;
    workspace_.apply(tr("Link %1 strips").arg(chosen.size()), [id = song->id, name = nameOf(chosen.front()).toStdString(), chosen](const Project& from) -> Result<Project> {
        auto made = project::addLinkGroup(from, id, name, chosen);
        if (!made) return tl::make_unexpected(made.error());
        return std::move(made->project);
    });
}

void MixerActions::unlink(ChannelId channel) {
    const project::Song* song = workspace_.song();
    const project::LinkGroup* link = song ? project::linkGroupOf(*song, channel) : nullptr;
    if (!link) return;
    workspace_.apply(tr("Unlink %1").arg(QString::fromStdString(link->name)), [id = song->id, group = link->id](const Project& from) { return project::removeLinkGroup(from, id, group); });
}

void MixerActions::vcaForSelection() {
    const project::Song* song = workspace_.song();
    if (!song || workspace_.selection().channels.empty()) return;
    ChannelId made;
    const bool done = workspace_.apply(
        tr("New VCA"), [&made, mix = song->mix->id, id = song->id, channels = workspace_.selection().channels, name = project::freeChannelName(*song, "VCA")](const Project& from) -> Result<Project> {
            auto added = project::addVca(from, id, name);
            if (!added) return tl::make_unexpected(added.error());
            made = added->id;
            Result<Project> project = std::move(added->project);
            for (const ChannelId each : channels)
                if (project && each != mix) project = project::setVca(std::move(*project), each, made);
            return project;
        });
    if (done) workspace_.selectChannel(made);
}

void MixerActions::setVca(ChannelId channel, ChannelId vca) {
    workspace_.apply(vca ? tr("%1 under VCA %2").arg(nameOf(channel), nameOf(vca)) : tr("%1 under no VCA").arg(nameOf(channel)),
                     [channels = together(channel), vca](const Project& from) {
                         Result<Project> project = from;
                         for (const ChannelId id : channels)
                             if (project && id != vca) project = project::setVca(std::move(*project), id, vca);
                         return project;
                     });
}

void MixerActions::addReturn(const QString& name, std::string_view processor) {
    const project::Song* song = workspace_.song();
    if (!song) return;
    ChannelId made;
    const bool done = workspace_.apply(
        tr("Add return %1").arg(name),
        [&, id = song->id, unique = project::freeChannelName(*song, name.toStdString())](const Project& from) -> Result<Project> {
            auto added = project::addBus(from, id, unique, project::BusRole::effectReturn);
            if (!added) return tl::make_unexpected(added.error());
            made = added->id;
            Result<Project> next = project::setSoloSafe(std::move(added->project), made, true);
            if (!next || processor.empty()) return next;
            auto filled = project::addInsert(std::move(*next), workspace_.catalogue(), made, processor);
            if (!filled) return tl::make_unexpected(filled.error());
            return std::move(filled->project);
        });
    if (done) workspace_.selectChannel(made);
}

void MixerActions::removeChannel(ChannelId channel) {
    const project::Song* song = workspace_.song();
    if (!song) return;
    std::vector<ChannelId> channels = chosenWith(channel);
    std::erase(channels, song->mix->id);
    if (channels.empty()) return;
    const QString what = channels.size() == 1 ? nameOf(channels.front()) : tr("%1 strips").arg(channels.size());
    workspace_.apply(tr("Remove %1").arg(what), [channels, id = song->id](const Project& from) {
        Result<Project> next = from;
        for (const ChannelId each : channels) {
            const project::Song* in = next ? project::findSong(*next, id) : nullptr;
            if (!in) break;
            const bool isVca = project::findVca(*in, each), isTrack = project::findTrack(*in, each);
            next = isVca ? project::removeVca(std::move(*next), each) : isTrack ? project::removeTrack(std::move(*next), each) : project::removeBus(std::move(*next), each);
        }
        return next;
    });
}

void MixerActions::duplicateTrack(ChannelId channel) {
    const project::Song* song = workspace_.song();
    if (!song) return;
    std::vector<ChannelId> tracks = chosenWith(channel);
    std::erase_if(tracks, [song](ChannelId id) { return !project::findTrack(*song, id); });
    if (tracks.empty()) return;
    const QString what = tracks.size() == 1 ? nameOf(tracks.front()) : tr("%1 tracks").arg(tracks.size());
    workspace_.apply(tr("Duplicate %1").arg(what), [tracks](const Project& from) -> Result<Project> {
        Project next = from;
        for (const ChannelId each : tracks) {
            auto added = project::duplicateTrack(std::move(next), each);
            if (!added) return tl::make_unexpected(added.error());
            next = std::move(added->project);
        }
        return next;
    });
}

void MixerActions::moveTracks(ChannelId channel, ChannelId before) {
    const project::Song* song = workspace_.song();
    if (!song) return;
    const std::vector<ChannelId> chosen = chosenWith(channel);
    // In the song's order, and before the next track that stays.
    std::vector<ChannelId> moved;
    bool passed = false;
    ChannelId anchor;
    for (const auto& track : song->tracks) {
        const ChannelId id = track->channel.id;
        passed = passed || id == before;
        if (std::ranges::count(chosen, id)) moved.push_back(id);
        else if (passed && !anchor) anchor = id;
    }
    const auto edit = [song = song->id, moved, anchor](const Project& from) {
        Result<Project> next = from;
        for (const ChannelId id : moved) {
            const project::Song* in = next ? project::findSong(*next, song) : nullptr;
            if (!in) break;
            const auto placeOf = [&](ChannelId of) {
                return static_cast<int>(std::ranges::find_if(in->tracks, [&](const auto& track) { return track->channel.id == of; }) - in->tracks.begin());
            };
            const int place = placeOf(id);
            int to = anchor ? placeOf(anchor) : static_cast<int>(in->tracks.size());
            if (to > place) --to;
            if (to != place) next = project::moveTrack(std::move(*next), id, to);
        }
        return next;
    };
    const auto already = edit(*workspace_.project());
    if (already && *already == *workspace_.project()) return;
    workspace_.apply(moved.size() == 1 ? tr("Move track %1").arg(nameOf(channel)) : tr("Move %1 tracks").arg(moved.size()), edit);
}

} // namespace lacquer::ui
