#include "ui/mix/timeline_ruler.h"

#include "engine/project/song_edits.h"
#include "ui/mix/inline_edit.h"
#include "ui/mix/time_wheel.h"
#include "ui/models/tempo_text.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr int kLoopHeight = 6;
constexpr double kEndReach = 6;
/// Hues next to each other in a song should differ: every fifth of the twelve.
constexpr std::size_t kHueStep = 5;

} // namespace

QColor sectionHue(const Theme& theme, std::size_t marker) {
    const auto& colours = theme.trackColours();
    return theme.hue(colours[(8 + marker * kHueStep) % colours.size()]);
}

TimelineRuler::TimelineRuler(TimelineState& state, QWidget* parent) : QWidget(parent), state_(state) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setObjectName("timelineRuler");
    setAccessibleName(tr("Ruler"));
    setAccessibleDescription(tr("Markers, time, tempo and loop range"));
    setFixedHeight(sizeHint().height());
    const auto repaint = [this] { update(); };
    connect(&state_, &TimelineState::viewChanged, this, repaint);
    connect(&state_, &TimelineState::settingsChanged, this, repaint);
    connect(&state_.workspace(), &Workspace::projectChanged, this, repaint);
    connect(&state_.workspace(), &Workspace::songChanged, this, repaint);
    connect(&state_.theme(), &Theme::changed, this, repaint);
    connect(&state_, &TimelineState::playheadMoved, this, [this](FramePosition from, FramePosition to) {
        for (const auto position : {from, to}) {
            update(static_cast<int>(state_.scale().xOf(position)) - 9, markerRow(), 19, height() - markerRow());
        }
    });
}

QSize TimelineRuler::sizeHint() const {
    return {900, state_.theme().size(Size::timelineMarkers) + state_.theme().size(Size::timelineRuler) + 2};
}

int TimelineRuler::markerRow() const {
    return state_.theme().size(Size::timelineMarkers) + 1;
}

void TimelineRuler::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = state_.theme();
    const auto* song = state_.song();
    const auto& scale = state_.scale();
    const int markers = markerRow();
    painter.fillRect(rect(), theme.colour(Role::surface1));
    painter.fillRect(0, markers - 1, width(), 1, theme.colour(Role::surface0));

    if (song) {
        for (std::size_t i = 0; i < song->markers.size(); ++i) {
            const auto& marker = song->markers[i];
            const double left = scale.xOf(marker.position);
            const double right = i + 1 < song->markers.size() ? scale.xOf(song->markers[i + 1].position) : width() + 1.0;
            if (right < 0 || left > width()) continue;
            const QColor hue = sectionHue(theme, i);
            painter.fillRect(QRectF(left, 0, right - left, markers - 1), Theme::over(hue, 0.20, theme.colour(Role::surface1)));
            painter.fillRect(QRectF(left, 0, 2, markers - 1), hue);
            const double textLeft = std::max(left, 0.0) + 8;
            painter.setPen(theme.colour(Role::text1));
            drawName(painter, theme.font(11, QFont::Medium), QRectF(textLeft, 0, std::max(0.0, right - textLeft - 4), markers - 1),
                     Qt::AlignLeft, QString::fromStdString(marker.name));
        }
    }

    // Lines and labels of the ruler.
    const QFont& plain = theme.font(10, QFont::Medium);
    const QFont& strong = theme.font(10, QFont::DemiBold);
    for (const auto& tick : timelineTicks(state_.tempo(), scale.scrolled(-60), width() + 60, state_.timeFormat())) {
        const double x = tick.x - 60;
        const bool major = tick.weight != TimelineTick::Weight::minor;
        const int high = tick.label.empty() ? 4 : major ? height() - markers - kLoopHeight : 6;
        painter.fillRect(QRectF(std::round(x), height() - high, 1, high), theme.colour(major ? Role::lineStrong : Role::lineHair));
        if (tick.label.empty()) continue;
        const bool bold = tick.weight == TimelineTick::Weight::phrase;
        painter.setPen(theme.colour(bold ? Role::text1 : Role::text2));
        drawFigures(painter, bold ? strong : plain, QRectF(x + 4, markers + kLoopHeight - 1, 90, height() - markers - kLoopHeight),
                    Qt::AlignLeft, QString::fromStdString(tick.label));
    }

    if (song) {
        // Tempo where it changes, out of the way of the labels at the right of its line.
        for (std::size_t i = 1; showsTempo_ && i < song->tempo.size(); ++i) {
            const double x = scale.xOf(song->tempo[i].position);
            if (x < -80 || x > width()) continue;
            const QString text = tr("%1 bpm").arg(QString::fromStdString(tempoText(song->tempo[i].beatsPerMinute)));
            // Where bars lie close, it takes the place of the next one's number.
            painter.fillRect(QRectF(x + 26, markers + kLoopHeight, figuresWidth(theme.font(9), text) + 8, height() - markers - kLoopHeight - 1), theme.colour(Role::surface1));
            painter.setPen(theme.colour(Role::accent));
            drawFigures(painter, theme.font(9), QRectF(x + 30, markers + kLoopHeight - 1, 80, height() - markers - kLoopHeight), Qt::AlignLeft, text);
        }
        if (song->loop.end > song->loop.start) {
            const double left = scale.xOf(song->loop.start);
            const double right = scale.xOf(song->loop.end);
            painter.fillRect(QRectF(left, markers, right - left, kLoopHeight), theme.colour(song->loop.on ? Role::accent : Role::accentDim));
        }
    }
    painter.fillRect(0, height() - 1, width(), 1, theme.colour(Role::surface0));

    const qreal ratio = devicePixelRatioF();
    const double x = std::round(scale.xOf(state_.playhead()) * ratio) / ratio + 0.5;
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath flag;
    const double top = markers + 2;
    flag.moveTo(x - 6, top);
    flag.lineTo(x + 6, top);
    flag.lineTo(x + 6, top + 7);
    flag.lineTo(x, top + 13);
    flag.lineTo(x - 6, top + 7);
    flag.closeSubpath();
    painter.fillPath(flag, theme.colour(Role::playhead));
    painter.fillRect(QRectF(x - 0.5, top + 12, 1, height() - top), theme.colour(Role::playhead));
}

