#include "tests/engine/surfaces/mackie_control.h"

/// How a Mackie Control is found, greeted, lost and left.
namespace lacquer::testing {
namespace {

TEST_F(MackieControl, IsAskedForWhenItsPortsOpenAndAgainAfterTwoSeconds) { // check 1
    start({profile("mcu")});
    for (const char* query : {"f0 00 00 66 14 00 f7", "f0 00 00 66 15 00 f7", "f0 00 00 66 10 00 f7", "f0 00 00 66 11 00 f7"})
        EXPECT_EQ(bench->count(query), 1U) << query;
    EXPECT_EQ(bench->surface().status(0).state, UnitStatus::State::querying);
    bench->forget();
    bench->wait(1900);
    EXPECT_EQ(bench->sent.size(), 0U) << bench->all();
    bench->wait(200);
    EXPECT_EQ(bench->count("f0 00 00 66 14 00 f7"), 1U);
}

TEST_F(MackieControl, IsToldEverythingWhenItAnswers) { // check 2
    start({profile("mcu")});
    bench->forget();
    bench->in(kHello);
    bench->wait(300);
    EXPECT_EQ(bench->surface().status(0).state, UnitStatus::State::online);
    for (const char* message :
         {"f0 00 00 66 14 12 00 42 61 73 73 20 20 20 f7", "e0 66 4c", "e1 7f 5f", "b0 30 56", "90 18 7f", "90 19 00", "90 5d 7f", "90 2a 7f"})
        EXPECT_EQ(bench->count(message), 1U) << message << "\n" << bench->all();
    EXPECT_FALSE(bench->has("f0 00 00 66 14 02"));
}

TEST_F(MackieControl, IsToldEverythingAgainWhenItRestarts) { // check 7
    online();
    bench->in(kHello);
    bench->wait(300);
    for (const char* message : {"f0 00 00 66 14 12 00 42 61 73 73 20 20 20 f7", "e0 66 4c", "e1 7f 5f", "b0 30 56", "90 18 7f", "90 19 00"})
        EXPECT_EQ(bench->count(message), 1U) << message;
}

TEST_F(MackieControl, AsALogicControlIsAnsweredItsChallenge) { // checks 3 and 4
    start({profile("mcu")});
    bench->forget();
    bench->in("f0 00 00 66 10 01 53 4e 30 30 30 30 31 57 18 61 05 f7");
    EXPECT_TRUE(bench->has("f0 00 00 66 10 02 53 4e 30 30 30 30 31 64 5a 5e 57 f7")) << bench->all();
    EXPECT_EQ(bench->sent.size(), 1U);
    EXPECT_EQ(bench->surface().status(0).state, UnitStatus::State::challenged);
    bench->wait(300);
    bench->in("f0 00 00 66 10 03 53 4e 30 30 30 30 31 f7");
    bench->in("f0 00 00 66 10 14 56 31 2e 30 20 f7");
    bench->wait(300);
    EXPECT_TRUE(bench->has("f0 00 00 66 10 13 00 f7"));
    EXPECT_TRUE(bench->has("f0 00 00 66 10 12 00 42 61 73 73 20 20 20 f7")) << bench->all();
    EXPECT_EQ(bench->surface().status(0).firmware, "V1.0");
    EXPECT_EQ(bench->surface().status(0).state, UnitStatus::State::online);
}

TEST_F(MackieControl, ThatRefusesIsLeftAlone) { // check 5
    start({profile("mcu")});
    bench->in("f0 00 00 66 10 01 53 4e 30 30 30 30 31 57 18 61 05 f7");
    bench->forget();
    bench->in("f0 00 00 66 10 04 53 4e 30 30 30 30 31 f7");
    bench->wait(5000);
    EXPECT_EQ(bench->sent.size(), 0U) << bench->all();
    EXPECT_EQ(bench->surface().status(0).state, UnitStatus::State::refused);
}

TEST_F(MackieControl, AnswersTheChallengesOfTheManual) {
    const auto answer = [](std::array<std::uint8_t, 4> challenge) {
        const auto code = mackie::response(challenge);
        return textOf(Bytes(code.begin(), code.end()));
    };
    EXPECT_EQ(answer({0x57, 0x18, 0x61, 0x05}), "64 5a 5e 57");
    EXPECT_EQ(answer({0x01, 0x02, 0x03, 0x04}), "05 05 7b 2f");
    EXPECT_EQ(answer({0x7f, 0x7f, 0x7f, 0x7f}), "75 79 7c 00");
    EXPECT_EQ(answer({0, 0, 0, 0}), "0a 00 00 70");
}

TEST_F(MackieControl, WithoutHandshakeIsReadyAfterTwoSecondsOrAtItsFirstKey) { // check 6
    for (const bool key : {false, true}) {
        start({profile("platform-m")});
        bench->forget();
        if (key) bench->in("90 5e 7f");
        bench->wait(2300);
        EXPECT_EQ(bench->playing(), key);
        EXPECT_TRUE(bench->has("e0 66 4c")) << bench->all();
        EXPECT_TRUE(bench->has("90 18 7f"));
        EXPECT_FALSE(bench->has("f0 00 00 66 14 12"));
        EXPECT_FALSE(bench->has("f0 00 00 66 14 20"));
        EXPECT_FALSE(bench->has("b0 40"));
        EXPECT_FALSE(bench->has("b0 4a"));
    }
}

TEST_F(MackieControl, LetsGoOfEverythingWhenItsPortsVanish) { // check 8
    online();
    bench->in("90 68 7f");
    bench->in("90 46 7f");
    bench->in("e0 00 40");
    bench->forget();
    bench->surface().lost(0, bench->now);
    bench->wait(100);
    EXPECT_EQ(bench->did<Released>(), 1U);
    EXPECT_EQ(bench->undoSteps(), 1U);
    EXPECT_NEAR(bench->channel(0).fader.value, -10, 0.02);
    EXPECT_EQ(bench->sent.size(), 0U) << bench->all();
    bench->surface().opened(0, bench->now);
    bench->wait(10);
    EXPECT_TRUE(bench->has("f0 00 00 66 14 00 f7"));
    bench->in(kHello);
    bench->wait(300);
    bench->forget();
    bench->in("b0 10 01"); // Shift is not held any more: a whole click
    EXPECT_EQ(bench->pan(0), 2);
}

TEST_F(MackieControl, IsLeftDarkAndEmpty) { // check 30
    online();
    bench->surface().finish(bench->now);
    bench->wait(5);
    std::string spaces;
    for (int k = 0; k < 56; ++k) spaces += "20";
    EXPECT_TRUE(bench->has("f0 00 00 66 14 12 00" + spaces));
    for (const char* message : {"e0 00 00", "e8 00 00", "90 18 00", "90 5d 00", "b0 30 00", "b0 40 20", "b0 4b 20"})
        EXPECT_TRUE(bench->has(message)) << message;
}

} // namespace
} // namespace lacquer::testing
