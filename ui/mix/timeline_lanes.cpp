#include "ui/mix/timeline_lanes.h"

#include "engine/project/automation_edits.h"
#include "engine/project/folder_edits.h"
#include "engine/project/take_edits.h"
#include "ui/models/automation_lane.h"
#include "ui/models/scales.h"
#include "ui/models/time_text.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lacquer::ui {

TimelineLanes::TimelineLanes(TimelineState& state, TimelineActions& actions, QWidget* parent)
    : QWidget(parent), state_(state), actions_(actions), clips_(state.theme(), state.tiles()) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setObjectName("timelineLanes");
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(tr("Clips of the song's tracks. Up and Down choose a track, Left and Right nudge "
                                "the selected clips or the playhead."));
    connect(&state_, &TimelineState::viewChanged, this, &TimelineLanes::adoptView);
    connect(&state_, &TimelineState::rowsChanged, this, &TimelineLanes::renewAll);
    connect(&state_, &TimelineState::rangeChanged, this, qOverload<>(&QWidget::update));
    connect(&state_, &TimelineState::marksChanged, this, &TimelineLanes::renewAll);
    connect(&state_.workspace(), &Workspace::projectChanged, this, &TimelineLanes::adoptProject);
    connect(&state_.workspace(), &Workspace::songChanged, this, &TimelineLanes::renewAll);
    connect(&state_.workspace(), &Workspace::selectionChanged, this, &TimelineLanes::adoptSelection);
    connect(&state_.theme(), &Theme::changed, this, &TimelineLanes::renewAll);
    connect(&state_, &TimelineState::settingsChanged, this, &TimelineLanes::renewAll);
    connect(&state_, &TimelineState::waveformArrived, this, [this](SourceId source) {
        const auto* song = state_.song();
        if (!song) return;
        renewRows([&](const TimelineRow& row) {
            const auto* track = project::findTrack(*song, row.channel);
            if (!track) return false;
            const auto holds = [&](const auto& clips) { return std::ranges::any_of(clips, [&](const auto& clip) { return clip.source == source; }); };
            if (row.kind == TimelineRow::Kind::track) return holds(*track->clips);
            const auto* take = row.kind == TimelineRow::Kind::take ? project::findTake(*track, row.take) : nullptr;
            return take && holds(*take->clips);
        });
    });
    connect(&state_, &TimelineState::playheadMoved, this, [this](FramePosition from, FramePosition to) {
        update(playheadStrip(from));
        update(playheadStrip(to));
    });
    adoptProject();
    adoptSelection();
}

TimelineLanes::Hit TimelineLanes::hitAt(QPointF at) const {
    Hit hit;
    hit.row = rowAt(state_.rows(), static_cast<int>(std::floor(at.y())) + state_.scrollTop());
    if (!hit.row) return hit;
    const TimelineRow& row = state_.rows()[*hit.row];
    const auto* song = state_.song();
    const auto* track = song && row.kind == TimelineRow::Kind::track ? project::findTrack(*song, row.channel) : nullptr;
    if (!track) return hit;
    // From the top one down: what is drawn last is hit first.
    for (auto clip = track->clips->rbegin(); clip != track->clips->rend(); ++clip) {
        const ClipBox box = clipBox(*clip, state_.scale(), rowTop(state_, row), row.height);
        const bool selected = std::ranges::count(state_.workspace().selection().clips, clip->id) > 0;
        const ClipZone zone = clipZoneAt(*clip, box, state_.scale(), selected, at.x(), at.y());
        if (zone == ClipZone::none) continue;
        hit.clip = &*clip;
        hit.zone = zone;
        return hit;
    }
    return hit;
}

QRectF TimelineLanes::boxOf(ClipId clip) const {
    const auto place = project::findClip(*state_.workspace().project(), clip);
    if (!place) return {};
    const auto row = rowOf(state_.rows(), place.track->channel.id);
    if (!row) return {};
    const TimelineRow& at = state_.rows()[*row];
    const ClipBox box = clipBox(*place.clip, state_.scale(), rowTop(state_, at), at.height);
    return {box.left, box.top, box.width, box.height};
}

FramePosition TimelineLanes::commandPosition() const {
    if (!pointerInside_) return state_.playhead();
    const FramePosition at = std::max(FramePosition{0}, state_.scale().positionAt(pointer_.x()));
    const auto* song = state_.song();
    if (!song) return at;
    const SnapPoints points = state_.snapPoints();
    const auto to = points.nearest(at, state_.snap(), state_.scale(), state_.tempo());
    return to ? to->position : at;
}

