#include "ui/mix/lanes_gesture.h"

#include "engine/project/link_edits.h"
#include "engine/project/take_edits.h"
#include "ui/models/automation_lane.h"
#include "ui/models/curve_edits.h"
#include "ui/models/scales.h"
#include "ui/models/time_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <set>

namespace lacquer::ui {
namespace {

constexpr double kDragFrom = 3;
/// Both performances are one player's: a hundredth of a second of equal gain hides a cut.
constexpr double kCompCrossfade = 0.01;

QString say(const char* text) { return QCoreApplication::translate("Timeline", text); }

std::optional<LaneSubject> subjectOf(TimelineState& state, const TimelineRow& row) {
    const auto* channel = state.channelOf(row);
    return channel ? laneSubject(*state.song(), *channel, row.target, state.workspace().catalogue()) : std::nullopt;
}

FramePosition snapped(TimelineState& state, const SnapPoints& points, const LanesPointer& pointer, std::optional<SnapPoint>& guide) {
    const FramePosition at = std::max(FramePosition{0}, state.scale().positionAt(pointer.at.x()));
    SnapSettings settings = state.snap();
    if (pointer.modifiers & Qt::AltModifier) settings.on = !settings.on;
    guide = points.nearest(at, settings, state.scale(), state.tempo());
    return guide ? guide->position : at;
}

/// Draws a line by hand; what was there before gives way.
class DrawCurve : public LanesGesture {
public:
    DrawCurve(TimelineState& state, const TimelineRow& row, const LanesPointer& at)
        : state_(state), row_(row), base_(state.workspace().project()) {
        const auto lane = subjectOf(state, row);
        if (!lane) return;
        spec_ = lane->spec;
        name_ = say("Draw %1").arg(QString::fromStdString(lane->name));
        live_ = true;
        state.workspace().beginGesture(name_);
        move(at);
    }

    ~DrawCurve() override { cancel(); }

    void move(const LanesPointer& pointer) override {
        if (!live_) return;
        const FramePosition at = std::max(FramePosition{0}, state_.scale().positionAt(pointer.at.x()));
        double value = laneValue(spec_, pointer.at.y() - rowTop(state_, row_), row_.height);
        if (spec_.kind != ParameterKind::continuous) value = std::round(value);
        // Between two reports of the pointer the line is straight; going back over it draws it anew.
        if (last_) {
            const FramePosition low = std::min(*last_, at), high = std::max(*last_, at);
            std::erase_if(drawn_, [&](const project::AutomationPoint& point) {
                return point.position == at || (point.position > low && point.position < high);
            });
        }
        last_ = at;
        drawn_.push_back({at, value, 0});
        bubble_ = QString::fromStdString(valueText(spec_, value));
        state_.workspace().apply(name_, [&](const project::Project&) {
            return drawCurve(*base_, state_.workspace().catalogue(), row_.channel, row_.target, drawn_);
        });
    }

    void finish() override {
        if (live_) state_.workspace().endGesture();
        live_ = false;
    }

    void cancel() override {
        if (live_) state_.workspace().cancelGesture();
        live_ = false;
    }

private:
    TimelineState& state_;
    TimelineRow row_;
    std::shared_ptr<const project::Project> base_;
    ParameterSpec spec_;
    QString name_;
    std::vector<project::AutomationPoint> drawn_;
    std::optional<FramePosition> last_;
    bool live_ = false;
};

/// Chooses a passage of one lane.
class ChoosePassage : public LanesGesture {
public:
    ChoosePassage(TimelineState& state, const TimelineRow& row, const LanesPointer& at)
        : state_(state), row_(row), points_(state.snapPoints()), before_(state.laneRange()), from_(snapped(state, points_, at, guide_)) {
        guide_.reset();
    }

    void move(const LanesPointer& pointer) override {
        const FramePosition to = snapped(state_, points_, pointer, guide_);
        if (to == from_) return;
        state_.setRange(std::nullopt);
        state_.setLaneRange(TimelineState::LaneRange{row_.channel, row_.target, std::min(from_, to), std::max(from_, to)});
        bubble_ = QString::fromStdString(minutesText(secondsOf(FrameCount{std::abs((to - from_).value)}, state_.rate())));
        chosen_ = true;
    }

    void finish() override {
        if (!chosen_) state_.setLaneRange(std::nullopt);
    }

    void cancel() override { state_.setLaneRange(before_); }

private:
    TimelineState& state_;
    TimelineRow row_;
    SnapPoints points_;
    std::optional<TimelineState::LaneRange> before_;
    FramePosition from_;
    bool chosen_ = false;
};

/// Moves everything in the chosen passage up or down.
class TrimPassage : public LanesGesture {
public:
    TrimPassage(TimelineState& state, const TimelineRow& row, const LanesPointer& at)
        : state_(state), row_(row), range_(*state.laneRange()), base_(state.workspace().project()), start_(at) {
        if (const auto lane = subjectOf(state, row)) {
            spec_ = lane->spec;
            name_ = say("Move a passage of %1").arg(QString::fromStdString(lane->name));
        }
    }

