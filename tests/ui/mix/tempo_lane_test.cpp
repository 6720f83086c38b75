#include "tests/ui/hands.h"
#include "tests/ui/mix/arranging.h"

#include "ui/mix/tempo_lane.h"
#include "ui/mix/timeline_ruler.h"

#include <QLineEdit>
#include <QMenu>

namespace lacquer::ui {
namespace {

/// At 48 kHz and 120 in 4/4 a bar has 96000 frames: 96 pixels. Changes at bars 1, 5 and 9.
class TempoLaneTest : public Arranging {
protected:
    TempoLaneTest() {
        arrange(sourceOf("Take", "audio/take.wav", 48000 * 60), {{"Kick", {clipAt("Take", 0, 0, 48000 * 60)}}}, {1400, 500});
        EXPECT_TRUE(workspace_.apply("Tempo", [this](const project::Project& from) {
            return project::setTempo(*project::setTempo(from, song_, {{4 * kBar}, 150, 4, 4}), song_, {{4 * kBar + 4 * 76'800}, 120, 3, 4});
        }));
        run("Tempo lane");
        QApplication::processEvents();
        before_ = workspace_.project();
    }

    TempoLane* lane() { return &view_->tempoLane(); }
    const std::vector<project::TempoPoint>& tempo() { return workspace_.song()->tempo; }

    void type(const QString& text) {
        auto* line = lane()->findChild<QLineEdit*>("inlineEdit");
        ASSERT_TRUE(line);
        line->setText(text);
        QTest::keyClick(line, Qt::Key_Return);
    }

    static constexpr std::int64_t kBar = 96'000;
};

TEST_F(TempoLaneTest, StandsUnderTheRulerWhenItIsAskedFor) {
    EXPECT_TRUE(lane()->isVisible());
    EXPECT_EQ(lane()->y(), view_->ruler().geometry().bottom() + 1);
    EXPECT_GE(lanes()->y(), lane()->geometry().bottom());
    run("Tempo lane");
    EXPECT_FALSE(lane()->isVisible());
}

TEST_F(TempoLaneTest, AStepIsDraggedForItsTempoAndWhatFollowsKeepsItsBar) {
    const QPoint step = lane()->startOf(1) + QPoint(60, 0);
    hands::drag(lane(), step, step - QPoint(0, 20));
    EXPECT_EQ(tempo()[1].beatsPerMinute, 160);
    EXPECT_EQ(tempo()[1].position.value, 4 * kBar);
    EXPECT_EQ(tempo()[2].position.value, 4 * kBar + 4 * 72'000) << "bar 9, at 160 a bar has 72000 frames";
    EXPECT_EQ(*track(0).clips, *project::findTrack(*project::findSong(*before_, song_), tracks_[0])->clips) << "sound stays";
    expectOneUndoableStep();
}

TEST_F(TempoLaneTest, ShiftIsTenTimesFiner) {
    const QPoint step = lane()->startOf(0) + QPoint(40, 0);
    hands::drag(lane(), step, step - QPoint(0, 10), Qt::ShiftModifier);
    EXPECT_DOUBLE_EQ(tempo()[0].beatsPerMinute, 120.5);
    expectOneUndoableStep();
}

TEST_F(TempoLaneTest, AStartIsDraggedToAnotherBar) {
    const QPoint start = lane()->startOf(1);
    hands::drag(lane(), start, start + QPoint(90, 0));
    EXPECT_EQ(tempo()[1].position.value, 5 * kBar);
    EXPECT_EQ(tempo()[2].position.value, 5 * kBar + 3 * 76'800) << "still bar 9";
    expectOneUndoableStep();
}

TEST_F(TempoLaneTest, CtrlDragLaysTheBarOnATimeAndTurnsTheTempoBefore) {
    const QPoint start = lane()->startOf(1);
    hands::drag(lane(), start, start + QPoint(16, 0), Qt::ControlModifier);
    EXPECT_EQ(tempo()[1].position.value, 400'000);
    EXPECT_NEAR(tempo()[0].beatsPerMinute, 120.0 * 384 / 400, 1e-9);
    EXPECT_EQ(view_->state().tempo().barAt({400'000}), 5);
    expectOneUndoableStep();
}

TEST_F(TempoLaneTest, ADragToWhereNoBarCanLieStaysAndSaysNothing) {
    const QPoint start = lane()->startOf(1);
    hands::drag(lane(), start, QPoint(-40, start.y()), Qt::ControlModifier); // before the song
    EXPECT_EQ(tempo(), before_->songs.front()->tempo);
    EXPECT_EQ(workspace_.messages().count(), 0u);
}

TEST_F(TempoLaneTest, EscapeDuringADragPutsTheMapBack) {
    const QPoint step = lane()->startOf(1) + QPoint(60, 0);
    QTest::mousePress(lane(), Qt::LeftButton, {}, step);
    hands::move(lane(), step - QPoint(0, 12));
    EXPECT_NE(tempo()[1].beatsPerMinute, 150);
    QTest::keyClick(lane(), Qt::Key_Escape);
    QTest::mouseRelease(lane(), Qt::LeftButton, {}, step - QPoint(0, 12));
    EXPECT_TRUE(*workspace_.project() == *before_);
}

TEST_F(TempoLaneTest, ADoubleClickMakesAChangeAtTheBarAndTypesIntoIt) {
    QTest::mouseDClick(lane(), Qt::LeftButton, {}, QPoint(200, 30));
    ASSERT_EQ(tempo().size(), 4u);
    EXPECT_EQ(tempo()[1].position.value, 2 * kBar);
    type("90 3/4");
    EXPECT_EQ(tempo()[1], (project::TempoPoint{{2 * kBar}, 90, 3, 4}));
    EXPECT_EQ(view_->state().tempo().barAt(tempo()[2].position), 5) << "the next change keeps its bar";
}

TEST_F(TempoLaneTest, KeysChooseTurnMoveTypeAndRemove) {
    lane()->setFocus();
    QTest::keyClick(lane(), Qt::Key_Right);
    EXPECT_EQ(lane()->chosen(), 1u);
    QTest::keyClick(lane(), Qt::Key_Up);
    QTest::keyClick(lane(), Qt::Key_Down, Qt::ShiftModifier);
    EXPECT_DOUBLE_EQ(tempo()[1].beatsPerMinute, 150.9);
    QTest::keyClick(lane(), Qt::Key_Left, Qt::ControlModifier);
    EXPECT_EQ(tempo()[1].position.value, 3 * kBar);
    QTest::keyClick(lane(), Qt::Key_Return);
    type("6/8");
    EXPECT_EQ(tempo()[1].beatsPerBar, 6);
    EXPECT_DOUBLE_EQ(tempo()[1].beatsPerMinute, 150.9);
    QTest::keyClick(lane(), Qt::Key_Delete);
    EXPECT_EQ(tempo().size(), 2u);
    while (workspace_.project()->songs.front()->tempo != before_->songs.front()->tempo) workspace_.undo();
    EXPECT_EQ(tempo().size(), 3u);
}

TEST_F(TempoLaneTest, WhatIsNoTempoIsSaidAndChangesNothing) {
    lane()->setFocus();
    QTest::keyClick(lane(), Qt::Key_Return);
    type("quick");
    ASSERT_TRUE(workspace_.messages().current());
    EXPECT_TRUE(workspace_.messages().current()->text.contains("\"quick\" is no tempo"));
    EXPECT_TRUE(*workspace_.project() == *before_);
}

TEST_F(TempoLaneTest, IsReadByAssistiveTools) {
    EXPECT_EQ(lane()->accessibleName(), "Tempo");
    lane()->setFocus();
    QTest::keyClick(lane(), Qt::Key_Right);
    EXPECT_EQ(lane()->accessibleDescription(), "2 of 3, from bar 5: 150 bpm, 4/4");
}

TEST_F(TempoLaneTest, ItsMenuSetsTheMetre) {
    QMenu menu;
    lane()->fillMenu(menu, {4 * kBar});
    for (QAction* action : menu.actions())
        if (action->menu())
            for (QAction* metre : action->menu()->actions())
                if (metre->text() == "7/8") metre->trigger();
    EXPECT_EQ(tempo()[1].beatsPerBar, 7);
    EXPECT_EQ(tempo()[1].beatUnit, 8);
    expectOneUndoableStep();
}

} // namespace
} // namespace lacquer::ui
