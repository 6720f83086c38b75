#include "ui/mix/tempo_lane.h"

#include "engine/project/song_edits.h"
#include "engine/project/tempo_edits.h"
#include "ui/mix/inline_edit.h"
#include "ui/mix/time_wheel.h"
#include "ui/models/tempo_text.h"
#include "ui/theme/figures.h"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

constexpr int kHeight = 44;
constexpr int kReach = 6;      // around a start
constexpr int kStepReach = 7;  // above and below a step
constexpr double kPerPixel = 0.5, kFinePerPixel = 0.05; // beats per minute
constexpr int kDragFrom = 3;

} // namespace

TempoLane::TempoLane(TimelineState& state, QWidget* parent) : QWidget(parent), state_(state) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setObjectName("tempoLane");
    setAccessibleName(tr("Tempo"));
    setFixedHeight(kHeight);
    const auto repaint = [this] { update(); };
    connect(&state_, &TimelineState::viewChanged, this, repaint);
    connect(&state_, &TimelineState::settingsChanged, this, repaint);
    connect(&state_.workspace(), &Workspace::projectChanged, this, &TempoLane::refresh);
    connect(&state_.workspace(), &Workspace::songChanged, this, &TempoLane::refresh);
    connect(&state_.theme(), &Theme::changed, this, repaint);
    connect(&state_, &TimelineState::playheadMoved, this, [this](FramePosition from, FramePosition to) {
        for (const auto position : {from, to}) update(static_cast<int>(state_.scale().xOf(position)) - 1, 0, 3, height());
    });
    refresh();
}

QSize TempoLane::sizeHint() const { return {900, kHeight}; }

const std::vector<project::TempoPoint>& TempoLane::points() const {
    static const std::vector<project::TempoPoint> kNone;
    const auto* song = state_.song();
    return song ? song->tempo : kNone;
}

void TempoLane::refresh() {
    const auto& all = points();
    chosen_ = std::min(chosen_, all.empty() ? 0 : all.size() - 1);
    if (drag_ == Drag::none && !all.empty()) {
        const auto [low, high] = std::ranges::minmax(all, {}, &project::TempoPoint::beatsPerMinute);
        // A tempo that never changes runs through the middle; small changes show as such.
        const double room = std::max(1.25, std::pow(high.beatsPerMinute / low.beatsPerMinute, 0.25));
        slowest_ = low.beatsPerMinute / room;
        fastest_ = high.beatsPerMinute * room;
    }
    setAccessibleDescription(all.empty() ? QString() : said(chosen_));
    update();
}

QString TempoLane::said(std::size_t change) const {
    const auto& point = points()[change];
    return tr("%1 of %2, from bar %3: %4 bpm, %5")
        .arg(change + 1)
        .arg(points().size())
        .arg(state_.tempo().barAt(point.position))
        .arg(QString::fromStdString(tempoText(point.beatsPerMinute)), QString::fromStdString(metreText(point)));
}

void TempoLane::choose(std::size_t change) {
    if (change >= points().size()) return;
    chosen_ = change;
    setAccessibleDescription(said(change));
    if (QAccessible::isActive()) {
        QAccessibleEvent event(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&event);
    }
    update();
}

double TempoLane::heightOf(double beatsPerMinute) const {
    const double share = std::log(beatsPerMinute / slowest_) / std::log(fastest_ / slowest_);
    return 8 + (1 - std::clamp(share, 0.0, 1.0)) * (height() - 14);
}

QPoint TempoLane::startOf(std::size_t change) const {
    const auto& point = points()[change];
    return QPointF(state_.scale().xOf(point.position), heightOf(point.beatsPerMinute)).toPoint();
}

TempoLane::Hit TempoLane::hitAt(QPoint at) const {
    const auto& all = points();
    for (std::size_t k = all.size(); k-- > 0;) {
        const QPoint start = startOf(k);
        if (k > 0 && std::abs(at.x() - start.x()) <= kReach) return {Part::start, k};
        if (at.x() < start.x() - kReach) continue;
        return {std::abs(at.y() - start.y()) <= kStepReach ? Part::step : Part::nothing, k};
    }
    return {};
}

FramePosition TempoLane::barNear(double x) const {
    const FramePosition at = std::max(FramePosition{0}, state_.scale().positionAt(x));
    return state_.tempo().nearestGridLine(at, 0);
}

void TempoLane::edit(const QString& name, const Edit& change) { state_.workspace().apply(name, change); }

