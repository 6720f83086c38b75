#include "engine/project/channel_parameters.h"
#include "tests/engine/surfaces/mackie_control.h"

/// Fingers, motors and the window on one fader.
namespace lacquer::testing {
namespace {

/// Twenty seconds from silence to 0 dB on the fader of Bass.
void automate(DeskBench& bench) {
    bench.edit([&](project::Project p) {
        return project::setCurve(std::move(p), test::SmallCatalogue(), bench.channels[0],
                                 {project::AutomationTarget::Owner::channel, 0, "fader"},
                                 {{FramePosition{0}, -60, 0}, {FramePosition{20 * 48000}, 0, 0}});
    });
}

TEST_F(MackieControl, IsNeverDrivenAgainstAFinger) { // checks 9 and 10
    online();
    automate(*bench);
    bench->place({48000}, true);
    bench->wait(50);
    bench->forget();
    std::int64_t position = 48000;
    bench->onTick = [&] { bench->place({position += 240}, true); };
    bench->wait(500);
    EXPECT_GT(bench->count("e0"), 3U) << "the motor follows the automation";
    bench->forget();
    bench->in("90 68 7f");
    bench->in("e0 00 40");
    bench->wait(500);
    EXPECT_NEAR(bench->fader(0), -10, 0.02);
    EXPECT_EQ(bench->count("e0"), 0U) << bench->all();
    bench->onTick = nullptr;
    bench->in("90 68 00");
    bench->wait(300);
    EXPECT_EQ(bench->count("e0"), 1U) << bench->all();
}

TEST_F(MackieControl, IsToldItsPlaceOnceOnRelease) { // check 10
    online();
    bench->in("90 68 7f");
    bench->in("e0 00 40");
    bench->forget();
    bench->in("90 68 00");
    bench->wait(500);
    EXPECT_EQ(bench->count("e0 00 40"), 1U) << bench->all();
    EXPECT_EQ(bench->count("e0"), 1U);
    EXPECT_EQ(bench->undoSteps(), 1U);
    EXPECT_NEAR(bench->channel(0).fader.value, -10, 0.02);
}

TEST_F(MackieControl, MovedWithoutTouchIsAnsweredOnceItStops) { // check 11
    online();
    bench->in("e0 00 30");
    bench->wait(20);
    bench->in("e0 00 20");
    const Time last = bench->now;
    bench->wait(1000);
    ASSERT_EQ(bench->count("e0"), 1U) << bench->all();
    EXPECT_EQ(bench->count("e0 00 20"), 1U);
    for (const auto& message : bench->sent)
        if (message.bytes[0] == 0xe0) {
            EXPECT_GE(message.at - last, 100ms);
            EXPECT_LE(message.at - last, 200ms);
        }
    EXPECT_NEAR(bench->channel(0).fader.value, -30, 0.02);
    EXPECT_EQ(bench->undoSteps(), 1U);
}

TEST_F(MackieControl, FollowsTheWindowAndShowsTheValueForASecond) { // check 12
    online();
    bench->setFader(1, -20);
    bench->wait(300);
    EXPECT_EQ(bench->count("e1 00 30"), 1U) << bench->all();
    EXPECT_EQ(bench->count("e1"), 1U);
    EXPECT_TRUE(bench->has("f0 00 00 66 14 12 3f 2d 32 30 2e 30 20 20 f7"));
    bench->forget();
    bench->wait(1000);
    EXPECT_TRUE(bench->has("f0 00 00 66 14 12 3f 43 20")) << "the pan is back: " << bench->all();
}

TEST_F(MackieControl, ReachesSilenceAndTheTop) { // check 13
    online();
    bench->in("90 68 7f");
    bench->in("e0 00 00");
    EXPECT_EQ(bench->fader(0), -std::numeric_limits<double>::infinity());
    EXPECT_TRUE(bench->has("f0 00 00 66 14 12 38 2d 69 6e 66 20 20 20 f7")) << bench->all();
    bench->in("e0 7f 7f");
    EXPECT_NEAR(bench->fader(0), 10, 0.001);
    bench->wait(300);
    EXPECT_EQ(bench->count("e0"), 0U);
}

TEST_F(MackieControl, DoesNotNudgeAValueByTouchingIt) { // check 14
    online();
    bench->setFader(1, 0);
    bench->in("90 69 7f");
    bench->in("e1 70 5f"); // the same of 1024 steps as 0 dB
    bench->wait(300);
    EXPECT_EQ(bench->fader(1), 0.0);
    EXPECT_EQ(bench->count("e1"), 0U);
    bench->in("90 69 00");
    bench->wait(300);
    EXPECT_EQ(bench->undoSteps(), 1U) << "the window's own edit only";
}

TEST_F(MackieControl, MovesTheMasterWithItsNinthFader) { // check 15
    online();
    bench->in("90 70 7f");
    bench->in("e8 66 4c");
    bench->in("90 70 00");
    bench->wait(300);
    EXPECT_NEAR(bench->shownSong().mix->fader.value, -6, 0.02);
    EXPECT_EQ(bench->count("e8"), 1U);
    EXPECT_TRUE(bench->has("e8 66 4c"));
}

TEST_F(MackieControl, EndsATouchWhenTheBankGoesFromUnderTheFinger) { // check 16
    online();
    bench->in("90 68 7f");
    bench->in("e0 00 40");
    bench->forget();
    bench->tap("2f");
    bench->wait(100);
    EXPECT_EQ(bench->did<Released>(), 1U);
    EXPECT_NEAR(bench->channel(0).fader.value, -10, 0.02);
    for (const char* motor : {"e1 7f 5f", "e2 7f 5f", "e7 7f 5f"}) EXPECT_EQ(bench->count(motor), 1U) << motor << bench->all();
    EXPECT_EQ(bench->count("e0"), 0U);
    bench->in("e0 00 30");
    EXPECT_EQ(bench->fader(8), 0.0) << "the finger moved what was there before";
    bench->in("90 68 00");
    bench->wait(300);
    EXPECT_EQ(bench->count("e0 7f 5f"), 1U) << bench->all();
    EXPECT_EQ(bench->fader(8), 0.0);
}

TEST_F(MackieControl, WritesAutomationFromTouchToReleaseAsOneStep) {
    online();
    automate(*bench); // −60 dB at 0 s to 0 dB at 20 s
    bench->edit([&](project::Project p) { return project::setAutomationMode(std::move(p), bench->channels[0], project::AutomationMode::touch); });
    const std::size_t before = bench->undoSteps();
    const std::int64_t second = 48000;
    bench->place({5 * second}, true);
    bench->in("90 68 7f");
    bench->in("e0 00 40"); // −10 dB
    bench->place({6 * second}, true);
    bench->in("e0 00 30"); // −20 dB
    bench->place({7 * second}, true);
    bench->in("90 68 00");
    bench->place({8 * second}, true); // it has glided back
    EXPECT_EQ(bench->undoSteps(), before + 1);
    const project::AutomationTarget fader{project::AutomationTarget::Owner::channel, 0, "fader"};
    const auto* curve = project::findCurve(bench->channel(0), fader);
    ASSERT_TRUE(curve);
    const auto at = [&](double seconds) {
        return curveValue(*curve, *project::findChannelParameter("fader"), framesAt(Seconds{seconds}, SampleRate{48000}));
    };
    EXPECT_NEAR(at(4.9), -60 + 3 * 4.9, 0.01) << "before the touch as it was";
    EXPECT_NEAR(at(5.002), -10, 0.02);
    EXPECT_NEAR(at(6.002), -20, 0.02);
    EXPECT_NEAR(at(6.99), -20, 0.02);
    EXPECT_NEAR(at(7.3), -60 + 3 * 7.3, 0.01) << "and behind the release";
    EXPECT_EQ(bench->channel(0).fader.value, -6) << "the value without automation is untouched";
}

TEST_F(MackieControl, LetsGoOfATrackThatIsDeletedUnderTheFinger) {
    online();
    bench->in("90 69 7f");
    bench->in("e1 00 40");
    bench->edit([&](project::Project p) { return project::removeTrack(std::move(p), bench->channels[1]); });
    bench->in("e1 00 20");
    bench->in("90 69 00");
    bench->wait(500);
    EXPECT_EQ(bench->fader(2), 0.0) << "Snare has come to the strip and was not moved";
}

TEST_F(MackieControl, ReturnsItsMotorOnUndo) {
    online();
    bench->in("90 68 7f");
    bench->in("e0 00 40");
    bench->in("90 68 00");
    bench->wait(300);
    bench->forget();
    bench->undo();
    bench->wait(50);
    EXPECT_EQ(bench->count("e0 66 4c"), 1U) << bench->all();
}

} // namespace
} // namespace lacquer::testing
