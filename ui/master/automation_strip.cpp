#include "ui/master/automation_strip.h"

#include "engine/project/automation_edits.h"
#include "engine/project/value_text.h"
#include "ui/controls/given_words.h"
#include "ui/master/album_strip.h"
#include "ui/models/scales.h"
#include "ui/theme/figures.h"

#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

using project::AutomationPoint;
using project::Project;

namespace {

constexpr double kReach = 8;
constexpr int kValues = 190;

} // namespace

AutomationStrip::AutomationStrip(Workspace& workspace, AlbumStrip& strip, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), strip_(strip), theme_(theme), target_{project::AutomationTarget::Owner::channel, 0, "fader"} {
    setObjectName("automationStrip");
    setAccessibleName(tr("Automation"));
    setAccessibleDescription(tr("Left and Right choose a point, Up and Down move it, Delete takes it away"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    values_ = new MenuButton(theme, tr("Automated value"), this);
    setGivenWords(values_);
    values_->setObjectName("automatedValue");
    values_->setMenuMaker([this](QMenu& menu) {
        const auto* now = channel();
        if (!now) return;
        QMenu* of = nullptr;
        std::uint64_t insert = 0;
        for (const auto& lane : laneSubjects(project::Song{}, *now, workspace_.catalogue())) {
            // A processor's values in a menu of their own; those that move already are marked.
            QMenu* into = &menu;
            if (lane.target.owner == project::AutomationTarget::Owner::insert) {
                if (!of || insert != lane.target.id) of = menu.addMenu(QString::fromStdString(lane.name.substr(0, lane.name.size() - lane.spec.name.size() - 1)));
                insert = lane.target.id;
                into = of;
            }
            auto* action = into->addAction(QString::fromStdString(lane.name), this, [this, target = lane.target] { choose(target); });
            action->setCheckable(true);
            action->setChecked(lane.curve != nullptr);
        }
    });
    connect(&workspace_, &Workspace::projectChanged, this, [this] {
        values_->setShownText(subject() ? QString::fromStdString(subject()->name) : tr("Volume"));
        update();
    });
    connect(&theme_, &Theme::changed, this, [this] { update(); });
    values_->setShownText(tr("Volume"));
}

const project::Channel* AutomationStrip::channel() const { return project::findChannel(*workspace_.project(), channel_); }

FramePosition AutomationStrip::origin() const {
    for (const AlbumRow& row : view_.rows)
        if (row.channel == channel_) return row.start;
    return {};
}

void AutomationStrip::showAlbum(const AlbumView& view) {
    view_ = view;
    update();
}

void AutomationStrip::showChannel(ChannelId channel) {
    if (channel == channel_) return;
    channel_ = channel;
    chosen_.reset();
    if (!subject()) target_ = {project::AutomationTarget::Owner::channel, 0, "fader"};
    values_->setShownText(subject() ? QString::fromStdString(subject()->name) : tr("Volume"));
    update();
}

void AutomationStrip::choose(const project::AutomationTarget& target) {
    target_ = target;
    chosen_.reset();
    if (const auto lane = subject()) values_->setShownText(QString::fromStdString(lane->name));
    update();
}

std::optional<LaneSubject> AutomationStrip::subject() const {
    const auto* now = channel();
    return now ? laneSubject(project::Song{}, *now, target_, workspace_.catalogue()) : std::nullopt;
}

QPointF AutomationStrip::pointOf(FramePosition position, double value) const {
    const auto lane = subject();
    return {strip_.xAt(position + (origin() - FramePosition{})), lane ? laneY(lane->spec, value, height()) : 0.0};
}

std::optional<std::size_t> AutomationStrip::pointNear(QPointF at) const {
    const auto lane = subject();
    if (!lane || !lane->curve) return std::nullopt;
    std::optional<std::size_t> nearest;
    double least = kReach;
    for (std::size_t k = 0; k < lane->curve->points.size(); ++k) {
        const QPointF there = pointOf(lane->curve->points[k].position, lane->curve->points[k].value) - at;
        if (const double distance = std::hypot(there.x(), there.y()); distance <= least) {
            least = distance;
            nearest = k;
        }
    }
    return nearest;
}

AutomationPoint AutomationStrip::pointFrom(QPointF at) const {
    const auto lane = subject();
    const FrameCount into = strip_.positionAt(at.x()) - origin();
    return {FramePosition{} + std::max(FrameCount{0}, into), laneValue(lane->spec, std::clamp(at.y(), 0.0, double(height())), height()), 0};
}

void AutomationStrip::takeAway(FramePosition position) {
    workspace_.apply(tr("Remove a point"), [&](const Project& project) { return project::removePoints(project, channel_, target_, position, position + FrameCount{1}); });
    chosen_.reset();
    update();
}

void AutomationStrip::mousePressEvent(QMouseEvent* event) {
    const auto lane = subject();
    if (!lane || view_.rows.empty()) return;
    const auto near = pointNear(event->position());
    if (event->button() == Qt::RightButton) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        if (near) menu->addAction(tr("Remove the point"), this, [this, at = lane->curve->points[*near].position] { takeAway(at); });
        menu->addAction(tr("Clear the curve"), this, [this] {
            workspace_.apply(tr("Clear automation"), [&](const Project& project) { return project::clearCurve(project, channel_, target_); });
        })->setEnabled(lane->curve != nullptr);
        menu->popup(event->globalPosition().toPoint());
        return;
    }
    if (event->button() != Qt::LeftButton) return;
    setFocus();
    workspace_.beginGesture(tr("Automation of %1").arg(QString::fromStdString(lane->name)));
    if (near) {
        pressed_ = lane->curve->points[*near].position;
    } else {
        const AutomationPoint made = pointFrom(event->position());
        workspace_.apply({}, [&](const Project& project) { return project::setPoint(project, workspace_.catalogue(), channel_, target_, made); });
        pressed_ = made.position;
    }
    chosen_ = pressed_;
    base_ = workspace_.project();
    update();
}

void AutomationStrip::mouseMoveEvent(QMouseEvent* event) {
    if (!base_) return;
    const AutomationPoint to = pointFrom(event->position());
    const auto moved = project::movePoint(*base_, workspace_.catalogue(), channel_, target_, pressed_, to);
    if (!moved) return;
    workspace_.apply({}, [&](const Project&) { return moved; });
    chosen_ = to.position;
    update();
}

void AutomationStrip::mouseReleaseEvent(QMouseEvent*) {
    if (!base_) return;
    base_.reset();
    workspace_.endGesture();
    update();
}

void AutomationStrip::keyPressEvent(QKeyEvent* event) {
    const auto lane = subject();
    if (!lane || !lane->curve || lane->curve->points.empty()) return QWidget::keyPressEvent(event);
    const auto& points = lane->curve->points;
    auto at = std::ranges::find(points, chosen_.value_or(points.front().position), &AutomationPoint::position);
    if (at == points.end()) at = points.begin();
    switch (event->key()) {
    case Qt::Key_Left:
        if (chosen_ && at != points.begin()) --at;
        chosen_ = at->position;
        break;
    case Qt::Key_Right:
        if (chosen_ && at + 1 != points.end()) ++at;
        chosen_ = at->position;
        break;
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const double step = (event->modifiers() & Qt::ShiftModifier ? 0.005 : 0.02) * (event->key() == Qt::Key_Up ? 1 : -1);
        const AutomationPoint to{at->position, valueAt(lane->spec, std::clamp(travelOf(lane->spec, at->value) + step, 0.0, 1.0)), at->bend};
        chosen_ = at->position;
        workspace_.nudge("automation", tr("Automation of %1").arg(QString::fromStdString(lane->name)),
                         [&](const Project& project) { return project::setPoint(project, workspace_.catalogue(), channel_, target_, to); });
        break;
    }
    case Qt::Key_Delete: takeAway(at->position); break;
    default: return QWidget::keyPressEvent(event);
    }
    update();
}

