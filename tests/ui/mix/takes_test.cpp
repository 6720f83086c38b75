#include "tests/ui/mix/arranging.h"

#include "engine/project/automation_edits.h"
#include "engine/project/link_edits.h"
#include "engine/project/take_edits.h"
#include "tests/ui/hands.h"
#include "ui/mix/timeline_headers.h"
#include "ui/models/automation_lane.h"

namespace lacquer::ui {
namespace {

using project::Project;

/// Two tracks with a clip each from pixel 100 to 500.
class Takes : public Arranging {
protected:
    Takes() {
        arrange(sourceOf("Take", "audio/take.wav", 2'000'000),
                {{"Voice", {clipAt("Voice", 100'000, 100'000, 400'000)}}, {"Double", {clipAt("Double", 100'000, 100'000, 400'000)}}}, {1400, 600});
        workspace_.selectChannel(tracks_[0]);
    }

    const TimelineRow& row(TimelineRow::Kind kind) {
        for (const auto& one : view_->state().rows())
            if (one.kind == kind) return one;
        ADD_FAILURE() << "no such row";
        return view_->state().rows().front();
    }
};

TEST_F(Takes, ANewTakeIsShownUnderItsTrackWithTheOldOneWaiting) {
    run("New take from what plays");
    EXPECT_EQ(track(0).takeName, "Take 2");
    EXPECT_EQ(row(TimelineRow::Kind::take).take, track(0).takes[0].id);
    expectOneUndoableStep();
}

TEST_F(Takes, ASwipeOverATakePutsThatPassageIntoWhatPlays) {
    run("New take, empty");
    ASSERT_TRUE(track(0).clips->empty());
    before_ = workspace_.project();
    const int y = row(TimelineRow::Kind::take).top + 20;
    hands::drag(&view_->lanes(), {200, y}, {300, y});
    ASSERT_EQ(track(0).clips->size(), 1u);
    const project::Clip& clip = track(0).clips->front();
    EXPECT_EQ(clip.position.value, 200'000);
    EXPECT_EQ(clip.end().value, 300'000);
    EXPECT_EQ(clip.offset.value, 200'000) << "nothing moves in time";
    EXPECT_EQ(track(0).takes[0].clips->size(), 1u) << "the take stays whole";
    expectOneUndoableStep();
}

TEST_F(Takes, TheBoundaryOfACompMovesNoTakeInTimeEvenWhereEditsRipple) {
    run("New take from what plays");
    const int y = row(TimelineRow::Kind::take).top + 20;
    hands::drag(&view_->lanes(), {200, y}, {300, y});
    ASSERT_EQ(track(0).clips->size(), 3u);
    before_ = workspace_.project();
    view_->state().setRipples(true);
    const ClipId first = (*track(0).clips)[0].id;
    const auto box = view_->lanes().boxOf(first);
    const QPoint edge(static_cast<int>(box.right()) - 2, static_cast<int>(box.center().y()) + 10);
    hands::drag(&view_->lanes(), edge, edge + QPoint(30, 0));
    EXPECT_GT((*track(0).clips)[0].end(), (*track(0).clips)[1].position) << "still crossfaded";
    EXPECT_NEAR(static_cast<double>((*track(0).clips)[1].position.value), 230'000, 8000);
    for (const auto& clip : *track(0).clips) EXPECT_EQ(clip.offset.value, clip.position.value) << "nothing moves in time";
    expectOneUndoableStep();
}

TEST_F(Takes, LinkedTracksAreCompedTogether) {
    workspace_.apply("Link", [&](const Project& from) -> Result<Project> { return std::move(project::addLinkGroup(from, song_, "Voices", tracks_)->project); });
    run("New take, empty");
    EXPECT_TRUE(track(1).clips->empty()) << "a take of one is a take of all";
    before_ = workspace_.project();
    const int y = row(TimelineRow::Kind::take).top + 20;
    hands::drag(&view_->lanes(), {200, y}, {300, y});
    ASSERT_EQ(track(1).clips->size(), 1u);
    EXPECT_EQ(track(1).clips->front().position, track(0).clips->front().position);
    expectOneUndoableStep();
}

TEST_F(Takes, TheHeadsButtonPlaysTheOtherTake) {
    run("New take, empty");
    before_ = workspace_.project();
    const TimelineRow take = row(TimelineRow::Kind::take);
    const QRect play = view_->headers().partRect(take, TimelineHeaders::Part::take);
    QTest::mouseClick(&view_->headers(), Qt::LeftButton, {}, play.center());
    EXPECT_EQ(track(0).takeName, "Take 1");
    EXPECT_EQ(track(0).clips->size(), 1u);
    expectOneUndoableStep();
}

class Curves : public Takes {
protected:
    Curves() {
        view_->state().unfold(tracks_[0], fader_);
        view_->state().unfold(tracks_[0], pan_);
        workspace_.apply("Curve", [&](const Project& from) {
            return project::setCurve(from, workspace_.catalogue(), tracks_[0], fader_, {{{100'000}, -6, 0}, {{300'000}, -12, 0}});
        });
        before_ = workspace_.project();
    }

    const TimelineRow& lane(const project::AutomationTarget& target) {
        for (const auto& one : view_->state().rows())
            if (one.kind == TimelineRow::Kind::lane && one.target == target) return one;
        ADD_FAILURE() << "no such lane";
        return view_->state().rows().front();
    }
    QPoint at(const project::AutomationTarget& target, int x, int down) { return {x, lane(target).top + down}; }
    const project::AutomationCurve* curve(const project::AutomationTarget& target) {
        return project::findCurve(*project::findChannel(*workspace_.project(), tracks_[0]), target);
    }
    double valueOf(const project::AutomationTarget& target, std::int64_t frame) {
        return curveValueAt(*curve(target), *project::specOf(workspace_.catalogue(), *project::findChannel(*workspace_.project(), tracks_[0]), target), {frame});
    }

    const project::AutomationTarget fader_{project::AutomationTarget::Owner::channel, 0, "fader"};
    const project::AutomationTarget pan_{project::AutomationTarget::Owner::channel, 0, "pan"};
};

TEST_F(Curves, CtrlDrawsByHandAndLeavesTheRestAsItSounded) {
    const double outside = valueOf(fader_, 250'000);
    hands::drag(&view_->lanes(), at(fader_, 150, 10), at(fader_, 220, 45), Qt::ControlModifier);
    EXPECT_GT(valueOf(fader_, 151'000), valueOf(fader_, 219'000));
    EXPECT_NEAR(valueOf(fader_, 250'000), outside, 0.05);
    EXPECT_NEAR(valueOf(fader_, 100'000), -6, 1e-9);
    expectOneUndoableStep();
}

TEST_F(Curves, APassageIsChosenWithShiftAndMovedAsAWhole) {
    hands::drag(&view_->lanes(), at(fader_, 150, 50), at(fader_, 250, 50), Qt::ShiftModifier);
    ASSERT_TRUE(view_->state().laneRange());
    EXPECT_EQ(view_->state().laneRange()->start.value, 150'000);
    EXPECT_TRUE(*workspace_.project() == *before_);
    const double inside = valueOf(fader_, 200'000), left = valueOf(fader_, 149'000), right = valueOf(fader_, 251'000);
    hands::drag(&view_->lanes(), at(fader_, 200, 50), at(fader_, 200, 40));
    EXPECT_GT(valueOf(fader_, 200'000), inside + 3);
    EXPECT_NEAR(valueOf(fader_, 149'000), left, 0.05);
    EXPECT_NEAR(valueOf(fader_, 251'000), right, 0.05);
    expectOneUndoableStep();
}

TEST_F(Curves, APassageIsCopiedIntoAnotherParameter) {
    hands::drag(&view_->lanes(), at(fader_, 150, 50), at(fader_, 250, 50), Qt::ShiftModifier);
    run("Copy");
    QTest::mouseClick(&view_->lanes(), Qt::LeftButton, Qt::ShiftModifier, at(pan_, 50, 20));
    workspace_.locate({400'000});
    before_ = workspace_.project();
    run("Paste at the playhead");
    ASSERT_TRUE(curve(pan_));
    // The fader falls over the passage, and so does the pan, over its own travel.
    EXPECT_GT(valueOf(pan_, 400'000), valueOf(pan_, 499'000));
    EXPECT_NEAR(valueOf(pan_, 600'000), 0, 1e-9) << "outside it stays at the middle";
    expectOneUndoableStep();
}

TEST_F(Curves, DeleteClearsTheChosenPassageOnly) {
    hands::drag(&view_->lanes(), at(fader_, 250, 50), at(fader_, 350, 50), Qt::ShiftModifier);
    run("Delete");
    ASSERT_EQ(curve(fader_)->points.size(), 1u);
    EXPECT_EQ(curve(fader_)->points[0].position.value, 100'000);
    expectOneUndoableStep();
}

} // namespace
} // namespace lacquer::ui
