#pragma once

#include "engine/live/device.h"
#include "engine/live/player.h"
#include "tests/engine/render/song_maker.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace lacquer::testing {

/// A device that the test turns by hand: each turn asks for one buffer. Without a clock, what it
/// plays depends on nothing but the player.
class HandDevice final : public live::Device {
public:
    HandDevice(SampleRate rate, int frames) : rate_(rate), frames_(frames) {}

    Result<void> start(live::DeviceClient& client) override {
        client_ = &client;
        return {};
    }
    const live::DeviceInfo& info() const override { return info_; }
    SampleRate rate() const override { return rate_; }
    int bufferFrames() const override { return frames_; }
    std::uint64_t xruns() const override { return 0; }
    std::string lostBecause() const override { return lost; }

    void turn(Samples& heard, int frames) {
        std::vector<float> left(static_cast<std::size_t>(frames)), right(left);
        float* const planes[2] = {left.data(), right.data()};
        client_->render(planes, frames);
        heard.resize(2);
        heard[0].insert(heard[0].end(), left.begin(), left.end());
        heard[1].insert(heard[1].end(), right.begin(), right.end());
    }

    std::string lost;

private:
    live::DeviceInfo info_{"hand", "Turned by hand", "test", 2, 48000};
    SampleRate rate_;
    int frames_;
    live::DeviceClient* client_ = nullptr;
};

/// A player on a hand device, showing a made song.
class Bench {
public:
    explicit Bench(int bufferFrames = 64)
        : frames(bufferFrames), player(catalogue(), [this](const live::DeviceSettings&, SampleRate rate) {
              auto made = std::make_unique<HandDevice>(rate, frames);
              device = made.get();
              return Result<std::unique_ptr<live::Device>>(std::move(made));
          }) {}

    static std::shared_ptr<const processors::ProcessorCatalogue> catalogue() {
        return std::make_shared<const processors::ProcessorCatalogue>();
    }

    static std::shared_ptr<const project::Project> projectOf(const SongMaker& maker) {
        auto project = project::makeProject("Test", SampleRate{48000});
        auto song = maker.song();
        song.id = {1'000'000};
        project.songs.push_back(std::make_shared<const project::Song>(std::move(song)));
        return std::make_shared<const project::Project>(std::move(project));
    }

    /// The maker must outlive the bench: its audio is read from there.
    Result<void> show(const SongMaker& maker) {
        if (!sources) sources = std::shared_ptr<const AudioSources>(&maker.sources, [](const auto*) {});
        if (!device) {
            if (auto opened = player.openDevice({}); !opened) return opened;
        }
        return player.show(projectOf(maker), sources, SongId{1'000'000});
    }

    /// Turns the device until the transport rolls: the loaders need a moment of real time.
    bool turnUntilRolling(Samples& heard) {
        const auto before = player.state().played;
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (player.state().played == before) {
            if (std::chrono::steady_clock::now() > end) return false;
            device->turn(heard, frames);
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        return true;
    }

    /// Plays from where it is for at least `count` frames; what was waited for is not in it.
    Samples play(std::int64_t count) {
        Samples heard(2);
        player.play();
        if (!turnUntilRolling(heard)) return {};
        // The buffer in which it began to roll stays; the silence before it goes.
        for (auto& side : heard)
            side.erase(side.begin(), side.end() - std::min<std::ptrdiff_t>(frames, std::ssize(side)));
        turnFor(heard, count);
        return heard;
    }

    void turnFor(Samples& heard, std::int64_t count) {
        while (std::ssize(heard[0]) < count) {
            device->turn(heard, frames);
            // Time for the loaders, which in life have the length of a buffer.
            if (++turns_ % 16 == 0) std::this_thread::sleep_for(std::chrono::microseconds(300));
        }
    }

    int frames;
    HandDevice* device = nullptr;
    std::shared_ptr<const AudioSources> sources;
    live::Player player;

private:
    std::int64_t turns_ = 0;
};

} // namespace lacquer::testing