    ~TrimPassage() override { cancel(); }

    void move(const LanesPointer& pointer) override {
        if (name_.isEmpty()) return;
        if (!live_) {
            if (std::abs(pointer.at.y() - start_.at.y()) < kDragFrom) return;
            live_ = true;
            state_.workspace().beginGesture(name_);
        }
        const double fine = pointer.modifiers & Qt::ShiftModifier ? 0.1 : 1.0;
        const double by = (start_.at.y() - pointer.at.y()) * fine / std::max(1.0, row_.height - 10.0);
        state_.workspace().apply(name_, [&](const project::Project&) {
            return trimCurve(*base_, state_.workspace().catalogue(), row_.channel, row_.target, range_.start, range_.end, by);
        });
        if (const auto lane = subjectOf(state_, row_); lane && lane->curve)
            bubble_ = QString::fromStdString(valueText(spec_, curveValueAt(*lane->curve, spec_, state_.scale().positionAt(start_.at.x()))));
    }

    void finish() override {
        if (live_) state_.workspace().endGesture();
        else state_.setLaneRange(std::nullopt);
        live_ = false;
    }

    void cancel() override {
        if (live_) state_.workspace().cancelGesture();
        live_ = false;
    }

private:
    TimelineState& state_;
    TimelineRow row_;
    TimelineState::LaneRange range_;
    std::shared_ptr<const project::Project> base_;
    LanesPointer start_;
    ParameterSpec spec_;
    QString name_;
    bool live_ = false;
};

/// A swipe over a take: what it passes is what plays.
class SwipeTake : public LanesGesture {
public:
    SwipeTake(TimelineState& state, const TimelineRow& row, const LanesPointer& at)
        : state_(state), row_(row), base_(state.workspace().project()), points_(state.snapPoints()), start_(at), from_(snapped(state, points_, at, guide_)) {
        guide_.reset();
    }

    ~SwipeTake() override { cancel(); }

    void move(const LanesPointer& pointer) override {
        if (!live_) {
            if (std::abs(pointer.at.x() - start_.at.x()) < kDragFrom) return;
            live_ = true;
            const auto* channel = state_.channelOf(row_);
            name_ = say("Comp %1").arg(channel ? QString::fromStdString(channel->name) : QString());
            state_.workspace().beginGesture(name_);
        }
        const FramePosition to = snapped(state_, points_, pointer, guide_);
        if (to == from_) return;
        const FrameCount crossfade = framesIn(Seconds{kCompCrossfade}, state_.rate());
        for (const ChannelId track : project::editedTogether(*project::songOf(*base_, row_.channel), row_.channel)) tracks_.insert(track);
        state_.workspace().apply(name_, [&](const project::Project&) -> Result<project::Project> {
            // Linked tracks take the take of the same place, so that microphones stay together.
            const auto* own = project::findTrack(*project::songOf(*base_, row_.channel), row_.channel);
            const auto place = std::ranges::find(own->takes, row_.take, &project::Take::id) - own->takes.begin();
            Result<project::Project> next = *base_;
            for (const ChannelId id : tracks_) {
                const auto* track = project::findTrack(*project::songOf(*base_, id), id);
                if (place >= std::ssize(track->takes)) continue;
                const TakeId take = track->takes[static_cast<std::size_t>(place)].id;
                if (next) next = project::compFromTake(std::move(*next), id, take, std::min(from_, to), std::max(from_, to), crossfade);
            }
            return next;
        });
        bubble_ = QString::fromStdString(minutesText(secondsOf(FrameCount{std::abs((to - from_).value)}, state_.rate())));
    }

    void finish() override {
        if (live_) state_.workspace().endGesture();
        else state_.workspace().locate(from_);
        live_ = false;
    }

    void cancel() override {
        if (live_) state_.workspace().cancelGesture();
        live_ = false;
    }

private:
    TimelineState& state_;
    TimelineRow row_;
    std::shared_ptr<const project::Project> base_;
    SnapPoints points_;
    LanesPointer start_;
    FramePosition from_;
    QString name_;
    std::set<ChannelId> tracks_;
    bool live_ = false;
};

} // namespace

LanesGesturePtr drawGesture(TimelineState& state, const TimelineRow& row, const LanesPointer& at) {
    return std::make_unique<DrawCurve>(state, row, at);
}

LanesGesturePtr passageGesture(TimelineState& state, const TimelineRow& row, const LanesPointer& at) {
    const auto& range = state.laneRange();
    const FramePosition pressed = state.scale().positionAt(at.at.x());
    const bool inside = range && range->channel == row.channel && range->target == row.target && pressed >= range->start && pressed < range->end;
    if (inside && !(at.modifiers & Qt::ShiftModifier)) return std::make_unique<TrimPassage>(state, row, at);
    if (at.modifiers & Qt::ShiftModifier) return std::make_unique<ChoosePassage>(state, row, at);
    return nullptr;
}

LanesGesturePtr compGesture(TimelineState& state, const TimelineRow& row, const LanesPointer& at) {
    return std::make_unique<SwipeTake>(state, row, at);
}

} // namespace lacquer::ui
