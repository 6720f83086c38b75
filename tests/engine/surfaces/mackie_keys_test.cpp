#include "tests/engine/surfaces/mackie_control.h"

/// Knobs, keys, banks and what they ask for.
namespace lacquer::testing {
namespace {

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

} // namespace
} // namespace lacquer::testing