void TempoLane::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    const Theme& theme = state_.theme();
    const auto& scale = state_.scale();
    painter.fillRect(event->rect(), theme.colour(Role::surface1));
    painter.fillRect(0, height() - 1, width(), 1, theme.colour(Role::surface0));
    const auto& all = points();
    const QColor line = theme.colour(Role::accent);
    const QColor under = Theme::over(line, 0.10, theme.colour(Role::surface1));
    for (std::size_t k = 0; k < all.size(); ++k) {
        const double left = std::max(scale.xOf(all[k].position), -8.0);
        const double right = k + 1 < all.size() ? std::min(scale.xOf(all[k + 1].position), width() + 8.0) : width() + 8.0;
        if (right < 0 || left > width()) continue;
        const double y = std::round(heightOf(all[k].beatsPerMinute));
        painter.fillRect(QRectF(left, y, right - left, height() - 1 - y), under);
        painter.fillRect(QRectF(left, y, right - left, 2), line);
        if (k > 0) {
            const double before = std::round(heightOf(all[k - 1].beatsPerMinute));
            painter.fillRect(QRectF(left, std::min(y, before), 1, std::abs(y - before) + 2), line);
        }
        // What it is, in the larger part beside the step; the metre where it changes.
        const bool above = y > height() / 2.0;
        const double textLeft = std::max(left, 0.0) + 8;
        const QRectF box(textLeft, above ? y - 15 : y + 3, std::max(0.0, right - textLeft - 4), 13);
        const QString tempo = QString::fromStdString(tempoText(all[k].beatsPerMinute));
        const bool metre = k == 0 || all[k].beatsPerBar != all[k - 1].beatsPerBar || all[k].beatUnit != all[k - 1].beatUnit;
        painter.setPen(theme.colour(Role::text1));
        const qreal wide = figuresWidth(theme.font(11, QFont::DemiBold), tempo);
        if (wide <= box.width()) drawFigures(painter, theme.font(11, QFont::DemiBold), box, Qt::AlignLeft, tempo);
        if (metre && wide + 40 <= box.width()) {
            painter.setPen(theme.colour(Role::text2));
            drawFigures(painter, theme.font(11), box.adjusted(wide + 8, 0, 0, 0), Qt::AlignLeft, QString::fromStdString(metreText(all[k])));
        }
    }
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t k = 0; k < all.size(); ++k) {
        const QPointF start(scale.xOf(all[k].position), std::round(heightOf(all[k].beatsPerMinute)) + 1);
        if (start.x() < -8 || start.x() > width() + 8) continue;
        const bool chosen = k == chosen_ && hasFocus();
        painter.setPen(QPen(line, 1.5));
        painter.setBrush(chosen ? line : theme.colour(Role::surface1));
        painter.drawEllipse(start, chosen ? 5 : 4, chosen ? 5 : 4);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(std::round(scale.xOf(state_.playhead())), 0, 1, height()), theme.colour(Role::playhead));
}

void TempoLane::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !state_.song()) return;
    const Hit hit = hitAt(event->pos());
    if (hit.part == Part::nothing) return;
    choose(hit.change);
    pressed_ = event->pos();
    base_ = state_.workspace().project();
    dragged_ = points()[hit.change];
    moved_ = false;
    drag_ = hit.part == Part::start ? Drag::place : Drag::tempo;
}

void TempoLane::mouseMoveEvent(QMouseEvent* event) {
    if (drag_ == Drag::none) {
        const Part part = hitAt(event->pos()).part;
        setCursor(part == Part::start ? Qt::SizeHorCursor : part == Part::step ? Qt::SizeVerCursor : Qt::ArrowCursor);
        return;
    }
    const QPoint by = event->pos() - pressed_;
    if (!moved_) {
        if (by.manhattanLength() < kDragFrom) return;
        // A start goes where the hand goes: sideways it moves, up and down it is its step.
        if (drag_ == Drag::place && std::abs(by.y()) > std::abs(by.x())) drag_ = Drag::tempo;
        moved_ = true;
        state_.workspace().beginGesture(drag_ == Drag::tempo ? tr("Tempo") : tr("Move tempo change"));
    }
    dragTo(event->pos(), event->modifiers());
}

