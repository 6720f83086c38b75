// What the lanes show: rows with their clips, names, range, gestures and the playhead.

#include "ui/mix/timeline_lanes.h"

#include "engine/project/folder_edits.h"
#include "engine/project/take_edits.h"
#include "ui/mix/lanes_ground.h"
#include "ui/theme/figures.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPaintEvent>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

bool TimelineLanes::isSilent(const project::Channel& channel) const {
    return channel.muted || (soloActive_ && !channel.soloed && !channel.soloSafe);
}

ClipLook TimelineLanes::lookOf(const project::Track& track, const project::Clip& clip) const {
    ClipLook look;
    look.hue = state_.hue(track.channel);
    // What is frozen plays as a rendering: its colour steps back.
    if (track.freeze) look.hue = Theme::over(look.hue, 0.4, state_.theme().colour(Role::text3));
    look.selected = shownClips_.contains(clip.id);
    look.silent = isSilent(track.channel) || clip.muted;
    look.missing = state_.tiles().store().isMissing(clip.source);
    look.hovered = clip.id == hovered_;
    return look;
}

void TimelineLanes::paintTrack(QPainter& painter, const TimelineRow& row, const QRectF& area) const {
    const auto* track = project::findTrack(*state_.song(), row.channel);
    if (!track) return;
    const double top = rowTop(state_, row);
    const auto& scale = state_.scale();
    const project::Clip* before = nullptr;
    for (const auto& clip : *track->clips) {
        const ClipBox box = clipBox(clip, scale, top, row.height);
        if (box.right() + 8 < area.left()) {
            before = &clip;
            continue;
        }
        if (box.left - 8 > area.right()) break;
        const ClipLook look = lookOf(*track, clip);
        clips_.paint(painter, clip, box, scale, area, look);
        paintMarks(painter, clip, box, area);
        if (track->freeze) {
            const QRectF foot = QRectF(box.left, box.top + box.height - 2, box.width, 2) & area;
            if (!foot.isEmpty()) painter.fillRect(foot, state_.theme().colour(Role::accent));
        }
        if (before && before->end() > clip.position && before->end() < clip.end()) {
            clips_.paintCrossfade(painter, *before, clip, clipBox(*before, scale, top, row.height), scale, area);
        }
        if (!before || clip.end() > before->end()) before = &clip;
    }
}

void TimelineLanes::paintFolder(QPainter& painter, const TimelineRow& row, const QRectF& area) const {
    // Where its tracks have clips, so that a closed folder still shows the song's shape.
    const auto* folder = project::findFolder(*state_.song(), row.folder);
    if (!folder) return;
    const double top = rowTop(state_, row);
    const double each = std::max(1.0, (row.height - 8.0) / static_cast<double>(std::max<std::size_t>(1, folder->tracks.size())));
    double y = top + 4;
    for (const ChannelId id : folder->tracks) {
        const auto* track = project::findTrack(*state_.song(), id);
        if (!track) continue;
        const QColor hue = Theme::over(state_.hue(track->channel), isSilent(track->channel) ? 0.25 : 0.6, state_.theme().colour(Role::surface0));
        for (const auto& clip : *project::playedClips(*track)) {
            const ClipBox box = clipBox(clip, state_.scale(), top, row.height);
            const QRectF bar = QRectF(box.left, y, std::max(1.0, box.width - 1), std::max(1.0, each - 1)) & area;
            if (!bar.isEmpty()) painter.fillRect(bar, hue);
        }
        y += each;
    }
}

void TimelineLanes::paintTake(QPainter& painter, const TimelineRow& row, const QRectF& area) const {
    const auto* track = project::findTrack(*state_.song(), row.channel);
    const auto* take = track ? project::findTake(*track, row.take) : nullptr;
    if (!take) return;
    ClipLook look;
    look.hue = state_.hue(track->channel);
    look.silent = true; // it waits
    const double top = rowTop(state_, row);
    for (const auto& clip : *take->clips) {
        const ClipBox box = clipBox(clip, state_.scale(), top, row.height);
        if (box.right() + 8 < area.left()) continue;
        if (box.left - 8 > area.right()) break;
        look.missing = state_.tiles().store().isMissing(clip.source);
        clips_.paint(painter, clip, box, state_.scale(), area, look);
    }
}

