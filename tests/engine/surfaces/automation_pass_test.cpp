#include "engine/project/automation_edits.h"
#include "engine/surfaces/automation_recorder.h"
#include "tests/engine/live/hand_device.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

/// Hands on values while a song plays: what was heard is what a bounce of the written curve gives,
/// frame by frame.
namespace lacquer::surfaces {
namespace {

using namespace lacquer::testing;
using project::AutomationMode;

constexpr int kFrames = 90000;
constexpr SongId kSong{1'000'000};

/// A steady signal, so that every frame tells the gain; a processor with latency before the fader,
/// so that places are not those of the input.
struct Stage {
    Stage() {
        effect = maker.addBus("Effect");
        track = maker.addTrack("Steady", Samples(2, std::vector<float>(kFrames, 0.25f)));
        other = maker.addTrack("Other", Samples(2, std::vector<float>(kFrames, 0.0f)));
        send = maker.send(track, effect, -12);
        gain = maker.insert(track, "utility", {{"gain", -3}});
    }

    SongMaker maker;
    ChannelId track, other, effect;
    SendId send;
    InsertId gain;
};

struct Act {
    std::int64_t frame;
    std::function<void(AutomationRecorder&, live::Player&)> act;
};

Act move(std::int64_t frame, Control control, double value) {
    return {frame, [=](AutomationRecorder& recorder, live::Player& player) { player.hand(recorder.orderFor(control, value)); }};
}
Act touch(std::int64_t frame, Control control) {
    return {frame, [=](AutomationRecorder& recorder, live::Player&) { recorder.touch(control); }};
}
Act release(std::int64_t frame, Control control) {
    return {frame, [=](AutomationRecorder& recorder, live::Player&) { recorder.release(control); }};
}

class AutomationPass : public ::testing::Test {
protected:
    /// Plays the song from the top with hands on it; what they wrote is in the song afterwards.
    Samples perform(AutomationMode mode, const std::vector<Act>& acts, std::int64_t until) {
        stage.maker.at(writes).automationMode = mode;
        EXPECT_TRUE(bench.show(stage.maker));
        auto current = Bench::projectOf(stage.maker);
        recorder.show(current, kSong);
        // The transport rolls from the first frame: what a hand does is counted from there.
        Samples heard = bench.play(0);
        std::size_t next = 0;
        while (std::ssize(heard[0]) < until) {
            for (; next < acts.size() && acts[next].frame <= std::ssize(heard[0]); ++next) acts[next].act(recorder, bench.player);
            serve(*current);
            bench.turnFor(heard, std::ssize(heard[0]) + 1);
        }
        bench.player.stop();
        serve(*current);
        EXPECT_FALSE(recorder.isWriting());
        return heard;
    }

    void serve(const project::Project& current) {
        const live::PlayerState state = bench.player.state();
        exchange(recorder, bench.player, state.playing, state.position);
        for (auto& step : recorder.takeSteps(current)) {
            ++steps;
            stage.maker.at(writes).automation = project::findChannel(step.project, writes)->automation;
        }
    }

    /// In decibels, frame by frame; below −100 dB as gain.
    void expectHeardInBounce(const Samples& heard, double bound) {
        const Samples bounced = stage.maker.bounce();
        for (std::size_t k = 0; k < heard[0].size(); ++k)
            for (std::size_t side = 0; side < 2; ++side) {
                const double a = std::abs(heard[side][k]), b = std::abs(bounced[side][k]);
                if (a < 1e-5 || b < 1e-5) ASSERT_NEAR(a, b, 1e-5) << "frame " << k;
                else ASSERT_LE(std::abs(20 * std::log10(a / b)), bound) << "frame " << k << " heard " << a << " written " << b;
            }
    }
    std::size_t points(const Control& control) {
        const auto* curve = project::findCurve(stage.maker.at(stage.track), control.target);
        return curve ? curve->points.size() : 0;
    }

