#include "engine/live/jack_device.h"

#include "tests/engine/live/jack_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace lacquer::live {
namespace {

using lacquer::testing::JackServer;

class Counting final : public DeviceClient {
public:
    void render(float* const* planes, int frames) noexcept override {
        std::fill_n(planes[0], frames, 0.0f);
        std::fill_n(planes[1], frames, 0.0f);
        frames_ += frames;
        smallest_ = std::min<int>(smallest_, frames);
        largest_ = std::max<int>(largest_, frames);
    }
    std::atomic<std::int64_t> frames_{0};
    std::atomic<int> smallest_{1 << 20}, largest_{0};
};

template <typename Condition>
bool soon(Condition&& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

DeviceSettings jack(std::string id = "jack:system") {
    return {.id = std::move(id), .rate = {}, .bufferFrames = {}};
}

struct Server {
    int rate, period;
};

class JackDeviceOn : public ::testing::TestWithParam<Server> {};

TEST_P(JackDeviceOn, RunsAtTheServersRateAndBuffer) {
    JackServer server(GetParam().rate, GetParam().period);
    if (!server.isRunning()) GTEST_SKIP() << "no JACK server can run here";
    const auto listed = listJackDevices();
    ASSERT_FALSE(listed.empty());
    EXPECT_EQ(listed.front().id, "jack:system");
    EXPECT_EQ(listed.front().api, "JACK");
    EXPECT_EQ(listed.front().outputs, 2);
    EXPECT_EQ(listed.front().defaultSampleRate, GetParam().rate);

    Counting client;
    auto device = openJackDevice(jack(), SampleRate{GetParam().rate});
    ASSERT_TRUE(device) << device.error().message;
    EXPECT_EQ((*device)->rate().hz, GetParam().rate);
    EXPECT_EQ((*device)->bufferFrames(), GetParam().period);
    ASSERT_TRUE((*device)->start(client));
    EXPECT_TRUE(soon([&] { return client.frames_ > GetParam().rate / 4; }));
    EXPECT_EQ(client.smallest_, GetParam().period);
    EXPECT_EQ(client.largest_, GetParam().period);
}

INSTANTIATE_TEST_SUITE_P(Servers, JackDeviceOn,
                         ::testing::Values(Server{48000, 16}, Server{48000, 64}, Server{48000, 1024},
                                           Server{48000, 4096}, Server{96000, 16}, Server{96000, 64},
                                           Server{96000, 512}, Server{96000, 4096}, Server{44100, 16}));

TEST(JackDevice, RunsAtTheServersRateUnlessAnotherIsAskedForByName) {
    JackServer server(48000, 256);
    if (!server.isRunning()) GTEST_SKIP() << "no JACK server can run here";
    DeviceSettings settings = jack();
    {
        const auto device = openJackDevice(settings, SampleRate{44100});
        ASSERT_TRUE(device) << device.error().message;
        EXPECT_EQ((*device)->rate().hz, 48000);
        EXPECT_GE((*device)->outputLatency().value, 256.0 / 48000);
    }
    settings.rate = SampleRate{44100};
    const auto device = openJackDevice(settings, SampleRate{48000});
    ASSERT_FALSE(device);
    EXPECT_NE(device.error().message.find("48000"), std::string::npos);
    EXPECT_NE(device.error().message.find("44100"), std::string::npos);
}

TEST(JackDevice, SaysThatTheServerWentAway) {
    JackServer server(48000, 256);
    if (!server.isRunning()) GTEST_SKIP() << "no JACK server can run here";
    Counting client;
    auto device = openJackDevice(jack(), SampleRate{48000});
    ASSERT_TRUE(device);
    ASSERT_TRUE((*device)->start(client));
    EXPECT_TRUE(soon([&] { return client.frames_ > 0; }));
    EXPECT_EQ((*device)->lostBecause(), "");
    server.kill();
    EXPECT_TRUE(soon([&] { return !(*device)->lostBecause().empty(); }));
    EXPECT_NE((*device)->lostBecause().find("went away"), std::string::npos);
}

TEST(JackDevice, IsNotThereWithoutAServerAndStartsNone) {
    setenv("JACK_DEFAULT_SERVER", "lacquer-no-such-server", 1);
    EXPECT_TRUE(listJackDevices().empty());
    const auto device = openJackDevice(jack(), SampleRate{48000});
    ASSERT_FALSE(device);
    EXPECT_EQ(device.error().kind, ErrorKind::system);
    EXPECT_TRUE(listJackDevices().empty());
}

} // namespace
} // namespace lacquer::live
