#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/channel_parameters.h"
#include "engine/project/song_edits.h"
#include "engine/surfaces/automation_recorder.h"
#include "tests/engine/surfaces/desk_bench.h"

#include <gtest/gtest.h>

namespace lacquer::surfaces {
namespace {

using project::AutomationMode;
using Way = project::HandOrder::Way;
constexpr std::int64_t kSecond = 48000;

/// One track whose fader has a curve of −20 dB at 0 s to −10 dB at 10 s; its stored level is 0 dB.
class AutomationRecording : public ::testing::Test {
protected:
    AutomationRecording() {
        auto made = project::addSong(project::makeProject("P", SampleRate{48000}), "Song");
        song = made->id;
        auto track = project::addTrack(std::move(made->project), song, {"Bass", {}, false, {}, {}});
        channel = track->id;
        current = std::move(track->project);
        fader = channelControl(channel, "fader");
        pan = channelControl(channel, "pan");
        mute = channelControl(channel, "mute");
        put(project::setCurve(current, *catalogue, channel, fader.target, {{{0}, -20, 0}, {{10 * kSecond}, -10, 0}}));
    }

    void put(Result<project::Project> next) {
        ASSERT_TRUE(next) << next.error().message;
        current = std::move(*next);
        recorder.show(std::make_shared<const project::Project>(current), song);
    }
    void mode(AutomationMode to) { put(project::setAutomationMode(current, channel, to)); }
    void playTo(double seconds) {
        const FramePosition to{static_cast<std::int64_t>(seconds * kSecond)};
        player.playTo(to);
        serve(true, to);
    }
    void stop() { serve(false, at); }
    void serve(bool playing, FramePosition position) {
        at = position;
        exchange(recorder, player, playing, position);
        for (auto& step : recorder.takeSteps(current)) {
            names.push_back(step.name);
            put(std::move(step.project));
        }
    }
    void move(const Control& control, double value) { player.hand(recorder.orderFor(control, value)); }
    double curveAt(const Control& control, double seconds) const {
        const project::Channel& strip = *project::findChannel(current, channel);
        const project::AutomationCurve* curve = project::findCurve(strip, control.target);
        if (!curve) return 1e9;
        return curveValue(*curve, *specOf(current, *catalogue, control), {static_cast<std::int64_t>(seconds * kSecond)});
    }
    double wasAt(double seconds) const { return -20 + seconds; }

