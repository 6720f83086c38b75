#include "ui/mix/lanes_gesture.h"

#include "ui/models/fade_shape.h"
#include "ui/models/time_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {

namespace {

/// A press becomes a drag after this many pixels.
constexpr double kDragFrom = 3;
/// Gain of a clip per pixel, fine with Shift.
constexpr double kGainPerPixel = 0.1;

QString say(const char* text) {
    return QCoreApplication::translate("Timeline", text);
}

QString nameOf(const project::Project& project, ClipId clip) {
    const auto place = project::findClip(project, clip);
    return place ? QString::fromStdString(place.clip->name) : QString();
}

/// A drag that shows its edit from the project as it was at the press.
class EditGesture : public LanesGesture {
public:
    EditGesture(TimelineState& state, const LanesPointer& at, QString name)
        : state_(state), start_(at), name_(std::move(name)), base_(state.workspace().project()) {}

    ~EditGesture() override {
        if (dragging_) state_.workspace().cancelGesture();
    }

    void move(const LanesPointer& pointer) override {
        if (!dragging_) {
            if ((pointer.at - start_.at).manhattanLength() < kDragFrom) return;
            dragging_ = true;
            state_.workspace().beginGesture(name_);
        }
        guide_.reset();
        drag(pointer);
    }

    void finish() override {
        if (!dragging_) {
            click();
            return;
        }
        dragging_ = false;
        state_.workspace().endGesture();
        dropped();
    }

    void cancel() override {
        if (dragging_) state_.workspace().cancelGesture();
        dragging_ = false;
    }

protected:
    virtual void drag(const LanesPointer& pointer) = 0;
    virtual void click() {}
    virtual void dropped() {}

    const project::Project& base() const { return *base_; }

    void show(Result<project::Project> next) {
        state_.workspace().apply(name_, [&](const project::Project&) { return std::move(next); });
    }

    /// Alt held during the drag turns snapping around.
    SnapSettings snapping(const LanesPointer& pointer) const {
        SnapSettings settings = state_.snap();
        if (pointer.modifiers & Qt::AltModifier) settings.on = !settings.on;
        return settings;
    }

    FrameCount dragged(const LanesPointer& pointer) const {
        return state_.scale().frames(pointer.at.x() - start_.at.x());
    }

    QString timeOf(FramePosition position) const {
        return QString::fromStdString(state_.timeFormat() == TimeFormat::barsBeats
                                          ? barsBeatsText(state_.tempo().musicalAt(position))
                                          : minutesText(secondsOf(position, state_.rate())));
    }

    QString secondsText(FrameCount frames) const {
        return QString::fromStdString(signedText(secondsOf(frames, state_.rate()).value, 3)) + " s";
    }

    TimelineState& state_;
    LanesPointer start_;

private:
    QString name_;
    std::shared_ptr<const project::Project> base_;
    bool dragging_ = false;
};

class MoveClips : public EditGesture {
public:
    MoveClips(TimelineState& state, const PressedClip& pressed, const LanesPointer& at)
        : EditGesture(state, at,
                      say(at.modifiers & Qt::ControlModifier ? "Copy %1" : "Move %1")
                          .arg(nameOf(*state.workspace().project(), pressed.clip))),
          pressed_(rippling(state, pressed, at)), copies_(at.modifiers & Qt::ControlModifier),
          points_(state.snapPoints(copies_ ? std::unordered_set<ClipId>{}
                                            : std::unordered_set<ClipId>(pressed.together.begin(), pressed.together.end()))),
          startRow_(trackRowAt(at.at.y())) {}

protected:
    void drag(const LanesPointer& pointer) override {
        const auto place = project::findClip(base(), pressed_.clip);
        if (!place) return;
        FrameCount by = dragged(pointer);
        if (pointer.modifiers & Qt::ShiftModifier) {
            by = {};
        } else {
            const std::array edges{place.clip->position + by, place.clip->end() + by};
            if (const auto pull = points_.pull(edges, snapping(pointer), state_.scale(), state_.tempo())) {
                by = by + pull->by;
                guide_ = pull->to;
            }
        }
        const int rows = trackRowAt(pointer.at.y()) - startRow_;
        if (copies_) {
            auto made = dragCopies(base(), pressed_.together, by, rows);
            if (!made) return show(tl::make_unexpected(made.error()));
            shown_ = made->id;
            show(crossfadeOverlaps(std::move(made->project), shown_, project::FadeShape::equalPower));
        } else {
            // What ripples along stays on its track.
            auto moved = dragClips(base(), pressed_.together, by, state_.ripples() ? 0 : rows);
            if (!moved) return show(std::move(moved));
            shown_ = pressed_.together;
            // A move along the same place must not turn an overlap that was there into a crossfade.
            show(by.value == 0 && rows == 0
                     ? std::move(moved)
                     : crossfadeOverlaps(std::move(*moved), shown_, project::FadeShape::equalPower));
        }
        bubble_ = timeOf(place.clip->position + by) + "   " + secondsText(by);
    }

