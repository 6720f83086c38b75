#include "ui/mix/timeline_headers.h"

#include "engine/project/channel_edits.h"
#include "engine/project/folder_edits.h"
#include "engine/project/song_edits.h"
#include "engine/project/take_edits.h"
#include "ui/mix/frozen_sign.h"
#include "ui/mix/inline_edit.h"
#include "ui/mix/mixer_actions.h"
#include "ui/models/scales.h"
#include "ui/models/strip.h"
#include "ui/models/time_text.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <utility>

namespace lacquer::ui {

TimelineHeaders::TimelineHeaders(TimelineState& state, QWidget* parent) : QWidget(parent), state_(state) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setObjectName("timelineHeaders");
    setAccessibleName(tr("Tracks"));
    setAccessibleDescription(tr("Heads of the tracks. Shift+M mutes and Shift+S solos the selected ones."));
    const auto repaint = [this] { renew(); };
    connect(&state_, &TimelineState::viewChanged, this, [this] {
        if (state_.scrollTop() != pictureTop_) update();
    });
    connect(&state_, &TimelineState::rowsChanged, this, repaint);
    connect(&state_.workspace(), &Workspace::projectChanged, this, [this] {
        const auto* song = state_.song();
        const bool before = std::exchange(soloActive_, song && soloCount(*song) > 0);
        const auto was = std::exchange(shownProject_, state_.workspace().project());
        // A solo anywhere shows on all heads.
        const project::Song* old = was && song ? project::findSong(*was, song->id) : nullptr;
        if (!old || before || soloActive_ || old->folders != song->folders) return renew();
        for (std::size_t i = 0; i < state_.rows().size(); ++i) {
            const ChannelId id = state_.rows()[i].channel;
            const project::Channel *now = project::findChannel(*song, id), *then = project::findChannel(*old, id);
            const project::Track *track = project::findTrack(*song, id), *oldTrack = project::findTrack(*old, id);
            // A part that did not change is the very same one; one that did is told by what a head shows.
            if (now == then && track == oldTrack) continue;
            renewRow(i);
        }
    });
    connect(&state_.workspace(), &Workspace::selectionChanged, this, repaint);
    connect(&state_.workspace().monitorDesk(), &MonitorDesk::changed, this, repaint);
    connect(&state_.theme(), &Theme::changed, this, repaint);
    connect(&state_.workspace(), &Workspace::ticked, this, [this] {
        if (isVisible() && state_.workspace().playerState().playing) {
            update(width() - kMeterWidth - 2, 0, kMeterWidth + 2, height());
        } else if (isVisible() && !state_.workspace().meters().isAtRest()) {
            update(width() - kMeterWidth - 2, 0, kMeterWidth + 2, height());
        }
    });
    const auto* song = state_.song();
    soloActive_ = song && soloCount(*song) > 0;
}

QSize TimelineHeaders::sizeHint() const {
    return {state_.theme().size(Size::timelineHeader), 320};
}

QRect TimelineHeaders::rowRect(const TimelineRow& row) const {
    return {0, row.top - state_.scrollTop(), width(), row.height};
}

QRect TimelineHeaders::partRect(const TimelineRow& row, Part part) const {
    const QRect box = rowRect(row);
    const int line = std::min(36, box.height() - 1); // the height of the first line
    const int side = std::min(20, line - 4);
    const int top = box.top() + (line - side) / 2;
    const int right = width() - kMeterWidth - 9;
    const auto letter = [&](int fromRight) { return QRect(right - (fromRight + 1) * 24 + 4, top, 20, side); };
    const bool lane = row.kind == TimelineRow::Kind::lane;
    if (row.kind == TimelineRow::Kind::folder) return part == Part::name ? box.adjusted(kEdge, 0, 0, 0) : QRect();
    if (row.kind == TimelineRow::Kind::take) {
        // A take has a button that plays it, and its name.
        if (part == Part::take) return letter(0);
        return part == Part::name ? QRect(kEdge, box.top(), letter(0).left() - kEdge - 4, box.height()) : QRect();
    }
    switch (part) {
    case Part::automation: return letter(0);
    case Part::solo: return lane ? QRect() : letter(1);
    case Part::mute: return lane ? QRect() : letter(2);
    case Part::name: return QRect(kEdge, box.top(), letter(2).left() - kEdge - 4, line);
    case Part::unfold:
        return box.height() >= kLargeFrom ? QRect(28, box.bottom() - 26, 110, 20) : QRect();
    case Part::parameter: return lane ? QRect(28, box.top() + 6, 110, 20) : QRect();
    case Part::close: return lane ? QRect(6, box.top() + 6, 18, 18) : QRect();
    case Part::edge: return QRect(0, box.bottom() - 3, width(), 4);
    case Part::take:
    case Part::none: break;
    }
    return {};
}

