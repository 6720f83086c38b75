#include "ui/mix/lanes_gesture.h"

#include "engine/project/automation_edits.h"
#include "ui/models/automation_lane.h"
#include "ui/models/scales.h"
#include "ui/models/time_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr double kDragFrom = 3;

QString say(const char* text) {
    return QCoreApplication::translate("Timeline", text);
}

/// A place on the lanes in frames and rows, which stays when the view scrolls.
FramePosition snapped(TimelineState& state, const SnapPoints& points, const LanesPointer& pointer,
                      std::optional<SnapPoint>& guide) {
    const FramePosition at = std::max(FramePosition{0}, state.scale().positionAt(pointer.at.x()));
    SnapSettings settings = state.snap();
    if (pointer.modifiers & Qt::AltModifier) settings.on = !settings.on;
    guide.reset();
    if (const auto to = points.nearest(at, settings, state.scale(), state.tempo())) {
        guide = *to;
        return to->position;
    }
    return at;
}

class SelectRange : public LanesGesture {
public:
    SelectRange(TimelineState& state, const LanesPointer& at)
        : state_(state), start_(at), points_(state.snapPoints()),
          before_(state.range()) {
        from_ = snapped(state, points_, at, guide_);
        guide_.reset();
        startY_ = at.at.y() + state.scrollTop();
    }

    void move(const LanesPointer& pointer) override {
        if (!dragging_ && (pointer.at - start_.at).manhattanLength() < kDragFrom) return;
        dragging_ = true;
        const FramePosition to = snapped(state_, points_, pointer, guide_);
        TimeRange range{std::min(from_, to), std::max(from_, to), {}};
        const double y = pointer.at.y() + state_.scrollTop();
        const double top = std::min(startY_, y);
        const double bottom = std::max(startY_, y);
        for (const auto& row : state_.rows()) {
            if (row.kind == TimelineRow::Kind::track && row.bottom() > top && row.top <= bottom) {
                range.channels.push_back(row.channel);
            }
        }
        range.channels = withLinkedTracks(*state_.song(), range.channels);
        bubble_ = QString::fromStdString(minutesText(secondsOf(range.end - range.start, state_.rate())));
        state_.setRange(std::move(range));
    }

    void finish() override {
        if (dragging_) {
            Selection selection = state_.workspace().selection();
            selection.clips.clear();
            // What is cut from here is pasted here, whichever way the range was drawn.
            if (const auto& range = state_.range()) {
                for (const auto& row : state_.rows()) {
                    if (row.kind != TimelineRow::Kind::track || !std::ranges::count(range->channels, row.channel)) continue;
                    selection.channels = {row.channel};
                    break;
                }
            }
            state_.workspace().select(selection);
            return;
        }
        state_.setRange(std::nullopt);
        state_.workspace().locate(from_);
    }

    void cancel() override { state_.setRange(before_); }

private:
    TimelineState& state_;
    LanesPointer start_;
    SnapPoints points_;
    std::optional<TimeRange> before_;
    FramePosition from_;
    double startY_ = 0;
    bool dragging_ = false;
};

class RubberBand : public LanesGesture {
public:
    RubberBand(TimelineState& state, const LanesPointer& at)
        : state_(state), start_(at), before_(state.workspace().selection()),
          startFrame_(state.scale().frameAt(at.at.x())), startY_(at.at.y() + state.scrollTop()) {}

    void move(const LanesPointer& pointer) override {
        if (!dragging_ && (pointer.at - start_.at).manhattanLength() < kDragFrom) return;
        dragging_ = true;
        const double endFrame = state_.scale().frameAt(pointer.at.x());
        const double endY = pointer.at.y() + state_.scrollTop();
        const double left = std::min(startFrame_, endFrame);
        const double right = std::max(startFrame_, endFrame);
        const double top = std::min(startY_, endY);
        const double bottom = std::max(startY_, endY);
        band_ = QRectF(QPointF(state_.scale().xOf(left), top - state_.scrollTop()),
                       QPointF(state_.scale().xOf(right), bottom - state_.scrollTop()));

        Selection selection = before_;
        if (!(start_.modifiers & (Qt::ControlModifier | Qt::ShiftModifier))) selection.clips.clear();
        for (const auto& row : state_.rows()) {
            if (row.kind != TimelineRow::Kind::track || row.bottom() <= top || row.top >= bottom) continue;
            const auto* track = project::findTrack(*state_.song(), row.channel);
            if (!track) continue;
            for (const auto& clip : *track->clips) {
                const bool inside = static_cast<double>(clip.end().value) > left &&
                                    static_cast<double>(clip.position.value) < right;
                if (inside && !std::ranges::count(selection.clips, clip.id)) selection.clips.push_back(clip.id);
            }
        }
        state_.workspace().select(selection);
    }

    void finish() override {
        if (dragging_) return;
        state_.setRange(std::nullopt);
        Selection selection = before_;
        selection.clips.clear();
        state_.workspace().select(selection);
        const SnapPoints points = state_.snapPoints();
        std::optional<SnapPoint> guide;
        state_.workspace().locate(snapped(state_, points, start_, guide));
    }

    void cancel() override { state_.workspace().select(before_); }

private:
    TimelineState& state_;
    LanesPointer start_;
    Selection before_;
    double startFrame_;
    double startY_;
    bool dragging_ = false;
};

class Pan : public LanesGesture {
public:
    Pan(TimelineState& state, const LanesPointer& at)
        : state_(state), start_(at), scale_(state.scale()), top_(state.scrollTop()) {}

    void move(const LanesPointer& pointer) override {
        state_.suspendFollowing();
        state_.setScale(scale_.scrolled(start_.at.x() - pointer.at.x()));
        state_.setScrollTop(top_ + static_cast<int>(start_.at.y() - pointer.at.y()));
    }

