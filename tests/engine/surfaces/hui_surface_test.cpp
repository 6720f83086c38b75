#include "engine/surfaces/hui_surface.h"

#include "tests/engine/surfaces/desk_bench.h"


/// What a HUI sends and must be sent, byte by byte.
namespace lacquer::testing {
namespace {

class Hui : public ::testing::Test {
protected:
    void start() {
        bench = std::make_unique<DeskBench>();
        bench->use(std::make_unique<HuiSurface>(*findProfile("hui"), DeskSettings{}));
        bench->open();
    }
    void online() {
        start();
        bench->in("90 00 7f");
        bench->wait(1200);
        bench->in("90 00 7f");
        bench->forget();
    }
    /// A switch: zone and port, pressed or released.
    void press(const char* zone, const char* port, bool down = true) {
        bench->in(std::string("b0 0f") + zone);
        bench->in(std::string("b0 2f") + (down ? "4" : "0") + port);
    }

    std::unique_ptr<DeskBench> bench;
};

TEST_F(Hui, IsPingedEverySecondAndToldEverythingOnceItAnswers) { // check 31
    start();
    bench->wait(3000);
    EXPECT_GE(bench->count("90 00 00"), 3U);
    EXPECT_LE(bench->count("90 00 00"), 4U);
    EXPECT_EQ(bench->sent.size(), bench->count("90 00 00")) << bench->all();
    EXPECT_EQ(bench->surface().status(0).state, UnitStatus::State::querying);
    bench->in("90 00 7f");
    bench->wait(900);
    EXPECT_EQ(bench->surface().status(0).state, UnitStatus::State::online);
    EXPECT_TRUE(bench->has("b0 00 4c")) << bench->all(); // −6 dB
    EXPECT_TRUE(bench->has("b0 20 66"));
    EXPECT_TRUE(bench->has("f0 00 00 66 05 00 10 00 42 61 73 73 f7"));
    EXPECT_TRUE(bench->has("b0 10 56"));
}

TEST_F(Hui, IsTakenForLostWhenItDoesNotAnswer) {
    online();
    bench->wait(5000);
    EXPECT_EQ(bench->surface().status(0).state, UnitStatus::State::querying);
    EXPECT_GE(bench->count("90 00 00"), 4U) << "it is still called";
}

TEST_F(Hui, MutesByZoneAndPort) { // check 32
    online();
    press("00", "2");
    bench->in("b0 2f 02");
    EXPECT_TRUE(bench->channel(0).muted);
    EXPECT_EQ(bench->count("b0 2c 42"), 1U) << bench->all();
    for (std::size_t k = 0; k < bench->sent.size(); ++k)
        if (textOf(bench->sent[k].bytes) == "b0 2c 42") {
            EXPECT_EQ(textOf(bench->sent[k - 1].bytes), "b0 0c 00");
        }
}

TEST_F(Hui, MovesAFaderUnderTouchAndIsToldOnRelease) { // check 33
    online();
    press("02", "0");
    bench->in("b0 02 4c");
    bench->in("b0 22 66");
    bench->wait(300);
    EXPECT_EQ(bench->count("b0 02"), 0U) << bench->all();
    press("02", "0", false);
    bench->wait(100);
    EXPECT_NEAR(bench->channel(2).fader.value, -6, 0.02);
    EXPECT_EQ(bench->undoSteps(), 1U);
    EXPECT_EQ(bench->count("b0 02 4c"), 1U);
    EXPECT_EQ(bench->count("b0 22 66"), 1U);
}

TEST_F(Hui, TurnsClockwiseWithTheSignBit) { // check 34
    online();
    bench->in("b0 40 43");
    EXPECT_EQ(bench->pan(0), 6);
    EXPECT_TRUE(bench->has("b0 10 16"));
    bench->in("b0 40 01");
    EXPECT_EQ(bench->pan(0), 4);
    bench->forget();
    bench->edit([&](project::Project p) { return project::renameChannel(std::move(p), bench->channels[0], "Bss2"); });
    EXPECT_TRUE(bench->has("f0 00 00 66 05 00 10 00 42 73 73 32 f7")) << bench->all();
}

TEST_F(Hui, HasTransportBanksAndFunctionKeys) {
    online();
    press("0e", "4");
    EXPECT_TRUE(bench->playing());
    bench->wait(10);
    EXPECT_TRUE(bench->has("b0 2c 44")) << "the play lamp";
    press("0a", "3");
    bench->wait(100);
    EXPECT_TRUE(bench->has("f0 00 00 66 05 00 10 00 54 72 20 39 f7")) << bench->all();
    press("1b", "0");
    EXPECT_EQ(bench->pressed(Command::mixPage), 1U);
    press("0f", "0");
    EXPECT_EQ(bench->pressed(Command::toStart), 1U);
}

TEST_F(Hui, SurvivesAnyBytes) {
    online();
    bench->feedAnyBytes(11);
    EXPECT_GT(bench->surface().dropped(), 100U);
}

} // namespace
} // namespace lacquer::testing