void TempoLane::dragTo(QPoint to, Qt::KeyboardModifiers with) {
    const SongId song = state_.workspace().currentSong();
    if (drag_ == Drag::tempo) {
        project::TempoPoint point = dragged_;
        const bool fine = with & Qt::ShiftModifier;
        const double turned = dragged_.beatsPerMinute + (pressed_.y() - to.y()) * (fine ? kFinePerPixel : kPerPixel);
        const double step = fine ? 0.05 : 0.5;
        point.beatsPerMinute = std::clamp(std::round(turned / step) * step, project::kSlowestTempo, project::kFastestTempo);
        edit(tr("Tempo"), [&](const project::Project&) { return project::changeTempo(*base_, song, point); });
        QToolTip::showText(mapToGlobal(to + QPoint(14, -8)), tr("%1 bpm").arg(QString::fromStdString(tempoText(point.beatsPerMinute))), this);
        return;
    }
    const double x = state_.scale().xOf(dragged_.position) + to.x() - pressed_.x();
    const project::Song& before = *project::findSong(*base_, song);
    const TempoMap map(before.tempo, base_->rate);
    // Past its neighbours, or to a tempo that there is not, it stays where it was: no sentence a pixel.
    const auto whereItCan = [&](Result<project::Project> moved) { return moved ? std::move(moved) : Result<project::Project>(*base_); };
    if (with & Qt::ControlModifier) {
        const FramePosition free = std::max(FramePosition{0}, state_.scale().positionAt(x));
        const auto snap = state_.snapPoints().nearest(free, state_.snap(), state_.scale(), map);
        const FramePosition at = snap ? snap->position : free;
        edit(tr("Move tempo change"), [&](const project::Project&) { return whereItCan(project::fitTempo(*base_, song, dragged_.position, at)); });
    } else {
        // The bars that the change leaves behind are counted as if it were not there.
        std::vector<project::TempoPoint> without = before.tempo;
        std::erase_if(without, [&](const project::TempoPoint& point) { return point.position >= dragged_.position; });
        const FramePosition at = TempoMap(without, base_->rate).nearestGridLine(std::max(FramePosition{0}, state_.scale().positionAt(x)), 0);
        edit(tr("Move tempo change"), [&](const project::Project&) { return whereItCan(project::moveTempo(*base_, song, dragged_.position, at)); });
    }
    QToolTip::showText(mapToGlobal(to + QPoint(14, -8)), said(chosen_), this);
}

void TempoLane::mouseReleaseEvent(QMouseEvent*) {
    if (moved_) state_.workspace().endGesture();
    drag_ = Drag::none;
    moved_ = false;
    base_.reset();
    refresh();
}

void TempoLane::cancelDrag() {
    if (moved_) state_.workspace().cancelGesture();
    drag_ = Drag::none;
    moved_ = false;
    base_.reset();
    refresh();
}

void TempoLane::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || points().empty()) return;
    const Hit hit = hitAt(event->pos());
    // Beside a start it is that change; anywhere else a new one at the bar.
    const double fromStart = event->pos().x() - state_.scale().xOf(points()[hit.change].position);
    if (hit.part == Part::start || fromStart < 50) typeInto(hit.change);
    else addAt(state_.scale().positionAt(event->pos().x()));
}

void TempoLane::addAt(FramePosition position) {
    const auto& all = points();
    if (all.empty()) return;
    const FramePosition bar = barNear(state_.scale().xOf(position));
    project::TempoPoint point;
    for (const auto& before : all)
        if (before.position <= bar) point = before;
    if (point.position != bar) {
        point.position = bar;
        const SongId song = state_.workspace().currentSong();
        edit(tr("Tempo change at bar %1").arg(state_.tempo().barAt(bar)), [&](const project::Project& from) { return project::changeTempo(from, song, point); });
    }
    const auto at = std::ranges::find(points(), bar, &project::TempoPoint::position);
    if (at == points().end()) return;
    choose(static_cast<std::size_t>(at - points().begin()));
    typeInto(chosen_);
}

void TempoLane::typeInto(std::size_t change) {
    if (change >= points().size()) return;
    if (!isVisible()) emit showWanted();
    choose(change);
    const project::TempoPoint point = points()[change];
    const QString now = QString::fromStdString(tempoText(point.beatsPerMinute) + " " + metreText(point));
    const int left = std::clamp(startOf(change).x(), 0, std::max(0, width() - 104));
    openInlineEdit(state_.theme(), this, QRect(left + 2, (height() - 24) / 2, 100, 24), now, tr("Tempo and metre from bar %1").arg(state_.tempo().barAt(point.position)),
                   [this, point, song = state_.workspace().currentSong()](const QString& typed) {
                       const auto read = tempoTyped(typed.toStdString(), point);
                       if (!read) {
                           state_.workspace().messages().fail(tr("\"%1\" is no tempo. Type beats per minute, and the metre if it changes: 112 or 112 3/4.").arg(typed));
                           return;
                       }
                       edit(tr("Tempo %1").arg(QString::fromStdString(tempoText(read->beatsPerMinute))),
                            [&](const project::Project& from) { return project::changeTempo(from, song, *read); });
                   });
}

void TempoLane::remove(std::size_t change) {
    if (change >= points().size()) return;
    const FramePosition at = points()[change].position;
    const SongId song = state_.workspace().currentSong();
    edit(tr("Remove tempo change"), [&](const project::Project& from) { return project::removeTempo(from, song, at); });
}