FramePosition TimelineRuler::snapped(double x, Qt::KeyboardModifiers modifiers) const {
    const FramePosition at = std::max(FramePosition{0}, state_.scale().positionAt(x));
    SnapSettings settings = state_.snap();
    if (modifiers & Qt::AltModifier) settings.on = !settings.on;
    const auto* song = state_.song();
    if (!song) return at;
    const SnapPoints points(*song, {}, FramePosition{-1'000'000'000'000});
    const auto to = points.nearest(at, settings, state_.scale(), state_.tempo());
    return to ? to->position : at;
}

const project::Marker* TimelineRuler::markerAt(QPoint at) const {
    const auto* song = state_.song();
    if (!song || at.y() >= markerRow()) return nullptr;
    const project::Marker* found = nullptr;
    for (const auto& marker : song->markers) {
        if (state_.scale().xOf(marker.position) <= at.x() + 3) found = &marker;
    }
    return found;
}

void TimelineRuler::setLoop(FramePosition a, FramePosition b) {
    const auto* song = state_.song();
    const project::LoopRange loop{std::min(a, b), std::max(a, b), true};
    state_.workspace().apply(tr("Set loop"), [&](const project::Project& project) { return project::setLoop(project, song->id, loop); });
}

void TimelineRuler::mousePressEvent(QMouseEvent* event) {
    const auto* song = state_.song();
    if (!song || event->button() != Qt::LeftButton) return;
    const QPoint at = event->pos();
    pressedX_ = at.x();
    moved_ = false;
    anchor_ = snapped(at.x(), event->modifiers());
    const bool hasLoop = song->loop.end > song->loop.start;
    const bool onLoopRow = at.y() >= markerRow() && at.y() < markerRow() + kLoopHeight + 2;
    const double toStart = std::abs(at.x() - state_.scale().xOf(song->loop.start));
    const double toEnd = std::abs(at.x() - state_.scale().xOf(song->loop.end));
    if (at.y() < markerRow()) {
        const auto* marker = markerAt(at);
        if (marker && at.x() - state_.scale().xOf(marker->position) < 60) {
            drag_ = Drag::marker;
            dragged_ = marker->id;
            anchor_ = marker->position;
        } else {
            drag_ = Drag::none;
            state_.workspace().locate(marker ? marker->position : anchor_);
        }
        return;
    }
    if (event->modifiers() & Qt::ShiftModifier) {
        drag_ = Drag::loopNew;
    } else if (onLoopRow && hasLoop && toStart <= kEndReach && toStart <= toEnd) {
        drag_ = Drag::loopStart;
        anchor_ = song->loop.end;
    } else if (onLoopRow && hasLoop && toEnd <= kEndReach) {
        drag_ = Drag::loopEnd;
        anchor_ = song->loop.start;
    } else if (onLoopRow) {
        drag_ = Drag::loopNew;
    } else {
        drag_ = Drag::playhead;
        state_.workspace().locate(anchor_);
    }
}