void TimelineLanes::paintMarks(QPainter& painter, const project::Clip& clip, const ClipBox& box, const QRectF& area) const {
    const Theme& theme = state_.theme();
    const auto& scale = state_.scale();
    const auto& preview = state_.cutPreview();
    const auto kept = preview ? preview->kept.find(clip.id) : decltype(preview->kept.end()){};
    if (preview && kept != preview->kept.end()) {
        // What goes is struck out; what stays keeps its light.
        QColor shade = theme.colour(Role::surfaceWell);
        shade.setAlphaF(0.75f);
        FramePosition from = clip.position;
        const auto strike = [&](FramePosition to) {
            const QRectF gone = QRectF(scale.xOf(from), box.top, scale.xOf(to) - scale.xOf(from), box.height) & area;
            if (gone.width() <= 0) return;
            painter.fillRect(gone, shade);
            painter.setBrushOrigin(QPointF(std::fmod(std::round(box.left), 8.0), box.top)); // moves with the clip
            painter.fillRect(gone, QBrush(theme.colour(Role::textDisabled), Qt::BDiagPattern));
        };
        for (const auto& span : kept->second) {
            strike(span.start);
            from = span.end;
        }
        strike(clip.end());
    }
    if (const auto cuts = preview ? preview->cuts.find(clip.id) : decltype(preview->cuts.end()){}; preview && cuts != preview->cuts.end()) {
        for (const FramePosition cut : cuts->second)
            painter.fillRect(QRectF(std::round(scale.xOf(cut)), box.top, 1, box.height), theme.colour(Role::accentStrong));
        return;
    }
    if (!state_.showsTransients()) return;
    const SourceFact* fact = state_.facts().of(clip.source);
    if (!fact) return;
    // Ticks at the foot of the clip; none where they would run together.
    double last = -10;
    for (const FramePosition hit : hitsOf(clip, *fact, state_.hitStrength())) {
        const double x = std::round(scale.xOf(hit));
        if (x - last < 4 || x < area.left() || x > area.right()) continue;
        last = x;
        painter.fillRect(QRectF(x, box.bottom() - 6, 1, 5), theme.colour(Role::text1));
    }
}

void TimelineLanes::paintRange(QPainter& painter) const {
    if (const auto& passage = state_.laneRange()) {
        for (const auto& row : state_.rows()) {
            if (row.kind != TimelineRow::Kind::lane || row.channel != passage->channel || !(row.target == passage->target)) continue;
            const double from = state_.scale().xOf(passage->start);
            const QRectF box(from, rowTop(state_, row), state_.scale().xOf(passage->end) - from, row.height);
            painter.fillRect(box, state_.theme().colour(Role::selection));
            painter.fillRect(QRectF(box.left(), box.top(), 1.5, row.height), state_.theme().colour(Role::accent));
            painter.fillRect(QRectF(box.right() - 1.5, box.top(), 1.5, row.height), state_.theme().colour(Role::accent));
        }
    }
    const auto& range = state_.range();
    if (!range || range->isEmpty()) return;
    const Theme& theme = state_.theme();
    const double left = state_.scale().xOf(range->start);
    const double right = state_.scale().xOf(range->end);
    for (const auto& row : state_.rows()) {
        if (row.kind != TimelineRow::Kind::track || !std::ranges::count(range->channels, row.channel)) continue;
        const QRectF box(left, rowTop(state_, row), right - left, row.height);
        painter.fillRect(box, theme.colour(Role::selection));
        painter.fillRect(QRectF(left, box.top(), 1.5, row.height), theme.colour(Role::accent));
        painter.fillRect(QRectF(right - 1.5, box.top(), 1.5, row.height), theme.colour(Role::accent));
    }
}

