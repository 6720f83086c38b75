// The menus of tracks, their folders, takes and automation modes.

#include "ui/mix/timeline_view.h"

#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/folder_edits.h"
#include "engine/project/song_edits.h"
#include "ui/mix/inline_edit.h"
#include "ui/mix/mixer_menus.h"
#include "ui/mix/timeline_headers.h"
#include "ui/mix/timeline_lanes.h"
#include "ui/models/automation_lane.h"
#include "ui/models/scales.h"

#include <QAction>
#include <QMenu>
#include <QPixmap>

#include <algorithm>
#include <array>

namespace lacquer::ui {

using project::Project;

void TimelineView::addFolderMenu(QMenu& menu, ChannelId channel) {
    const auto* song = state_.song();
    const auto* in = song ? project::folderOf(*song, channel) : nullptr;
    auto* folders = menu.addMenu(tr("Folder"));
    folders->addAction(tr("New folder for the selection"), this, [this] { actions_.folderForSelection(); });
    folders->addSeparator();
    const auto add = [&](const QString& name, TrackFolderId id) {
        QAction* action = folders->addAction(name, this, [this, channel, id, name] {
            state_.workspace().apply(tr("Into folder %1").arg(name), [&](const Project& project) { return project::setTrackFolder(project, channel, id); });
        });
        action->setCheckable(true);
        action->setChecked(in ? in->id == id : !id);
    };
    add(tr("None"), {});
    for (const auto& folder : song ? song->folders : std::vector<project::TrackFolder>{}) add(QString::fromStdString(folder.name), folder.id);
}

void TimelineView::openFolderMenu(TrackFolderId id, QPoint at) {
    const auto* song = state_.song();
    const auto* folder = song ? project::findFolder(*song, id) : nullptr;
    if (!folder) return;
    const QString name = QString::fromStdString(folder->name);
    auto* menu = new QMenu(this);
    menu->setObjectName("folderMenu");
    menu->addAction(tr("Rename…"), this, [this, id, name, song = song->id] {
        for (const auto& row : state_.rows()) {
            if (row.kind != TimelineRow::Kind::folder || row.folder != id) continue;
            openInlineEdit(theme_, headers_, QRect(26, row.top - state_.scrollTop() + 1, headers_->width() - 40, 22), name, tr("Name of the folder"), [this, id, song](const QString& text) {
                state_.workspace().apply(tr("Rename folder to %1").arg(text), [&](const Project& project) { return project::renameFolder(project, song, id, text.toStdString()); });
            });
        }
    });
    auto* colours = menu->addMenu(tr("Colour"));
    for (std::size_t k = 0; k < theme_.trackColours().size(); ++k) {
        const std::uint32_t rgb = theme_.trackColours()[k];
        QPixmap chip(14, 14);
        chip.fill(theme_.hue(rgb));
        colours->addAction(chip, theme_.trackColourNames()[k], this, [this, id, rgb, song = song->id] {
            state_.workspace().apply(tr("Colour of a folder"), [&](const Project& project) { return project::setFolderColour(project, song, id, {rgb}); });
        });
    }
    menu->addAction(tr("Select its tracks"), this, [this, tracks = folder->tracks] {
        Selection selection = state_.workspace().selection();
        selection.channels = tracks;
        state_.workspace().select(selection);
    });
    menu->addSeparator();
    menu->addAction(tr("Take the folder away; its tracks stay"), this, [this, id, name, song = song->id] {
        state_.workspace().apply(tr("Take away folder %1").arg(name), [&](const Project& project) { return project::removeFolder(project, song, id); });
    });
    popUp(menu, at);
}

void TimelineView::openTakeMenu(ChannelId channel, TakeId take, QPoint at) {
    const auto* track = state_.song() ? project::findTrack(*state_.song(), channel) : nullptr;
    const auto* waiting = track ? project::findTake(*track, take) : nullptr;
    if (!waiting) return;
    const QString name = QString::fromStdString(waiting->name);
    auto* menu = new QMenu(this);
    menu->setObjectName("takeMenu");
    menu->addAction(tr("Play %1").arg(name), this, [this, channel, take] { actions_.playTake(channel, take); });
    menu->addAction(tr("Rename…"), this, [this, channel, take, name] {
        for (const auto& row : state_.rows())
            if (row.kind == TimelineRow::Kind::take && row.take == take)
                openInlineEdit(theme_, headers_, QRect(28, row.top - state_.scrollTop() + 8, 120, 22), name, tr("Name of the take"), [this, channel, take](const QString& text) {
                    state_.workspace().apply(tr("Rename take to %1").arg(text), [&](const Project& project) { return project::renameTake(project, channel, take, text.toStdString()); });
                });
    });
    menu->addAction(tr("New track from %1").arg(name), this, [this, channel, take, name] {
        state_.workspace().apply(tr("New track from %1").arg(name), [&](const Project& project) -> Result<Project> {
            auto made = project::takeToTrack(project, channel, take);
            if (!made) return tl::make_unexpected(made.error());
            return std::move(made->project);
        });
    });
    menu->addSeparator();
    menu->addAction(tr("Delete %1").arg(name), this, [this, channel, take, name] {
        state_.workspace().apply(tr("Delete %1").arg(name), [&](const Project& project) { return project::removeTake(project, channel, take); });
    });
    popUp(menu, at);
}

void TimelineView::openModeMenu(ChannelId channel, QPoint at) {
    const auto* song = state_.song();
    const auto* now = song ? project::findChannel(*song, channel) : nullptr;
    if (!now) return;
    auto* menu = new QMenu(this);
    menu->setObjectName("modeMenu");
    using Mode = project::AutomationMode;
    for (const Mode mode : {Mode::off, Mode::read, Mode::touch, Mode::latch, Mode::write, Mode::trim}) {
        auto* action = menu->addAction(QString::fromStdString(letterOf(mode) + "  " + nameOf(mode)), this, [this, channel, mode] {
            state_.workspace().apply(tr("Automation %1").arg(QString::fromStdString(nameOf(mode))), [&](const Project& project) {
                return project::setAutomationMode(project, channel, mode);
            });
        });
        action->setCheckable(true);
        action->setChecked(now->automationMode == mode);
    }
    menu->addSeparator();
    menu->addAction(tr("Show volume lane"), this, [this, channel] {
        state_.unfold(channel, {project::AutomationTarget::Owner::channel, 0, "fader"});
    });
    menu->addAction(tr("Show all lanes with points"), this, [this, channel] {
        const auto* subject = project::findChannel(*state_.song(), channel);
        if (!subject) return;
        for (const auto& curve : subject->automation) state_.unfold(channel, curve->target);
    })->setEnabled(!now->automation.empty());
    popUp(menu, at);
}

void TimelineView::openAutomationMenu(ChannelId channel,
                                      const std::optional<project::AutomationTarget>& instead,
                                      QPoint at) {
    const auto* song = state_.song();
    const auto* now = song ? project::findChannel(*song, channel) : nullptr;
    if (!now) return;
    auto* menu = new QMenu(this);
    menu->setObjectName("automationMenu");
    // A processor has dozens of parameters: one sub-menu each.
    QMenu* sub = nullptr;
    std::uint64_t subOf = 0;
    for (const auto& lane : laneSubjects(*song, *now, state_.workspace().catalogue())) {
        QMenu* in = menu;
        QString text = QString::fromStdString(lane.name);
        if (lane.target.owner == project::AutomationTarget::Owner::insert) {
            if (lane.target.id != subOf) {
                subOf = lane.target.id;
                const auto insert = std::ranges::find_if(now->inserts, [&](const auto& one) { return one->id.value == subOf; });
                const auto* processor = state_.workspace().catalogue().find((*insert)->processor);
                sub = menu->addMenu(QString::fromStdString(processor->name));
            }
            in = sub;
            text = QString::fromStdString(lane.spec.name);
        }
        if (lane.curve) text += QString::fromUtf8("  ·  ") + tr("%n points", nullptr, static_cast<int>(lane.curve->points.size()));
        auto* action = in->addAction(text, this, [this, channel, target = lane.target, instead] {
            if (instead) state_.fold(channel, *instead);
            if (!instead && state_.isUnfolded(channel, target)) {
                state_.fold(channel, target);
            } else {
                state_.unfold(channel, target);
            }
        });
        action->setCheckable(true);
        action->setChecked(state_.isUnfolded(channel, lane.target));
    }
    popUp(menu, at);
}

void TimelineView::openTrackMenu(ChannelId channel, QPoint at) {
    const auto* song = state_.song();
    const auto* now = song ? project::findChannel(*song, channel) : nullptr;
    if (!now) return;
    const bool isTrack = project::findTrack(*song, channel) != nullptr;
    const QString name = QString::fromStdString(now->name);
    auto* menu = new QMenu(this);
    menu->setObjectName("trackMenu");
    auto* colours = menu->addMenu(tr("Colour"));
    for (std::size_t i = 0; i < theme_.trackColours().size(); ++i) {
        const std::uint32_t rgb = theme_.trackColours()[i];
        QPixmap swatch(14, 14);
        swatch.fill(theme_.hue(rgb));
        colours->addAction(QIcon(swatch), theme_.trackColourNames()[i], this, [this, rgb] {
            const auto chosen = state_.workspace().selection().channels;
            state_.workspace().apply(tr("Colour tracks"), [&](const Project& project) {
                Result<Project> next = project;
                for (const ChannelId one : chosen) {
                    if (next) next = project::setColour(std::move(*next), one, {rgb});
                }
                return next;
            });
        });
    }
    if (isTrack) addFolderMenu(*menu, channel);
    auto* rows = menu->addMenu(tr("Row height"));
    const std::array sizes{std::pair(tr("Small"), RowSize::small), std::pair(tr("Normal"), RowSize::normal), std::pair(tr("Large"), RowSize::large)};
    for (const auto& [text, size] : sizes) {
        rows->addAction(text, this, [this, size = size] {
            for (const ChannelId one : state_.workspace().selection().channels) state_.setRowSize(one, size);
        });
    }
    auto* takes = menu->addMenu(tr("Takes"));
    takes->addActions({copyTake_, newTake_, showTakes_});
    takes->setEnabled(isTrack);
    menu->addActions({link_, unlink_});
    fillFreezeMenu(*menu, state_.workspace(), state_.workspace().selection().channels);
    menu->addAction(tr("Automation lanes…"), this, [this, channel, at] { openAutomationMenu(channel, std::nullopt, at); });
    menu->addSeparator();
    menu->addAction(tr("Polarity inverted"), this, [this, channel, inverted = !now->polarityInverted, name] {
        state_.workspace().apply(tr("Polarity of %1").arg(name), [&](const Project& project) { return project::setPolarity(project, channel, inverted); });
    });
    menu->actions().back()->setCheckable(true);
    menu->actions().back()->setChecked(now->polarityInverted);
    menu->addAction(tr("Select all clips of the track"), this, [this, channel] {
        const auto* track = project::findTrack(*state_.song(), channel);
        if (!track) return;
        Selection selection = state_.workspace().selection();
        selection.clips.clear();
        for (const auto& clip : *track->clips) selection.clips.push_back(clip.id);
        state_.workspace().select(selection);
    })->setEnabled(isTrack);
    if (isTrack) {
        menu->addSeparator();
        menu->addAction(tr("Duplicate track"), this, [this, channel, name] {
            state_.workspace().apply(tr("Duplicate track %1").arg(name), [&](const Project& project) -> Result<Project> {
                auto made = project::duplicateTrack(project, channel);
                if (!made) return tl::make_unexpected(made.error());
                return std::move(made->project);
            });
        });
        menu->addAction(tr("Delete track"), this, [this, channel, name] {
            state_.workspace().apply(tr("Delete track %1").arg(name), [&](const Project& project) { return project::removeTrack(project, channel); });
        });
    }
    popUp(menu, at);
}

} // namespace lacquer::ui
