#include "ui/mix/mixer_actions.h"

#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/channel_parameters.h"
#include "engine/project/link_edits.h"
#include "engine/project/song_edits.h"
#include "ui/models/scales.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

using project::Project;

/// Some id of a channel, for the key under which steps become one.
QString keyOf(std::string_view what, std::uint64_t id) {
    return QString::fromUtf8(what.data(), static_cast<qsizetype>(what.size())) + QString::number(id);
}

std::vector<ChannelId> allChannels(const project::Song& song) {
    std::vector<ChannelId> all;
    for (const auto& track : song.tracks) all.push_back(track->channel.id);
    for (const auto& bus : song.buses) all.push_back(bus->channel.id);
    return all;
}

} // namespace

QString MixerActions::nameOf(ChannelId channel) const {
    const project::Channel* found = project::findChannel(*workspace_.project(), channel);
    return found ? QString::fromStdString(found->name) : QString();
}

std::vector<ChannelId> MixerActions::chosenWith(ChannelId channel) const {
    const std::vector<ChannelId>& selected = workspace_.selection().channels;
    return selected.size() > 1 && workspace_.isSelected(channel) ? selected : std::vector{channel};
}

std::vector<ChannelId> MixerActions::together(ChannelId channel) const {
    const project::Song* song = workspace_.song();
    return song ? project::mixedTogether(*song, chosenWith(channel)) : chosenWith(channel);
}

Edit MixerActions::editTogether(ChannelId channel, std::string_view parameter, double value) const {
    const std::vector<ChannelId> channels = together(channel);
    const ParameterSpec* spec = project::findChannelParameter(parameter);
    const auto startOf = [&](ChannelId id) {
        const auto found = start_.find(id);
        if (found != start_.end()) return found->second;
        const project::Channel* at = project::findChannel(*workspace_.project(), id);
        return at ? project::channelValue(*at, parameter) : 0.0;
    };
    std::vector<std::pair<ChannelId, double>> values;
    const double by = value - startOf(channel);
    for (const ChannelId id : channels) {
        double next = id == channel || !std::isfinite(by) ? value : startOf(id) + by;
        if (std::isfinite(next)) next = std::clamp(next, spec->minimum, spec->maximum);
        values.emplace_back(id, next);
    }
    return [values, name = std::string(parameter)](const Project& from) {
        Result<Project> project = from;
        for (const auto& [id, next] : values) {
            project = project::setChannelValue(std::move(*project), id, name, next);
            if (!project) break;
        }
        return project;
    };
}

void MixerActions::preview(ChannelId channel, std::string_view parameter) const {
    for (const ChannelId id : together(channel)) {
        const project::Channel* at = project::findChannel(*workspace_.project(), id);
        if (at) workspace_.handMoves(surfaces::channelControl(id, std::string(parameter)), project::channelValue(*at, parameter));
    }
}

void MixerActions::beginDrag(ChannelId channel, std::string_view parameter) {
    start_.clear();
    for (const ChannelId id : together(channel))
        if (const project::Channel* at = project::findChannel(*workspace_.project(), id))
            start_[id] = workspace_.heardValue(surfaces::channelControl(at->id, std::string(parameter)));
    const ParameterSpec* spec = project::findChannelParameter(parameter);
    workspace_.beginGesture(tr("%1 of %2").arg(QString::fromStdString(spec->name), nameOf(channel)));
}

void MixerActions::drag(ChannelId channel, std::string_view parameter, double value) {
    if (workspace_.apply({}, editTogether(channel, parameter, value))) preview(channel, parameter);
}

void MixerActions::endDrag() {
    start_.clear();
    workspace_.endGesture();
}

void MixerActions::step(ChannelId channel, std::string_view parameter, double value) {
    const ParameterSpec* spec = project::findChannelParameter(parameter);
    const QString name = tr("%1 of %2").arg(QString::fromStdString(spec->name), nameOf(channel));
    if (workspace_.nudge(keyOf(parameter, channel.value), name, editTogether(channel, parameter, value)))
        preview(channel, parameter);
}

void MixerActions::enter(ChannelId channel, std::string_view parameter, double value) {
    // A touch of one moment, for what writes automation.
    beginDrag(channel, parameter);
    drag(channel, parameter, value);
    endDrag();
}

