#include "ui/mix/timeline_lanes.h"

#include "engine/project/automation_edits.h"
#include "engine/project/folder_edits.h"
#include "engine/project/take_edits.h"
#include "ui/models/automation_lane.h"
#include "ui/models/scales.h"
#include "ui/models/strip.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPaintEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <unordered_map>
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
    connect(&state_, &TimelineState::viewChanged, this, [this] {
        update();
        if (pointerInside_ && !gesture_) updateHover(pointer_, {});
    });
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

void TimelineLanes::renewAll() {
    picture_.markAllStale();
    update();
}

void TimelineLanes::renewRows(const std::function<bool(const TimelineRow&)>& which) {
    for (const TimelineRow& row : state_.rows()) {
        const double top = rowTop(state_, row);
        if (top > height() || top + row.height < 0 || !which(row)) continue;
        const QRectF box(0, top, width(), row.height);
        picture_.markStale(box);
        update(box.toAlignedRect());
    }
}

void TimelineLanes::renewClip(ClipId clip) {
    const auto* song = state_.song();
    if (!song || !clip) return;
    renewRows([&](const TimelineRow& row) {
        const auto* track = row.kind == TimelineRow::Kind::track ? project::findTrack(*song, row.channel) : nullptr;
        return track && std::ranges::any_of(*track->clips, [&](const auto& one) { return one.id == clip; });
    });
}

void TimelineLanes::adoptProject() {
    const auto before = std::exchange(shownProject_, state_.workspace().project());
    const SongId songBefore = std::exchange(shownSong_, state_.workspace().currentSong());
    const project::Song* old = before ? project::findSong(*before, songBefore) : nullptr;
    const project::Song* song = state_.song();
    const bool solo = song && soloCount(*song) > 0;
    const bool soloBefore = std::exchange(soloActive_, solo);
    if (!song || !old || songBefore != shownSong_ || solo || soloBefore || !(old->loop == song->loop) || old->tempo != song->tempo ||
        before->sources != shownProject_->sources || before->rate.hz != shownProject_->rate.hz)
        return renewAll();
    // A part that did not change is the very same one.
    std::unordered_map<ChannelId, const void*> parts;
    for (const auto& track : old->tracks) parts.emplace(track->channel.id, track.get());
    for (const auto& bus : old->buses) parts.emplace(bus->channel.id, bus.get());
    parts.emplace(old->mix->id, old->mix.get());
    std::unordered_set<ChannelId> changed;
    const auto compare = [&](ChannelId id, const void* part) {
        const auto found = parts.find(id);
        if (found == parts.end() || found->second != part) changed.insert(id);
    };
    for (const auto& track : song->tracks) compare(track->channel.id, track.get());
    for (const auto& bus : song->buses) compare(bus->channel.id, bus.get());
    compare(song->mix->id, song->mix.get());
    const bool folders = old->folders != song->folders;
    if (!changed.empty() || folders)
        renewRows([&](const TimelineRow& row) { return row.kind == TimelineRow::Kind::folder || changed.contains(row.channel); });
}