    Stage stage;
    Bench bench;
    AutomationRecorder recorder{Bench::catalogue()};
    int steps = 0;
    ChannelId writes = stage.track; ///< whose automation is written
    Control fader = channelControl(stage.track, "fader");
};

// Thinning takes 0.05 dB at most, and rounding to single precision next to nothing. A frame too early
// or late in a throw of 60 dB would be 0.12 dB.
constexpr double kBound = 0.0502;

TEST_F(AutomationPass, IsHeardAsItIsWrittenInTouch) {
    const Samples heard = perform(AutomationMode::touch,
                                  {touch(6400, fader), move(6400, fader, -60), move(7500, fader, 3), move(7700, fader, -20),
                                   move(8001, fader, -20.5), move(12000, fader, -6), release(15000, fader)},
                                  60000);
    EXPECT_EQ(steps, 1);
    EXPECT_LT(points(fader), 30U);
    expectHeardInBounce(heard, kBound);
}

TEST_F(AutomationPass, IsHeardAsItIsWrittenOverACurve) {
    stage.maker.automate(stage.track, "fader", {{{0}, 0, 0.5}, {{20000}, -30, -0.3}, {{21000}, -30, 0}, {{50000}, -3, 0}});
    const Samples heard = perform(AutomationMode::touch, {touch(10000, fader), move(10000, fader, -1), move(16000, fader, -40), release(19000, fader)}, 60000);
    EXPECT_EQ(steps, 1);
    expectHeardInBounce(heard, kBound);
}

TEST_F(AutomationPass, IsHeardAsItIsWrittenInLatchUpToTheStop) {
    const Samples heard = perform(AutomationMode::latch, {touch(9000, fader), move(9000, fader, -20), release(9500, fader)}, 40000);
    EXPECT_EQ(steps, 1);
    expectHeardInBounce(heard, kBound);
}

TEST_F(AutomationPass, IsHeardAsItIsWrittenInTrimOverTheCurvesCorners) {
    stage.maker.automate(stage.track, "fader", {{{0}, -10, 0}, {{14000}, -40, 0}, {{14100}, -12, 0}, {{40000}, -20, 0}});
    const Samples heard = perform(AutomationMode::trim,
                                  {touch(8000, fader), move(8000, fader, -20), move(9000, fader, -30), move(20000, fader, -24), release(30000, fader)}, 60000);
    EXPECT_EQ(steps, 1);
    expectHeardInBounce(heard, kBound);
}

TEST_F(AutomationPass, IsHeardAsItIsWrittenInWriteFromTheTop) {
    stage.maker.automate(stage.track, "fader", {{{0}, -10, 0}, {{14000}, -40, 0}, {{40000}, -20, 0}});
    // The start is the first frame of all, which stands on the curve before the hand is there.
    const Samples heard = perform(AutomationMode::write, {move(20000, fader, -3)}, 30000);
    EXPECT_EQ(steps, 1);
    expectHeardInBounce(heard, kBound);
}

TEST_F(AutomationPass, IsHeardAsItIsWrittenForPanSendsAndProcessors) {
    const Control pan = channelControl(stage.track, "pan"), send = sendControl(stage.track, stage.send), gain = insertControl(stage.track, stage.gain, "gain");
    const Samples heard = perform(AutomationMode::latch,
                                  {move(5000, pan, -60), move(8000, send, 0), move(9000, gain, -12), move(12000, pan, 45), move(15000, gain, 2),
                                   move(20000, send, -40)},
                                  40000);
    EXPECT_EQ(steps, 1);
    // A 2,000th of pan's way is at most 0.02 dB, one of a gain of −96…24 dB is 0.06 dB.
    expectHeardInBounce(heard, 0.15);
}

TEST_F(AutomationPass, WritesAMuteToTheQuantum) {
    const Control mute = channelControl(stage.track, "mute");
    const Samples heard = perform(AutomationMode::latch,
                                  {{10000, [=](AutomationRecorder& hands, live::Player&) { hands.put(mute, 1); }},
                                   {20000, [=](AutomationRecorder& hands, live::Player&) { hands.put(mute, 0); }}},
                                  40000);
    EXPECT_EQ(steps, 1);
    EXPECT_EQ(heard[0][15000], 0);
    expectHeardInBounce(heard, kBound);
}

TEST_F(AutomationPass, IsHeardAsItIsWrittenForAVca) {
    writes = stage.maker.addVca("All");
    stage.maker.at(stage.track).vca = stage.maker.at(stage.other).vca = writes;
    const Control all = channelControl(writes, "fader");
    const Samples heard = perform(AutomationMode::touch, {touch(9000, all), move(9000, all, -20), move(12000, all, -50), release(15000, all)}, 60000);
    EXPECT_EQ(steps, 1);
    EXPECT_LT(std::abs(heard[0][14000]), std::abs(heard[0][8000]) / 100);
    expectHeardInBounce(heard, kBound);
}

TEST_F(AutomationPass, KeepsAHandsValueThroughOtherEdits) {
    const auto edit = [this](double pan) {
        return [this, pan](AutomationRecorder&, live::Player&) {
            stage.maker.at(stage.other).pan = pan;
            EXPECT_TRUE(bench.show(stage.maker));
        };
    };
    const Samples heard = perform(AutomationMode::touch,
                                  {touch(9000, fader), move(9000, fader, -20), {9200, edit(10)}, {12000, edit(20)}, move(14000, fader, -10), {14100, edit(-5)},
                                   release(20000, fader), {21000, edit(7)}},
                                  60000);
    EXPECT_EQ(steps, 1);
    for (std::size_t k = 9800; k < 14000; ++k) ASSERT_NEAR(20 * std::log10(heard[0][k] / heard[0][8000]), -20, 0.01) << k;
    expectHeardInBounce(heard, kBound);
}

} // namespace
} // namespace lacquer::surfaces