    void finish() override {}

    void cancel() override {
        state_.setScale(scale_);
        state_.setScrollTop(top_);
    }

private:
    TimelineState& state_;
    LanesPointer start_;
    TimeScale scale_;
    int top_;
};

/// Moves one point, or bends a segment.
class EditCurve : public LanesGesture {
public:
    EditCurve(TimelineState& state, const TimelineRow& row, const LanesPointer& at)
        : state_(state), row_(row), start_(at), base_(state.workspace().project()),
          points_(state.snapPoints()) {
        const auto* channel = state.channelOf(row);
        const auto lane = channel ? laneSubject(*state.song(), *channel, row.target, state.workspace().catalogue())
                                  : std::nullopt;
        if (!lane) return;
        spec_ = lane->spec;
        name_ = QString::fromStdString(lane->name);
        const double y = at.at.y() - rowTop(state, row);
        const auto hit = pointAt(*lane, state.scale(), row.height, at.at.x(), y,
                                 state.theme().size(Size::autoHit) / 2.0 + 2);
        if (hit) {
            origin_ = lane->curve->points[*hit];
        } else if ((at.modifiers & Qt::AltModifier) && lane->curve) {
            bending_ = segmentBefore(*lane->curve, state.scale().positionAt(at.at.x()));
        } else {
            std::optional<SnapPoint> guide;
            const FramePosition position = snapped(state, points_, at, guide);
            const double value = lane->curve ? laneValue(spec_, y, row.height) : lane->current;
            added_ = project::AutomationPoint{position, held(value), 0};
        }
        live_ = true;
        state.workspace().beginGesture(say(added_     ? "Add point to %1"
                                           : bending_ ? "Bend %1"
                                                      : "Move point of %1")
                                           .arg(name_));
        if (added_) show(*added_, added_->position);
    }

    ~EditCurve() override {
        if (live_) state_.workspace().cancelGesture();
    }

    void move(const LanesPointer& pointer) override {
        if (!live_) return;
        if (!moved_ && (pointer.at - start_.at).manhattanLength() < kDragFrom) return;
        moved_ = true;
        if (bending_) {
            project::AutomationPoint bent = *bending_;
            bent.bend = std::clamp(bent.bend + (start_.at.y() - pointer.at.y()) / 60.0, -0.95, 0.95);
            bubble_ = say("bend") + " " + QString::fromStdString(signedText(bent.bend, 2));
            apply(project::movePoint(*base_, state_.workspace().catalogue(), row_.channel, row_.target,
                                     bent.position, bent));
            return;
        }
        const project::AutomationPoint& was = added_ ? *added_ : *origin_;
        project::AutomationPoint to = was;
        const double fine = pointer.modifiers & Qt::ControlModifier ? 0.1 : 1.0;
        const double y = laneY(spec_, was.value, row_.height) + (pointer.at.y() - start_.at.y()) * fine;
        to.value = held(laneValue(spec_, y, row_.height));
        guide_.reset();
        if (!(pointer.modifiers & Qt::ShiftModifier)) {
            LanesPointer shifted = pointer;
            shifted.at.setX(state_.scale().xOf(was.position) + pointer.at.x() - start_.at.x());
            to.position = snapped(state_, points_, shifted, guide_);
        }
        show(to, was.position);
    }

    void finish() override {
        if (!live_) return;
        live_ = false;
        state_.workspace().endGesture();
    }

    void cancel() override {
        if (live_) state_.workspace().cancelGesture();
        live_ = false;
    }

private:
    static std::optional<project::AutomationPoint> segmentBefore(const project::AutomationCurve& curve,
                                                                 FramePosition position) {
        std::optional<project::AutomationPoint> found;
        for (const auto& point : curve.points) {
            if (point.position <= position) found = point;
        }
        return found;
    }

    /// Values a hand can aim at: tenths of a decibel, whole percents, switches.
    double held(double value) const {
        if (spec_.kind != ParameterKind::continuous) return std::round(value);
        if (spec_.unit == Unit::decibels && std::isfinite(value)) return std::round(value * 10) / 10;
        return value;
    }

    void apply(Result<project::Project> next) {
        state_.workspace().apply(name_, [&](const project::Project&) { return std::move(next); });
    }

    void show(const project::AutomationPoint& point, FramePosition from) {
        bubble_ = QString::fromStdString(valueText(spec_, point.value)) + "   " +
                  QString::fromStdString(barsBeatsText(state_.tempo().musicalAt(point.position)));
        const auto& catalogue = state_.workspace().catalogue();
        apply(added_ ? project::setPoint(*base_, catalogue, row_.channel, row_.target, point)
                     : project::movePoint(*base_, catalogue, row_.channel, row_.target, from, point));
    }

    TimelineState& state_;
    TimelineRow row_;
    LanesPointer start_;
    std::shared_ptr<const project::Project> base_;
    SnapPoints points_;
    ParameterSpec spec_;
    QString name_;
    std::optional<project::AutomationPoint> origin_, added_, bending_;
    bool live_ = false;
    bool moved_ = false;
};

} // namespace

LanesGesturePtr rangeGesture(TimelineState& state, const LanesPointer& at) {
    return std::make_unique<SelectRange>(state, at);
}

LanesGesturePtr bandGesture(TimelineState& state, const LanesPointer& at) {
    return std::make_unique<RubberBand>(state, at);
}

LanesGesturePtr panGesture(TimelineState& state, const LanesPointer& at) {
    return std::make_unique<Pan>(state, at);
}

LanesGesturePtr automationGesture(TimelineState& state, const TimelineRow& row, const LanesPointer& at) {
    return std::make_unique<EditCurve>(state, row, at);
}

} // namespace lacquer::ui