TimelineHeaders::Hit TimelineHeaders::hitAt(QPoint at) const {
    Hit hit;
    hit.row = rowAt(state_.rows(), at.y() + state_.scrollTop());
    if (!hit.row) return hit;
    const TimelineRow& row = state_.rows()[*hit.row];
    for (const Part part : {Part::mute, Part::solo, Part::automation, Part::unfold, Part::parameter, Part::close, Part::take}) {
        if (partRect(row, part).contains(at)) {
            hit.part = part;
            return hit;
        }
    }
    hit.part = row.kind == TimelineRow::Kind::track && partRect(row, Part::edge).contains(at) ? Part::edge : Part::name;
    return hit;
}

void TimelineHeaders::toggleFolder(TrackFolderId id) {
    const auto* song = state_.song();
    const auto* folder = song ? project::findFolder(*song, id) : nullptr;
    if (!folder) return;
    state_.workspace().apply((folder->open ? tr("Close folder %1") : tr("Open folder %1")).arg(QString::fromStdString(folder->name)),
                             [song = song->id, id, open = !folder->open](const project::Project& project) { return project::setFolderOpen(project, song, id, open); });
}

void TimelineHeaders::renew() {
    picture_.markAllStale();
    update();
}

void TimelineHeaders::renewRow(const std::optional<std::size_t>& row) {
    if (!row || *row >= state_.rows().size()) return;
    const QRect box = rowRect(state_.rows()[*row]);
    picture_.markStale(box);
    update(box);
}

int TimelineHeaders::dropIndex(int y) const {
    // Tracks that are not shown keep their places: a row knows its number among all of them.
    int index = 0;
    for (const auto& row : state_.rows()) {
        if (!row.isHead()) continue;
        if (row.kind != TimelineRow::Kind::track) break;
        if (y + state_.scrollTop() < row.top + row.height / 2) return row.number - 1;
        index = row.number;
    }
    return index;
}

void TimelineHeaders::switchChannel(ChannelId channel, Part part, Qt::KeyboardModifiers modifiers) {
    MixerActions actions(state_.workspace());
    if (part == Part::mute) actions.toggleMute(channel, modifiers);
    else actions.toggleSolo(channel, modifiers);
}

void TimelineHeaders::mousePressEvent(QMouseEvent* event) {
    if (!state_.song() || event->button() != Qt::LeftButton) return;
    const Hit hit = hitAt(event->pos());
    if (!hit.row) return;
    const TimelineRow row = state_.rows()[*hit.row];
    pressed_ = row;
    pressedPart_ = hit.part;
    pressedAt_ = event->pos();
    dragging_ = false;
    if (row.kind == TimelineRow::Kind::folder) return toggleFolder(row.folder);
    switch (hit.part) {
    case Part::name:
        state_.workspace().selectChannel(row.channel, event->modifiers() & Qt::ControlModifier ? Workspace::Choose::toggle
                                                                                               : Workspace::Choose::only);
        break;
    case Part::mute:
    case Part::solo: switchChannel(row.channel, hit.part, event->modifiers()); break;
    case Part::automation: emit modeMenuWanted(row.channel, mapToGlobal(partRect(row, hit.part).bottomLeft())); break;
    case Part::unfold: emit laneMenuWanted(row.channel, std::nullopt, mapToGlobal(partRect(row, hit.part).bottomLeft())); break;
    case Part::parameter: emit laneMenuWanted(row.channel, row.target, mapToGlobal(partRect(row, hit.part).bottomLeft())); break;
    case Part::close: state_.fold(row.channel, row.target); break;
    case Part::take: emit takePlayWanted(row.channel, row.take); break;
    default: break;
    }
}

void TimelineHeaders::mouseMoveEvent(QMouseEvent* event) {
    if (pressed_ && (event->buttons() & Qt::LeftButton)) {
        if ((event->pos() - pressedAt_).manhattanLength() < 4 && !dragging_) return;
        if (pressedPart_ == Part::edge) {
            const int wanted = event->pos().y() - rowRect(*pressed_).top();
            const RowHeights heights = state_.rowHeights();
            state_.setRowSize(pressed_->channel, wanted < (heights.small + heights.normal) / 2   ? RowSize::small
                                                 : wanted < (heights.normal + heights.large) / 2 ? RowSize::normal
                                                                                                 : RowSize::large);
        } else if (pressedPart_ == Part::name && pressed_->kind == TimelineRow::Kind::track) {
            dragging_ = true;
            drop_ = dropIndex(event->pos().y());
            update();
        }
        return;
    }
    const Hit hit = hitAt(event->pos());
    if (hit.row != hover_.row || hit.part != hover_.part) {
        renewRow(std::exchange(hover_, hit).row);
        renewRow(hit.row);
        setCursor(hit.part == Part::edge ? Qt::SizeVerCursor : Qt::ArrowCursor);
    }
}

