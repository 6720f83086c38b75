#include "ui/mix/mixer_menus.h"

#include "engine/project/channel_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/link_edits.h"
#include "ui/mix/chain_menu.h"
#include "ui/mix/taken_name.h"
#include "ui/models/freezing.h"
#include "ui/models/level_match.h"
#include "ui/models/scales.h"

#include <QFileDialog>
#include <QInputDialog>
#include <QMenu>
#include <QPainter>
#include <QPixmap>

namespace lacquer::ui {
namespace {

QString words(const std::string& text) { return QString::fromStdString(text); }

QString tr(const char* text) { return MixerActions::tr(text); }

/// Playing goes on, and meters with it, while it is open.
QFileDialog* chainDialog(QWidget* window, const QString& title, const QString& kind) {
    auto* dialog = new QFileDialog(window, title, {}, kind);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

} // namespace

void fillProcessorMenu(QMenu& menu, const Catalogue& catalogue, const std::function<void(std::string)>& chosen) {
    for (const ProcessorSpec* spec : catalogue.all())
        menu.addAction(words(spec->name), &menu, [chosen, id = spec->id] { chosen(id); });
}

void fillInsertMenu(QMenu& menu, Workspace& workspace, MixerActions& actions, ChannelId channel, InsertId insert, int place) {
    if (!insert) {
        fillProcessorMenu(menu, workspace.catalogue(), [&actions, channel](const std::string& id) {
            actions.addInsert(channel, id, -1);
        });
        return;
    }
    menu.addAction(tr("Edit"), &menu, [&workspace, channel, insert] { workspace.selectInsert(channel, insert); });
    menu.addAction(tr("Bypass\tB"), &menu, [&actions, channel, insert] { actions.toggleBypass(channel, insert); });
    menu.addSeparator();
    QMenu* before = menu.addMenu(tr("Insert before"));
    fillProcessorMenu(*before, workspace.catalogue(), [&actions, channel, place](const std::string& id) {
        actions.addInsert(channel, id, place);
    });
    menu.addAction(tr("Move up"), &menu, [&actions, channel, insert, place] {
            actions.moveInsert(channel, insert, place - 1);
        })->setEnabled(place > 0);
    const project::Channel* at = project::findChannel(*workspace.project(), channel);
    menu.addAction(tr("Move down"), &menu, [&actions, channel, insert, place] {
            actions.moveInsert(channel, insert, place + 1);
        })->setEnabled(at && place + 1 < static_cast<int>(at->inserts.size()));
    menu.addSeparator();
    menu.addAction(tr("Remove\tDel"), &menu, [&actions, channel, insert] { actions.removeInsert(channel, insert); });
}

void fillOutputMenu(QMenu& menu, Workspace& workspace, MixerActions& actions, const Strip& strip) {
    const project::Song* song = workspace.song();
    if (!song || strip.kind == StripKind::mix) return;
    const auto add = [&](const QString& name, ChannelId bus) {
        QAction* action = menu.addAction(name, &menu, [&actions, id = strip.id, bus] { actions.route(id, bus); });
        action->setCheckable(true);
        action->setChecked(strip.outputId == bus);
    };
    add(words(song->mix->name), {});
    for (const auto& bus : song->buses)
        if (bus->channel.id != strip.id && bus->role == project::BusRole::group) add(words(bus->channel.name), bus->channel.id);
    menu.addSeparator();
    menu.addAction(tr("New group"), &menu, [&workspace, &actions, id = strip.id] {
        if (!workspace.isSelected(id)) workspace.selectChannel(id);
        actions.groupSelection();
    });
}

void fillVcaMenu(QMenu& menu, Workspace& workspace, MixerActions& actions, const Strip& strip) {
    const project::Song* song = workspace.song();
    if (!song) return;
    const auto add = [&](const QString& name, ChannelId vca) {
        QAction* action = menu.addAction(name, &menu, [&actions, id = strip.id, vca] { actions.setVca(id, vca); });
        action->setCheckable(true);
        action->setChecked(strip.vca == vca);
    };
    add(tr("None"), {});
    for (const auto& vca : song->vcas)
        if (vca->id != strip.id) add(words(vca->name), vca->id);
    menu.addSeparator();
    menu.addAction(tr("New VCA for selection"), &menu, [&workspace, &actions, id = strip.id] {
        if (!workspace.isSelected(id)) workspace.selectChannel(id);
        actions.vcaForSelection();
    });
}

void fillModeMenu(QMenu& menu, MixerActions& actions, const Strip& strip) {
    using project::AutomationMode;
    for (const AutomationMode mode : {AutomationMode::off, AutomationMode::read, AutomationMode::touch, AutomationMode::latch,
                                      AutomationMode::write, AutomationMode::trim}) {
        QAction* action = menu.addAction(words(letterOf(mode) + "   " + nameOf(mode)), &menu, [&actions, id = strip.id, mode] {
            actions.setMode(id, mode);
        });
        action->setCheckable(true);
        action->setChecked(strip.mode == mode);
    }
}

void fillSendMenu(QMenu& menu, MixerActions& actions, ChannelId channel, const SendCell& send) {
    if (!send.id) {
        menu.addAction(tr("Send to %1").arg(words(send.busName)), &menu, [&actions, channel, bus = send.bus] {
            actions.enterSend(channel, bus, -12);
        });
        return;
    }
    QAction* muted = menu.addAction(tr("Mute"), &menu, [&actions, channel, bus = send.bus] { actions.toggleSendMuted(channel, bus); });
    muted->setCheckable(true);
    muted->setChecked(send.muted);
    QAction* pre = menu.addAction(tr("Pre-fader"), &menu, [&actions, channel, bus = send.bus] { actions.toggleSendPreFader(channel, bus); });
    pre->setCheckable(true);
    pre->setChecked(send.preFader);
    menu.addAction(tr("Remove"), &menu, [&actions, channel, bus = send.bus] { actions.removeSend(channel, bus); });
}

void fillListenMenu(QMenu& menu, Workspace& workspace, MixerActions& actions, ChannelId channel) {
    MonitorDesk& desk = workspace.monitorDesk();
    for (const auto& [text, point] : {std::pair{tr("After the fader (AFL)"), plan::ListenPoint::afterFader}, {tr("Before the fader (PFL)"), plan::ListenPoint::beforeFader}}) {
        const bool here = desk.isListened(channel) && desk.listenPoint() == point;
        QAction* action = menu.addAction(text, &menu, [&desk, &actions, channel, point = point, here] {
            if (here) return actions.toggleListen(channel);
            desk.setListenPoint(point);
            if (!desk.isListened(channel)) actions.toggleListen(channel);
        });
        action->setCheckable(true);
        action->setChecked(here);
    }
    menu.addAction(tr("The mix again"), &menu, [&desk] { desk.clearListen(); })->setEnabled(desk.isListening());
}

void fillFreezeMenu(QMenu& menu, Workspace& workspace, const std::vector<ChannelId>& channels) {
    std::vector<ChannelId> live, frozen;
    if (const project::Song* song = workspace.song())
        for (const ChannelId id : channels)
            if (const project::Track* track = project::findTrack(*song, id)) (track->freeze ? frozen : live).push_back(id);
    const auto count = [](const std::vector<ChannelId>& ids, const QString& one, const QString& many) { return ids.size() == 1 ? one : many.arg(ids.size()); };
    if (!live.empty())
        menu.addAction(count(live, tr("Freeze the track"), tr("Freeze %1 tracks")), &menu, [&workspace, live] { freezeTracks(workspace, live); })
            ->setToolTip(tr("Plays a rendering of clips and chain: no load, and nothing of them changes"));
    if (!frozen.empty()) menu.addAction(count(frozen, tr("Unfreeze the track"), tr("Unfreeze %1 tracks")), &menu, [&workspace, frozen] { unfreezeTracks(workspace, frozen); });
}

void fillMatchMenu(QMenu& menu, Workspace& workspace, const Strip& strip) {
    LevelMatch& match = workspace.levelMatch();
    const auto add = [&](const QString& text, const QString& key, const QString& title, const LevelMatch::Variant& heard) {
        QAction* action = menu.addAction(text, &menu, [&match, key, title, heard, id = strip.id] {
            if (match.isOn(key)) return match.stop();
            match.listen(key, title, heard, [](const project::Project& from) -> Result<project::Project> { return from; }, {id, {}});
        });
        action->setCheckable(true);
        action->setChecked(match.isOn(key));
        return action;
    };
    const QString name = words(strip.name), number = QString::number(static_cast<qulonglong>(strip.id.value));
    add(tr("Hear the chain off at equal loudness"), "chain" + number, tr("Chain of %1 off").arg(name), [id = strip.id](const project::Project& from) {
        Result<project::Project> next = from;
        if (const project::Channel* channel = project::findChannel(from, id))
            for (const auto& insert : channel->inserts)
                if (next) next = project::setInsertBypassed(std::move(*next), id, insert->id, true);
        return next;
    })->setEnabled(!strip.inserts.empty());
    if (strip.kind == StripKind::mix) return;
    // Everything of it but how loud it is: chain, trim, polarity, pan, width, sends.
    add(tr("Hear the strip untouched at equal loudness"), "strip" + number, tr("%1 untouched").arg(name), [id = strip.id](const project::Project& from) -> Result<project::Project> {
        const project::Channel* channel = project::findChannel(from, id);
        if (!channel) return from;
        const Decibels level = channel->fader;
        auto bare = project::copyStripSettings(from, project::Channel{}, id);
        return bare ? project::setFader(std::move(*bare), id, level) : bare;
    });
}

void fillStripMenu(QMenu& menu, const Theme& theme, Workspace& workspace, MixerActions& actions, const Strip& strip, const std::function<void()>& rename) {
    menu.addAction(tr("Rename"), &menu, rename);
    QMenu* colours = menu.addMenu(tr("Colour"));
    for (std::size_t k = 0; k < theme.trackColours().size(); ++k) {
        const std::uint32_t rgb = theme.trackColours()[k];
        QPixmap chip(14, 14);
        chip.fill(theme.hue(rgb));
        colours->addAction(chip, theme.trackColourNames()[k], &menu, [&actions, id = strip.id, rgb] { actions.setColour(id, rgb); });
    }
    const bool sounds = strip.kind != StripKind::vca;
    if (strip.kind != StripKind::mix) {
        if (sounds) fillOutputMenu(*menu.addMenu(tr("Output")), workspace, actions, strip);
        if (!strip.sends.empty()) {
            QMenu* sends = menu.addMenu(tr("Send to"));
            for (const SendCell& send : strip.sends)
                sends->addAction(words(send.busName), &menu, [&actions, id = strip.id, bus = send.bus] { actions.enterSend(id, bus, -12); })
                    ->setEnabled(!send.id);
        }
        fillVcaMenu(*menu.addMenu(tr("VCA")), workspace, actions, strip);
        QAction* safe = menu.addAction(tr("Solo safe"), &menu, [&actions, id = strip.id] { actions.toggleSoloSafe(id); });
        safe->setCheckable(true);
        safe->setChecked(strip.soloSafe);
        if (sounds) fillListenMenu(*menu.addMenu(tr("Listen")), workspace, actions, strip.id);
    }
    fillModeMenu(*menu.addMenu(tr("Automation")), actions, strip);
    menu.addSeparator();
    const std::size_t chosen = actions.chosenWith(strip.id).size();
    const QString all = chosen > 1 ? tr("%1 strips").arg(chosen) : words(strip.name);
    if (!sounds) {
        menu.addAction(tr("Remove %1").arg(all), &menu, [&actions, id = strip.id] { actions.removeChannel(id); });
        return;
    }
    menu.addAction(tr("Copy settings"), &menu, [&actions, id = strip.id] { actions.copySettings(id); });
    menu.addAction(tr("Paste settings"), &menu, [&actions, id = strip.id] { actions.pasteSettings(id); })->setEnabled(actions.hasCopiedSettings());
    menu.addAction(tr("Reset the strip"), &menu, [&actions, id = strip.id] { actions.resetStrip(id); });
    QMenu* chains = menu.addMenu(tr("Chain"));
    fillChainMenu(*chains, workspace.catalogue(), [&actions, id = strip.id](const project::ChainPreset& preset) { actions.loadChain(id, preset); });
    chains->addSeparator();
    const QString kind = tr("Presets (*.lacquer-preset)");
    chains->addAction(tr("Save as preset…"), &menu, [&actions, id = strip.id, window = menu.parentWidget()] {
        auto* dialog = new QInputDialog(window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(tr("Save the chain as a preset"));
        dialog->setLabelText(tr("Name of the chain"));
        dialog->setTextValue(actions.nameOf(id));
        QObject::connect(dialog, &QInputDialog::textValueSelected, dialog, [&actions, id, window](const QString& name) {
            const auto save = [&actions, id, name](TakenName taken) { actions.saveChain(id, name, taken); };
            if (actions.isChainNameTaken(id, name)) askAboutTakenName(window, name.trimmed(), save);
            else save(TakenName::refuse);
        });
        dialog->open();
    });
    chains->addAction(tr("Export…"), &menu, [&actions, id = strip.id, kind, window = menu.parentWidget()] {
        auto* dialog = chainDialog(window, tr("Export the chain"), kind);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix("lacquer-preset");
        dialog->selectFile(actions.nameOf(id) + ".lacquer-preset");
        QObject::connect(dialog, &QFileDialog::fileSelected, dialog, [&actions, id](const QString& file) { actions.exportChain(id, file.toStdString()); });
        dialog->open();
    });
    chains->addAction(tr("Import…"), &menu, [&actions, id = strip.id, kind, window = menu.parentWidget()] {
        auto* dialog = chainDialog(window, tr("Import a chain"), kind);
        dialog->setFileMode(QFileDialog::ExistingFile);
        QObject::connect(dialog, &QFileDialog::fileSelected, dialog, [&actions, id](const QString& file) { actions.importChain(id, file.toStdString()); });
        dialog->open();
    });
    fillMatchMenu(menu, workspace, strip);
    menu.addSeparator();
    menu.addAction(tr("New group from selection\tCtrl+G"), &menu, [&actions] { actions.groupSelection(); });
    menu.addAction(tr("New VCA for selection"), &menu, [&actions] { actions.vcaForSelection(); });
    menu.addAction(tr("Link the selected strips\tCtrl+Shift+G"), &menu, [&actions] { actions.linkSelection(); })
        ->setEnabled(workspace.selection().channels.size() > 1);
    if (const project::LinkGroup* link = workspace.song() ? project::linkGroupOf(*workspace.song(), strip.id) : nullptr)
        menu.addAction(tr("Unlink %1").arg(words(link->name)), &menu, [&actions, id = strip.id] { actions.unlink(id); });
    menu.addAction(tr("New reverb return"), &menu, [&actions] { actions.addReturn(tr("Reverb"), "reverb"); })
        ->setEnabled(workspace.catalogue().find("reverb"));
    menu.addAction(tr("New delay return"), &menu, [&actions] { actions.addReturn(tr("Delay"), "delay"); })
        ->setEnabled(workspace.catalogue().find("delay"));
    if (strip.kind == StripKind::mix) return;
    menu.addSeparator();
    if (strip.kind == StripKind::track) {
        fillFreezeMenu(menu, workspace, actions.together(strip.id));
        menu.addAction(tr("Duplicate\tCtrl+D"), &menu, [&actions, id = strip.id] { actions.duplicateTrack(id); });
    }
    menu.addAction(tr("Remove %1").arg(all), &menu, [&actions, id = strip.id] { actions.removeChannel(id); });
}

} // namespace lacquer::ui
