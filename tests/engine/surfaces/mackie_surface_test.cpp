#include "engine/surfaces/mackie_surface.h"

#include "engine/project/channel_parameters.h"
#include "tests/engine/surfaces/desk_bench.h"

#include <random>

/// What a Mackie Control sends and must be sent, byte by byte. The numbers are those of the Logic
/// Control's MIDI implementation and of measurements on a Mackie Control Pro.
namespace lacquer::testing {
namespace {

const char* const kHello = "f0 00 00 66 14 01 58 59 5a 57 18 61 05 57 18 61 05 f7";

Profile profile(std::string_view id) { return *findProfile(id); }

class MackieControl : public ::testing::Test {
protected:
    void start(std::vector<Profile> units, DeskSettings settings = {}, int tracks = 20) {
        for (const Profile& unit : units) {
            settings.touchSense = unit.touch;
            settings.law = unit.law;
        }
        bench = std::make_unique<DeskBench>(tracks);
        bench->use(std::make_unique<MackieSurface>(std::move(units), settings, MackieSurface::FadersAtEnd::down));
        bench->open();
    }
    /// One main unit that is online and has been told everything.
    void online(DeskSettings settings = {}, int tracks = 20) {
        start({profile("mcu")}, settings, tracks);
        bench->in(kHello);
        bench->wait(300);
        bench->forget();
    }