void TimelineLanes::paintGestures(QPainter& painter) const {
    if (!gesture_) return;
    const Theme& theme = state_.theme();
    if (const auto& guide = gesture_->guide()) {
        const double x = std::round(state_.scale().xOf(guide->position));
        painter.fillRect(QRectF(x, 0, 1, height()), theme.colour(Role::accentStrong));
        // What it holds to, beside the line.
        const QString to = tr(snapKindName(guide->kind));
        const QFont& small = theme.font(10, QFont::Medium);
        const double wide = QFontMetricsF(small).horizontalAdvance(to) + 10;
        QRectF flag(x + 1, 2, wide, 15);
        if (flag.right() > width()) flag.moveRight(x);
        painter.fillRect(flag, theme.colour(Role::accentStrong));
        painter.setPen(theme.onAccent());
        drawName(painter, small, flag, Qt::AlignHCenter, to);
    }
    if (const auto& band = gesture_->band()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(theme.colour(Role::accent), 1));
        painter.setBrush(theme.colour(Role::selection));
        painter.drawRect(*band);
    }
    if (gesture_->bubble().isEmpty()) return;
    const QFont& font = theme.font(12, QFont::DemiBold);
    const double width = figuresWidth(font, gesture_->bubble()) + 16;
    QRectF box(pointer_.x() + 14, pointer_.y() - 34, width, 22);
    box.moveLeft(std::clamp(box.left(), 4.0, std::max(4.0, this->width() - width - 4)));
    if (box.top() < 2) box.moveTop(pointer_.y() + 18);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(QPen(theme.colour(Role::lineStrong), 1));
    painter.setBrush(theme.colour(Role::surfaceOverlay));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(theme.colour(Role::text1));
    drawFigures(painter, font, box, Qt::AlignHCenter, gesture_->bubble());
}

QRect TimelineLanes::playheadStrip(FramePosition at) const {
    return QRect(static_cast<int>(std::floor(state_.scale().xOf(at))) - 2, 0, 5, height());
}

void TimelineLanes::paintPlayhead(QPainter& painter) const {
    const qreal ratio = devicePixelRatioF();
    const double x = std::round(state_.scale().xOf(state_.playhead()) * ratio) / ratio;
    painter.fillRect(QRectF(x, 0, 1, height()), state_.theme().colour(Role::playhead));
}

