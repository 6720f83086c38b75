#pragma once

#include "engine/project/project.h"
#include "ui/mix/timeline_state.h"
#include "ui/models/timeline_zones.h"

#include <QPointF>
#include <QRectF>
#include <QString>

#include <memory>
#include <optional>

namespace lacquer::ui {

/// Where the pointer is, in the lanes' coordinates, and what is held with it.
struct LanesPointer {
    QPointF at;
    Qt::KeyboardModifiers modifiers;
};

/// A press, its drag and its release on the lanes. The drag shows the edit's result as it would be;
/// the release makes it one undo step; Escape puts everything back.
class LanesGesture {
public:
    virtual ~LanesGesture() = default;
    virtual void move(const LanesPointer& pointer) = 0;
    /// The release. A press without a drag ends here too.
    virtual void finish() = 0;
    virtual void cancel() = 0;

    /// What is said beside the pointer; empty: nothing.
    const QString& bubble() const { return bubble_; }
    /// Where something snapped to.
    const std::optional<SnapPoint>& guide() const { return guide_; }
    /// The rubber band.
    const std::optional<QRectF>& band() const { return band_; }

protected:
    QString bubble_;
    std::optional<SnapPoint> guide_;
    std::optional<QRectF> band_;
};

using LanesGesturePtr = std::unique_ptr<LanesGesture>;

/// The clip that was pressed and those that move with it.
struct PressedClip {
    ClipId clip;
    ChannelId track;
    ClipZone zone = ClipZone::none;
    std::vector<ClipId> together; ///< the selected clips, the pressed one among them
    bool wasSelected = false;     ///< before the press
};

LanesGesturePtr moveClipsGesture(TimelineState& state, const PressedClip& pressed, const LanesPointer& at);
LanesGesturePtr trimGesture(TimelineState& state, const PressedClip& pressed, const LanesPointer& at);
LanesGesturePtr slipGesture(TimelineState& state, const PressedClip& pressed, const LanesPointer& at);
LanesGesturePtr fadeGesture(TimelineState& state, const PressedClip& pressed, const LanesPointer& at);
LanesGesturePtr gainGesture(TimelineState& state, const PressedClip& pressed, const LanesPointer& at);
/// Over the lower half: a range of time on the rows that the drag passes.
LanesGesturePtr rangeGesture(TimelineState& state, const LanesPointer& at);
/// On empty lanes: a rubber band. A click alone clears the selection and puts the playhead there.
LanesGesturePtr bandGesture(TimelineState& state, const LanesPointer& at);
LanesGesturePtr panGesture(TimelineState& state, const LanesPointer& at);

/// A press on an automation lane: on a point it moves it, on the line it adds one; Alt on a segment
/// bends it.
LanesGesturePtr automationGesture(TimelineState& state, const TimelineRow& row, const LanesPointer& at);

/// A press on an automation lane with Ctrl draws by hand.
LanesGesturePtr drawGesture(TimelineState& state, const TimelineRow& row, const LanesPointer& at);
/// With Shift a drag over a lane chooses a passage; inside the chosen one a drag moves all of it.
/// Null when the press is neither.
LanesGesturePtr passageGesture(TimelineState& state, const TimelineRow& row, const LanesPointer& at);
/// A swipe over a waiting take puts what it passes into what plays.
LanesGesturePtr compGesture(TimelineState& state, const TimelineRow& row, const LanesPointer& at);

/// The row's top in the lanes' coordinates.
inline double rowTop(const TimelineState& state, const TimelineRow& row) {
    return row.top - state.scrollTop();
}

} // namespace lacquer::ui
