// Ranges with their time, shapes of fades, names, and the furniture around the lanes.

#include "tests/ui/mix/arranging.h"

#include "tests/ui/hands.h"
#include "ui/mix/inline_panel.h"
#include "ui/mix/timeline_headers.h"
#include "ui/mix/timeline_overview.h"
#include "ui/models/fade_shape.h"

#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>

#include <algorithm>
#include <set>

namespace lacquer::ui {
namespace {

/// Two tracks; on the first A, and B right behind it; on the second C.
class Arrangement : public Arranging {
protected:
    Arrangement() {
        arrange(sourceOf("Take", "audio/take.wav", 2'000'000),
                {{"Lead Vox", {clipAt("A", 100'000, 100'000, 200'000), clipAt("B", 300'000, 500'000, 200'000)}},
                 {"Guitar", {clipAt("C", 100'000, 100'000, 300'000)}}},
                {1500, 500});
    }

    const project::Clip& clip(std::size_t k) { return clipsOf(0)[k]; }

    /// Chooses an entry of the clip's menu by its words, also in a menu under it.
    void chooseInMenu(QPoint at, const QStringList& path) {
        QContextMenuEvent asked(QContextMenuEvent::Mouse, at, lanes()->mapToGlobal(at));
        QApplication::sendEvent(lanes(), &asked);
        auto* menu = view_->findChild<QMenu*>("clipMenu");
        ASSERT_TRUE(menu);
        for (const QString& words : path) {
            QAction* found = nullptr;
            for (QAction* action : menu->actions())
                if (action->text() == words) found = action;
            ASSERT_TRUE(found) << words.toStdString();
            if (found->menu()) menu = found->menu();
            else found->trigger();
        }
        delete view_->findChild<QMenu*>("clipMenu");
    }

    static constexpr int kMoveY = 25;
    static constexpr int kRangeY = 60;
    static constexpr int kRow = 80;
};

TEST_F(Arrangement, ARangeIsCutFromAllItsTracksAndPastedWithItsTimesAndGaps) {
    hands::drag(lanes(), {200, kRangeY + kRow}, {50, kRangeY}); // begins on a clip: in the empty it would be a rubber band
    QTest::keyClick(lanes(), Qt::Key_X, Qt::ControlModifier);
    EXPECT_EQ(clip(0).position.value, 200'000);
    EXPECT_EQ(clipsOf(1)[0].position.value, 200'000);
    expectOneUndoableStep();
    before_ = workspace_.project();
    workspace_.locate({900'000});
    QTest::qWait(80); // the playhead is known from the next tick on
    QTest::keyClick(lanes(), Qt::Key_V, Qt::ControlModifier);
    // The range began 50 pixels before the clips: they come 50 pixels behind the playhead.
    EXPECT_EQ(clipsOf(0).back().position.value, 950'000);
    EXPECT_EQ(clipsOf(0).back().length.value, 100'000);
    EXPECT_EQ(clipsOf(1).back().position.value, 950'000);
    expectOneUndoableStep();
}

TEST_F(Arrangement, ARangeIsSplitOnceAndASecondTimeMakesNoStep) {
    hands::drag(lanes(), {200, kRangeY}, {150, kRangeY});
    QTest::keyClick(lanes(), Qt::Key_S);
    ASSERT_EQ(clipsOf(0).size(), 4u); // A in three, and B
    const auto split = workspace_.project();
    QTest::keyClick(lanes(), Qt::Key_S);
    EXPECT_EQ(workspace_.project(), split);
    expectOneUndoableStep();
}

TEST_F(Arrangement, FourShapesOfAFadeAreChosenOnTheClip) {
    choose({clip(0).id});
    hands::drag(lanes(), {104, 5}, {150, 5});
    ASSERT_GT(clip(0).fadeIn.length.value, 0);
    std::set<project::FadeShape> seen;
    for (const auto shape : kFadeShapes) {
        chooseInMenu({180, kMoveY}, {"Fade in", fadeShapeName(shape)});
        EXPECT_EQ(clip(0).fadeIn.shape, shape);
        seen.insert(clip(0).fadeIn.shape);
    }
    EXPECT_EQ(seen.size(), 4u);
}

TEST_F(Arrangement, JoiningWhatWasSplitMakesTheSameClip) {
    const project::Clip whole = clip(0);
    hands::drag(lanes(), {180, kMoveY}, {180, kMoveY});
    QTest::keyClick(lanes(), Qt::Key_S);
    ASSERT_EQ(clipsOf(0).size(), 3u);
    before_ = workspace_.project();
    choose({clip(0).id, clip(1).id});
    QTest::keyClick(lanes(), Qt::Key_J, Qt::ControlModifier);
    ASSERT_EQ(clipsOf(0).size(), 2u);
    EXPECT_EQ(clip(0), whole);
    expectOneUndoableStep();
}

TEST_F(Arrangement, ADoubleClickRenamesAClip) {
    QTest::mouseDClick(lanes(), Qt::LeftButton, {}, {180, kMoveY});
    auto* line = lanes()->findChild<QLineEdit*>();
    ASSERT_TRUE(line);
    line->setText("Verse");
    QTest::keyClick(line, Qt::Key_Return);
    EXPECT_EQ(clip(0).name, "Verse");
    expectOneUndoableStep();
}

TEST_F(Arrangement, ACrossfadeTakesItsShapeFromTheMenu) {
    hands::drag(lanes(), {400, kMoveY}, {380, kMoveY}); // B over the end of A
    ASSERT_EQ(clip(1).position.value, 280'000);
    ASSERT_EQ(clip(0).fadeOut.length.value, 20'000);
    before_ = workspace_.project();
    chooseInMenu({400, kMoveY}, {"Crossfade overlaps", fadeShapeName(project::FadeShape::linear)});
    EXPECT_EQ(clip(0).fadeOut.shape, project::FadeShape::linear);
    EXPECT_EQ(clip(1).fadeIn.shape, project::FadeShape::linear);
    expectOneUndoableStep();
}

TEST_F(Arrangement, SearchingShowsOnlyTheTracksWithThatWord) {
    const std::size_t all = view_->state().rows().size();
    auto* filter = view_->findChild<QLineEdit*>("trackFilter");
    ASSERT_TRUE(filter);
    QTest::keyClick(lanes(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(filter, "vox");
    EXPECT_LT(view_->state().rows().size(), all);
    ASSERT_FALSE(view_->state().rows().empty());
    EXPECT_EQ(view_->state().rows()[0].channel, tracks_[0]);
    EXPECT_EQ(std::ranges::count(view_->state().rows(), tracks_[1], &TimelineRow::channel), 0);
    filter->clear();
    EXPECT_EQ(view_->state().rows().size(), all);
    EXPECT_TRUE(*workspace_.project() == *before_) << "what is shown is no edit";
}

TEST_F(Arrangement, DraggingAHeadsLowerEdgeChangesItsHeight) {
    QWidget* heads = &view_->headers();
    hands::drag(heads, {60, kRow - 1}, {60, 20});
    EXPECT_LT(view_->state().rows()[0].height, kRow);
    EXPECT_EQ(view_->state().rows()[1].height, kRow);
}

TEST_F(Arrangement, TheOverviewBringsTheViewWhereItIsPressed) {
    view_->state().setScale({100, 0});
    QWidget* overview = &view_->overview();
    QTest::mouseClick(overview, Qt::LeftButton, {}, {overview->width() / 2, overview->height() / 2});
    const double middle = view_->state().scale().frameAt(lanes()->width() / 2.0);
    const double width = lanes()->width() * view_->state().scale().framesPerPixel;
    EXPECT_GT(view_->state().scale().left, 0);
    EXPECT_NEAR(middle, 250'000, width) << "the middle of half a million frames";
}

TEST_F(Arrangement, RowsAreAsHighAsTheWindowHasRoomFor) {
    view_->state().setStandardSize(RowSize::normal);
    const auto heightAt = [&](int width) {
        view_->resize(width, 700);
        QCoreApplication::processEvents();
        return view_->state().rows()[0].height;
    };
    EXPECT_EQ(heightAt(1280), 28);
    EXPECT_EQ(heightAt(1920), 36);
    EXPECT_EQ(heightAt(3840), 48);
}

TEST_F(Arrangement, ReturnGoesToTheStart) {
    workspace_.locate({700'000});
    QTest::qWait(80); // the playhead is known from the next tick on
    ASSERT_EQ(view_->state().playhead().value, 700'000);
    lanes()->setFocus();
    QTest::keyClick(lanes(), Qt::Key_Return);
    QTest::qWait(80);
    EXPECT_EQ(view_->state().playhead().value, 0);
}

TEST_F(Arrangement, ReturnInAPanelDoesWhatThePanelIsForAndNotTheWindowsShortcut) {
    int window = 0;
    auto* home = new QAction(view_.get());
    home->setShortcut(Qt::Key_Return);
    QObject::connect(home, &QAction::triggered, home, [&] { ++window; });
    view_->addAction(home);
    auto* panel = new InlinePanel(theme_, "Slice", "Slice", lanes()); // deletes itself
    int accepted = 0;
    QObject::connect(panel, &InlinePanel::accepted, view_.get(), [&] { ++accepted; });
    panel->place();
    panel->setFocus();
    view_->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(view_.get()));
    QTest::keyClick(view_->windowHandle(), Qt::Key_Return);
    EXPECT_EQ(accepted, 1);
    EXPECT_EQ(window, 0);
}

} // namespace
} // namespace lacquer::ui