std::optional<ChannelId> TimelineLanes::pointedTrack() const {
    if (!pointerInside_) return std::nullopt;
    const Hit hit = hitAt(pointer_);
    if (!hit.row || !state_.rows()[*hit.row].channel) return std::nullopt;
    return state_.rows()[*hit.row].channel;
}

void TimelineLanes::resizeEvent(QResizeEvent*) {
    state_.setViewport(size());
}

void TimelineLanes::endGesture() {
    gesture_.reset();
    update();
}

void TimelineLanes::mousePressEvent(QMouseEvent* event) {
    setProperty("keyboardFocus", false);
    setFocus(Qt::MouseFocusReason);
    const QPointF at = event->position();
    const LanesPointer pointer{at, event->modifiers()};
    pointer_ = at;
    if (!state_.song()) return;
    if (event->button() == Qt::MiddleButton) {
        gesture_ = panGesture(state_, pointer);
        setCursor(Qt::ClosedHandCursor);
        return;
    }
    if (event->button() != Qt::LeftButton || gesture_) return;

    const Hit hit = hitAt(at);
    auto& workspace = state_.workspace();
    if (hit.row && state_.rows()[*hit.row].kind == TimelineRow::Kind::folder) {
        gesture_ = bandGesture(state_, pointer);
        return;
    }
    if (hit.row && state_.rows()[*hit.row].kind == TimelineRow::Kind::take) {
        workspace.selectChannel(state_.rows()[*hit.row].channel);
        gesture_ = compGesture(state_, state_.rows()[*hit.row], pointer);
        return;
    }
    if (hit.row && state_.rows()[*hit.row].kind == TimelineRow::Kind::lane) {
        const TimelineRow row = state_.rows()[*hit.row];
        if (const auto& chosen = state_.laneRange(); chosen && (chosen->channel != row.channel || chosen->target != row.target)) {
            state_.setLaneRange(std::nullopt);
        }
        state_.setActiveLane(row);
        const bool onPoint = hoveredPoint_ && hoveredPoint_->first == row.channel;
        if (!onPoint) gesture_ = passageGesture(state_, row, pointer);
        if (!gesture_ && !onPoint && event->modifiers() & Qt::ControlModifier) gesture_ = drawGesture(state_, row, pointer);
        if (!gesture_) gesture_ = automationGesture(state_, row, pointer);
        update();
        return;
    }
    if (!hit.clip) {
        if (hit.row) workspace.selectChannel(state_.rows()[*hit.row].channel);
        gesture_ = bandGesture(state_, pointer);
        return;
    }
    const ChannelId track = state_.rows()[*hit.row].channel;
    Selection selection = workspace.selection();
    const bool wasSelected = std::ranges::count(selection.clips, hit.clip->id) > 0;
    const ClipId pressed = hit.clip->id;
    if (hit.zone == ClipZone::range && !(event->modifiers() & Qt::AltModifier)) {
        selection.channels = {track};
        workspace.select(selection);
        gesture_ = rangeGesture(state_, pointer);
        return;
    }
    if (event->modifiers() & Qt::ShiftModifier && !wasSelected) {
        // Everything on the track between the nearest selected clip and this one.
        const auto* owner = project::findTrack(*state_.song(), track);
        std::optional<FramePosition> from, to;
        for (const auto& clip : *owner->clips) {
            if (clip.id != pressed && !std::ranges::count(selection.clips, clip.id)) continue;
            from = from ? std::min(*from, clip.position) : clip.position;
            to = to ? std::max(*to, clip.position) : clip.position;
        }
        for (const auto& clip : *owner->clips) {
            const bool between = clip.position >= *from && clip.position <= *to;
            if (between && !std::ranges::count(selection.clips, clip.id)) selection.clips.push_back(clip.id);
        }
    } else if (event->modifiers() & Qt::ControlModifier) {
        if (!wasSelected) selection.clips.push_back(pressed);
    } else if (!wasSelected) {
        selection.clips = {pressed};
    }
    selection.channels = {track};
    workspace.select(selection);
    state_.setRange(std::nullopt);

    const PressedClip press{pressed, track, hit.zone, withLinkedClips(*state_.song(), selection.clips), wasSelected};
    if (event->modifiers() & Qt::AltModifier) {
        gesture_ = slipGesture(state_, press, pointer);
        return;
    }
    switch (hit.zone) {
    case ClipZone::trimStart:
    case ClipZone::trimEnd: gesture_ = trimGesture(state_, press, pointer); break;
    case ClipZone::fadeIn:
    case ClipZone::fadeOut: gesture_ = fadeGesture(state_, press, pointer); break;
    case ClipZone::gain: gesture_ = gainGesture(state_, press, pointer); break;
    default: gesture_ = moveClipsGesture(state_, press, pointer); break;
    }
}