    std::shared_ptr<const Catalogue> catalogue = std::make_shared<test::SmallCatalogue>();
    project::Project current;
    SongId song;
    ChannelId channel;
    Control fader, pan, mute;
    AutomationRecorder recorder{catalogue};
    lacquer::testing::PretendPlayer player;
    std::vector<std::string> names;
    FramePosition at;
};

TEST_F(AutomationRecording, WritesNothingInReadOrOffOrWhileStopped) {
    for (const AutomationMode quiet : {AutomationMode::off, AutomationMode::read}) {
        mode(quiet);
        playTo(1);
        EXPECT_EQ(recorder.orderFor(fader, -5).way, Way::move);
        EXPECT_FALSE(recorder.touch(fader));
        EXPECT_FALSE(recorder.put(mute, 1));
        stop();
    }
    mode(AutomationMode::write);
    EXPECT_EQ(recorder.orderFor(fader, -5).way, Way::move);
    EXPECT_FALSE(recorder.isWriting());
}

TEST_F(AutomationRecording, WritesInTouchFromTouchToReleaseAsOneStep) {
    mode(AutomationMode::touch);
    playTo(2);
    ASSERT_TRUE(recorder.touch(fader));
    move(fader, -5);
    playTo(3);
    move(fader, -6);
    playTo(4);
    EXPECT_TRUE(names.empty());
    ASSERT_TRUE(recorder.release(fader));
    playTo(4.1);
    playTo(5);
    EXPECT_EQ(names, std::vector<std::string>{"Automation of Fader of Bass"});
    EXPECT_NEAR(curveAt(fader, 1.99), wasAt(1.99), 0.01);
    EXPECT_NEAR(curveAt(fader, 2.5), -5, 0.01);
    EXPECT_NEAR(curveAt(fader, 3.5), -6, 0.01);
    EXPECT_NEAR(curveAt(fader, 4.5), wasAt(4.5), 0.01);
    EXPECT_FALSE(recorder.isWriting());
}

TEST_F(AutomationRecording, HoldsTheValueUnderAFingerThatLiesStill) {
    mode(AutomationMode::touch);
    playTo(2);
    ASSERT_TRUE(recorder.touch(fader));
    serve(true, at);
    playTo(4);
    recorder.release(fader);
    playTo(5);
    playTo(5.1);
    EXPECT_NEAR(curveAt(fader, 3.9), wasAt(2), 0.01);
    EXPECT_NEAR(curveAt(fader, 5.05), wasAt(5.05), 0.01);
}

TEST_F(AutomationRecording, StaysInLatchUntilPlayingStops) {
    mode(AutomationMode::latch);
    playTo(2);
    recorder.touch(fader);
    move(fader, -5);
    playTo(2.2);
    recorder.release(fader);
    playTo(7);
    EXPECT_TRUE(names.empty());
    EXPECT_EQ(recorder.valueOf(fader), -5);
    stop();
    ASSERT_EQ(names.size(), 1U);
    EXPECT_NEAR(curveAt(fader, 6.9), -5, 0.01);
    EXPECT_NEAR(curveAt(fader, 1.9), wasAt(1.9), 0.01);
    EXPECT_NEAR(curveAt(fader, 7 + project::kReturnSeconds + 0.01), wasAt(7.21), 0.02);
}

TEST_F(AutomationRecording, MakesOneStepOfALatchPassOverSeveralValues) {
    mode(AutomationMode::latch);
    playTo(1);
    move(fader, -5);
    move(pan, 30);
    playTo(2);
    stop();
    EXPECT_EQ(names, std::vector<std::string>{"Automation of 2 values"});
    EXPECT_NEAR(curveAt(pan, 1.5), 30, 0.1);
    EXPECT_NEAR(curveAt(pan, 0.5), 0, 0.1) << "before the hand as it is stored";
}

TEST_F(AutomationRecording, OverwritesInWriteFromStartToStopWithoutATouch) {
    mode(AutomationMode::write);
    at = {3 * kSecond};
    player.playTo({3 * kSecond});
    serve(true, at);
    playTo(5);
    move(fader, -2);
    playTo(6);
    stop();
    ASSERT_EQ(names.size(), 1U);
    EXPECT_NEAR(curveAt(fader, 2.9), wasAt(2.9), 0.02);
    EXPECT_NEAR(curveAt(fader, 4.9), wasAt(3), 0.02) << "where it stood at the start";
    EXPECT_NEAR(curveAt(fader, 5.5), -2, 0.01);
    EXPECT_NEAR(curveAt(fader, 6.5), wasAt(6.5), 0.02);
    EXPECT_EQ(curveAt(pan, 4), 1e9) << "what has no curve gets none";
}

TEST_F(AutomationRecording, AddsInTrimToTheCurveThatIsThere) {
    mode(AutomationMode::trim);
    playTo(2);
    ASSERT_TRUE(recorder.touch(fader));
    move(fader, wasAt(2) + 3);
    EXPECT_EQ(player.orders.back().way, Way::lift);
    EXPECT_NEAR(player.orders.back().value, 3, 1e-6);
    playTo(4);
    recorder.release(fader);
    serve(true, at);
    playTo(5);
    ASSERT_EQ(names.size(), 1U);
    EXPECT_NEAR(curveAt(fader, 3), wasAt(3) + 3, 0.06);
    EXPECT_NEAR(curveAt(fader, 3.9), wasAt(3.9) + 3, 0.06);
    EXPECT_NEAR(curveAt(fader, 1.9), wasAt(1.9), 0.06);
    EXPECT_NEAR(curveAt(fader, 4.5), wasAt(4.5), 0.06);
}

TEST_F(AutomationRecording, MovesALevelWithoutACurveInTrimAndWritesOthersAsInTouch) {
    mode(AutomationMode::trim);
    playTo(1);
    EXPECT_EQ(recorder.orderFor(channelControl(channel, "trim"), 2).way, Way::hold);
    put(project::clearCurve(current, channel, fader.target));
    EXPECT_EQ(recorder.orderFor(fader, -3).way, Way::move);
}

TEST_F(AutomationRecording, KeepsASwitchInTouchUntilTheCurvesNextPoint) {
    put(project::setCurve(current, *catalogue, channel, mute.target, {{{0}, 0, 0}, {{5 * kSecond}, 0, 0}}));
    mode(AutomationMode::touch);
    playTo(2);
    ASSERT_TRUE(recorder.put(mute, 1));
    serve(true, at);
    playTo(4);
    EXPECT_TRUE(names.empty());
    playTo(5.1);
    playTo(5.2);
    playTo(5.3);
    ASSERT_EQ(names.size(), 1U);
    EXPECT_EQ(curveAt(mute, 1.99), 0);
    EXPECT_EQ(curveAt(mute, 2.01), 1);
    EXPECT_EQ(curveAt(mute, 4.99), 1);
    EXPECT_EQ(curveAt(mute, 5.3), 0);
}

TEST_F(AutomationRecording, WritesEveryRoundOfALoopAndTheLastOneStays) {
    mode(AutomationMode::latch);
    playTo(2);
    move(fader, -5);
    playTo(4);
    player.playTo({1 * kSecond}); // back to the loop's start
    playTo(1.5);
    move(fader, -7);
    playTo(3);
    stop();
    ASSERT_EQ(names.size(), 1U);
    EXPECT_NEAR(curveAt(fader, 1.4), -5, 0.02);
    EXPECT_NEAR(curveAt(fader, 2.9), -7, 0.02);
    EXPECT_NEAR(curveAt(fader, 3.9), -5, 0.02) << "of the first round";
    EXPECT_NEAR(curveAt(fader, 4.1), wasAt(4.1), 0.02);
}

TEST_F(AutomationRecording, ShowsEverybodyWhereTheHandIs) {
    mode(AutomationMode::touch);
    playTo(2);
    recorder.touch(fader);
    move(fader, -5);
    playTo(2.1);
    const project::Project shown = recorder.withWritten(current);
    EXPECT_EQ(valueAt(shown, *catalogue, fader, at), -5);
    EXPECT_NEAR(*valueAt(current, *catalogue, fader, at), wasAt(2.1), 0.01);
}

TEST_F(AutomationRecording, LosesNothingElseWhenItsChannelGoes) {
    mode(AutomationMode::touch);
    playTo(2);
    recorder.touch(fader);
    move(fader, -5);
    playTo(3);
    put(project::removeTrack(current, channel));
    stop();
    EXPECT_TRUE(names.empty());
    EXPECT_FALSE(recorder.isWriting());
}

TEST_F(AutomationRecording, WritesNothingWhileItIsOff) {
    mode(AutomationMode::touch);
    EXPECT_TRUE(recorder.isArmed());
    recorder.setWriting(false);
    EXPECT_FALSE(recorder.isArmed());
    playTo(1);
    EXPECT_EQ(recorder.orderFor(fader, -5).way, Way::move);
}

} // namespace
} // namespace lacquer::surfaces