void TimelineLanes::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    for (const QRect& part : event->region()) {
        // A pixel more than asked for, which the region cuts off again: at uneven scales a part ends
        // between two device pixels.
        const QRectF area = QRectF(part).adjusted(-1, -1, 1, 1);
        painter.save();
        painter.setClipRect(area);
        paintRows(painter, area);
        painter.restore();
    }
    if (!state_.song()) return;
    paintNames(painter, event->rect());
    paintRange(painter);
    paintGestures(painter);
    paintPlayhead(painter);
    if (hasFocus() && !state_.rows().empty() && property("keyboardFocus").toBool()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(state_.theme().colour(Role::focus), 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void TimelineLanes::paintNames(QPainter& painter, const QRectF& area) const {
    const auto [first, last] = rowsBetween(state_.rows(), static_cast<int>(area.top()) + state_.scrollTop(),
                                           static_cast<int>(area.bottom()) + 1 + state_.scrollTop());
    const QRectF view(rect());
    for (std::size_t i = first; i < last; ++i) {
        const TimelineRow& row = state_.rows()[i];
        const auto* clips = clipsOf(row);
        if (!clips) continue;
        const auto& track = *project::findTrack(*state_.song(), row.channel);
        const bool waiting = row.kind == TimelineRow::Kind::take;
        const double top = rowTop(state_, row);
        for (const auto& clip : *clips) {
            const ClipBox box = clipBox(clip, state_.scale(), top, row.height);
            if (box.right() < view.left()) continue;
            if (box.left > view.right()) break;
            ClipLook look = lookOf(track, clip);
            if (waiting) look.selected = false, look.silent = true;
            clips_.paintName(painter, clip, box, state_.scale(), view, area, look);
        }
    }
}

void TimelineLanes::paintRows(QPainter& painter, const QRectF& area) const {
    const qreal ratio = devicePixelRatioF();
    const LanesGround ground(state_, area, ratio);
    const int end = static_cast<int>(std::ceil(area.bottom() * ratio));
    if (!state_.song()) return ground.layRows(painter, static_cast<int>(std::floor(area.top() * ratio)), end);
    const Theme& theme = state_.theme();
    const auto [first, last] = rowsBetween(state_.rows(), static_cast<int>(std::floor(area.top())) + state_.scrollTop(),
                                           static_cast<int>(std::ceil(area.bottom())) + 1 + state_.scrollTop());
    const auto& chosen = state_.workspace().selection().channels;
    int free = static_cast<int>(std::floor(area.top() * ratio)); // the first device row nothing is on yet
    for (std::size_t i = first; i < last; ++i) {
        const TimelineRow& row = state_.rows()[i];
        const double top = rowTop(state_, row);
        const QRectF rowArea(area.left(), top, area.width(), row.height);
        const int from = static_cast<int>(std::floor(top * ratio)), to = static_cast<int>(std::ceil((top + row.height) * ratio));
        ground.layRows(painter, free, from);
        free = to;
        std::optional<QColor> lift;
        if (std::ranges::count(chosen, row.channel)) {
            lift = theme.colour(Role::surface3);
            lift->setAlphaF(0.28f);
        }
        painter.setClipRect(rowArea & area);
        if (row.kind == TimelineRow::Kind::bus || row.kind == TimelineRow::Kind::mix || row.kind == TimelineRow::Kind::folder) {
            painter.fillRect(rowArea, theme.colour(Role::surface0));
        } else {
            paintBetween(painter, ground, row, lift);
        }
        if (row.kind == TimelineRow::Kind::track) paintTrack(painter, row, rowArea & area.adjusted(-2, 0, 2, 0));
        if (row.kind == TimelineRow::Kind::lane) paintLane(painter, row, area);
        if (row.kind == TimelineRow::Kind::folder) paintFolder(painter, row, rowArea & area);
        if (row.kind == TimelineRow::Kind::take) paintTake(painter, row, rowArea & area.adjusted(-2, 0, 2, 0));
        painter.setClipRect(area);
        painter.fillRect(QRectF(area.left(), top + row.height - 1, area.width(), 1), theme.colour(Role::surface0));
    }
    ground.layRows(painter, free, end);
}

void TimelineLanes::paintBetween(QPainter& painter, const LanesGround& ground, const TimelineRow& row, const std::optional<QColor>& lift) const {
    const qreal ratio = devicePixelRatioF();
    const double top = rowTop(state_, row);
    // To the line under the row, which is opaque.
    const int from = static_cast<int>(std::floor(top * ratio)), to = static_cast<int>(std::ceil((top + row.height - 1) * ratio));
    const auto lay = [&](int left, int right, int upper, int lower) {
        ground.lay(painter, left, right, upper, lower);
        if (lift && left < right && upper < lower)
            painter.fillRect(QRectF(left / ratio, upper / ratio, (right - left) / ratio, (lower - upper) / ratio), *lift);
    };
    const int left = ground.left(), right = ground.right();
    const auto* clips = clipsOf(row);
    if (!clips || clips->empty()) return lay(left, right, from, to);
    // Above and below the clips, then from each to the next.
    const ClipBox any = clipBox(clips->front(), state_.scale(), top, row.height);
    const int clipTop = static_cast<int>(std::lround(any.top * ratio)), clipBottom = static_cast<int>(std::lround(any.bottom() * ratio));
    lay(left, right, from, clipTop);
    lay(left, right, clipBottom, to);
    std::int64_t open = left;
    for (const auto& clip : *clips) {
        const ClipBox box = clipBox(clip, state_.scale(), top, row.height);
        const auto start = static_cast<std::int64_t>(std::llround(box.left * ratio)), stop = static_cast<std::int64_t>(std::llround(box.right() * ratio));
        if (start >= right) break;
        if (start > open) lay(static_cast<int>(open), static_cast<int>(start), clipTop, clipBottom);
        open = std::max(open, stop);
        if (open >= right) break;
    }
    if (open < right) lay(static_cast<int>(open), right, clipTop, clipBottom);
}

const project::ClipList* TimelineLanes::clipsOf(const TimelineRow& row) const {
    const auto* song = state_.song();
    const auto* track = song ? project::findTrack(*song, row.channel) : nullptr;
    if (!track) return nullptr;
    if (row.kind == TimelineRow::Kind::track) return track->clips.get();
    const auto* take = row.kind == TimelineRow::Kind::take ? project::findTake(*track, row.take) : nullptr;
    return take ? take->clips.get() : nullptr;
}

} // namespace lacquer::ui
