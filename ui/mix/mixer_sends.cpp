#include "ui/mix/mixer_actions.h"

#include "engine/project/channel_parameters.h"
#include "engine/project/routing_edits.h"

#include <algorithm>
#include <cmath>

/// Of the mixer's hands, what moves sends.
namespace lacquer::ui {

using project::Project;

Result<Project> MixerActions::withSend(const Project& from, ChannelId channel, ChannelId bus, double level) const {
    const project::Channel* at = project::findChannel(from, channel);
    if (!at) return badInput("That channel is not in the project any more.");
    if (const project::Send* send = project::findSendTo(*at, bus))
        return project::setSendLevel(from, channel, send->id, Decibels{level});
    auto added = project::addSend(from, channel, bus, Decibels{level});
    if (!added) return tl::make_unexpected(added.error());
    return std::move(added->project);
}

std::map<ChannelId, double> MixerActions::sendsTogether(ChannelId channel, ChannelId bus) const {
    std::map<ChannelId, double> levels;
    for (const ChannelId id : together(channel)) {
        const project::Channel* at = project::findChannel(*workspace_.project(), id);
        if (const project::Send* send = at ? project::findSendTo(*at, bus) : nullptr) levels[id] = send->level.value;
    }
    return levels;
}

Edit MixerActions::editSends(ChannelId channel, ChannelId bus, double level, const std::map<ChannelId, double>& start) const {
    const ParameterSpec spec = project::sendLevelParameter();
    const project::Song* song = workspace_.song();
    const auto from = start.find(channel);
    std::vector<std::pair<ChannelId, double>> levels;
    for (const ChannelId id : together(channel)) {
        // Neither to itself nor from what cannot send.
        if (id != channel && (id == bus || !song || id == song->mix->id || project::findVca(*song, id))) continue;
        // All go by the same amount; one that has no send there yet gets the same level.
        const auto own = start.find(id);
        const double by = from == start.end() ? 0 : level - from->second;
        double next = id == channel || own == start.end() || !std::isfinite(by) ? level : own->second + by;
        if (std::isfinite(next)) next = std::clamp(next, spec.minimum, spec.maximum);
        levels.emplace_back(id, next);
    }
    return [this, levels, bus](const Project& project) {
        Result<Project> next = project;
        for (const auto& [id, value] : levels)
            if (next) next = withSend(*next, id, bus, value);
        return next;
    };
}

void MixerActions::previewSends(ChannelId channel, ChannelId bus) const {
    for (const ChannelId id : together(channel)) {
        const project::Channel* at = project::findChannel(*workspace_.project(), id);
        if (const project::Send* send = at ? project::findSendTo(*at, bus) : nullptr)
            workspace_.handMoves(surfaces::sendControl(id, send->id), send->level.value);
    }
}

void MixerActions::beginSendDrag(ChannelId channel, ChannelId bus) {
    start_ = sendsTogether(channel, bus);
    workspace_.beginGesture(tr("Send %1 → %2").arg(nameOf(channel), nameOf(bus)));
}

void MixerActions::dragSend(ChannelId channel, ChannelId bus, double level) {
    if (workspace_.apply({}, editSends(channel, bus, level, start_))) previewSends(channel, bus);
}

void MixerActions::stepSend(ChannelId channel, ChannelId bus, double level) {
    const QString key = QStringLiteral("send%1/%2").arg(channel.value).arg(bus.value);
    if (workspace_.nudge(key, tr("Send %1 → %2").arg(nameOf(channel), nameOf(bus)), editSends(channel, bus, level, sendsTogether(channel, bus))))
        previewSends(channel, bus);
}

void MixerActions::enterSend(ChannelId channel, ChannelId bus, double level) {
    workspace_.apply(tr("Send %1 → %2").arg(nameOf(channel), nameOf(bus)), editSends(channel, bus, level, sendsTogether(channel, bus)));
}

void MixerActions::changeSends(const QString& name, ChannelId channel, ChannelId bus, const SendChange& change) {
    workspace_.apply(name, [=, channels = together(channel)](const Project& from) {
        Result<Project> next = from;
        for (const ChannelId id : channels) {
            const project::Channel* at = next ? project::findChannel(*next, id) : nullptr;
            const project::Send* send = at ? project::findSendTo(*at, bus) : nullptr;
            if (send) next = change(*next, id, send->id);
        }
        return next;
    });
}

void MixerActions::removeSend(ChannelId channel, ChannelId bus) {
    changeSends(tr("Remove send %1 → %2").arg(nameOf(channel), nameOf(bus)), channel, bus,
                [](const Project& from, ChannelId id, SendId send) { return project::removeSend(from, id, send); });
}

void MixerActions::toggleSendMuted(ChannelId channel, ChannelId bus) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    const project::Send* send = at ? project::findSendTo(*at, bus) : nullptr;
    if (!send) return;
    changeSends(tr("Mute send %1 → %2").arg(nameOf(channel), nameOf(bus)), channel, bus,
                [muted = !send->muted](const Project& from, ChannelId id, SendId each) { return project::setSendMuted(from, id, each, muted); });
}

void MixerActions::toggleSendPreFader(ChannelId channel, ChannelId bus) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    const project::Send* send = at ? project::findSendTo(*at, bus) : nullptr;
    if (!send) return;
    changeSends(tr("Pre-fader send %1 → %2").arg(nameOf(channel), nameOf(bus)), channel, bus,
                [before = !send->preFader](const Project& from, ChannelId id, SendId each) { return project::setSendPreFader(from, id, each, before); });
}

void MixerActions::copySend(ChannelId channel, ChannelId bus, ChannelId to) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    const project::Send* send = at ? project::findSendTo(*at, bus) : nullptr;
    if (!send || channel == to) return;
    workspace_.apply(tr("Copy send %1 → %2 to %3").arg(nameOf(channel), nameOf(bus), nameOf(to)),
                     [this, to, bus, kept = *send](const Project& from) -> Result<Project> {
                         auto next = withSend(from, to, bus, kept.level.value);
                         const project::Channel* target = next ? project::findChannel(*next, to) : nullptr;
                         const project::Send* made = target ? project::findSendTo(*target, bus) : nullptr;
                         if (!made) return next;
                         const SendId id = made->id;
                         next = project::setSendMuted(std::move(*next), to, id, kept.muted);
                         return next ? project::setSendPreFader(std::move(*next), to, id, kept.preFader) : std::move(next);
                     });
}

} // namespace lacquer::ui