void TimelineHeaders::mouseReleaseEvent(QMouseEvent*) {
    if (dragging_ && pressed_ && drop_ >= 0) {
        const auto* song = state_.song();
        int from = 0;
        for (const auto& track : song->tracks) {
            if (track->channel.id == pressed_->channel) break;
            ++from;
        }
        const int to = drop_ > from ? drop_ - 1 : drop_;
        const auto* channel = project::findChannel(*song, pressed_->channel);
        if (to != from && channel) {
            state_.workspace().apply(tr("Move track %1").arg(QString::fromStdString(channel->name)),
                                     [&](const project::Project& project) { return project::moveTrack(project, channel->id, to); });
        }
    }
    dragging_ = false;
    drop_ = -1;
    pressed_.reset();
    update();
}

void TimelineHeaders::mouseDoubleClickEvent(QMouseEvent* event) {
    const Hit hit = hitAt(event->pos());
    if (!hit.row) return;
    const TimelineRow row = state_.rows()[*hit.row];
    if (hit.part == Part::mute || hit.part == Part::solo) {
        switchChannel(row.channel, hit.part, event->modifiers());
        return;
    }
    if (row.kind == TimelineRow::Kind::take) {
        emit takePlayWanted(row.channel, row.take);
        return;
    }
    if (row.kind == TimelineRow::Kind::folder) return toggleFolder(row.folder);
    const auto* channel = state_.channelOf(row);
    if (!channel || hit.part != Part::name || !row.isHead()) return;
    const QRect name = partRect(row, Part::name);
    const ChannelId id = row.channel;
    openInlineEdit(state_.theme(), this, QRect(28, name.top() + (name.height() - 22) / 2, name.width() - 24, 22),
                   QString::fromStdString(channel->name), tr("Name of the track"), [this, id](const QString& text) {
                       state_.workspace().apply(tr("Rename track to %1").arg(text), [&](const project::Project& project) {
                           return project::renameChannel(project, id, text.toStdString());
                       });
                   });
}

void TimelineHeaders::wheelEvent(QWheelEvent* event) {
    event->accept();
    if (event->modifiers() & (Qt::AltModifier | Qt::ControlModifier)) {
        const int delta = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
        state_.stretchRows(zoomFactorOfWheel(delta));
        return;
    }
    state_.setScrollTop(state_.scrollTop() - static_cast<int>(event->angleDelta().y() * 0.6));
}

void TimelineHeaders::contextMenuEvent(QContextMenuEvent* event) {
    const Hit hit = hitAt(event->pos());
    if (!hit.row) return;
    const TimelineRow row = state_.rows()[*hit.row];
    if (row.kind == TimelineRow::Kind::folder) return emit folderMenuWanted(row.folder, event->globalPos());
    if (!state_.workspace().isSelected(row.channel)) state_.workspace().selectChannel(row.channel);
    if (row.kind == TimelineRow::Kind::take) {
        emit takeMenuWanted(row.channel, row.take, event->globalPos());
    } else if (hit.part == Part::automation) {
        emit modeMenuWanted(row.channel, event->globalPos());
    } else {
        emit trackMenuWanted(row.channel, event->globalPos());
    }
}

void TimelineHeaders::leaveEvent(QEvent*) {
    renewRow(std::exchange(hover_, {}).row);
}

bool TimelineHeaders::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QString text;
        const Hit hit = hitAt(help->pos());
        switch (hit.part) {
        case Part::mute: text = tr("Mute (Shift+M for the selected tracks)"); break;
        case Part::solo:
            text = !state_.workspace().monitorDesk().soloListens() ? tr("Solo (Shift+S for the selected tracks) · Alt: this one alone · Ctrl: solo safe")
                                                                   : tr("Listen beside the mix · Alt: to this one alone · Ctrl: solo safe");
            break;
        case Part::automation: text = tr("Automation mode: click for read, touch, latch, write, trim"); break;
        case Part::name:
            text = tr("Click selects · double-click renames · drag moves the track");
            if (hit.row && isFrozen(state_.rows()[*hit.row].channel)) text = tr("Frozen: a rendering plays. Unfreeze it to change clips or chain") + "\n" + text;
            break;
        case Part::unfold: text = tr("Unfold an automation lane"); break;
        case Part::parameter: text = tr("Choose what this lane shows"); break;
        case Part::close: text = tr("Fold this lane; its points stay"); break;
        default: break;
        }
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace lacquer::ui