    std::unique_ptr<DeskBench> bench;
};

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

TEST_F(MackieControl, TurnsPansByTicksWithTheirSign) { // checks 17 and 18
    online();
    bench->in("b0 10 01");
    EXPECT_EQ(bench->pan(0), 2);
    EXPECT_TRUE(bench->has("b0 30 16"));
    EXPECT_TRUE(bench->has("f0 00 00 66 14 12 38 52 32 20 20 20 20 20 f7")) << bench->all();
    bench->wait(600);
    EXPECT_EQ(bench->undoSteps(), 1U) << "one turn is one step";
    bench->undo();
    bench->forget();
    bench->in("b0 10 47");
    bench->in("b0 17 40");
    EXPECT_EQ(bench->pan(0), -14);
    EXPECT_EQ(bench->pan(7), -2);
    EXPECT_TRUE(bench->has("b0 30 15"));
    EXPECT_TRUE(bench->has("b0 37 16"));
    bench->in("90 46 7f");
    bench->in("b0 17 01");
    EXPECT_EQ(bench->pan(7), -1) << "fine with Shift";
}

TEST_F(MackieControl, CentresAPanByPressingItsKnob) { // check 19
    online();
    bench->edit([&](project::Project p) { return project::setPan(std::move(p), bench->channels[0], 20); });
    bench->forget();
    bench->in("90 20 7f");
    EXPECT_EQ(bench->count("b0 30 56"), 1U) << bench->all();
    bench->in("90 20 00");
    bench->wait(100);
    EXPECT_EQ(bench->pan(0), 0);
    EXPECT_EQ(bench->count("b0 30"), 1U);
}

TEST_F(MackieControl, TogglesMuteOnPressAlone) { // check 20
    online();
    bench->in("90 10 7f");
    EXPECT_TRUE(bench->channel(0).muted);
    EXPECT_EQ(bench->count("90 10 7f"), 1U);
    bench->in("80 10 40");
    bench->wait(300);
    EXPECT_EQ(bench->sent.size(), 1U) << bench->all();
    bench->in("90 10 7f");
    EXPECT_FALSE(bench->channel(0).muted);
    EXPECT_EQ(bench->count("90 10 00"), 1U);
    bench->in("90 10 00");
    bench->wait(300);
    EXPECT_EQ(bench->sent.size(), 2U) << bench->all();
}

TEST_F(MackieControl, SolosAndClearsAllSolos) { // check 21
    online();
    bench->tap("0f");
    EXPECT_TRUE(bench->channel(7).soloed);
    EXPECT_TRUE(bench->has("90 0f 7f"));
    EXPECT_TRUE(bench->has("90 73 7f"));
    bench->forget();
    bench->in("90 5a 7f");
    EXPECT_FALSE(bench->channel(7).soloed);
    EXPECT_TRUE(bench->has("90 0f 00"));
    EXPECT_TRUE(bench->has("90 73 00"));
}

TEST_F(MackieControl, SelectsAndFollowsTheSelectionOnlyIfWished) { // check 22
    online();
    bench->tap("1a");
    EXPECT_EQ(bench->selectedTrack(), 2);
    EXPECT_TRUE(bench->has("90 18 00"));
    EXPECT_TRUE(bench->has("90 1a 7f"));
    bench->forget();
    bench->select(11);
    bench->wait(50);
    EXPECT_TRUE(bench->has("90 1a 00"));
    EXPECT_FALSE(bench->has("f0")) << bench->all();

    DeskSettings following;
    following.bankFollowsSelection = true;
    online(following);
    bench->select(12);
    bench->wait(100);
    EXPECT_TRUE(bench->has("90 1c 7f")) << bench->all();
    EXPECT_TRUE(bench->has("f0 00 00 66 14 12 1c 54 72 20 31 33 20 20 f7")) << "the fifth strip shows Tr 13";
}

TEST_F(MackieControl, BanksByEightToTheLastPartialBank) { // check 23
    online();
    bench->tap("2f");
    bench->wait(50);
    EXPECT_EQ(bench->count("e0 7f 5f"), 1U);
    for (const char* offset : {"00", "07", "0e", "15", "1c", "23", "2a", "31"})
        EXPECT_EQ(bench->count("f0 00 00 66 14 12 " + std::string(offset)), 1U) << offset;
    bench->forget();
    bench->tap("2f");
    bench->wait(50);
    for (const char* message : {"e4 00 00", "e7 00 00", "b0 34 00", "b0 37 00", "f0 00 00 66 14 12 1c 20 20 20 20 20 20 20 f7"})
        EXPECT_EQ(bench->count(message), 1U) << message << "\n" << bench->all();
    EXPECT_FALSE(bench->has("e4 7f 5f"));
    bench->forget();
    bench->tap("2f");
    bench->wait(300);
    EXPECT_EQ(bench->sent.size(), 0U) << bench->all();
}

TEST_F(MackieControl, BanksByAllStripsOfItsUnitsAndAddressesExtendersAsSuch) { // check 24
    start({profile("mcu"), profile("mcuxt")});
    bench->in(kHello, 0);
    bench->in("f0 00 00 66 15 01 58 59 5b 57 18 61 05 57 18 61 05 f7", 1);
    bench->wait(300);
    bench->forget();
    bench->tap("31");
    bench->wait(50);
    EXPECT_TRUE(bench->has("f0 00 00 66 14 12 00 4b 69 63 6b 20 20 20 f7", 0)) << bench->all();
    bench->tap("30");
    bench->forget();
    bench->tap("2f");
    bench->wait(50);
    EXPECT_TRUE(bench->has("f0 00 00 66 14 12 00 54 72 20 31 37 20 20 f7", 0)) << bench->all();
    EXPECT_TRUE(bench->has("f0 00 00 66 15 12", 1));
    EXPECT_FALSE(bench->has("f0 00 00 66 14", 1));
    EXPECT_FALSE(bench->has("f0 00 00 66 15", 0));
    EXPECT_TRUE(bench->has("e0 00 00", 1)) << "nothing lies on the extender";
}

TEST_F(MackieControl, SwapsFadersAndKnobs) { // check 25
    online();
    bench->tap("32");
    bench->wait(50);
    for (const char* message : {"90 32 7f", "e0 00 40", "b0 30 27"}) EXPECT_TRUE(bench->has(message)) << message << bench->all();
    bench->forget();
    bench->in("90 68 7f");
    bench->in("e0 00 60");
    bench->in("90 68 00");
    EXPECT_NEAR(bench->pan(0), 50, 0.1);
    bench->edit([&](project::Project p) { return project::setPan(std::move(p), bench->channels[0], 0); });
    bench->forget();
    bench->tap("32");
    bench->wait(50);
    for (const char* message : {"90 32 00", "e0 66 4c", "b0 30 56"}) EXPECT_TRUE(bench->has(message)) << message << bench->all();
}

TEST_F(MackieControl, ShowsTheTimeInDigitsFromTheRight) { // check 26
    online();
    const std::int64_t rate = 48000, frame = rate / 25;
    bench->place({(3600 + 2 * 60 + 3) * rate + 4 * frame});
    for (const char* digit : {"b0 40 34", "b0 41 30", "b0 42 20", "b0 43 73", "b0 44 30", "b0 45 72", "b0 46 30", "b0 47 71", "b0 48 30", "b0 49 20"})
        EXPECT_TRUE(bench->has(digit)) << digit << "\n" << bench->all();
    bench->wait(300);
    bench->place({(3600 + 2 * 60 + 3) * rate + 4 * frame}, true);
    bench->wait(50);
    bench->forget();
    bench->place({(3600 + 2 * 60 + 3) * rate + 5 * frame}, true);
    EXPECT_TRUE(bench->has("b0 40 35"));
    std::size_t digits = 0;
    for (const auto& message : bench->sent) digits += message.bytes[0] == 0xb0 && message.bytes[1] >= 0x40;
    EXPECT_EQ(digits, 1U) << bench->all();
    bench->forget();
    bench->in("90 35 7f");
    EXPECT_TRUE(bench->has("90 71 00"));
    EXPECT_TRUE(bench->has("90 72 7f"));
    for (int k = 0; k < 10; ++k) EXPECT_EQ(bench->count("b0 4" + std::to_string(k)), 1U) << k << bench->all();
}

TEST_F(MackieControl, ShowsBarsAsTheManualDoes) {
    const Digits digits = barDigits({109, 2, 1, 126});
    EXPECT_EQ(textOf(Bytes(digits.rbegin(), digits.rend())), "36 32 31 71 30 72 30 79 30 31");
    EXPECT_EQ(sevenSegment('P'), 0x10);
    EXPECT_EQ(sevenSegment('n'), 0x0e);
}

TEST_F(MackieControl, MetersPeaksAndClips) { // check 27
    online();
    bench->place({0}, true);
    bench->wait(100);
    bench->forget();
    bench->peak(0, static_cast<float>(std::pow(10.0, -7 / 20.0)));
    bench->wait(60);
    EXPECT_EQ(bench->count("d0 08"), 1U) << bench->all();
    bench->forget();
    bench->peak(0, static_cast<float>(std::pow(10.0, 0.3 / 20.0)));
    bench->wait(60);
    EXPECT_EQ(bench->count("d0 0c"), 1U);
    EXPECT_EQ(bench->count("d0 0e"), 1U);
    bench->forget();
    bench->wait(5000);
    EXPECT_LE(bench->count("d0"), 1U) << bench->all();
    bench->forget();
    bench->in("90 3b 7f"); // F6: clear the clip lamps
    EXPECT_EQ(bench->count("d0 0f"), 1U);
}

TEST_F(MackieControl, HoldsASteadyTone) {
    online();
    bench->place({0}, true);
    bench->forget();
    bench->onTick = [&] { bench->peak(0, 0.1F); };
    bench->wait(1000);
    // A segment falls in 300 ms: it is told again before, and not without need.
    EXPECT_GE(bench->count("d0"), 5U);
    EXPECT_LE(bench->count("d0"), 20U);
}

TEST_F(MackieControl, ShortensNamesAndSendsNothingButAscii) { // check 28
    online();
    const auto rename = [&](int track, const char* name) {
        bench->edit([&](project::Project p) { return project::renameChannel(std::move(p), bench->channels[static_cast<std::size_t>(track)], name); });
    };
    rename(0, "Größe");
    bench->wait(50);
    EXPECT_TRUE(bench->has("f0 00 00 66 14 12 00 47 72 6f 73 73 65 20 f7")) << bench->all();
    for (const auto& message : bench->sent)
        for (std::size_t k = 1; k + 1 < message.bytes.size(); ++k) EXPECT_LT(message.bytes[k], 0x80);
    rename(0, "Guitar 10");
    rename(1, "Guitar 11");
    EXPECT_NE(shortName("Guitar 10", 6), shortName("Guitar 11", 6));
    EXPECT_EQ(shortName("Guitar 10", 6), "Gtr 10");
}

TEST_F(MackieControl, PaintsTheStripsOfAnXTouch) { // check 29
    start({profile("x-touch")});
    bench->edit([&](project::Project p) { return project::setColour(std::move(p), bench->channels[0], {0xff0000}); });
    bench->edit([&](project::Project p) { return project::setColour(std::move(p), bench->channels[1], {0x202020}); });
    bench->in(kHello);
    bench->wait(300);
    EXPECT_EQ(bench->count("f0 00 00 66 14 72 01 07 07 07 07 07 07 07 f7"), 1U) << bench->all();
    EXPECT_TRUE(bench->has("e1 19 63")) << "0 dB is at 0.775 of the travel: " << bench->all();
    bench->forget();
    bench->tap("2f");
    bench->tap("2f");
    bench->wait(100);
    EXPECT_EQ(bench->count("f0 00 00 66 14 72 07 07 07 07 00 00 00 00 f7"), 1U);
    bench->forget();
    bench->wait(2000);
    EXPECT_FALSE(bench->has("f0 00 00 66 14 72"));
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

TEST_F(MackieControl, PutsSendsAndParametersOnItsKnobs) {
    online();
    ChannelId hall;
    bench->edit([&](project::Project p) {
        auto bus = project::addBus(std::move(p), bench->song(), "Hall", project::BusRole::effectReturn);
        hall = bus->id;
        auto send = project::addSend(bus->project, bench->channels[1], hall, {-20});
        return Result<project::Project>(send->project);
    });
    bench->edit([&](project::Project p) {
        auto added = project::addInsert(std::move(p), test::SmallCatalogue(), bench->channels[0], "compressor");
        return Result<project::Project>(added->project);
    });
    bench->forget();
    bench->tap("29");
    bench->wait(1200);
    EXPECT_TRUE(bench->has("90 29 7f"));
    EXPECT_TRUE(bench->has("b0 30 00")) << "Bass has no send";
    EXPECT_TRUE(bench->has("b0 31 25")) << bench->all(); // −20 dB at 3/8 of the travel
    EXPECT_TRUE(bench->has("b0 4b 13")) << "S…";
    EXPECT_TRUE(bench->has("b0 4a 31")) << "…1";
    bench->in("b0 11 02");
    EXPECT_NEAR(bench->shown(1).sends[0].level.value, -19, 0.01);
    bench->wait(600);

    bench->forget();
    bench->tap("2b"); // the inserts of Bass
    bench->wait(50);
    EXPECT_TRUE(bench->has("f0 00 00 66 14 12 00 43 6d 70 72 73 73 20 f7")) << "Cmprss: " << bench->all();
    bench->tap("20"); // open the compressor
    bench->wait(50);
    bench->forget();
    bench->in("b0 11 0a"); // its threshold: ten hundredths of 60 dB
    EXPECT_NEAR(bench->shown(0).inserts[0]->values.numbers.at("threshold"), -12, 1e-9);
    bench->in("90 20 7f"); // bypass is a switch
    EXPECT_TRUE(bench->channel(0).inserts[0]->bypassed);
    bench->wait(600);
    bench->tap("52"); // cancel: pan again
    bench->wait(50);
    EXPECT_TRUE(bench->has("90 2a 7f"));
}

TEST_F(MackieControl, ChoosesAutomationModesAndArmsThem) {
    online();
    bench->tap("4d");
    EXPECT_EQ(bench->channel(0).automationMode, project::AutomationMode::touch);
    EXPECT_TRUE(bench->has("90 4d 7f"));
    EXPECT_TRUE(bench->has("90 00 7f")) << "its record lamp";
    bench->tap("00");
    EXPECT_EQ(bench->channel(0).automationMode, project::AutomationMode::read);
    EXPECT_TRUE(bench->has("90 4a 7f"));
    bench->tap("4a");
    EXPECT_EQ(bench->channel(0).automationMode, project::AutomationMode::off);
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

TEST_F(MackieControl, AsksForTransportMarkersAndPages) {
    online();
    bench->tap("5e");
    EXPECT_TRUE(bench->playing());
    EXPECT_TRUE(bench->has("90 5e 7f"));
    EXPECT_TRUE(bench->has("90 5d 00"));
    bench->in("b0 3c 03");
    bench->in("b0 3c 41");
    EXPECT_EQ(bench->pressed(Command::jog), 2U);
    bench->tap("54");
    EXPECT_EQ(bench->shownSong().markers.size(), 1U);
    bench->in("90 54 7f");
    bench->tap("5b");
    bench->in("90 54 00");
    EXPECT_EQ(bench->pressed(Command::previousMarker), 1U);
    EXPECT_EQ(bench->shownSong().markers.size(), 1U) << "held, it adds none";
    bench->tap("36");
    EXPECT_EQ(bench->pressed(Command::mixPage), 1U);
    bench->tap("66");
    EXPECT_EQ(bench->pressed(Command::playOrStop), 1U);
    bench->tap("50");
    EXPECT_EQ(bench->pressed(Command::save), 1U);
    bench->tap("51");
    bench->in("90 46 7f");
    bench->tap("51");
    EXPECT_EQ(bench->pressed(Command::undo), 1U);
    EXPECT_EQ(bench->pressed(Command::redo), 1U);
    bench->in("90 46 00");
    bench->tap("56");
    EXPECT_TRUE(bench->shownSong().loop.on);
    EXPECT_TRUE(bench->has("90 56 7f"));
    bench->tap("59");
    EXPECT_EQ(bench->pressed(Command::click), 1U);
    EXPECT_TRUE(bench->has("90 59 7f"));
    bench->tap("59");
    EXPECT_TRUE(bench->has("90 59 00"));
    bench->forget();
    bench->in("90 5c 7f");
    bench->wait(1000);
    bench->in("90 5c 00");
    bench->wait(500);
    EXPECT_GE(bench->pressed(Command::wind), 6U);
    EXPECT_LE(bench->pressed(Command::wind), 8U);
}

TEST_F(MackieControl, SurvivesAnyBytes) {
    online();
    std::mt19937 random(7);
    for (int k = 0; k < 20000; ++k) {
        Bytes bytes;
        const auto length = random() % 12;
        for (unsigned b = 0; b < length; ++b) bytes.push_back(static_cast<std::uint8_t>(random() & 0xff));
        if (k % 7 == 0) bytes.insert(bytes.begin(), {0xf0, 0x00, 0x00, 0x66, 0x14});
        if (k % 50 == 0) bytes.insert(bytes.end(), 700, 0x11);
        bench->surface().receive(0, bytes, bench->now += 100us);
        if (k % 20 == 0) bench->wait(5);
    }
    EXPECT_GT(bench->surface().dropped(), 1000U);
    bench->wait(1000);
    bench->surface().lost(0, bench->now);
    bench->surface().opened(0, bench->now);
    bench->in(kHello);
    bench->wait(600);
    bench->forget();
    bench->tap("10");
    EXPECT_TRUE(bench->has("90 10")) << "it still answers";
}

TEST_F(MackieControl, KeepsToTheSpeedOfADinCable) {
    start({profile("bcf2000")});
    bench->in("90 5e 7f");
    bench->place({0}, true);
    std::mt19937 random(3);
    for (int bank = 0; bank < 100; ++bank) {
        bench->tap(bank % 4 < 2 ? "2f" : "2e");
        bench->wait(100);
    }
    // 31250 baud: 3125 bytes in any second.
    for (std::size_t first = 0; first < bench->sent.size(); ++first) {
        std::size_t bytes = 0;
        for (std::size_t k = first; k < bench->sent.size() && bench->sent[k].at - bench->sent[first].at < 1000ms; ++k)
            bytes += bench->sent[k].bytes.size();
        ASSERT_LE(bytes, 3125U);
    }
    EXPECT_GT(bench->sent.size(), 100U);
}

TEST_F(MackieControl, LeavesAPauseBetweenTextsWhereAUnitNeedsIt) {
    start({profile("v1-m")});
    bench->in("90 5e 7f");
    bench->wait(500);
    std::optional<Time> last;
    std::size_t texts = 0;
    for (const auto& message : bench->sent) {
        if (message.bytes.size() < 6 || message.bytes[5] != 0x12) continue;
        if (last) {
            EXPECT_GE(message.at - *last, 2500us);
        }
        last = message.at;
        ++texts;
    }
    EXPECT_GE(texts, 16U);
}

TEST_F(MackieControl, SurvivesAThousandBankChangesUnderAFinger) {
    online({}, 500);
    bench->in("90 68 7f");
    for (int k = 0; k < 1000; ++k) {
        bench->tap(k % 100 < 50 ? "2f" : "2e");
        bench->wait(100);
    }
    EXPECT_EQ(bench->count("e0"), 0U);
    for (int track = 0; track < 500; ++track) EXPECT_EQ(bench->fader(track), track == 0 ? -6.0 : 0.0);
}

TEST_F(MackieControl, WorksWithProjectsOfAnySize) {
    for (const int tracks : {0, 1, 8, 9}) {
        online({}, tracks);
        for (const char* key : {"2f", "31", "2e", "30", "32", "32", "28", "2b", "2c", "29", "2a", "40", "42", "33", "08", "10", "18", "20"}) bench->tap(key);
        bench->in("b0 10 01");
        bench->in("e0 00 20");
        bench->wait(1000);
        if (tracks > 0) {
            EXPECT_NEAR(bench->fader(0), -30, 0.02) << tracks;
        }
    }
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
