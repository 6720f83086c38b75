#include "engine/surfaces/generic_surface.h"

#include "tests/engine/surfaces/desk_bench.h"


/// Boxes without a protocol of their own: learning, takeover, encoders, lamps.
namespace lacquer::testing {
namespace {

using Kind = Source::Kind;

class GenericBox : public ::testing::Test {
protected:
    void start(std::vector<Binding> bindings = {}) {
        bench = std::make_unique<DeskBench>();
        GenericMap map;
        map.bindings = std::move(bindings);
        auto made = std::make_unique<GenericSurface>(std::move(map));
        box = made.get();
        bench->use(std::move(made));
        bench->open();
        bench->wait(50);
        bench->forget();
    }
    Binding bind(Source source, int track, const char* parameter, Takeover takeover = Takeover::jump) const {
        Binding binding;
        binding.source = source;
        binding.takeover = takeover;
        binding.destination.of = Destination::Of::strip;
        binding.destination.strip = track;
        binding.destination.parameter = parameter;
        return binding;
    }
    Destination on(int track, const char* parameter) const {
        Destination destination;
        destination.control = channelControl(bench->channels[static_cast<std::size_t>(track)], parameter);
        return destination;
    }

    std::unique_ptr<DeskBench> bench;
    GenericSurface* box = nullptr;
};

TEST_F(GenericBox, LearnsAKeyAndLightsItsLamp) { // check 35
    start();
    box->learn(on(1, "mute"));
    bench->in("b0 30 7f");
    EXPECT_TRUE(box->isLearning());
    bench->in("b0 30 00");
    EXPECT_FALSE(box->isLearning());
    ASSERT_EQ(box->map().bindings.size(), 1U);
    EXPECT_EQ(box->map().bindings[0].source, (Source{Kind::controller, 0, 0x30}));
    EXPECT_EQ(box->map().bindings[0].motion, Motion::toggle);
    bench->wait(50);
    EXPECT_FALSE(bench->channel(1).muted);
    EXPECT_FALSE(bench->has("b0 30 7f"));
    bench->in("b0 30 7f");
    bench->in("b0 30 00");
    bench->wait(50);
    EXPECT_TRUE(bench->channel(1).muted);
    EXPECT_EQ(bench->undoSteps(), 1U);
    EXPECT_EQ(bench->count("b0 30 7f"), 1U) << bench->all();
}

TEST_F(GenericBox, TakesPairsAndNrpnsWhole) { // check 36
    start({bind({Kind::controller14, 0, 7}, 0, "fader"), bind({Kind::nrpn, 0, 1 << 7 | 8}, 1, "fader")});
    bench->in("b0 07 60");
    EXPECT_EQ(bench->fader(0), -6) << "not before its second half";
    bench->in("b0 27 00");
    EXPECT_NEAR(bench->fader(0), 0, 0.02);
    for (const char* message : {"b0 63 01", "b0 62 08", "b0 06 40", "b0 26 00"}) bench->in(message);
    EXPECT_NEAR(bench->fader(1), -10, 0.02);
    for (const char* message : {"b0 63 7f", "b0 62 7f", "b0 06 10", "b0 26 00"}) bench->in(message);
    bench->wait(1000);
    EXPECT_NEAR(bench->fader(1), -10, 0.02);
    EXPECT_FALSE(bench->has("b0 07 60")) << "what was received is not echoed: " << bench->all();
    EXPECT_FALSE(bench->has("b0 06 40"));
    bench->in("b0 07 40"); // alone, it counts after 5 ms
    bench->wait(10);
    EXPECT_NEAR(bench->fader(0), -10, 0.02);
}

TEST_F(GenericBox, ReadsEveryKindOfEncoder) { // check 37
    struct Case {
        Motion motion;
        const char *up, *down;
    };
    for (const Case& encoder : {Case{Motion::twosComplement, "02", "7e"}, Case{Motion::binaryOffset, "42", "3e"},
                                Case{Motion::signedBit, "02", "42"}, Case{Motion::reversedSign, "42", "02"}}) {
        Binding binding = bind({Kind::controller, 0, 0x0a}, 0, "pan");
        binding.motion = encoder.motion;
        start({binding});
        bench->in(std::string("b0 0a") + encoder.up);
        EXPECT_EQ(bench->pan(0), 4) << encoder.up; // two clicks of two
        bench->in(std::string("b0 0a") + encoder.down);
        EXPECT_EQ(bench->pan(0), 0) << encoder.down;
    }
}

TEST_F(GenericBox, PicksAValueUpWhereItStands) { // check 38
    start({bind({Kind::controller, 0, 0x0a}, 0, "fader", Takeover::pickup)});
    bench->in("b0 0a 00");
    const Control bass = channelControl(bench->channels[0], "fader");
    for (const char* ignored : {"14", "32", "48"}) {
        bench->wait(20);
        bench->in(std::string("b0 0a") + ignored);
        EXPECT_EQ(bench->fader(0), -6) << ignored;
        EXPECT_TRUE(box->waitingAt(bass)) << "a ghost mark";
    }
    bench->wait(20);
    bench->in("b0 0a 50");
    EXPECT_NEAR(bench->fader(0), 40 * 80 / 127.0 - 30, 0.02);
    EXPECT_FALSE(box->waitingAt(bass));
    bench->wait(20);
    bench->in("b0 0a 5a");
    EXPECT_NEAR(bench->fader(0), 40 * 90 / 127.0 - 30, 0.02);
    bench->wait(500);
    bench->setFader(0, -30);
    bench->in("b0 0a 5b");
    bench->wait(500);
    EXPECT_EQ(bench->fader(0), -30);
    EXPECT_EQ(bench->sent.size(), 0U) << bench->all();
}

TEST_F(GenericBox, ScalesAndMovesByDifference) {
    TakeoverState scale;
    EXPECT_FALSE(scale.move(Takeover::scale, 0.5, 0.2, 0));
    EXPECT_NEAR(*scale.move(Takeover::scale, 0.75, 0.2, 0), 0.6, 1e-12); // half of what is left
    EXPECT_NEAR(*scale.move(Takeover::scale, 1, 0.6, 0), 1, 1e-12);
    EXPECT_NEAR(*scale.move(Takeover::scale, 0, 1, 0), 0, 1e-12);
    TakeoverState relative;
    EXPECT_FALSE(relative.move(Takeover::relative, 0.5, 0.2, 0));
    EXPECT_NEAR(*relative.move(Takeover::relative, 0.6, 0.2, 0), 0.3, 1e-12);
}

TEST_F(GenericBox, LearnsFadersPairsEncodersAndNotes) {
    struct Case {
        std::vector<const char*> messages;
        Source source;
        Motion motion;
    };
    const Case cases[] = {
        {{"b2 15 20", "b2 15 21", "b2 15 22"}, {Kind::controller, 2, 0x15}, Motion::absolute},
        {{"b0 07 20", "b0 27 11"}, {Kind::controller14, 0, 7}, Motion::absolute},
        {{"e3 00 20", "e3 00 28"}, {Kind::pitchBend, 3, 0}, Motion::absolute},
        {{"90 3c 40"}, {Kind::note, 0, 0x3c}, Motion::toggle},
        {{"b0 10 01", "b0 10 01", "b0 10 7f", "b0 10 7f"}, {Kind::controller, 0, 0x10}, Motion::twosComplement},
        {{"b0 10 41", "b0 10 41", "b0 10 3f", "b0 10 3f"}, {Kind::controller, 0, 0x10}, Motion::binaryOffset},
        {{"b0 10 01", "b0 10 01", "b0 10 41", "b0 10 41"}, {Kind::controller, 0, 0x10}, Motion::signedBit},
        {{"b0 10 41", "b0 10 41", "b0 10 01", "b0 10 01"}, {Kind::controller, 0, 0x10}, Motion::reversedSign},
        {{"b0 63 01", "b0 62 08", "b0 06 40", "b0 26 00"}, {Kind::nrpn, 0, 1 << 7 | 8}, Motion::absolute},
    };
    for (const Case& each : cases) {
        start();
        box->learn(on(0, "fader"));
        for (const char* message : each.messages) {
            EXPECT_TRUE(box->isLearning()) << message;
            bench->in(message);
        }
        ASSERT_FALSE(box->isLearning()) << each.messages.front();
        EXPECT_EQ(box->map().bindings[0].source, each.source) << each.messages.front();
        EXPECT_EQ(box->map().bindings[0].motion, each.motion) << each.messages.front();
        EXPECT_EQ(bench->undoSteps(), 0U);
    }
}

TEST_F(GenericBox, CentresAPanAtSixtyFour) {
    start({bind({Kind::controller, 0, 1}, 0, "pan")});
    bench->in("b0 01 7f");
    EXPECT_EQ(bench->pan(0), 100);
    bench->in("b0 01 40");
    EXPECT_EQ(bench->pan(0), 0);
    bench->in("b0 01 00");
    EXPECT_EQ(bench->pan(0), -100);
}

TEST_F(GenericBox, TellsLampsAndRingsWhatBecameOfThem) {
    Binding mute = bind({Kind::note, 0, 1}, 0, "mute");
    mute.motion = Motion::toggle;
    Binding play;
    play.source = {Kind::controller, 0, 41};
    play.motion = Motion::toggle;
    play.destination.of = Destination::Of::command;
    play.destination.command = Command::play;
    start({mute, play, bind({Kind::controller, 0, 20}, 1, "fader")});
    bench->edit([&](project::Project p) { return project::setMuted(std::move(p), bench->channels[0], true); });
    bench->wait(20);
    EXPECT_EQ(bench->count("90 01 7f"), 1U) << bench->all();
    bench->setFader(1, -10);
    bench->wait(20);
    EXPECT_EQ(bench->count("b0 14 40"), 1U) << bench->all();
    bench->in("b0 29 7f");
    bench->in("b0 29 00");
    bench->wait(20);
    EXPECT_TRUE(bench->playing());
    EXPECT_EQ(bench->count("b0 29 7f"), 1U);
}

TEST_F(GenericBox, BanksItsStrips) {
    Binding bank;
    bank.source = {Kind::note, 0, 26};
    bank.motion = Motion::toggle;
    bank.destination.of = Destination::Of::bank;
    bank.destination.amount = 8;
    start({bank, bind({Kind::controller, 0, 1}, 0, "pan")});
    for (int k = 0; k < 3; ++k) {
        bench->in("90 1a 7f");
        bench->in("90 1a 00");
    }
    bench->in("b0 01 7f");
    EXPECT_EQ(bench->pan(16), 100);
    EXPECT_EQ(bench->surface().banked().size(), 4U);
}

TEST_F(GenericBox, MakesOneUndoStepOfAMove) {
    start({bind({Kind::controller, 0, 1}, 0, "fader")});
    for (int value = 0; value < 100; ++value) {
        Bytes message{0xb0, 1, static_cast<std::uint8_t>(value)};
        bench->surface().receive(0, message, bench->now);
        bench->wait(5);
    }
    bench->wait(500);
    EXPECT_EQ(bench->undoSteps(), 1U);
    bench->undo();
    EXPECT_EQ(bench->fader(0), -6);
}

TEST_F(GenericBox, SurvivesAnyBytes) {
    start({bind({Kind::controller14, 0, 7}, 0, "fader"), bind({Kind::nrpn, 0, 1}, 1, "pan"), bind({Kind::pitchBend, 2, 0}, 2, "width")});
    bench->feedAnyBytes(5);
    EXPECT_GT(bench->surface().dropped(), 100U);
}

} // namespace
} // namespace lacquer::testing