    void click() override {
        // Clicking one of several selected clips leaves it selected alone; with Ctrl it leaves the others.
        Selection selection = state_.workspace().selection();
        if (start_.modifiers & Qt::ControlModifier) {
            if (!pressed_.wasSelected) return;
            std::erase(selection.clips, pressed_.clip);
        } else if (start_.modifiers & Qt::ShiftModifier) {
            return;
        } else {
            selection.clips = {pressed_.clip};
        }
        state_.workspace().select(selection);
    }

    void dropped() override {
        if (!copies_) return;
        Selection selection = state_.workspace().selection();
        selection.clips = shown_;
        state_.workspace().select(selection);
    }

private:
    static PressedClip rippling(const TimelineState& state, PressedClip pressed, const LanesPointer& at) {
        if (state.ripples() && !(at.modifiers & Qt::ControlModifier)) pressed.together = withFollowing(*state.song(), pressed.together);
        return pressed;
    }

    /// Index among the song's tracks at a height; beyond the last it stays the last.
    int trackRowAt(double y) const {
        int index = -1;
        for (const auto& row : state_.rows()) {
            if (row.kind == TimelineRow::Kind::track) {
                if (rowTop(state_, row) > y && index >= 0) break;
                ++index;
            } else if (row.isHead()) {
                break;
            }
        }
        return std::max(0, index);
    }