void TimelineLanes::adoptSelection() {
    const Selection& selection = state_.workspace().selection();
    std::unordered_set<ClipId> clips(selection.clips.begin(), selection.clips.end());
    const auto turned = [&](ChannelId id) {
        return (std::ranges::count(selection.channels, id) > 0) != (std::ranges::count(shownChannels_, id) > 0);
    };
    const auto* song = state_.song();
    std::unordered_set<ClipId> other;
    for (const ClipId id : clips)
        if (!shownClips_.contains(id)) other.insert(id);
    for (const ClipId id : shownClips_)
        if (!clips.contains(id)) other.insert(id);
    const auto before = std::exchange(shownClips_, std::move(clips));
    renewRows([&](const TimelineRow& row) {
        if (turned(row.channel)) return true;
        const auto* track = song && !other.empty() && row.kind == TimelineRow::Kind::track ? project::findTrack(*song, row.channel) : nullptr;
        return track && std::ranges::any_of(*track->clips, [&](const auto& clip) { return other.contains(clip.id); });
    });
    shownChannels_ = selection.channels;
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

bool TimelineLanes::isSilent(const project::Channel& channel) const {
    return channel.muted || (soloActive_ && !channel.soloed && !channel.soloSafe);
}

void TimelineLanes::paintGround(QPainter& painter, const QRectF& area) const {
    const Theme& theme = state_.theme();
    const auto* song = state_.song();
    // Lines from top to bottom by whole rows of pixels: one line at a time would touch every row of
    // the picture for each of them.
    const qreal ratio = devicePixelRatioF();
    const int from = static_cast<int>(std::floor(area.left() * ratio)), to = static_cast<int>(std::ceil(area.right() * ratio));
    const int top = static_cast<int>(std::floor(area.top() * ratio)), bottom = static_cast<int>(std::ceil(area.bottom() * ratio));
    if (to <= from || bottom <= top) return;
    constexpr int kBand = 16;
    QImage band(to - from, kBand, QImage::Format_ARGB32_Premultiplied);
    band.fill(Qt::transparent);
    {
        QPainter lines(&band);
        const TimeScale part = state_.scale().scrolled(area.left() - 1);
        for (const auto& tick : timelineTicks(state_.tempo(), part, area.width() + 2, state_.timeFormat())) {
            const int x = static_cast<int>(std::lround((tick.x + area.left() - 1) * ratio)) - from;
            lines.fillRect(x, 0, 1, kBand, theme.colour(tick.weight == TimelineTick::Weight::minor ? Role::gridMinor : Role::gridMajor));
        }
    }
    QImage ground(to - from, kBand, QImage::Format_RGB32);
    ground.fill(theme.colour(Role::surfaceWell));
    {
        QPainter over(&ground);
        if (song && song->loop.on && song->loop.end > song->loop.start) {
            QColor loop = theme.colour(Role::accent);
            loop.setAlphaF(0.035f);
            const double left = state_.scale().xOf(song->loop.start) * ratio - from;
            const double right = state_.scale().xOf(song->loop.end) * ratio - from;
            over.fillRect(QRectF(left, 0, right - left, kBand) & QRectF(0, 0, to - from, kBand), loop);
        }
        over.drawImage(0, 0, band);
    }
    painter.save();
    painter.scale(1 / ratio, 1 / ratio);
    for (int y = top; y < bottom; y += kBand) painter.drawImage(QPoint(from, y), ground, QRect(0, 0, to - from, std::min(kBand, bottom - y)));
    painter.restore();
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

void TimelineLanes::paintLane(QPainter& painter, const TimelineRow& row, const QRectF& area) const {
    const Theme& theme = state_.theme();
    const auto* channel = state_.channelOf(row);
    if (!channel) return;
    const auto lane = laneSubject(*state_.song(), *channel, row.target, state_.workspace().catalogue());
    if (!lane) return;
    const double top = rowTop(state_, row);
    const QColor hue = state_.hue(*channel);
    const auto& scale = state_.scale();
    const auto yOf = [&](double value) { return top + laneY(lane->spec, value, row.height); };

    // A line at the default, with its value at the right.
    const double zero = yOf(lane->spec.defaultValue);
    painter.fillRect(QRectF(area.left(), zero, area.width(), 1 / devicePixelRatioF()), theme.colour(Role::gridMajor));

    QPolygonF line;
    const project::AutomationCurve* curve = lane->curve;
    if (!curve || curve->points.empty()) {
        const double y = yOf(lane->current);
        line << QPointF(area.left() - 4, y) << QPointF(area.right() + 4, y);
    } else {
        const auto& points = curve->points;
        const bool steps = lane->spec.kind != ParameterKind::continuous;
        const auto from = scale.positionAt(area.left() - 8);
        const auto to = scale.positionAt(area.right() + 8);
        line << QPointF(area.left() - 8, yOf(curveValueAt(*curve, lane->spec, from)));
        // Straight in the unit is not straight on a fader's travel, so segments are drawn by steps.
        auto next = std::ranges::upper_bound(points, from, {}, &project::AutomationPoint::position);
        double x = area.left() - 8;
        while (x < area.right() + 8) {
            const double nextX = next == points.end() ? area.right() + 8 : std::min(scale.xOf(next->position), area.right() + 8);
            const bool flat = next == points.begin() || next == points.end();
            if (steps || flat) {
                line << QPointF(nextX, line.last().y());
            } else {
                const int pieces = std::clamp(static_cast<int>((nextX - x) / 6), 1, 200);
                for (int i = 1; i < pieces; ++i) {
                    const double px = x + (nextX - x) * i / pieces;
                    line << QPointF(px, yOf(curveValueAt(*curve, lane->spec, scale.positionAt(px))));
                }
            }
            if (next == points.end() || next->position > to) break;
            // Of points that fall on one pixel only the last is drawn.
            while (std::next(next) != points.end() && scale.xOf(std::next(next)->position) - nextX < 0.5) ++next;
            line << QPointF(nextX, yOf(next->value));
            x = nextX;
            ++next;
        }
    }
    const bool off = channel->automationMode == project::AutomationMode::off;
    const QColor stroke = off || !curve ? theme.colour(Role::text3) : hue;
    QPolygonF fill = line;
    fill << QPointF(line.last().x(), top + row.height - 1) << QPointF(line.first().x(), top + row.height - 1);
    QColor wash = stroke;
    wash.setAlphaF(0.14f);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(wash);
    painter.drawPolygon(fill);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(stroke, 1.75));
    painter.drawPolyline(line);

    if (curve) {
        const double radius = theme.size(Size::autoPoint) / 2.0;
        double last = -1e9;
        for (const auto& point : curve->points) {
            const double x = scale.xOf(point.position);
            if (x < area.left() - 8 || x > area.right() + 8) continue;
            const bool hot = hoveredPoint_ && hoveredPoint_->first == row.channel && hoveredPoint_->second == point.position;
            if (x - last < 3 && !hot) continue;
            last = x;
            painter.setPen(QPen(hot ? theme.colour(Role::playhead) : stroke, 1.5));
            painter.setBrush(hot ? theme.colour(Role::playhead) : theme.colour(Role::surfaceWell));
            painter.drawEllipse(QPointF(x, yOf(point.value)), hot ? radius + 1 : radius, hot ? radius + 1 : radius);
        }
    }
    painter.setPen(theme.colour(Role::text3));
    const QRectF label(width() - 64, std::clamp(zero - 7, top + 1, top + row.height - 15), 58, 14);
    if (label.intersects(area)) {
        drawFigures(painter, theme.font(9), label, Qt::AlignRight,
                    QString::fromStdString(bareText(lane->spec, lane->spec.defaultValue)));
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

void TimelineLanes::placePicture() {
    const qreal ratio = devicePixelRatioF();
    picture_.resize(size(), ratio);
    const TimeScale& scale = state_.scale();
    const double across = (scale.left - pictureScale_.left) / scale.framesPerPixel * ratio;
    const double top = state_.scrollTop() * ratio;
    const double down = top - pictureTop_;
    // Only what moved by whole pixels looks the same.
    const auto whole = [](double pixels) { return std::abs(pixels) < 1e6 && std::abs(pixels - std::round(pixels)) < 1e-4; };
    if (scale.framesPerPixel == pictureScale_.framesPerPixel && whole(across) && whole(down))
        picture_.scroll(static_cast<int>(std::lround(across)), static_cast<int>(std::lround(down)));
    else picture_.markAllStale();
    pictureScale_ = scale;
    pictureTop_ = top;
}

void TimelineLanes::paintEvent(QPaintEvent* event) {
    placePicture();
    picture_.refresh([this](QPainter& painter, const QRectF& area) { paintRows(painter, area); });
    QPainter painter(this);
    for (const QRect& part : event->region()) picture_.draw(painter, part);
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
        const auto* track = row.kind == TimelineRow::Kind::track || row.kind == TimelineRow::Kind::take ? project::findTrack(*state_.song(), row.channel) : nullptr;
        const auto* take = track && row.kind == TimelineRow::Kind::take ? project::findTake(*track, row.take) : nullptr;
        if (!track || (row.kind == TimelineRow::Kind::take && !take)) continue;
        const double top = rowTop(state_, row);
        for (const auto& clip : take ? *take->clips : *track->clips) {
            const ClipBox box = clipBox(clip, state_.scale(), top, row.height);
            if (box.right() < view.left()) continue;
            if (box.left > view.right()) break;
            ClipLook look = lookOf(*track, clip);
            if (take) look.selected = false, look.silent = true;
            clips_.paintName(painter, clip, box, state_.scale(), view, area, look);
        }
    }
}

void TimelineLanes::paintRows(QPainter& painter, const QRectF& area) const {
    paintGround(painter, area);
    if (!state_.song()) return;
    const Theme& theme = state_.theme();
    const auto [first, last] = rowsBetween(state_.rows(), static_cast<int>(area.top()) + state_.scrollTop(),
                                           static_cast<int>(area.bottom()) + 1 + state_.scrollTop());
    const auto& chosen = state_.workspace().selection().channels;
    for (std::size_t i = first; i < last; ++i) {
        const TimelineRow& row = state_.rows()[i];
        const double top = rowTop(state_, row);
        const QRectF rowArea(area.left(), top, area.width(), row.height);
        if (row.kind == TimelineRow::Kind::bus || row.kind == TimelineRow::Kind::mix || row.kind == TimelineRow::Kind::folder) {
            painter.fillRect(rowArea, theme.colour(Role::surface0));
        } else if (std::ranges::count(chosen, row.channel)) {
            QColor lifted = theme.colour(Role::surface3);
            lifted.setAlphaF(0.28f);
            painter.fillRect(rowArea, lifted);
        }
        painter.save();
        painter.setClipRect(rowArea & area);
        if (row.kind == TimelineRow::Kind::track) paintTrack(painter, row, rowArea & area.adjusted(-2, 0, 2, 0));
        if (row.kind == TimelineRow::Kind::lane) paintLane(painter, row, area);
        if (row.kind == TimelineRow::Kind::folder) paintFolder(painter, row, rowArea & area);
        if (row.kind == TimelineRow::Kind::take) paintTake(painter, row, rowArea & area.adjusted(-2, 0, 2, 0));
        painter.restore();
        painter.fillRect(QRectF(area.left(), top + row.height - 1, area.width(), 1), theme.colour(Role::surface0));
    }
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

    const PressedClip press{pressed, track, hit.zone, withLinkedClips(*state_.song(), selection.clips)};
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
