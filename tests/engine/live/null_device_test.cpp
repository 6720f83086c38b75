#include "engine/live/null_device.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace lacquer::live {
namespace {

class Counting final : public DeviceClient {
public:
    void render(float* const* planes, int frames) noexcept override {
        std::fill_n(planes[0], frames, 0.5f);
        std::fill_n(planes[1], frames, -0.5f);
        frames_ += frames;
        ++buffers_;
    }
    std::atomic<std::int64_t> frames_{0}, buffers_{0};
};

TEST(NullDevice, AsksForSoundAtThePaceOfItsRate) {
    Counting client;
    const auto start = std::chrono::steady_clock::now();
    std::uint64_t lost = 0;
    {
        auto device = openNullDevice(SampleRate{48000}, 100);
        ASSERT_TRUE(device->start(client));
        while (client.frames_ < 9600) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        lost = device->xruns();
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    // 0.2 s of sound takes at least that long less the one buffer asked for at once; a busy machine
    // may take longer, never shorter.
    EXPECT_GE(seconds, 0.19);
    EXPECT_EQ(client.frames_, client.buffers_ * 100);
    (void)lost;
}

TEST(NullDevice, StopsAskingWhenItIsClosed) {
    Counting client;
    { ASSERT_TRUE(openNullDevice(SampleRate{48000}, 64)->start(client)); }
    const auto frames = client.frames_.load();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(client.frames_, frames);
}

TEST(OpenDevice, RefusesAnUnknownDeviceInWords) {
    const auto opened = openDevice({.id = "nonesuch", .rate = {}, .bufferFrames = {}}, SampleRate{48000});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::system);
    EXPECT_NE(opened.error().message.find("nonesuch"), std::string::npos);
}

TEST(OpenDevice, RefusesImpossibleBuffersAndRates) {
    const auto buffer = openDevice({.id = "null", .rate = {}, .bufferFrames = 5}, SampleRate{48000});
    ASSERT_FALSE(buffer);
    EXPECT_EQ(buffer.error().kind, ErrorKind::badInput);
    const auto rate = openDevice({.id = "null", .rate = SampleRate{5}, .bufferFrames = {}}, SampleRate{48000});
    ASSERT_FALSE(rate);
    EXPECT_EQ(rate.error().kind, ErrorKind::badInput);
}

TEST(OpenDevice, TakesTheSubjectsRateWhereTheDeviceLeavesTheChoice) {
    const auto opened = openDevice({.id = "null", .rate = {}, .bufferFrames = {}}, SampleRate{44100});
    ASSERT_TRUE(opened);
    EXPECT_EQ((*opened)->rate().hz, 44100);
}

TEST(ListDevices, EndsWithTheTimerThatIsAlwaysThere) {
    const auto devices = listDevices();
    ASSERT_FALSE(devices.empty());
    EXPECT_EQ(devices.back().id, "null");
}

} // namespace
} // namespace lacquer::live
