#include "tests/ui/window_test.h"

#include "engine/processors/catalogue.h"
#include "engine/project/automation_edits.h"
#include "engine/project/link_edits.h"
#include "engine/project/song_edits.h"
#include "engine/project/take_edits.h"
#include "tests/ui/hands.h"
#include "ui/mix/timeline_headers.h"
#include "ui/mix/timeline_lanes.h"
#include "ui/mix/timeline_view.h"
#include "ui/models/automation_lane.h"

#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

namespace lacquer::ui {
namespace {

using project::Project;

/// Two tracks with a clip each from pixel 100 to 500; a pixel is 1000 frames at 48 kHz.
class Takes : public ::testing::Test {
protected:
    Takes() {
        offscreenApplication();
        EXPECT_TRUE(workspace_.create((folder_.path() + "/Song.lacquer").toStdString(), SampleRate{48000}));
        workspace_.apply("Set up", [this](const Project& empty) -> Result<Project> {
            auto song = project::addSong(empty, "Song");
            song_ = song->id;
            project::Source source;
            source.name = "Take";
            source.file = "audio/take.wav";
            source.length = {2'000'000};
            auto pooled = project::addSource(std::move(song->project), source);
            Project next = std::move(pooled->project);
            for (const char* name : {"Voice", "Double"}) {
                project::Clip clip;
                clip.source = pooled->id;
                clip.name = name;
                clip.position = {100'000};
                clip.offset = {100'000};
                clip.length = {400'000};
                auto added = project::addTrack(std::move(next), song->id, {name, {}, false, {clip}, {}});
                tracks_.push_back(added->id);
                next = std::move(added->project);
            }
            return next;
        });
        workspace_.setCurrentSong(song_);
        view_ = std::make_unique<TimelineView>(workspace_, theme_);
        view_->resize(1400, 600);
        view_->show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(view_.get()));
        view_->state().setStandardSize(RowSize::large);
        view_->state().setScale({1000, 0});
        view_->state().setSnap({.on = false});
        workspace_.selectChannel(tracks_[0]);
        before_ = workspace_.project();
    }

    void run(const QString& name) {
        for (QAction* action : view_->actions())
            if (action->text() == name) return action->trigger();
        ADD_FAILURE() << "no command " << name.toStdString();
    }

    const project::Track& track(std::size_t k) { return *project::findTrack(*workspace_.song(), tracks_[k]); }

    void expectOneUndoableStep() {
        EXPECT_FALSE(*workspace_.project() == *before_) << "the gesture changed nothing";
        workspace_.undo();
        Project restored = *workspace_.project();
        restored.nextId = before_->nextId;
        EXPECT_TRUE(restored == *before_) << "undo did not restore the value";
        workspace_.redo();
    }

    const TimelineRow& row(TimelineRow::Kind kind) {
        for (const auto& one : view_->state().rows())
            if (one.kind == kind) return one;
        ADD_FAILURE() << "no such row";
        return view_->state().rows().front();
    }

    QTemporaryDir folder_;
    Theme theme_;
    Workspace workspace_{std::make_shared<const processors::ProcessorCatalogue>()};
    SongId song_;
    std::vector<ChannelId> tracks_;
    std::unique_ptr<TimelineView> view_;
    std::shared_ptr<const Project> before_;
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
