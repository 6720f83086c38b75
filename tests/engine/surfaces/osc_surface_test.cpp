#include "engine/surfaces/osc_surface.h"

#include "tests/engine/surfaces/desk_bench.h"

#include <random>

/// Tablets: Ardour's paths, REAPER's, and learned ones.
namespace lacquer::testing {
namespace {

class Osc : public ::testing::Test {
protected:
    void SetUp() override {
        bench = std::make_unique<DeskBench>();
        auto made = std::make_unique<OscSurface>();
        osc = made.get();
        bench->use(std::move(made));
    }
    void send(const std::string& path, std::vector<std::variant<double, std::string>> arguments = {}) {
        const Bytes packet = oscPacket({path, std::move(arguments)});
        bench->surface().receive(0, packet, bench->now);
        bench->wait(5);
    }
    std::vector<OscMessage> told() const {
        std::vector<OscMessage> all;
        for (const auto& message : bench->sent) {
            const auto parsed = parseOsc(message.bytes);
            EXPECT_TRUE(parsed);
            if (parsed) all.insert(all.end(), parsed->begin(), parsed->end());
        }
        return all;
    }
    std::vector<double> told(const std::string& path) const {
        std::vector<double> values;
        for (const OscMessage& message : told())
            if (message.path == path) values.push_back(message.number(message.arguments.size() - 1).value_or(-1));
        return values;
    }

