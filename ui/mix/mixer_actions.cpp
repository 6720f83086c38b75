#include "ui/mix/mixer_actions.h"

#include "engine/project/automation_edits.h"
#include "engine/project/change.h"
#include "engine/project/channel_edits.h"
#include "engine/project/channel_parameters.h"
#include "engine/project/insert_edits.h"
#include "engine/project/link_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"
#include "engine/project/vca_edits.h"
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

Result<Project> projectOf(Result<project::Added<SendId>> added) {
    if (!added) return tl::make_unexpected(added.error());
    return std::move(added->project);
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

std::vector<ChannelId> MixerActions::together(ChannelId channel) const {
    const std::vector<ChannelId>& selected = workspace_.selection().channels;
    const std::vector<ChannelId> chosen = selected.size() > 1 && workspace_.isSelected(channel) ? selected : std::vector{channel};
    const project::Song* song = workspace_.song();
    return song ? project::mixedTogether(*song, chosen) : chosen;
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
    workspace_.apply(tr("Solo safe of %1").arg(nameOf(channel)), [channel, safe = !at->soloSafe](const Project& from) {
        return project::setSoloSafe(from, channel, safe);
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

Result<Project> MixerActions::withSend(const Project& from, ChannelId channel, ChannelId bus, double level) const {
    const project::Channel* at = project::findChannel(from, channel);
    if (!at) return badInput("That channel is not in the project any more.");
    if (const project::Send* send = project::findSendTo(*at, bus))
        return project::setSendLevel(from, channel, send->id, Decibels{level});
    return projectOf(project::addSend(from, channel, bus, Decibels{level}));
}

void MixerActions::beginSendDrag(ChannelId channel, ChannelId bus) {
    workspace_.beginGesture(tr("Send %1 → %2").arg(nameOf(channel), nameOf(bus)));
}

void MixerActions::dragSend(ChannelId channel, ChannelId bus, double level) {
    if (!workspace_.apply({}, [=, this](const Project& from) { return withSend(from, channel, bus, level); })) return;
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    if (const project::Send* send = at ? project::findSendTo(*at, bus) : nullptr)
        workspace_.handMoves(surfaces::sendControl(channel, send->id), level);
}

void MixerActions::stepSend(ChannelId channel, ChannelId bus, double level) {
    const QString key = keyOf("send", channel.value) + "/" + QString::number(bus.value);
    if (!workspace_.nudge(key, tr("Send %1 → %2").arg(nameOf(channel), nameOf(bus)), [=, this](const Project& from) {
            return withSend(from, channel, bus, level);
        }))
        return;
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    if (const project::Send* send = at ? project::findSendTo(*at, bus) : nullptr)
        workspace_.handMoves(surfaces::sendControl(channel, send->id), level);
}

void MixerActions::enterSend(ChannelId channel, ChannelId bus, double level) {
    workspace_.apply(tr("Send %1 → %2").arg(nameOf(channel), nameOf(bus)),
                     [=, this](const Project& from) { return withSend(from, channel, bus, level); });
}

void MixerActions::removeSend(ChannelId channel, ChannelId bus) {
    workspace_.apply(tr("Remove send %1 → %2").arg(nameOf(channel), nameOf(bus)), [=](const Project& from) -> Result<Project> {
        const project::Channel* at = project::findChannel(from, channel);
        const project::Send* send = at ? project::findSendTo(*at, bus) : nullptr;
        if (!send) return from;
        return project::removeSend(from, channel, send->id);
    });
}

void MixerActions::toggleSendMuted(ChannelId channel, ChannelId bus) {
    workspace_.apply(tr("Mute send %1 → %2").arg(nameOf(channel), nameOf(bus)), [=](const Project& from) -> Result<Project> {
        const project::Channel* at = project::findChannel(from, channel);
        const project::Send* send = at ? project::findSendTo(*at, bus) : nullptr;
        if (!send) return from;
        return project::setSendMuted(from, channel, send->id, !send->muted);
    });
}

void MixerActions::toggleSendPreFader(ChannelId channel, ChannelId bus) {
    workspace_.apply(tr("Pre-fader send %1 → %2").arg(nameOf(channel), nameOf(bus)),
                     [=](const Project& from) -> Result<Project> {
                         const project::Channel* at = project::findChannel(from, channel);
                         const project::Send* send = at ? project::findSendTo(*at, bus) : nullptr;
                         if (!send) return from;
                         return project::setSendPreFader(from, channel, send->id, !send->preFader);
                     });
}

void MixerActions::addInsert(ChannelId channel, std::string_view processor, int at) {
    InsertId made;
    const ProcessorSpec* spec = workspace_.catalogue().find(processor);
    const QString what = spec ? QString::fromStdString(spec->name) : QString();
    const bool done = workspace_.apply(tr("Add %1 to %2").arg(what, nameOf(channel)), [&](const Project& from) -> Result<Project> {
        auto added = project::addInsert(from, workspace_.catalogue(), channel, processor, {}, at);
        if (!added) return tl::make_unexpected(added.error());
        made = added->id;
        return std::move(added->project);
    });
    if (done) workspace_.selectInsert(channel, made);
}

void MixerActions::removeInsert(ChannelId channel, InsertId insert) {
    workspace_.apply(tr("Remove an insert of %1").arg(nameOf(channel)),
                     [=](const Project& from) { return project::removeInsert(from, channel, insert); });
}

void MixerActions::toggleBypass(ChannelId channel, InsertId insert) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    const project::Insert* found = at ? project::findInsert(*at, insert) : nullptr;
    if (!found) return;
    workspace_.apply(found->bypassed ? tr("Switch an insert of %1 on").arg(nameOf(channel))
                                     : tr("Bypass an insert of %1").arg(nameOf(channel)),
                     [=, bypassed = !found->bypassed](const Project& from) {
                         return project::setInsertBypassed(from, channel, insert, bypassed);
                     });
}

void MixerActions::moveInsert(ChannelId channel, InsertId insert, int to) {
    workspace_.apply(tr("Move an insert of %1").arg(nameOf(channel)),
                     [=](const Project& from) { return project::moveInsert(from, channel, insert, to); });
}

void MixerActions::dropInsert(InsertId insert, ChannelId to, int at, bool copy) {
    const project::Song* song = workspace_.song();
    if (!song) return;
    std::vector<ChannelId> channels = allChannels(*song);
    channels.push_back(song->mix->id);
    const auto home = std::find_if(channels.begin(), channels.end(), [&](ChannelId id) {
        return project::findInsert(*project::findChannel(*song, id), insert) != nullptr;
    });
    if (home == channels.end()) return;
    if (*home == to && !copy) {
        const auto chain = static_cast<int>(project::findChannel(*song, to)->inserts.size());
        return moveInsert(to, insert, std::min(at, chain - 1));
    }
    workspace_.apply((copy ? tr("Copy an insert to %1") : tr("Move an insert to %1")).arg(nameOf(to)),
                     [=, from = *home](const Project& project) -> Result<Project> {
                         auto added = project::copyInsert(project, from, insert, to, at);
                         if (!added) return tl::make_unexpected(added.error());
                         if (copy) return std::move(added->project);
                         return project::removeInsert(std::move(added->project), from, insert);
                     });
}

void MixerActions::copySettings(ChannelId channel) {
    if (const project::Channel* at = project::findChannel(*workspace_.project(), channel)) copied_ = *at;
}

void MixerActions::pasteSettings(ChannelId channel) {
    if (!copied_) return;
    workspace_.apply(tr("Settings of %1 to %2").arg(QString::fromStdString(copied_->name), nameOf(channel)),
                     [this, channels = together(channel)](const Project& from) {
                         Result<Project> next = from;
                         for (const ChannelId id : channels)
                             if (next && id != copied_->id) next = project::copyStripSettings(std::move(*next), *copied_, id);
                         return next;
                     });
}

void MixerActions::resetStrip(ChannelId channel) {
    workspace_.apply(tr("Reset %1").arg(nameOf(channel)), [channels = together(channel)](const Project& from) {
        Result<Project> next = from;
        for (const ChannelId id : channels)
            if (next) next = project::copyStripSettings(std::move(*next), project::Channel{}, id);
        return next;
    });
}

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

void MixerActions::saveChain(ChannelId channel, const QString& name) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    if (!at || name.trimmed().isEmpty()) return;
    const Result<void> saved = saveChainPreset(workspace_.catalogue(), {name.trimmed().toStdString(), project::chainOf(*at)});
    if (!saved) workspace_.messages().fail(QString::fromStdString(saved.error().message));
    else workspace_.messages().note(tr("Kept the chain %1.").arg(name.trimmed()));
}

void MixerActions::loadChain(ChannelId channel, const project::ChainPreset& preset) {
    workspace_.apply(tr("Chain %1 on %2").arg(QString::fromStdString(preset.name), nameOf(channel)),
                     [this, preset, channels = together(channel)](const Project& from) {
                         Result<Project> next = from;
                         for (const ChannelId id : channels)
                             if (next) next = project::replaceChain(std::move(*next), workspace_.catalogue(), id, preset.steps);
                         return next;
                     });
}

void MixerActions::exportChain(ChannelId channel, const std::filesystem::path& file) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    if (!at) return;
    const Result<void> written = exportPreset(file, workspace_.catalogue(), {nameOf(channel).toStdString(), project::chainOf(*at)});
    if (!written) workspace_.messages().fail(QString::fromStdString(written.error().message));
}

void MixerActions::importChain(ChannelId channel, const std::filesystem::path& file) {
    const auto imported = importPreset(file, workspace_.catalogue());
    if (!imported) return workspace_.messages().fail(QString::fromStdString(imported.error().message));
    for (const std::string& note : imported->notes) workspace_.messages().note(QString::fromStdString(note));
    loadChain(channel, imported->preset);
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
    const bool isTrack = project::findTrack(*song, channel) != nullptr;
    const bool isVca = project::findVca(*song, channel) != nullptr;
    workspace_.apply(tr("Remove %1").arg(nameOf(channel)), [=](const Project& from) {
        if (isVca) return project::removeVca(from, channel);
        return isTrack ? project::removeTrack(from, channel) : project::removeBus(from, channel);
    });
}

void MixerActions::duplicateTrack(ChannelId channel) {
    workspace_.apply(tr("Duplicate %1").arg(nameOf(channel)), [=](const Project& from) -> Result<Project> {
        auto added = project::duplicateTrack(from, channel);
        if (!added) return tl::make_unexpected(added.error());
        return std::move(added->project);
    });
}

} // namespace lacquer::ui
