#include "ui/mix/mixer_actions.h"

#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"

#include <algorithm>

/// Of the mixer's hands, what changes inserts, chains and whole strips' settings.
namespace lacquer::ui {

using project::Project;

namespace {

/// The insert of a strip that is the same to a hand as another strip's: that processor at that place.
InsertId alike(const Project& project, ChannelId channel, std::size_t place, std::string_view processor) {
    const project::Channel* at = project::findChannel(project, channel);
    return at && place < at->inserts.size() && at->inserts[place]->processor == processor ? at->inserts[place]->id : InsertId{};
}

} // namespace

void MixerActions::addInsert(ChannelId channel, std::string_view processor, int at) {
    const project::Song* song = workspace_.song();
    if (!song) return;
    InsertId made;
    const ProcessorSpec* spec = workspace_.catalogue().find(processor);
    const QString what = spec ? QString::fromStdString(spec->name) : QString();
    std::vector<ChannelId> channels = chosenWith(channel);
    std::erase_if(channels, [&](ChannelId id) { return project::findVca(*song, id) != nullptr; });
    const bool done = workspace_.apply(tr("Add %1 to %2").arg(what, nameOf(channel)), [&](const Project& from) -> Result<Project> {
        Project next = from;
        for (const ChannelId id : channels) {
            auto added = project::addInsert(std::move(next), workspace_.catalogue(), id, processor, {}, at);
            if (!added) return tl::make_unexpected(added.error());
            if (id == channel) made = added->id;
            next = std::move(added->project);
        }
        return next;
    });
    // One that several strips got leaves them selected.
    if (done && channels.size() == 1) workspace_.selectInsert(channel, made);
}

void MixerActions::changeInserts(const QString& name, ChannelId channel, InsertId insert, const InsertChange& change) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    if (!at) return;
    const auto found = std::ranges::find_if(at->inserts, [&](const auto& each) { return each->id == insert; });
    if (found == at->inserts.end()) return;
    const auto place = static_cast<std::size_t>(found - at->inserts.begin());
    workspace_.apply(name, [=, processor = (*found)->processor, channels = chosenWith(channel)](const Project& from) {
        Result<Project> next = from;
        for (const ChannelId id : channels) {
            const InsertId each = id == channel ? insert : next ? alike(*next, id, place, processor) : InsertId{};
            if (next && each) next = change(*next, id, each);
        }
        return next;
    });
}

void MixerActions::removeInsert(ChannelId channel, InsertId insert) {
    changeInserts(tr("Remove an insert of %1").arg(nameOf(channel)), channel, insert,
                  [](const Project& from, ChannelId id, InsertId each) { return project::removeInsert(from, id, each); });
}

void MixerActions::toggleBypass(ChannelId channel, InsertId insert) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    const project::Insert* found = at ? project::findInsert(*at, insert) : nullptr;
    if (!found) return;
    changeInserts(found->bypassed ? tr("Switch an insert of %1 on").arg(nameOf(channel)) : tr("Bypass an insert of %1").arg(nameOf(channel)), channel, insert,
                  [bypassed = !found->bypassed](const Project& from, ChannelId id, InsertId each) { return project::setInsertBypassed(from, id, each, bypassed); });
}

void MixerActions::moveInsert(ChannelId channel, InsertId insert, int to) {
    workspace_.apply(tr("Move an insert of %1").arg(nameOf(channel)),
                     [=](const Project& from) { return project::moveInsert(from, channel, insert, to); });
}

void MixerActions::dropInsert(InsertId insert, ChannelId to, int at, bool copy) {
    const project::Song* song = workspace_.song();
    if (!song) return;
    std::vector<ChannelId> channels{song->mix->id};
    for (const auto& track : song->tracks) channels.push_back(track->channel.id);
    for (const auto& bus : song->buses) channels.push_back(bus->channel.id);
    const auto home = std::find_if(channels.begin(), channels.end(), [&](ChannelId id) {
        return project::findInsert(*project::findChannel(*song, id), insert) != nullptr;
    });
    if (home == channels.end()) return;
    if (*home == to && !copy) {
        const auto chain = static_cast<int>(project::findChannel(*song, to)->inserts.size());
        return moveInsert(to, insert, std::min(at, chain - 1));
    }
    workspace_.apply((copy ? tr("Copy an insert to %1") : tr("Move an insert to %1")).arg(nameOf(to)),
                     [=, this, from = *home](const Project& project) -> Result<Project> {
                         auto added = project::copyInsert(project, from, insert, to, at);
                         if (!added) return tl::make_unexpected(added.error());
                         if (copy) return std::move(added->project);
                         // What moves takes its automation along.
                         Result<Project> next = std::move(added->project);
                         for (const auto& curve : project::findChannel(project, from)->automation) {
                             if (curve->target.owner != project::AutomationTarget::Owner::insert || curve->target.id != insert.value || !next) continue;
                             project::AutomationTarget target = curve->target;
                             target.id = added->id.value;
                             next = project::setCurve(std::move(*next), workspace_.catalogue(), to, target, curve->points);
                         }
                         return next ? project::removeInsert(std::move(*next), from, insert) : next;
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

void MixerActions::saveChain(ChannelId channel, const QString& name, TakenName taken) {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    if (!at || name.trimmed().isEmpty()) return;
    const auto saved = saveChainPreset(workspace_.catalogue(), {name.trimmed().toStdString(), project::chainOf(*at)}, taken);
    if (!saved) workspace_.messages().fail(QString::fromStdString(saved.error().message));
    else workspace_.messages().note(tr("Kept the chain %1.").arg(QString::fromStdString(*saved)));
}

bool MixerActions::isChainNameTaken(ChannelId channel, const QString& name) const {
    const project::Channel* at = project::findChannel(*workspace_.project(), channel);
    const auto known = chainPresets(workspace_.catalogue());
    return at && std::ranges::any_of(known, [&, wanted = name.trimmed().toStdString(), steps = project::chainOf(*at)](const auto& chain) {
        return chain.name == wanted && chain.steps != steps;
    });
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

} // namespace lacquer::ui
