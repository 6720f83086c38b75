// Devices through PortAudio and ALSA, on cards that ALSA makes from a configuration: one that takes
// everything, one that writes what it is given into a file, one that breaks. They have no clock, so
// they ask as fast as they can.

#include "engine/live/device.h"
#include "engine/live/portaudio_device.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

namespace lacquer::live {
namespace {

namespace fs = std::filesystem;

class Steady final : public DeviceClient {
public:
    void render(float* const* planes, int count) noexcept override {
        std::fill_n(planes[0], count, 0.25f);
        std::fill_n(planes[1], count, -0.5f);
        frames += count;
        largest = std::max(largest.load(), count);
    }
    std::atomic<std::int64_t> frames{0};
    std::atomic<int> largest{0};
};

bool waitFor(const std::function<bool()>& there) {
    const auto last = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!there()) {
        if (std::chrono::steady_clock::now() > last) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

class AlsaDevice : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("lacquer-alsa-" + std::to_string(getpid()));
        fs::create_directories(folder_);
        // What ALSA writes into a pipe that nobody reads any more must not end the program.
        std::signal(SIGPIPE, SIG_IGN);
        configure(true);
        setenv("ALSA_CONFIG_PATH", (folder_ / "asound.conf").c_str(), 1);
    }
    void TearDown() override {
        unsetenv("ALSA_CONFIG_PATH");
        std::signal(SIGPIPE, SIG_DFL);
        fs::remove_all(folder_);
    }

    /// One card is not there: PortAudio 19.6 ends the program where every one of them can be opened.
    void configure(bool withTape) {
        std::ofstream conf(folder_ / "asound.conf");
        conf << "pcm.absentcard { type hw card 99 hint { show on description \"Absent\" } }\n"
             << "pcm.quietcard { type null hint { show on description \"Quiet\" } }\n"
             << "pcm.breakingcard { type file file \"|head -c 200000 >/dev/null\" format raw slave.pcm { type null } "
                "hint { show on description \"Breaking\" } }\n";
        if (withTape)
            conf << "pcm.tapecard { type file file \"" << tape().string()
                 << "\" format raw slave.pcm { type null } hint { show on description \"Tape\" } }\n";
    }
    fs::path tape() const { return folder_ / "tape.raw"; }

    fs::path folder_;
};

std::vector<std::string> idsOf(const std::vector<DeviceInfo>& devices) {
    std::vector<std::string> ids;
    for (const DeviceInfo& device : devices) ids.push_back(device.id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

TEST_F(AlsaDevice, IsListedWhenItCanBeOpened) {
    EXPECT_EQ(idsOf(listPortAudioDevices()),
              (std::vector<std::string>{"alsa:breakingcard", "alsa:quietcard", "alsa:tapecard"}));
}

TEST_F(AlsaDevice, HearsWhatItIsGiven) {
    Steady client;
    {
        auto device = openPortAudioDevice({.id = "alsa:tapecard", .rate = {}, .bufferFrames = 256}, SampleRate{48000});
        ASSERT_TRUE(device) << device.error().message;
        ASSERT_TRUE((*device)->start(client));
        ASSERT_TRUE(waitFor([&] { return client.frames > 20000; }));
        EXPECT_EQ((*device)->lostBecause(), "");
        EXPECT_EQ((*device)->bufferFrames(), 256);
    }
    EXPECT_EQ(client.largest, 256);
    const std::int64_t given = client.frames;
    std::ifstream file(tape(), std::ios::binary);
    std::int64_t pairs = 0;
    for (float pair[2]; file.read(reinterpret_cast<char*>(pair), sizeof pair);)
        if (pair[0] == 0.25f && pair[1] == -0.5f) ++pairs;
    // The last buffers may be dropped when it is closed.
    EXPECT_GT(pairs, 10000);
    EXPECT_LE(pairs, given);
}

TEST_F(AlsaDevice, RunsAtTheRateAndBufferThatAreAsked) {
    for (const int rate : {44100, 48000, 96000})
        for (const int frames : {64, 1024}) {
            Steady client;
            auto device = openPortAudioDevice({.id = "alsa:quietcard", .rate = SampleRate{rate}, .bufferFrames = frames},
                                              SampleRate{48000});
            ASSERT_TRUE(device) << device.error().message;
            EXPECT_EQ((*device)->rate().hz, rate);
            EXPECT_GT((*device)->outputLatency().value, 0);
            ASSERT_TRUE((*device)->start(client));
            ASSERT_TRUE(waitFor([&] { return client.frames >= 4 * frames; }));
            EXPECT_EQ(client.largest, frames);
        }
}

TEST_F(AlsaDevice, ThatBreaksSaysSoAndCanBeOpenedAgain) {
    for (int round = 0; round < 2; ++round) {
        Steady client;
        auto device =
            openPortAudioDevice({.id = "alsa:breakingcard", .rate = {}, .bufferFrames = 256}, SampleRate{48000});
        ASSERT_TRUE(device) << device.error().message;
        ASSERT_TRUE((*device)->start(client));
        ASSERT_TRUE(waitFor([&] { return !(*device)->lostBecause().empty(); }));
        EXPECT_NE((*device)->lostBecause().find("\"breakingcard\" stopped answering"), std::string::npos);
        EXPECT_GT(client.frames, 0);
    }
}

TEST_F(AlsaDevice, ThatIsGoneSinceItWasListedIsNamed) {
    ASSERT_EQ(listPortAudioDevices().size(), 3u);
    configure(false);
    const auto device = openPortAudioDevice({.id = "alsa:tapecard", .rate = {}, .bufferFrames = {}}, SampleRate{48000});
    ASSERT_FALSE(device);
    EXPECT_NE(device.error().message.find("There is no audio device \"alsa:tapecard\""), std::string::npos);
    configure(true);
    EXPECT_EQ(listPortAudioDevices().size(), 3u);
}

TEST_F(AlsaDevice, IsOneOfAllThatAreListed) {
    const auto ids = idsOf(listDevices());
    EXPECT_TRUE(std::binary_search(ids.begin(), ids.end(), "alsa:quietcard"));
    EXPECT_TRUE(std::binary_search(ids.begin(), ids.end(), "null"));
}

} // namespace
} // namespace lacquer::live