    PressedClip pressed_;
    bool copies_;
    SnapPoints points_;
    int startRow_;
    std::vector<ClipId> shown_;
};

class TrimClips : public EditGesture {
public:
    TrimClips(TimelineState& state, const PressedClip& pressed, const LanesPointer& at)
        : EditGesture(state, at, say("Trim %1").arg(nameOf(*state.workspace().project(), pressed.clip))),
          pressed_(pressed), points_(state.snapPoints(
                                 std::unordered_set<ClipId>(pressed.together.begin(), pressed.together.end()))) {
        // The boundary of two clips that touch or cross moves as one with Ctrl; between the pieces of a
        // comp always, as nothing may play in between and no take may move in time.
        const auto place = project::findClip(base(), pressed.clip);
        if (!place) return;
        const bool comped = !place.track->takes.empty();
        if (comped == static_cast<bool>(at.modifiers & Qt::ControlModifier) || (state.ripples() && !comped)) return;
        const project::Clip& own = *place.clip;
        for (const auto& clip : *place.track->clips) {
            if (clip.id == own.id) continue;
            if (pressed.zone == ClipZone::trimStart && clip.position < own.position && clip.end() >= own.position && clip.end() < own.end()) neighbour_ = clip.id;
            if (pressed.zone == ClipZone::trimEnd && clip.end() > own.end() && clip.position <= own.end() && clip.position > own.position) neighbour_ = clip.id;
        }
    }

protected:
    void drag(const LanesPointer& pointer) override {
        const auto place = project::findClip(base(), pressed_.clip);
        if (!place) return;
        const bool atStart = pressed_.zone == ClipZone::trimStart;
        if (neighbour_) return roll(pointer, atStart);
        const FramePosition edge = atStart ? place.clip->position : place.clip->end();
        FrameCount by = dragged(pointer);
        if (const auto to = points_.nearest(edge + by, snapping(pointer), state_.scale(), state_.tempo())) {
            by = to->position - edge;
            guide_ = *to;
        }
        show(forClips(base(), pressed_.together, [&](project::Project project, ClipId clip) {
            const project::Clip& was = *project::findClip(base(), clip).clip;
            if (state_.ripples())
                return atStart ? rippleTrimStart(std::move(project), clip, project::findClip(project, clip).clip->position + by)
                               : rippleTrimEnd(std::move(project), clip, project::findClip(project, clip).clip->end() + by);
            return atStart ? project::trimClipStart(std::move(project), clip, was.position + by)
                           : project::trimClipEnd(std::move(project), clip, was.end() + by);
        }));
        const auto now = project::findClip(*state_.workspace().project(), pressed_.clip);
        if (!now) return;
        bubble_ = timeOf(atStart ? now.clip->position : now.clip->end()) + "   " +
                  QString::fromStdString(minutesText(secondsOf(now.clip->length, state_.rate())));
    }

private:
    /// Both sides of a boundary by the same amount, as far as both recordings reach.
    void roll(const LanesPointer& pointer, bool atStart) {
        const project::Clip own = *project::findClip(base(), pressed_.clip).clip;
        const auto other = project::findClip(base(), *neighbour_);
        if (!other) return;
        const project::Clip& earlier = atStart ? *other.clip : own;
        const project::Clip& later = atStart ? own : *other.clip;
        const FramePosition edge = atStart ? own.position : own.end();
        FrameCount by = dragged(pointer);
        if (const auto to = points_.nearest(edge + by, snapping(pointer), state_.scale(), state_.tempo())) {
            by = to->position - edge;
            guide_ = *to;
        }
        show([&]() -> Result<project::Project> {
            auto next = project::trimClipEnd(base(), earlier.id, earlier.end() + by);
            if (!next) return next;
            const FrameCount moved = project::findClip(*next, earlier.id).clip->end() - earlier.end();
            next = project::trimClipStart(std::move(*next), later.id, later.position + moved);
            if (!next) return next;
            // Where the later one reaches less far, the earlier one stops with it.
            const FrameCount reached = project::findClip(*next, later.id).clip->position - later.position;
            return reached == moved ? std::move(next) : project::trimClipEnd(std::move(*next), earlier.id, earlier.end() + reached);
        }());
        const auto now = project::findClip(*state_.workspace().project(), pressed_.clip);
        if (now) bubble_ = say("boundary") + "   " + timeOf(atStart ? now.clip->position : now.clip->end());
    }