void TempoLane::setMetre(std::size_t change, int beats, int unit) {
    if (change >= points().size()) return;
    project::TempoPoint point = points()[change];
    point.beatsPerBar = beats;
    point.beatUnit = unit;
    const SongId song = state_.workspace().currentSong();
    edit(tr("Metre %1/%2").arg(beats).arg(unit), [&](const project::Project& from) { return project::changeTempo(from, song, point); });
}

void TempoLane::turn(double by) {
    if (chosen_ >= points().size()) return;
    project::TempoPoint point = points()[chosen_];
    point.beatsPerMinute = std::clamp(std::round((point.beatsPerMinute + by) * 100) / 100, project::kSlowestTempo, project::kFastestTempo);
    const SongId song = state_.workspace().currentSong();
    state_.workspace().nudge(QStringLiteral("tempo %1").arg(point.position.value), tr("Tempo"), [&](const project::Project& from) { return project::changeTempo(from, song, point); });
}

void TempoLane::moveByBar(int bars) {
    if (chosen_ == 0 || chosen_ >= points().size()) return;
    const project::TempoPoint point = points()[chosen_];
    std::vector<project::TempoPoint> without(points().begin(), points().begin() + static_cast<std::ptrdiff_t>(chosen_));
    const TempoMap map(without, state_.rate());
    const FramePosition to = map.barStart(map.barAt(point.position) + bars);
    const SongId song = state_.workspace().currentSong();
    edit(tr("Move tempo change"), [&](const project::Project& from) { return project::moveTempo(from, song, point.position, to); });
}

void TempoLane::fillMenu(QMenu& menu, FramePosition position) {
    const auto& all = points();
    if (all.empty()) return;
    std::size_t change = 0;
    while (change + 1 < all.size() && all[change + 1].position <= position) ++change;
    const std::int64_t bar = state_.tempo().barAt(barNear(state_.scale().xOf(position)));
    menu.addAction(tr("Tempo change at bar %1…").arg(bar), this, [this, position] { addAt(position); });
    menu.addAction(tr("Type tempo and metre of bar %1…\tEnter").arg(state_.tempo().barAt(all[change].position)), this, [this, change] { typeInto(change); });
    QMenu* metres = menu.addMenu(tr("Metre"));
    for (const auto& [beats, unit] : {std::pair{4, 4}, {3, 4}, {2, 4}, {5, 4}, {6, 8}, {7, 8}, {9, 8}, {12, 8}}) {
        QAction* action = metres->addAction(QStringLiteral("%1/%2").arg(beats).arg(unit), this, [this, change, beats = beats, unit = unit] { setMetre(change, beats, unit); });
        action->setCheckable(true);
        action->setChecked(all[change].beatsPerBar == beats && all[change].beatUnit == unit);
    }
    menu.addAction(tr("Remove the tempo change\tDel"), this, [this, change] { remove(change); })->setEnabled(change > 0);
}

void TempoLane::contextMenuEvent(QContextMenuEvent* event) {
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    if (points().empty()) return;
    const FramePosition at = byKey ? points()[chosen_].position : state_.scale().positionAt(event->pos().x());
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu, at);
    menu->popup(byKey ? mapToGlobal(startOf(chosen_)) : event->globalPos());
}

void TempoLane::wheelEvent(QWheelEvent* event) { wheelThroughTime(state_, *event); }

bool TempoLane::event(QEvent* event) {
    // The timeline's own commands have some of these keys.
    if (event->type() == QEvent::ShortcutOverride) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Insert:
        case Qt::Key_Delete:
        case Qt::Key_Backspace:
        case Qt::Key_Escape: event->accept(); return true;
        default: break;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(),
                           tr("Drag a step up or down for its tempo (Shift fine), its start to another bar · Ctrl-drag lays the bar on what was played · "
                              "double-click makes or types a change: 112 3/4 · Delete removes it"),
                           this);
        return true;
    }
    return QWidget::event(event);
}

void TempoLane::keyPressEvent(QKeyEvent* event) {
    const bool fine = event->modifiers() & Qt::ShiftModifier, far = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
    case Qt::Key_Escape: return drag_ != Drag::none ? cancelDrag() : clearFocus();
    case Qt::Key_Left: return far ? moveByBar(-1) : choose(chosen_ == 0 ? 0 : chosen_ - 1);
    case Qt::Key_Right: return far ? moveByBar(1) : choose(chosen_ + 1);
    case Qt::Key_Up: return turn(fine ? 0.1 : 1);
    case Qt::Key_Down: return turn(fine ? -0.1 : -1);
    case Qt::Key_Return:
    case Qt::Key_Enter: return typeInto(chosen_);
    case Qt::Key_Insert: return addAt(state_.playhead());
    case Qt::Key_Delete:
    case Qt::Key_Backspace: return remove(chosen_);
    default: QWidget::keyPressEvent(event);
    }
}

} // namespace lacquer::ui