    std::unique_ptr<DeskBench> bench;
    OscSurface* osc = nullptr;
};

TEST_F(Osc, MovesStripsByArdoursPathsAndAnswersOnThem) { // check 39
    send("/set_surface", {8.0, 159.0, 7.0, 3.0});
    bench->wait(500);
    bench->forget();
    send("/strip/fader", {1.0, 0.75});
    send("/strip/mute/2", {1.0});
    send("/track/3/volume/db", {-6.0});
    send("/strip/fader/99", {0.5});
    bench->wait(1000);
    EXPECT_NEAR(bench->channel(0).fader.value, 0, 0.01);
    EXPECT_TRUE(bench->channel(1).muted);
    EXPECT_NEAR(bench->channel(2).fader.value, -6, 0.01);
    ASSERT_EQ(told("/strip/fader/1").size(), 1U);
    EXPECT_NEAR(told("/strip/fader/1")[0], 0.75, 1e-6);
    ASSERT_EQ(told("/strip/mute/2").size(), 1U);
    EXPECT_EQ(told("/strip/mute/2")[0], 1);
    ASSERT_EQ(told("/strip/fader/3").size(), 1U);
    EXPECT_NEAR(told("/strip/fader/3")[0], 0.6, 1e-6);
    EXPECT_EQ(bench->undoSteps(), 3U);
}

TEST_F(Osc, AnswersWhereTheClientWantsIt) {
    send("/set_surface", {0.0, 159.0, 3.0, 0.0, 0.0, 0.0, 9000.0});
    EXPECT_EQ(osc->replyPort(0), 9000);
    send("/set_surface/8/31/19/0");
    EXPECT_FALSE(told("/strip/gain").empty());
}

TEST_F(Osc, LearnsPathsAndAnswersOnThem) { // check 40
    Destination master;
    master.of = Destination::Of::mix;
    master.parameter = "fader";
    osc->learn(master);
    send("/1/fader1", {0.2});
    EXPECT_FALSE(osc->isLearning());
    Destination play;
    play.of = Destination::Of::command;
    play.command = Command::play;
    osc->learn(play);
    send("/1/push1", {1.0});
    send("/1/push1", {0.0});
    EXPECT_FALSE(bench->playing());
    bench->wait(500);
    bench->forget();
    send("/1/fader1", {0.5});
    bench->wait(600);
    EXPECT_NEAR(bench->shownSong().mix->fader.value, -10, 0.02);
    EXPECT_EQ(bench->sent.size(), 0U);
    send("/1/push1", {1.0});
    send("/1/push1", {0.0});
    EXPECT_TRUE(bench->playing());
    EXPECT_EQ(bench->pressed(Command::play), 1U);
    bench->edit([&](project::Project p) { return project::setFader(std::move(p), bench->shownSong().mix->id, {0}); });
    bench->wait(100);
    ASSERT_EQ(told("/1/fader1").size(), 1U);
    EXPECT_NEAR(told("/1/fader1")[0], 0.75, 1e-6);
}

TEST_F(Osc, SpeaksReapersPaths) {
    send("/track/1/volume", {0.5});
    EXPECT_NEAR(bench->fader(0), -10, 0.02);
    send("/track/2/mute", {1.0});
    EXPECT_TRUE(bench->channel(1).muted);
    send("/track/3/pan", {0.0});
    EXPECT_EQ(bench->pan(2), -100);
    send("/track/4/select", {1.0});
    EXPECT_EQ(bench->selectedTrack(), 3);
    send("/play", {1.0});
    EXPECT_TRUE(bench->playing());
    send("/stop");
    EXPECT_FALSE(bench->playing());
    bench->wait(600);
    EXPECT_EQ(told("/track/1/volume").back(), 0.5);
}

TEST_F(Osc, BanksAndLocates) {
    send("/set_surface", {8.0, 159.0, 7.0, 1.0});
    send("/bank_up", {1.0});
    send("/strip/fader", {1.0, 0.5});
    EXPECT_NEAR(bench->fader(8), -10, 0.02);
    send("/locate", {48000.0, 0.0});
    EXPECT_EQ(bench->did<Located>(), 1U);
}

TEST_F(Osc, UnpacksBundles) {
    const Bytes one = oscPacket({"/strip/mute/1", {1.0}}), two = oscPacket({"/strip/mute/2", {1.0}});
    Bytes bundle{'#', 'b', 'u', 'n', 'd', 'l', 'e', 0, 0, 0, 0, 0, 0, 0, 0, 1};
    for (const Bytes& message : {one, two}) {
        for (const std::size_t byte : {std::size_t{0}, std::size_t{0}, std::size_t{0}, message.size()}) bundle.push_back(static_cast<std::uint8_t>(byte));
        bundle.insert(bundle.end(), message.begin(), message.end());
    }
    bench->surface().receive(0, bundle, bench->now);
    bench->wait(10);
    EXPECT_TRUE(bench->channel(0).muted);
    EXPECT_TRUE(bench->channel(1).muted);
}

TEST_F(Osc, SurvivesMalformedPackets) {
    const Bytes whole = oscPacket({"/strip/fader", {1.0, 0.25}});
    std::mt19937 random(9);
    for (std::size_t size = 0; size < whole.size(); ++size) // cut short
        bench->surface().receive(0, std::span(whole).first(size), bench->now);
    for (int k = 0; k < 20000; ++k) {
        Bytes bytes = k % 2 ? whole : Bytes(4 * (random() % 16));
        for (unsigned b = 0; b < 1 + random() % 4 && !bytes.empty(); ++b)
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random() & 0xff);
        if (k % 3 == 0) bytes.insert(bytes.begin(), {'#', 'b', 'u', 'n', 'd', 'l', 'e', 0, 0, 0, 0, 0, 0, 0, 0, 1});
        bench->surface().receive(static_cast<int>(random() % 8), bytes, bench->now += 100us);
    }
    bench->wait(500);
    EXPECT_GT(bench->surface().dropped(), 1000U);
    send("/strip/mute/1", {1.0});
    EXPECT_TRUE(bench->channel(0).muted || bench->did<Put>() > 0);
}

TEST_F(Osc, IgnoresValuesThatAreNone) {
    send("/strip/fader", {1.0, std::numeric_limits<double>::quiet_NaN()});
    send("/strip/gain", {1.0, std::numeric_limits<double>::infinity()});
    send("/strip/fader", {1.0, std::string("loud")});
    send("/strip/fader");
    EXPECT_EQ(bench->fader(0), -6);
}

} // namespace
} // namespace lacquer::testing