void TimelineLanes::moveGesture(QPointF at, Qt::KeyboardModifiers modifiers) {
    gesture_->move({at, modifiers});
    update();
}

void TimelineLanes::mouseMoveEvent(QMouseEvent* event) {
    pointer_ = event->position();
    pointerInside_ = true;
    if (gesture_) {
        moveGesture(event->position(), event->modifiers());
        return;
    }
    updateHover(event->position(), event->modifiers());
}

void TimelineLanes::mouseReleaseEvent(QMouseEvent* event) {
    if (!gesture_) return;
    const LanesGesturePtr gesture = std::move(gesture_);
    gesture->finish();
    update();
    updateHover(event->position(), event->modifiers());
}

void TimelineLanes::mouseDoubleClickEvent(QMouseEvent* event) {
    const Hit hit = hitAt(event->position());
    if (!hit.row || event->button() != Qt::LeftButton) return;
    const TimelineRow row = state_.rows()[*hit.row];
    if (row.kind == TimelineRow::Kind::lane) {
        // The first press of the two may just have set the point.
        const auto* channel = state_.channelOf(row);
        const auto lane = channel ? laneSubject(*state_.song(), *channel, row.target, state_.workspace().catalogue()) : std::nullopt;
        if (!lane) return;
        const auto point = pointAt(*lane, state_.scale(), row.height, event->position().x(),
                                   event->position().y() - rowTop(state_, row), state_.theme().size(Size::autoHit));
        if (!point) return;
        const FramePosition at = lane->curve->points[*point].position;
        state_.workspace().apply(tr("Delete point of %1").arg(QString::fromStdString(lane->name)), [&](const project::Project& project) {
            return project::removePoints(project, row.channel, row.target, at, at + FrameCount{1});
        });
        return;
    }
    if (!hit.clip) return;
    switch (hit.zone) {
    case ClipZone::gain: actions_.resetGain(); return;
    case ClipZone::fadeIn:
    case ClipZone::fadeOut: {
        const bool in = hit.zone == ClipZone::fadeIn;
        const project::Clip clip = *hit.clip;
        state_.workspace().apply(tr("Remove fade of %1").arg(QString::fromStdString(clip.name)), [&](const project::Project& project) {
            return in ? project::setClipFadeIn(project, clip.id, {0}, clip.fadeIn.shape)
                      : project::setClipFadeOut(project, clip.id, {0}, clip.fadeOut.shape);
        });
        return;
    }
    default: {
        const ClipBox box = clipBox(*hit.clip, state_.scale(), rowTop(state_, row), row.height);
        const int left = static_cast<int>(std::max(0.0, box.left));
        emit renameWanted(hit.clip->id, QRect(left + 2, static_cast<int>(box.top), 180, 20));
    }
    }
}

void TimelineLanes::wheelEvent(QWheelEvent* event) {
    const QPoint pixels = event->pixelDelta();
    const QPoint angle = event->angleDelta();
    event->accept();
    if (event->modifiers() & Qt::ControlModifier) {
        state_.zoom(zoomFactorOfWheel(angle.y()), event->position().x());
        return;
    }
    if (event->modifiers() & Qt::AltModifier) {
        // Qt turns the wheel sideways with Alt.
        const int delta = angle.y() != 0 ? angle.y() : angle.x();
        state_.stretchRows(zoomFactorOfWheel(delta));
        return;
    }
    const bool sideways = event->modifiers() & Qt::ShiftModifier;
    const double dx = !pixels.isNull() ? pixels.x() : angle.x() * 0.8;
    const double dy = !pixels.isNull() ? pixels.y() : angle.y() * 0.6;
    const double scrollX = sideways ? (dy != 0 ? dy : dx) : dx;
    if (scrollX != 0) {
        state_.suspendFollowing();
        state_.setScale(state_.scale().scrolled(-std::round(scrollX)));
    }
    if (!sideways && dy != 0) state_.setScrollTop(state_.scrollTop() - static_cast<int>(std::lround(dy)));
}

void TimelineLanes::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        if (gesture_) {
            gesture_->cancel();
            endGesture();
        } else {
            state_.setRange(std::nullopt);
            state_.setLaneRange(std::nullopt);
            Selection selection = state_.workspace().selection();
            selection.clips.clear();
            state_.workspace().select(selection);
        }
        return;
    }
    QWidget::keyPressEvent(event);
}

