#include "engine/project/automation_edits.h"
#include "engine/project/automation_shape.h"
#include "engine/project/channel_edits.h"
#include "engine/project/channel_parameters.h"
#include "tests/ui/hands.h"
#include "tests/ui/mix/mixing.h"
#include "ui/mix/insert_actions.h"
#include "ui/mix/mixer_actions.h"

#include <QTest>

namespace lacquer::ui {
namespace {

using project::AutomationMode;

/// The mouse on the mix while it plays, on a device that runs in real time.
class WrittenAutomation : public Mixing {
protected:
    void SetUp() override {
        Mixing::SetUp();
        actions = std::make_unique<MixerActions>(workspace);
    }
    void mode(ChannelId id, AutomationMode to) { actions->setMode(id, to); }
    void play() {
        workspace.play();
        ASSERT_TRUE(QTest::qWaitFor([this] { return workspace.playerState().position.value > 4800; }, 5000));
    }
    std::size_t steps() const {
        const auto history = workspace.history();
        return static_cast<std::size_t>(std::ranges::count_if(history, [](const auto& entry) { return entry.done; }));
    }
    bool writes(std::size_t count) {
        return QTest::qWaitFor([=, this] { return steps() == count; }, 3000);
    }
    const project::AutomationCurve* curve(const surfaces::Control& control) const {
        return project::findCurve(channel(control.channel), control.target);
    }
    static double highest(const project::AutomationCurve& of) {
        return std::ranges::max(of.points, {}, &project::AutomationPoint::value).value;
    }
    static double lowest(const project::AutomationCurve& of) {
        return std::ranges::min(of.points, {}, &project::AutomationPoint::value).value;
    }

    std::unique_ptr<MixerActions> actions;
};

TEST_F(WrittenAutomation, OfADraggedFaderIsOneStepAndLeavesTheStoredLevel) {
    mode(kick, AutomationMode::touch);
    const auto fader = surfaces::channelControl(kick, "fader");
    const std::size_t before = steps();
    play();
    actions->beginDrag(kick, "fader");
    actions->drag(kick, "fader", -5);
    QTest::qWait(100);
    EXPECT_EQ(workspace.heardValue(fader), -5);
    actions->drag(kick, "fader", -12);
    QTest::qWait(100);
    actions->endDrag();
    ASSERT_TRUE(writes(before + 1));
    EXPECT_EQ(workspace.undoName(), "Automation of Fader of Kick");
    EXPECT_EQ(channel(kick).fader.value, 0);
    ASSERT_TRUE(curve(fader));
    EXPECT_NEAR(lowest(*curve(fader)), -12, 0.01);
    EXPECT_NEAR(curve(fader)->points.back().value, 0, 0.01) << "it glided back to what is stored";
    workspace.stop();
    EXPECT_EQ(steps(), before + 1);
    workspace.undo();
    EXPECT_FALSE(curve(fader));
}

TEST_F(WrittenAutomation, OfALatchPassIsOneStepAtTheStop) {
    mode(kick, AutomationMode::latch);
    const auto pan = surfaces::channelControl(kick, "pan");
    const std::size_t before = steps();
    play();
    actions->step(kick, "pan", 30); // a notch of the wheel
    QTest::qWait(700);              // which has let go long since
    actions->toggleMute(kick, {});
    QTest::qWait(100);
    EXPECT_TRUE(workspace.recorder().isWriting());
    EXPECT_EQ(steps(), before);
    workspace.stop();
    ASSERT_TRUE(writes(before + 1));
    ASSERT_TRUE(curve(pan));
    EXPECT_NEAR(highest(*curve(pan)), 30, 0.1);
    ASSERT_TRUE(curve(surfaces::channelControl(kick, "mute")));
    EXPECT_FALSE(channel(kick).muted);
    EXPECT_EQ(channel(kick).pan, 0);
}

TEST_F(WrittenAutomation, OfAProcessorInItsEditor) {
    const InsertId insert = addInsert(kick, "utility");
    mode(kick, AutomationMode::touch);
    const auto gain = surfaces::insertControl(kick, insert, "gain");
    const std::size_t before = steps();
    play();
    InsertActions editor(workspace, kick, insert);
    editor.begin("gain");
    editor.drag({{"gain", -9}});
    QTest::qWait(100);
    editor.end();
    ASSERT_TRUE(writes(before + 1));
    ASSERT_TRUE(curve(gain));
    EXPECT_NEAR(lowest(*curve(gain)), -9, 0.1);
    EXPECT_EQ(editor.value("gain"), 0);
}

TEST_F(WrittenAutomation, IsNoneWhereNothingWritesAndTheMoveIsAnEdit) {
    mode(kick, AutomationMode::touch);
    workspace.selectChannel(kick);
    workspace.selectChannel(bass, Workspace::Choose::toggle);
    play();
    const std::size_t before = steps();
    actions->beginDrag(kick, "fader"); // bass is moved together with it
    actions->drag(kick, "fader", -6);
    QTest::qWait(100);
    actions->endDrag();
    ASSERT_TRUE(writes(before + 2)) << "one of bass and one of what was written";
    EXPECT_EQ(channel(bass).fader.value, -6);
    EXPECT_EQ(channel(kick).fader.value, 0);
    EXPECT_FALSE(curve(surfaces::channelControl(bass, "fader")));
    EXPECT_TRUE(curve(surfaces::channelControl(kick, "fader")));
}

} // namespace
} // namespace lacquer::ui