void TimelineRuler::mouseMoveEvent(QMouseEvent* event) {
    if (drag_ == Drag::none) {
        const auto* song = state_.song();
        const bool onLoop = song && song->loop.end > song->loop.start && event->pos().y() >= markerRow() &&
                            event->pos().y() < markerRow() + kLoopHeight + 2 &&
                            (std::abs(event->pos().x() - state_.scale().xOf(song->loop.start)) <= kEndReach ||
                             std::abs(event->pos().x() - state_.scale().xOf(song->loop.end)) <= kEndReach);
        setCursor(onLoop ? Qt::SizeHorCursor : Qt::ArrowCursor);
        return;
    }
    if (drag_ == Drag::playhead) {
        state_.workspace().locate(snapped(event->pos().x(), event->modifiers()));
        return;
    }
    if (!moved_) {
        if (std::abs(event->pos().x() - pressedX_) < 3) return;
        moved_ = true;
        state_.workspace().beginGesture(drag_ == Drag::marker ? tr("Move marker") : tr("Set loop"));
    }
    if (drag_ == Drag::marker) {
        const double offset = state_.scale().xOf(anchor_) - pressedX_;
        const FramePosition to = snapped(event->pos().x() + offset, event->modifiers());
        const SongId song = state_.workspace().currentSong();
        state_.workspace().apply(tr("Move marker"), [&](const project::Project& project) {
            return project::moveMarker(project, song, dragged_, to);
        });
        return;
    }
    const FramePosition to = snapped(event->pos().x(), event->modifiers());
    if (to != anchor_) setLoop(anchor_, to);
}

void TimelineRuler::mouseReleaseEvent(QMouseEvent*) {
    if (moved_) {
        state_.workspace().endGesture();
    } else if (drag_ == Drag::marker) {
        state_.workspace().locate(anchor_);
    }
    drag_ = Drag::none;
    moved_ = false;
}

void TimelineRuler::editMarker(MarkerId id) {
    const auto* song = state_.song();
    const auto found = std::ranges::find(song->markers, id, &project::Marker::id);
    if (found == song->markers.end()) return;
    const int left = std::max(0, static_cast<int>(state_.scale().xOf(found->position)));
    const SongId songId = song->id;
    openInlineEdit(state_.theme(), this, QRect(left + 2, 0, 160, markerRow()), QString::fromStdString(found->name),
                   tr("Name of the marker"), [this, id, songId](const QString& text) {
                       state_.workspace().apply(tr("Rename marker to %1").arg(text), [&](const project::Project& project) {
                           return project::renameMarker(project, songId, id, text.toStdString());
                       });
                   });
}

void TimelineRuler::mouseDoubleClickEvent(QMouseEvent* event) {
    const auto* song = state_.song();
    if (!song || event->pos().y() >= markerRow()) return;
    if (const auto* marker = markerAt(event->pos());
        marker && event->pos().x() - state_.scale().xOf(marker->position) < 60) {
        editMarker(marker->id);
        return;
    }
    MarkerId made;
    const FramePosition at = snapped(event->pos().x(), event->modifiers());
    state_.workspace().apply(tr("Add marker"), [&](const project::Project& project) -> Result<project::Project> {
        auto added = project::addMarker(project, song->id, at, tr("Marker %1").arg(song->markers.size() + 1).toStdString());
        if (!added) return tl::make_unexpected(added.error());
        made = added->id;
        return std::move(added->project);
    });
    if (made) editMarker(made);
}

void TimelineRuler::wheelEvent(QWheelEvent* event) { wheelThroughTime(state_, *event); }

void TimelineRuler::contextMenuEvent(QContextMenuEvent* event) {
    if (const auto* marker = markerAt(event->pos())) {
        emit markerMenuWanted(marker->id, event->globalPos());
    } else {
        emit rulerMenuWanted(snapped(event->pos().x(), {}), event->globalPos());
    }
}

bool TimelineRuler::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(),
                           help->pos().y() < markerRow()
                               ? tr("Markers: M drops one · double-click renames · drag moves · Alt+arrows go to them")
                               : tr("Click puts the playhead · drag along the top edge, or with Shift, sets the loop (L)"),
                           this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace lacquer::ui