    PressedClip pressed_;
    SnapPoints points_;
    std::optional<ClipId> neighbour_; ///< on the other side of the edge, moved along
};

class SlipClips : public EditGesture {
public:
    SlipClips(TimelineState& state, const PressedClip& pressed, const LanesPointer& at)
        : EditGesture(state, at, say("Slip %1").arg(nameOf(*state.workspace().project(), pressed.clip))),
          pressed_(pressed) {}

protected:
    void drag(const LanesPointer& pointer) override {
        double pixels = pointer.at.x() - start_.at.x();
        if (pointer.modifiers & Qt::ShiftModifier) pixels /= 10;
        const FrameCount by = state_.scale().frames(pixels);
        show(forClips(base(), pressed_.together, [&](project::Project project, ClipId clip) {
            return project::slipClip(std::move(project), clip, by);
        }));
        bubble_ = say("slip") + " " + secondsText(by);
    }

private:
    PressedClip pressed_;
};

class FadeClip : public EditGesture {
public:
    FadeClip(TimelineState& state, const PressedClip& pressed, const LanesPointer& at)
        : EditGesture(state, at,
                      say(pressed.zone == ClipZone::fadeIn ? "Fade in %1" : "Fade out %1")
                          .arg(nameOf(*state.workspace().project(), pressed.clip))),
          pressed_(pressed), points_(state.snapPoints({pressed.clip})) {}

protected:
    void drag(const LanesPointer& pointer) override {
        const auto place = project::findClip(base(), pressed_.clip);
        if (!place) return;
        const project::Clip& clip = *place.clip;
        const bool in = pressed_.zone == ClipZone::fadeIn;
        // The handle of a fade without length sits a little inside its corner.
        const FrameCount was = fadeReach(in ? clip.fadeIn : clip.fadeOut);
        FramePosition handle = (in ? clip.position + was : clip.end() - was) + dragged(pointer);
        if (const auto to = points_.nearest(handle, snapping(pointer), state_.scale(), state_.tempo())) {
            handle = to->position;
            guide_ = *to;
        }
        const FrameCount length{
            std::max<std::int64_t>(0, in ? (handle - clip.position).value : (clip.end() - handle).value)};
        show(forClips(base(), pressed_.together, [&](project::Project project, ClipId id) {
            const project::Clip& one = *project::findClip(base(), id).clip;
            const FrameCount held = std::min(length, one.length);
            return in ? project::setClipFadeIn(std::move(project), id, held, one.fadeIn.shape)
                      : project::setClipFadeOut(std::move(project), id, held, one.fadeOut.shape);
        }));
        const auto now = project::findClip(*state_.workspace().project(), pressed_.clip);
        const project::Fade& fade = in ? now.clip->fadeIn : now.clip->fadeOut;
        bubble_ = QString::fromStdString(minutesText(secondsOf(fade.length, state_.rate()))) + "   " +
                  say(fadeShapeName(fade.shape));
    }

private:
    PressedClip pressed_;
    SnapPoints points_;
};

class GainOfClips : public EditGesture {
public:
    GainOfClips(TimelineState& state, const PressedClip& pressed, const LanesPointer& at)
        : EditGesture(state, at, say("Gain of %1").arg(nameOf(*state.workspace().project(), pressed.clip))),
          pressed_(pressed), last_(at.at.y()) {}

protected:
    void drag(const LanesPointer& pointer) override {
        const double fine = pointer.modifiers & Qt::ShiftModifier ? 0.1 : 1.0;
        by_ += (last_ - pointer.at.y()) * kGainPerPixel * fine;
        last_ = pointer.at.y();
        show(forClips(base(), pressed_.together, [&](project::Project project, ClipId clip) {
            const double was = project::findClip(base(), clip).clip->gain.value;
            double gain = std::clamp(std::isfinite(was) ? was + by_ : -90 + by_, -90.0, 24.0);
            gain = std::round(gain * 10 / fine) * fine / 10;
            if (std::abs(gain) < 0.15 && fine == 1.0) gain = 0;
            return project::setClipGain(std::move(project), clip, {gain});
        }));
        const auto now = project::findClip(*state_.workspace().project(), pressed_.clip);
        bubble_ = QString::fromStdString(signedText(now.clip->gain.value, 1)) + " dB";
    }

private:
    PressedClip pressed_;
    double last_;
    double by_ = 0;
};

} // namespace

LanesGesturePtr moveClipsGesture(TimelineState& state, const PressedClip& pressed, const LanesPointer& at) {
    return std::make_unique<MoveClips>(state, pressed, at);
}

LanesGesturePtr trimGesture(TimelineState& state, const PressedClip& pressed, const LanesPointer& at) {
    return std::make_unique<TrimClips>(state, pressed, at);
}

LanesGesturePtr slipGesture(TimelineState& state, const PressedClip& pressed, const LanesPointer& at) {
    return std::make_unique<SlipClips>(state, pressed, at);
}

LanesGesturePtr fadeGesture(TimelineState& state, const PressedClip& pressed, const LanesPointer& at) {
    return std::make_unique<FadeClip>(state, pressed, at);
}

LanesGesturePtr gainGesture(TimelineState& state, const PressedClip& pressed, const LanesPointer& at) {
    return std::make_unique<GainOfClips>(state, pressed, at);
}

} // namespace lacquer::ui
