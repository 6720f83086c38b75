#include "tests/engine/live/jack_server.h"
#include "tests/engine/surfaces/rig_host.h"
#include "tests/engine/surfaces/simulated_mackie.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

/// The whole way over real MIDI ports: a JACK server of the test's own, a simulated Mackie Control,
/// and the rig.
namespace lacquer::testing {
namespace {

using namespace std::chrono_literals;

class RigOnJack : public ::testing::Test {
protected:
    void SetUp() override {
        if (!server.isRunning()) GTEST_SKIP() << "no JACK server can run here";
    }
    void plugIn() {
        unit = std::make_unique<SimulatedMackie>();
        ASSERT_TRUE(unit->isThere());
    }

    JackServer server{48000, 128};
    std::unique_ptr<SimulatedMackie> unit;
};

TEST_F(RigOnJack, ListsPortsByName) {
    plugIn();
    surfaces::PortWatch watch;
    const auto ports = watch.ports();
    const auto* in = surfaces::findPort(ports, "mcusim", true);
    const auto* out = surfaces::findPort(ports, "MCUsim", false);
    ASSERT_TRUE(in && out);
    EXPECT_EQ(in->id, "jack:MCUsim:out");
    EXPECT_EQ(out->id, "jack:MCUsim:in");
    EXPECT_FALSE(surfaces::findPort(ports, "Toaster", true));
}

TEST_F(RigOnJack, FindsAMackieControlAndMixesWithIt) {
    plugIn();
    RigHost host;
    host.addMackie("MCUsim");
    ASSERT_TRUE(unit->waitFor("f00000661400f7", 0, 10000)) << "the query";
    ASSERT_TRUE(unit->shows(0, "Tr 1 ")) << unit->display();
    ASSERT_TRUE(unit->waitFor("e07f5f"));
    EXPECT_TRUE(unit->waitFor("905d7f"));
    EXPECT_EQ(unit->count("f00000661402", 0), 0U) << "no answer to a challenge that was none";

    std::size_t from = unit->mark();
    unit->touch(0, true);
    unit->move(0, 8192);
    std::this_thread::sleep_for(200ms);
    EXPECT_EQ(unit->count("e0", from), 0U);
    unit->touch(0, false);
    EXPECT_TRUE(unit->waitFor("e00040", from));
    std::this_thread::sleep_for(200ms);
    EXPECT_EQ(unit->count("e0", from), 1U) << unit->log(from);
    EXPECT_NEAR(host.fader(0), -10, 0.02);
    EXPECT_EQ(host.undoSteps(), 1U);
    ASSERT_FALSE(host.heard().empty());
    EXPECT_NEAR(host.heard().back().value, -10, 0.02);

    host.setFader(1, -20);
    EXPECT_TRUE(unit->waitFor("e10030"));
    unit->press(0x10);
    EXPECT_TRUE(unit->waitFor("90107f"));
    unit->turn(2, 3);
    EXPECT_TRUE(unit->waitFor("b03216"));
    from = unit->mark();
    unit->press(0x5e);
    EXPECT_TRUE(unit->waitFor("905e7f", from));
    EXPECT_TRUE(unit->waitFor("d0", from));
    EXPECT_TRUE(unit->waitFor("b040", from)) << "the time runs";
    unit->press(0x2f);
    EXPECT_TRUE(unit->shows(0, "Tr 9 "));
}

TEST_F(RigOnJack, RestoresEverythingWhenASurfaceReturns) {
    plugIn();
    RigHost host;
    const int id = host.addMackie("MCUsim");
    ASSERT_TRUE(unit->shows(0, "Tr 1 ", 10000));
    unit->touch(0, true);
    unit->move(0, 6144);
    ASSERT_TRUE([&] {
        for (int k = 0; k < 400 && host.heard().empty(); ++k) std::this_thread::sleep_for(5ms);
        return !host.heard().empty();
    }());
    unit.reset(); // pulled out under the finger
    for (int k = 0; k < 1000 && host.undoSteps() == 0; ++k) std::this_thread::sleep_for(5ms);
    EXPECT_EQ(host.undoSteps(), 1U) << "what the hand had done is kept";
    EXPECT_NEAR(host.fader(0), -20, 0.02);
    EXPECT_EQ(host.rig->status().surfaces[0].units[0].status.state, surfaces::UnitStatus::State::lost);
    plugIn();
    EXPECT_TRUE(unit->waitFor("f00000661400f7", 0, 10000));
    EXPECT_TRUE(unit->shows(0, "Tr 1 "));
    EXPECT_TRUE(unit->waitFor("e00030")) << unit->log();
    EXPECT_EQ(host.rig->status().surfaces[0].id, id);
}

TEST_F(RigOnJack, NoticesEvenAShortPull) {
    plugIn();
    RigHost host;
    host.addMackie("MCUsim");
    ASSERT_TRUE(unit->shows(0, "Tr 1 ", 10000));
    unit.reset();
    plugIn(); // back before anybody has looked
    EXPECT_TRUE(unit->waitFor("f00000661400f7", 0, 10000));
    EXPECT_TRUE(unit->shows(0, "Tr 1 "));
}

TEST_F(RigOnJack, TakesAFloodAndStillAnswers) {
    plugIn();
    RigHost host;
    host.addMackie("MCUsim");
    ASSERT_TRUE(unit->shows(0, "Tr 1 ", 10000));
    // Ten thousand messages in a second, one in fifty of them nonsense.
    std::mt19937 random(3);
    for (int k = 0; k < 10000; ++k) {
        if (k % 50 == 49) unit->send("f0 11 22 33 f7");
        else unit->move(static_cast<int>(random() % 8), static_cast<int>(random() % 16384));
        if (k % 10 == 9) std::this_thread::sleep_for(1ms);
    }
    unit->move(0, 6144);
    std::this_thread::sleep_for(600ms);
    const std::size_t from = unit->mark();
    unit->press(0x11);
    EXPECT_TRUE(unit->waitFor("90117f", from));
    EXPECT_NEAR(host.fader(0), -20, 0.05);
    EXPECT_LT(host.undoSteps(), 100U) << "a step for every touch, not for every message";
    EXPECT_GT(host.rig->status().surfaces[0].dropped, 100U);
}

TEST_F(RigOnJack, SaysGoodbye) {
    plugIn();
    {
        RigHost host;
        host.addMackie("MCUsim");
        ASSERT_TRUE(unit->shows(0, "Tr 1 ", 10000));
    }
    EXPECT_TRUE(unit->shows(0, std::string(56, ' ')));
    EXPECT_TRUE(unit->waitFor("905d00"));
}

} // namespace
} // namespace lacquer::testing
