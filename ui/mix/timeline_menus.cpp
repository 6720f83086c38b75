#include "ui/mix/timeline_view.h"

#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/song_edits.h"
#include "ui/mix/inline_edit.h"
#include "ui/mix/mixer_menus.h"
#include "ui/mix/tempo_lane.h"
#include "ui/mix/timeline_lanes.h"
#include "ui/mix/timeline_ruler.h"
#include "ui/models/automation_lane.h"
#include "ui/models/fade_shape.h"
#include "ui/models/scales.h"
#include "ui/models/time_text.h"

#include <QAction>
#include <QMenu>

#include <algorithm>
#include <array>

namespace lacquer::ui {

using project::Project;

void TimelineView::popUp(QMenu* menu, QPoint at) {
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(at);
}

void TimelineView::openClipMenu(ClipId clip, QPoint at) {
    const auto place = project::findClip(*state_.workspace().project(), clip);
    if (!place) return;
    const project::Clip one = *place.clip;
    auto* menu = new QMenu(this);
    menu->setObjectName("clipMenu");
    const FramePosition here = lanes_->commandPosition();
    menu->addAction(tr("Split here\tS"), this, [this, here] { actions_.split(here, std::nullopt); });
    menu->addActions({duplicate_, cut_, copy_, delete_});
    menu->addSeparator();
    mute_->setText(one.muted ? tr("Unmute clips") : tr("Mute clips"));
    menu->addActions({mute_, reverse_, join_});
    menu->addActions({silence_, slice_, swap_});
    menu->addSeparator();
    const auto shapes = [&](const QString& title, project::FadeShape now, auto choose) {
        auto* sub = menu->addMenu(title);
        for (const auto shape : kFadeShapes) {
            auto* action = sub->addAction(tr(fadeShapeName(shape)), this, [choose, shape] { choose(shape); });
            action->setCheckable(true);
            action->setChecked(shape == now);
        }
    };
    shapes(tr("Fade in"), one.fadeIn.shape, [this](project::FadeShape shape) { actions_.setFadeShape(true, shape); });
    shapes(tr("Fade out"), one.fadeOut.shape, [this](project::FadeShape shape) { actions_.setFadeShape(false, shape); });
    auto* cross = menu->addMenu(tr("Crossfade overlaps"));
    for (const auto shape : kFadeShapes) {
        cross->addAction(tr(fadeShapeName(shape)), this, [this, shape] { actions_.crossfade(shape); });
    }
    menu->addAction(tr("Reset gain"), this, [this] { actions_.resetGain(); })->setEnabled(one.gain.value != 0);
    menu->addSeparator();
    menu->addAction(tr("Rename…"), this, [this, clip] {
        const auto found = project::findClip(*state_.workspace().project(), clip);
        if (!found) return;
        const auto row = rowOf(state_.rows(), found.track->channel.id);
        if (!row) return;
        const double left = std::max(0.0, state_.scale().xOf(found.clip->position));
        openInlineEdit(theme_, lanes_, QRect(static_cast<int>(left) + 2, static_cast<int>(rowTop(state_, state_.rows()[*row])), 180, 22),
                       QString::fromStdString(found.clip->name), tr("Name of the clip"),
                       [this, clip](const QString& name) { actions_.rename(clip, name); });
    });
    menu->addActions({loop_});
    popUp(menu, at);
}

void TimelineView::openLaneMenu(FramePosition position, QPoint at) {
    auto* menu = new QMenu(this);
    menu->setObjectName("laneMenu");
    paste_->setEnabled(!state_.clipboard().empty());
    menu->addAction(paste_);
    menu->addAction(tr("Marker here\tM"), this, [this, position] { actions_.addMarker(position); });
    if (const auto& range = state_.range(); range && !range->isEmpty()) {
        menu->addSeparator();
        menu->addActions({split_, cut_, copy_, delete_});
        menu->addAction(tr("Cut out and close the gap"), this, [this, range = *range] {
            state_.workspace().apply(tr("Cut out the range"), [&](const Project& project) {
                return project::rippleDelete(project, range.channels, range.start, range.end);
            });
            state_.setRange(std::nullopt);
        });
        menu->addAction(tr("Insert silence"), this, [this, range = *range] {
            state_.workspace().apply(tr("Insert silence"), [&](const Project& project) {
                return project::rippleInsert(project, range.channels, range.start, range.end - range.start);
            });
        });
        menu->addAction(loop_);
    }
    menu->addSeparator();
    auto* rows = menu->addMenu(tr("Row height"));
    rows->addAction(tr("Small\tAlt+1"), this, [this] { state_.setStandardSize(RowSize::small); });
    rows->addAction(tr("Normal\tAlt+2"), this, [this] { state_.setStandardSize(RowSize::normal); });
    rows->addAction(tr("Large\tAlt+3"), this, [this] { state_.setStandardSize(RowSize::large); });
    popUp(menu, at);
}

void TimelineView::openPointMenu(const TimelineRow& row, FramePosition position, QPoint at) {
    const auto* channel = state_.channelOf(row);
    const auto lane = channel ? laneSubject(*state_.song(), *channel, row.target, state_.workspace().catalogue()) : std::nullopt;
    if (!lane) return;
    auto* menu = new QMenu(this);
    menu->setObjectName("pointMenu");
    const QString name = QString::fromStdString(lane->name);
    const FrameCount reach = state_.scale().frames(theme_.size(Size::autoHit));
    std::optional<project::AutomationPoint> point;
    if (lane->curve) {
        for (const auto& one : lane->curve->points) {
            if (one.position >= position - reach && one.position <= position + reach) point = one;
        }
    }
    const ChannelId id = row.channel;
    const auto target = row.target;
    if (point) {
        menu->addAction(tr("Delete point"), this, [this, id, target, at = point->position, name] {
            state_.workspace().apply(tr("Delete point of %1").arg(name), [&](const Project& project) {
                return project::removePoints(project, id, target, at, at + FrameCount{1});
            });
        });
        if (point->bend != 0) {
            menu->addAction(tr("Straight to the next point"), this, [this, id, target, straight = *point, name]() mutable {
                straight.bend = 0;
                state_.workspace().apply(tr("Straighten %1").arg(name), [&](const Project& project) {
                    return project::movePoint(project, state_.workspace().catalogue(), id, target, straight.position, straight);
                });
            });
        }
    }
    if (const auto& range = state_.range(); range && !range->isEmpty() && lane->curve) {
        menu->addAction(tr("Delete points in the range"), this, [this, id, target, range = *range, name] {
            state_.workspace().apply(tr("Delete points of %1").arg(name), [&](const Project& project) {
                return project::removePoints(project, id, target, range.start, range.end);
            });
        });
    }
    menu->addAction(tr("Clear %1").arg(name), this, [this, id, target, name] {
        state_.workspace().apply(tr("Clear %1").arg(name), [&](const Project& project) { return project::clearCurve(project, id, target); });
    })->setEnabled(lane->curve != nullptr);
    menu->addAction(tr("Fold this lane"), this, [this, id, target] { state_.fold(id, target); });
    popUp(menu, at);
}

void TimelineView::openMarkerMenu(MarkerId marker, QPoint at) {
    const auto* song = state_.song();
    if (!song) return;
    const auto found = std::ranges::find(song->markers, marker, &project::Marker::id);
    if (found == song->markers.end()) return;
    const SongId id = song->id;
    const auto next = std::next(found);
    const FramePosition start = found->position;
    const FramePosition end = next == song->markers.end() ? project::endOf(*song) : next->position;
    auto* menu = new QMenu(this);
    menu->setObjectName("markerMenu");
    menu->addAction(tr("Loop this section"), this, [this, id, start, end] {
        state_.workspace().apply(tr("Loop the section"), [&](const Project& project) { return project::setLoop(project, id, {start, end, true}); });
    })->setEnabled(end > start);
    menu->addAction(tr("Delete marker"), this, [this, id, marker] {
        state_.workspace().apply(tr("Delete marker"), [&](const Project& project) { return project::removeMarker(project, id, marker); });
    });
    popUp(menu, at);
}

void TimelineView::openRulerMenu(FramePosition position, QPoint at) {
    auto* menu = new QMenu(this);
    menu->setObjectName("rulerMenu");
    const std::array formats{std::pair(tr("Bars and beats"), TimeFormat::barsBeats), std::pair(tr("Time"), TimeFormat::clock),
                             std::pair(tr("Samples"), TimeFormat::samples)};
    for (const auto& [text, format] : formats) {
        auto* action = menu->addAction(text, this, [this, format = format] { state_.setTimeFormat(format); });
        action->setCheckable(true);
        action->setChecked(state_.timeFormat() == format);
    }
    menu->addSeparator();
    menu->addAction(tr("Marker here\tM"), this, [this, position] { actions_.addMarker(position); });
    menu->addSeparator();
    menu->addAction(showTempo_);
    tempoLane_->fillMenu(*menu, position);
    popUp(menu, at);
}

} // namespace lacquer::ui