void AutomationStrip::resizeEvent(QResizeEvent*) { values_->setGeometry(8, 4, std::min(kValues, width() / 3), 22); }

void AutomationStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surfaceWell));
    const auto lane = subject();
    if (!lane || view_.rows.empty()) return;
    FramePosition end = view_.end;
    for (const AlbumRow& row : view_.rows)
        if (row.channel == channel_) end = row.start + row.length;
    const double left = strip_.xAt(origin()), right = strip_.xAt(end);
    painter.fillRect(QRectF(left, 0, right - left, height()), theme_.colour(Role::surface1));
    painter.setPen(QPen(theme_.colour(Role::lineHair), 1));
    for (const AlbumRow& row : view_.rows) painter.drawLine(QPointF(strip_.xAt(row.start), 0), QPointF(strip_.xAt(row.start), height()));
    painter.setRenderHint(QPainter::Antialiasing);
    const auto yAt = [&](FramePosition at) { return laneY(lane->spec, lane->curve ? curveValueAt(*lane->curve, lane->spec, at) : lane->current, height()); };
    painter.setPen(QPen(theme_.colour(lane->curve ? Role::accent : Role::text3), 1.5, lane->curve ? Qt::SolidLine : Qt::DashLine));
    QPainterPath line(QPointF(left, yAt({})));
    for (double x = left + 1; x <= right; x += 1) line.lineTo(x, yAt(FramePosition{} + std::max(FrameCount{0}, strip_.positionAt(x) - origin())));
    painter.drawPath(line);
    if (lane->curve)
        for (const AutomationPoint& point : lane->curve->points) {
            const bool on = chosen_ == point.position;
            painter.setPen(QPen(theme_.colour(Role::surfaceWell), 1));
            painter.setBrush(theme_.colour(on ? Role::text1 : Role::accent));
            painter.drawEllipse(pointOf(point.position, point.value), on ? 5 : 4, on ? 5 : 4);
        }
    if (chosen_ && lane->curve) {
        const double value = curveValueAt(*lane->curve, lane->spec, *chosen_);
        const QPointF at = pointOf(*chosen_, value);
        painter.setPen(theme_.colour(Role::text1));
        drawFigures(painter, theme_.font(11), QRectF(std::min(at.x() + 8, width() - 90.0), std::clamp(at.y() - 8, 0.0, height() - 16.0), 86, 16), Qt::AlignLeft,
                    QString::fromStdString(project::formatValue(lane->spec, value)));
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme_.colour(Role::focus), 1));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

} // namespace lacquer::ui