void TimelineLanes::contextMenuEvent(QContextMenuEvent* event) {
    const QPointF at = event->reason() == QContextMenuEvent::Keyboard
                           ? QPointF(state_.scale().xOf(state_.playhead()), 20)
                           : QPointF(event->pos());
    const Hit hit = hitAt(at);
    if (hit.row && state_.rows()[*hit.row].kind == TimelineRow::Kind::lane) {
        const TimelineRow row = state_.rows()[*hit.row];
        emit pointMenuWanted(row, state_.scale().positionAt(at.x()), event->globalPos());
        return;
    }
    if (hit.clip) {
        const ClipId clip = hit.clip->id;
        Selection selection = state_.workspace().selection();
        if (!std::ranges::count(selection.clips, clip)) selection.clips = {clip};
        state_.workspace().select(selection);
        emit clipMenuWanted(clip, event->globalPos());
        return;
    }
    if (hit.row && state_.rows()[*hit.row].channel) state_.workspace().selectChannel(state_.rows()[*hit.row].channel);
    emit laneMenuWanted(std::max(FramePosition{0}, state_.scale().positionAt(at.x())), event->globalPos());
}

void TimelineLanes::leaveEvent(QEvent*) {
    pointerInside_ = false;
    hoveredPoint_.reset();
    if (const ClipId left = std::exchange(hovered_, {})) renewClip(left);
    renewRows([](const TimelineRow& row) { return row.kind == TimelineRow::Kind::lane; });
}

void TimelineLanes::updateHover(QPointF at, Qt::KeyboardModifiers modifiers) {
    const Hit hit = hitAt(at);
    const ClipId clip = hit.clip ? hit.clip->id : ClipId{};
    std::optional<std::pair<ChannelId, FramePosition>> point;
    TimelineCursor cursor = TimelineCursor::plain;
    if (hit.row && state_.rows()[*hit.row].kind == TimelineRow::Kind::lane) {
        const TimelineRow& row = state_.rows()[*hit.row];
        const auto* channel = state_.channelOf(row);
        const auto lane = channel ? laneSubject(*state_.song(), *channel, row.target, state_.workspace().catalogue()) : std::nullopt;
        if (lane) {
            const auto index = pointAt(*lane, state_.scale(), row.height, at.x(), at.y() - rowTop(state_, row),
                                       state_.theme().size(Size::autoHit) / 2.0 + 2);
            if (index) point = {row.channel, lane->curve->points[*index].position};
        }
        cursor = point ? TimelineCursor::move : TimelineCursor::point;
    } else {
        cursor = cursorOf(hit.zone, modifiers & Qt::AltModifier ? SlipHeld::yes : SlipHeld::no);
    }
    setCursor(cursors_.of(cursor, devicePixelRatioF()));
    if (point != hoveredPoint_) {
        hoveredPoint_ = point;
        renewRows([](const TimelineRow& row) { return row.kind == TimelineRow::Kind::lane; });
    }
    if (clip != hovered_) {
        const ClipId before = std::exchange(hovered_, clip);
        renewClip(before);
        renewClip(clip);
    }
}

bool TimelineLanes::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Hit hit = hitAt(help->pos());
        if (!hit.clip) {
            QToolTip::hideText();
            return true;
        }
        const auto* clip = hit.clip;
        QString text = QString::fromStdString(clip->name) + "  ·  " +
                       QString::fromStdString(minutesText(secondsOf(clip->length, state_.rate()))) + "\n";
        switch (hit.zone) {
        case ClipZone::move: text += tr("Drag moves · Ctrl copies · Alt slips the audio inside · S splits"); break;
        case ClipZone::range: text += tr("Drag selects a range · a click puts the playhead here"); break;
        case ClipZone::trimStart:
        case ClipZone::trimEnd: text += tr("Drag trims · Alt turns snapping around"); break;
        case ClipZone::fadeIn:
        case ClipZone::fadeOut: text += tr("Drag fades · double-click removes the fade · right-click: shapes"); break;
        case ClipZone::gain: text += tr("Drag up or down: gain · Shift fine · double-click resets"); break;
        case ClipZone::none: break;
        }
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    if (event->type() == QEvent::FocusIn) {
        const auto* focus = static_cast<QFocusEvent*>(event);
        setProperty("keyboardFocus", focus->reason() == Qt::TabFocusReason || focus->reason() == Qt::BacktabFocusReason);
        update();
    }
    if (event->type() == QEvent::FocusOut) {
        if (gesture_) {
            gesture_->cancel();
            endGesture();
        }
        update();
    }
    return QWidget::event(event);
}

} // namespace lacquer::ui
