#include "tests/ui/mix/arranging.h"

#include "engine/project/automation_edits.h"
#include "ui/mix/accessible_timeline.h"
#include "ui/mix/timeline_headers.h"
#include "ui/mix/timeline_ruler.h"
#include "ui/models/timeline_edits.h"

#include <QAccessible>
#include <QScreen>
#include <QSignalSpy>
#include <QWheelEvent>

namespace lacquer::ui {
namespace {

using project::Project;

/// A song of three tracks; the first has two clips, the second one, the third none.
class Timeline : public Arranging {
protected:
    Timeline() {
        installTimelineAccessibility(); // before anybody asks for an interface
        arrange(sourceOf("Take", "audio/take.wav", 2'000'000),
                {{"Track 1", {clipAt("A", 100'000, 100'000, 200'000), clipAt("B", 400'000, 100'000, 200'000)}},
                 {"Track 2", {clipAt("C", 100'000, 100'000, 300'000)}},
                 {"Track 3", {}}},
                {1400, 500});
    }

    /// Presses, drags in steps and releases on the lanes.
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mouseMove(lanes(), from);
        QTest::mousePress(lanes(), button, modifiers, from);
        for (int step = 1; step <= 4; ++step) {
            const QPoint at = from + (to - from) * step / 4;
            QMouseEvent move(QEvent::MouseMove, at, lanes()->mapToGlobal(QPointF(at)), Qt::NoButton, button, modifiers);
            QApplication::sendEvent(lanes(), &move);
        }
        QTest::mouseRelease(lanes(), button, modifiers, to);
    }

    const project::Clip& clip(const char* name) {
        for (std::size_t track = 0; track < tracks_.size(); ++track) {
            for (const auto& one : clipsOf(track)) {
                if (one.name == name) return one;
            }
        }
        ADD_FAILURE() << "no clip " << name;
        static const project::Clip none;
        return none;
    }

    // Rows are 80 high; the first clip lies at x 100…300, its header and upper half at y 1…40.
    static constexpr int kMoveY = 25;
    static constexpr int kRangeY = 60;
    static constexpr int kRow = 80;
};

TEST_F(Timeline, DraggingTheUpperHalfMovesAClip) {
    drag({180, kMoveY}, {230, kMoveY});
    EXPECT_EQ(clip("A").position.value, 150'000);
    expectOneUndoableStep();
}

TEST_F(Timeline, DraggingOverRowsMovesToAnotherTrackAndKeepsTheTimeWithShift) {
    drag({180, kMoveY}, {300, kMoveY + 2 * kRow}, Qt::ShiftModifier);
    ASSERT_EQ(clipsOf(2).size(), 1u);
    EXPECT_EQ(clipsOf(2).front().position.value, 100'000);
    expectOneUndoableStep();
}

TEST_F(Timeline, ControlDragCopiesAndSelectsTheCopy) {
    drag({180, kMoveY}, {180, kMoveY + 2 * kRow}, Qt::ControlModifier);
    ASSERT_EQ(clipsOf(2).size(), 1u);
    EXPECT_EQ(clipsOf(0).size(), 2u);
    EXPECT_EQ(workspace_.selection().clips, std::vector<ClipId>{clipsOf(2).front().id});
    expectOneUndoableStep();
}

TEST_F(Timeline, ControlClickTakesAClipIntoTheSelectionAndOutOfIt) {
    const auto chosen = [this] { return workspace_.selection().clips; };
    QTest::mouseClick(lanes(), Qt::LeftButton, {}, {180, kMoveY});
    QTest::mouseClick(lanes(), Qt::LeftButton, Qt::ControlModifier, {480, kMoveY});
    EXPECT_EQ(chosen(), (std::vector<ClipId>{clip("A").id, clip("B").id}));
    QTest::mouseClick(lanes(), Qt::LeftButton, Qt::ControlModifier, {180, kMoveY});
    EXPECT_EQ(chosen(), std::vector<ClipId>{clip("B").id});
}

TEST_F(Timeline, OverlappingANeighbourMakesACrossfadeOverTheOverlap) {
    drag({180, kMoveY}, {330, kMoveY}); // A now lies at 250…450, B starts at 400
    EXPECT_EQ(clip("A").fadeOut.length.value, 50'000);
    EXPECT_EQ(clip("B").fadeIn.length.value, 50'000);
    expectOneUndoableStep();
}

TEST_F(Timeline, DraggingAnEdgeTrims) {
    drag({299, 60}, {260, 60});
    EXPECT_EQ(clip("A").length.value, 161'000);
    EXPECT_EQ(clip("A").position.value, 100'000);
    expectOneUndoableStep();
}

TEST_F(Timeline, TrimmingTheStartLeavesTheAudioInItsPlace) {
    drag({101, 60}, {141, 60});
    EXPECT_EQ(clip("A").position.value, 140'000);
    EXPECT_EQ(clip("A").offset.value, 140'000);
    EXPECT_EQ(clip("A").end().value, 300'000);
    expectOneUndoableStep();
}

TEST_F(Timeline, AltDragSlipsTheAudioInsideTheClip) {
    drag({180, kMoveY}, {160, kMoveY}, Qt::AltModifier);
    EXPECT_EQ(clip("A").position.value, 100'000);
    EXPECT_EQ(clip("A").offset.value, 120'000);
    expectOneUndoableStep();
}

TEST_F(Timeline, DraggingACornerFades) {
    drag({103, 4}, {143, 4});
    EXPECT_NEAR(static_cast<double>(clip("A").fadeIn.length.value), 40'000, 1);
    expectOneUndoableStep();
    drag({297, 4}, {237, 4});
    EXPECT_NEAR(static_cast<double>(clip("A").fadeOut.length.value), 60'000, 1);
}

TEST_F(Timeline, DraggingTheBarAtTheTopChangesTheGain) {
    QTest::mouseClick(lanes(), Qt::LeftButton, {}, {180, kMoveY}); // selected clips have the bar
    before_ = workspace_.project();
    drag({200, 5}, {200, 5 - 30});
    EXPECT_NEAR(clip("A").gain.value, 3.0, 0.05);
    expectOneUndoableStep();
}

TEST_F(Timeline, SnapsToTheNextClipsEdgeWithinNinePixels) {
    view_->state().setSnap({.on = true, .grid = GridUnit::off});
    drag({180, kMoveY}, {274, kMoveY}); // A's end at 394, six pixels from B's start
    EXPECT_EQ(clip("A").end().value, 400'000);
}

TEST_F(Timeline, EscapeDuringADragPutsEverythingBack) {
    QTest::mousePress(lanes(), Qt::LeftButton, {}, {180, kMoveY});
    QMouseEvent move(QEvent::MouseMove, QPointF(260, kMoveY), lanes()->mapToGlobal(QPointF(260, kMoveY)), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(lanes(), &move);
    EXPECT_NE(clip("A").position.value, 100'000);
    QTest::keyClick(lanes(), Qt::Key_Escape);
    QTest::mouseRelease(lanes(), Qt::LeftButton, {}, {260, kMoveY});
    EXPECT_TRUE(*workspace_.project() == *before_);
}

TEST_F(Timeline, TheLowerHalfSelectsARangeOverRowsAndDeleteClearsIt) {
    drag({150, kRangeY}, {250, kRangeY + kRow});
    const auto& range = view_->state().range();
    ASSERT_TRUE(range);
    EXPECT_EQ(range->start.value, 150'000);
    EXPECT_EQ(range->end.value, 250'000);
    EXPECT_EQ(range->channels, (std::vector<ChannelId>{tracks_[0], tracks_[1]}));
    QTest::keyClick(lanes(), Qt::Key_Delete);
    EXPECT_EQ(clipsOf(0).size(), 3u);
    EXPECT_EQ(clipsOf(1).size(), 2u);
    expectOneUndoableStep();
}

TEST_F(Timeline, RippleDeleteClosesTheGap) {
    view_->state().setRipples(true);
    drag({150, kRangeY}, {250, kRangeY});
    QTest::keyClick(lanes(), Qt::Key_Delete);
    EXPECT_EQ(clip("B").position.value, 300'000);
    expectOneUndoableStep();
}

TEST_F(Timeline, RippleTrimTakesTheCrossfadedNeighbourAlong) {
    // B begins 10'000 frames before A ends, as at a crossfade.
    const ClipId b = clip("B").id;
    ASSERT_TRUE(workspace_.apply("Cross", [&](const project::Project& project) { return project::moveClip(project, b, tracks_[0], {290'000}); }));
    const auto end = rippleTrimEnd(*workspace_.project(), clip("A").id, {250'000});
    ASSERT_TRUE(end);
    EXPECT_EQ(project::findClip(*end, b).clip->position.value, 240'000) << "the overlap is as long as it was";
}

TEST_F(Timeline, ARubberBandOverEmptyLanesSelectsWhatItTouches) {
    drag({20, 2 * kRow + 40}, {350, 10});
    EXPECT_EQ(workspace_.selection().clips.size(), 2u) << "A and C, not B";
    EXPECT_TRUE(*workspace_.project() == *before_);
}

TEST_F(Timeline, SSplitsUnderThePointer) {
    QTest::mouseClick(lanes(), Qt::LeftButton, {}, {180, kMoveY});
    QTest::mouseMove(lanes(), {170, kMoveY});
    QMouseEvent move(QEvent::MouseMove, QPointF(170, kMoveY), lanes()->mapToGlobal(QPointF(170, kMoveY)), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(lanes(), &move);
    QTest::keyClick(lanes(), Qt::Key_S);
    ASSERT_EQ(clipsOf(0).size(), 3u);
    EXPECT_EQ(clipsOf(0)[0].end().value, 170'000);
    EXPECT_EQ(clipsOf(0)[1].position.value, 170'000);
    expectOneUndoableStep();
}

TEST_F(Timeline, KeysDuplicateMuteReverseCopyAndPaste) {
    QTest::mouseClick(lanes(), Qt::LeftButton, {}, {180, kMoveY});
    QTest::keyClick(lanes(), Qt::Key_M, Qt::ControlModifier);
    EXPECT_TRUE(clip("A").muted);
    expectOneUndoableStep();
    QTest::keyClick(lanes(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_TRUE(clip("A").reversed);
    QTest::keyClick(lanes(), Qt::Key_C, Qt::ControlModifier);
    workspace_.locate({700'000});
    QTest::qWait(80); // the playhead is known from the next tick on
    QTest::keyClick(lanes(), Qt::Key_V, Qt::ControlModifier);
    EXPECT_EQ(clipsOf(0).back().position.value, 700'000);
    EXPECT_TRUE(clipsOf(0).back().reversed);
    const std::size_t count = clipsOf(0).size();
    QTest::keyClick(lanes(), Qt::Key_D, Qt::ControlModifier);
    EXPECT_EQ(clipsOf(0).size(), count + 1);
    EXPECT_EQ(clipsOf(0).back().position.value, 900'000);
}

TEST_F(Timeline, ArrowsNudgeByTheGridAsOneStep) {
    QTest::mouseClick(lanes(), Qt::LeftButton, {}, {180, kMoveY});
    before_ = workspace_.project();
    for (int i = 0; i < 3; ++i) QTest::keyClick(lanes(), Qt::Key_Right);
    EXPECT_EQ(clip("A").position.value, 100'000 + 3 * 24'000); // quarters at 120 bpm
    workspace_.endGesture();
    expectOneUndoableStep();
}

TEST_F(Timeline, ControlWheelKeepsTheTimeUnderThePointer) {
    const QPointF at(320, 100);
    const double under = view_->state().scale().frameAt(at.x());
    QWheelEvent wheel(at, lanes()->mapToGlobal(at), {}, {0, 360}, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(lanes(), &wheel);
    EXPECT_LT(view_->state().scale().framesPerPixel, 600);
    EXPECT_NEAR(view_->state().scale().xOf(under), at.x(), 1.0);
}

TEST_F(Timeline, MiddleDragPansWithoutTouchingTheProject) {
    drag({600, 100}, {500, 100}, {}, Qt::MiddleButton);
    EXPECT_NEAR(view_->state().scale().left, 100'000, 1);
    EXPECT_EQ(workspace_.project(), before_);
}

TEST_F(Timeline, AutomationPointsAreAddedDraggedAndDeleted) {
    const project::AutomationTarget fader{project::AutomationTarget::Owner::channel, 0, "fader"};
    view_->state().unfold(tracks_[0], fader);
    const int laneTop = kRow;
    const auto points = [&]() -> std::size_t {
        const auto* curve = project::findCurve(project::findTrack(*workspace_.song(), tracks_[0])->channel, fader);
        return curve ? curve->points.size() : 0;
    };
    QTest::mouseClick(lanes(), Qt::LeftButton, {}, {200, laneTop + 20});
    ASSERT_EQ(points(), 1u);
    expectOneUndoableStep();
    const auto* curve = project::findCurve(project::findTrack(*workspace_.song(), tracks_[0])->channel, fader);
    EXPECT_EQ(curve->points.front().position.value, 200'000);
    EXPECT_EQ(curve->points.front().value, 0) << "the first point stands at the value that was";
    const auto y = static_cast<int>(laneTop + 5 + 0.25 * 46); // 0 dB at three quarters of the travel
    drag({200, y}, {260, y + 12});
    curve = project::findCurve(project::findTrack(*workspace_.song(), tracks_[0])->channel, fader);
    ASSERT_EQ(curve->points.size(), 1u);
    EXPECT_EQ(curve->points.front().position.value, 260'000);
    EXPECT_LT(curve->points.front().value, -5);
    QTest::mouseDClick(lanes(), Qt::LeftButton, {}, {260, y + 12});
    EXPECT_EQ(points(), 0u);
}

TEST_F(Timeline, HeadersMuteSoloSelectAndReorder) {
    auto& headers = view_->headers();
    const TimelineRow row = view_->state().rows()[1];
    QTest::mouseClick(&headers, Qt::LeftButton, {}, headers.partRect(row, TimelineHeaders::Part::mute).center());
    EXPECT_TRUE(project::findChannel(*workspace_.song(), tracks_[1])->muted);
    expectOneUndoableStep();
    QTest::mouseClick(&headers, Qt::LeftButton, {}, headers.partRect(row, TimelineHeaders::Part::solo).center());
    EXPECT_TRUE(project::findChannel(*workspace_.song(), tracks_[1])->soloed);
    QTest::mouseClick(&headers, Qt::LeftButton, {}, {60, row.top + 12});
    EXPECT_TRUE(workspace_.isSelected(tracks_[1]));

    QTest::mousePress(&headers, Qt::LeftButton, {}, {60, 12});
    for (const int y : {60, 120, 235}) {
        QMouseEvent move(QEvent::MouseMove, QPointF(60, y), headers.mapToGlobal(QPointF(60, y)), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&headers, &move);
    }
    QTest::mouseRelease(&headers, Qt::LeftButton, {}, {60, 235});
    EXPECT_EQ(workspace_.song()->tracks.back()->channel.id, tracks_[0]);
}

TEST_F(Timeline, TheRulerPutsThePlayheadAndItsUpperEdgeTheLoop) {
    auto& ruler = view_->ruler();
    QTest::mousePress(&ruler, Qt::LeftButton, Qt::ShiftModifier, {100, 32});
    for (const int x : {150, 200}) {
        QMouseEvent move(QEvent::MouseMove, QPointF(x, 32), ruler.mapToGlobal(QPointF(x, 32)), Qt::NoButton, Qt::LeftButton, Qt::ShiftModifier);
        QApplication::sendEvent(&ruler, &move);
    }
    QTest::mouseRelease(&ruler, Qt::LeftButton, Qt::ShiftModifier, {200, 32});
    EXPECT_EQ(workspace_.song()->loop, (project::LoopRange{{100'000}, {200'000}, true}));
    expectOneUndoableStep();
}

TEST_F(Timeline, MDropsAMarkerAndDraggingItMovesIt) {
    workspace_.locate({300'000});
    QTest::qWait(80);
    QApplication::sendEvent(lanes(), std::make_unique<QEvent>(QEvent::Leave).get());
    QTest::keyClick(lanes(), Qt::Key_M);
    ASSERT_EQ(workspace_.song()->markers.size(), 1u);
    EXPECT_EQ(workspace_.song()->markers[0].position.value, 300'000);
    expectOneUndoableStep();
    auto& ruler = view_->ruler();
    QTest::mousePress(&ruler, Qt::LeftButton, {}, {304, 8});
    for (const int x : {320, 354}) {
        QMouseEvent move(QEvent::MouseMove, QPointF(x, 8), ruler.mapToGlobal(QPointF(x, 8)), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&ruler, &move);
    }
    QTest::mouseRelease(&ruler, Qt::LeftButton, {}, {354, 8});
    EXPECT_EQ(workspace_.song()->markers[0].position.value, 350'000);
}

TEST_F(Timeline, PaintsInBothThemesAndAtEveryZoomWithoutASong) {
    for (const auto variant : {Theme::Variant::light, Theme::Variant::dark}) {
        theme_.setVariant(variant);
        for (const double zoom : {1.0 / 16, 1.0, 77.0, 5000.0}) {
            view_->state().setScale({zoom, 90'000});
            EXPECT_FALSE(view_->grab().isNull());
        }
    }
    workspace_.close();
    EXPECT_FALSE(view_->grab().isNull());
}

TEST_F(Timeline, LooksTheSameWhetherItWasPaintedAnewOrScrolledThere) {
    // The window's own pixels: scrolling moves them.
    const auto seen = [&] {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        const QPoint at = lanes()->mapTo(view_.get(), QPoint());
        return view_->screen()->grabWindow(view_->winId(), at.x(), at.y(), lanes()->width(), lanes()->height()).toImage();
    };
    const auto anew = [&] {
        lanes()->update();
        return seen();
    };
    QTest::mouseMove(lanes(), QPoint(5, lanes()->height() - 3));
    seen();
    for (const QPointF by : {QPointF(40, 0), {-13, 0}, {200, 17}, {-227, -4}, {0.3, 0}, {3, 30}, {100, 0}}) {
        view_->state().setScale(view_->state().scale().scrolled(by.x()));
        view_->state().setScrollTop(view_->state().scrollTop() + static_cast<int>(by.y()));
        const QImage scrolled = seen();
        const QImage fresh = anew();
        EXPECT_EQ(scrolled, fresh) << "scrolled by " << by.x() << ", " << by.y();
    }
    // Edits, selection and mutes are seen at once.
    const ClipId clip = (*project::findTrack(*workspace_.song(), tracks_[0])->clips)[1].id;
    Selection selection;
    selection.clips = {clip};
    selection.channels = {tracks_[0]};
    workspace_.select(selection);
    QImage before = seen();
    EXPECT_EQ(before, anew());
    ASSERT_TRUE(workspace_.apply("Mute", [&](const Project& project) { return project::setClipMuted(project, clip, true); }));
    EXPECT_NE(seen(), before);
    EXPECT_EQ(seen(), anew());
    workspace_.undo();
    EXPECT_EQ(seen(), before);
}

TEST_F(Timeline, AFolderFoldsItsTracksAwayByAClick) {
    Selection selection;
    selection.channels = {tracks_[0], tracks_[1]};
    workspace_.select(selection);
    view_->commands().folderForSelection();
    ASSERT_EQ(workspace_.song()->folders.size(), 1u);
    const std::size_t open = view_->state().rows().size();
    ASSERT_EQ(view_->state().rows()[0].kind, TimelineRow::Kind::folder);
    QTest::mouseClick(&view_->headers(), Qt::LeftButton, {}, QPoint(60, view_->state().rows()[0].height / 2));
    EXPECT_FALSE(workspace_.song()->folders[0].open);
    EXPECT_EQ(view_->state().rows().size(), open - 2);
    EXPECT_FALSE(lanes()->grab().isNull());
    workspace_.undo();
    EXPECT_TRUE(workspace_.song()->folders[0].open);
    EXPECT_EQ(view_->state().rows().size(), open);
}

TEST_F(Timeline, TheBoundaryOfTwoClipsMovesAsOneWithCtrl) {
    // B begins where A ends.
    const ClipId a = (*project::findTrack(*workspace_.song(), tracks_[0])->clips)[0].id;
    const ClipId b = (*project::findTrack(*workspace_.song(), tracks_[0])->clips)[1].id;
    ASSERT_TRUE(workspace_.apply("Join them", [&](const Project& project) { return project::moveClip(project, b, tracks_[0], {300'000}); }));
    const auto before = workspace_.project();
    const int y = static_cast<int>(view_->lanes().boxOf(a).center().y());
    drag({298, y}, {258, y}, Qt::ControlModifier);
    const auto clipNow = [&](ClipId id) { return *project::findClip(*workspace_.project(), id).clip; };
    EXPECT_EQ(clipNow(a).end(), clipNow(b).position);
    EXPECT_NEAR(static_cast<double>(clipNow(b).position.value), 260'000, 3000);
    EXPECT_EQ(clipNow(b).end().value, 500'000) << "its other end stays";
    workspace_.undo();
    EXPECT_TRUE(*workspace_.project() == *before);
    // Alone, without Ctrl.
    drag({298, y}, {258, y});
    EXPECT_LT(clipNow(a).end().value, 290'000);
    EXPECT_EQ(clipNow(b).position.value, 300'000);
}

TEST_F(Timeline, ItsClipsAreReadByAssistiveTools) {
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(lanes());
    ASSERT_NE(list, nullptr);
    EXPECT_EQ(list->role(), QAccessible::List);
    ASSERT_EQ(list->childCount(), 3);
    QAccessibleInterface* second = list->child(1);
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(second->role(), QAccessible::ListItem);
    EXPECT_EQ(second->text(QAccessible::Name), "B, on Track 1");
    EXPECT_TRUE(second->text(QAccessible::Value).startsWith("from ")) << second->text(QAccessible::Value).toStdString();
    EXPECT_FALSE(second->rect().isEmpty());
    EXPECT_FALSE(second->state().selected);
    second->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    EXPECT_TRUE(second->state().selected);
    EXPECT_EQ(list->indexOfChild(second), 1);
    const QPoint on = lanes()->mapToGlobal(view_->lanes().boxOf(clip("C").id).center().toPoint());
    QAccessibleInterface* there = list->childAt(on.x(), on.y());
    ASSERT_NE(there, nullptr);
    EXPECT_EQ(there->text(QAccessible::Name), "C, on Track 2");
}

TEST_F(Timeline, ItsHeadsAreReadAndSwitchedByAssistiveTools) {
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&view_->headers());
    ASSERT_NE(list, nullptr);
    ASSERT_GE(list->childCount(), 3);
    QAccessibleInterface* second = list->child(1);
    EXPECT_EQ(second->text(QAccessible::Name), "Track 2");
    EXPECT_EQ(second->text(QAccessible::Value), "automation read");
    second->actionInterface()->doAction("Mute");
    EXPECT_TRUE(track(1).channel.muted);
    EXPECT_EQ(second->text(QAccessible::Value), "muted, automation read");
    const QPoint on = second->rect().center();
    EXPECT_EQ(list->childAt(on.x(), on.y()), second);
    expectOneUndoableStep();
}

} // namespace
} // namespace lacquer::ui