void MixerActions::toggleMute(ChannelId channel, Qt::KeyboardModifiers modifiers) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    const project::Song* song = workspace_.song();
    if (!at || !song) return;
    const bool muted = workspace_.heardValue(surfaces::channelControl(channel, "mute")) < 0.5;
    std::vector<ChannelId> channels = modifiers & Qt::AltModifier ? allChannels(*song) : together(channel);
    std::erase_if(channels, [&](ChannelId id) { return workspace_.handPuts(surfaces::channelControl(id, "mute"), muted ? 1 : 0); });
    if (channels.empty()) return;
    workspace_.apply((muted ? tr("Mute %1") : tr("Unmute %1")).arg(nameOf(channel)), [channels, muted](const Project& from) {
        Result<Project> project = from;
        for (const ChannelId id : channels)
            if (project) project = project::setMuted(std::move(*project), id, muted);
        return project;
    });
}

void MixerActions::toggleSolo(ChannelId channel, Qt::KeyboardModifiers modifiers) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    const project::Song* song = workspace_.song();
    if (!at || !song) return;
    if (modifiers & Qt::ControlModifier) return toggleSoloSafe(channel);
    if (workspace_.monitorDesk().soloListens())
        return toggleListen(channel, modifiers & Qt::AltModifier ? MonitorDesk::Choose::only : MonitorDesk::Choose::toggle);
    const bool soloed = !at->soloed;
    const std::vector<ChannelId> channels = together(channel);
    const bool alone = modifiers & Qt::AltModifier;
    workspace_.apply((soloed ? tr("Solo %1") : tr("Unsolo %1")).arg(nameOf(channel)),
                     [channels, soloed, alone, id = song->id](const Project& from) {
                         Result<Project> project = from;
                         if (alone) project = project::clearSolos(std::move(*project), id);
                         for (const ChannelId each : channels)
                             if (project) project = project::setSoloed(std::move(*project), each, soloed);
                         return project;
                     });
}

void MixerActions::toggleListen(ChannelId channel, MonitorDesk::Choose how) {
    MonitorDesk& desk = workspace_.monitorDesk();
    const project::Song* at = workspace_.song();
    const bool isVca = at && project::findVca(*at, channel);
    const bool was = isVca ? std::ranges::any_of(at->tracks, [&](const auto& track) { return track->channel.vca == channel && desk.isListened(track->channel.id); })
                           : desk.isListened(channel);
    const bool alone = how == MonitorDesk::Choose::only;
    std::vector<ChannelId> listened = alone ? std::vector<ChannelId>{} : desk.listened();
    const auto turn = [&](ChannelId id) {
        std::erase(listened, id);
        if (!was || alone) listened.push_back(id);
    };
    for (const ChannelId id : together(channel)) {
        // A VCA has no sound of its own: those it moves along are heard.
        if (!at || !project::findVca(*at, id)) turn(id);
        else
            for (const auto& track : at->tracks)
                if (track->channel.vca == id) turn(track->channel.id);
    }
    desk.setListened(std::move(listened));
}

void MixerActions::toggleSoloSafe(ChannelId channel) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    if (!at) return;
    workspace_.apply(tr("Solo safe of %1").arg(nameOf(channel)), [channels = chosenWith(channel), safe = !at->soloSafe](const Project& from) {
        Result<Project> project = from;
        for (const ChannelId id : channels)
            if (project) project = project::setSoloSafe(std::move(*project), id, safe);
        return project;
    });
}

void MixerActions::togglePolarity(ChannelId channel) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    if (!at) return;
    workspace_.apply(tr("Polarity of %1").arg(nameOf(channel)),
                     [channels = together(channel), inverted = !at->polarityInverted](const Project& from) {
                         Result<Project> project = from;
                         for (const ChannelId id : channels)
                             if (project) project = project::setPolarity(std::move(*project), id, inverted);
                         return project;
                     });
}

void MixerActions::clearSolos() {
    const project::Song* song = workspace_.song();
    if (!song) return;
    workspace_.apply(tr("Clear solo"), [id = song->id](const Project& from) { return project::clearSolos(from, id); });
}

void MixerActions::setMode(ChannelId channel, project::AutomationMode mode) {
    workspace_.apply(tr("Automation %1 of %2").arg(QString::fromStdString(ui::nameOf(mode)), nameOf(channel)),
                     [channels = together(channel), mode](const Project& from) {
                         Result<Project> project = from;
                         for (const ChannelId id : channels)
                             if (project) project = project::setAutomationMode(std::move(*project), id, mode);
                         return project;
                     });
}

} // namespace lacquer::ui
