#pragma once

#include "engine/project/channel_edits.h"
#include "engine/project/song_edits.h"
#include "engine/surfaces/hands.h"
#include "engine/surfaces/mackie_surface.h"
#include "engine/surfaces/rig.h"
#include "tests/engine/project/sample_project.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace lacquer::testing {

/// A program around a rig: twenty tracks, a main thread that carries deeds out every two
/// milliseconds, and what was heard ahead of it.
class RigHost {
public:
    using Clock = std::chrono::steady_clock;
    struct Heard {
        Clock::time_point at;
        surfaces::Control control;
        double value;
    };

    RigHost() : project_(std::make_shared<const project::Project>(made())) {
        song_ = project_->songs.front()->id;
        for (const auto& track : project_->songs.front()->tracks) channels.push_back(track->channel.id);
        rig = std::make_unique<surfaces::Rig>(surfaces::Rig::Host{
            [this](const surfaces::Control& control, double value) {
                const auto now = Clock::now();
                const std::lock_guard lock(mutex_);
                heard_.push_back({now, control, value});
            },
            {}});
        tell();
        main_ = std::thread([this] { run(); });
    }
    ~RigHost() {
        ending_ = true;
        main_.join();
        rig.reset();
    }

    int addMackie(const std::string& port) {
        surfaces::Setup setup;
        setup.name = "Mackie Control";
        setup.units.push_back({port, port});
        setup.surface = std::make_unique<surfaces::MackieSurface>(
            std::vector<surfaces::Profile>{*surfaces::findProfile("mcu")}, surfaces::DeskSettings{});
        return rig->add(std::move(setup));
    }

    double fader(int track) {
        const std::lock_guard lock(mutex_);
        return project::findChannel(*project_, channels[static_cast<std::size_t>(track)])->fader.value;
    }
    std::size_t undoSteps() const { return undoSteps_; }
    void setFader(int track, double level) {
        const std::lock_guard lock(mutex_);
        auto next = project::setFader(*project_, channels[static_cast<std::size_t>(track)], {level});
        project_ = std::make_shared<const project::Project>(std::move(*next));
        tell();
    }
    void setPlaying(bool playing) { playing_ = playing; }
    void setPeak(float peak) { peak_ = peak; }
    std::vector<Heard> heard() {
        const std::lock_guard lock(mutex_);
        return heard_;
    }
    /// The longest that one turn of the main thread took.
    std::chrono::microseconds longestTurn() const { return std::chrono::microseconds(longest_.load()); }

    std::vector<ChannelId> channels;
    std::unique_ptr<surfaces::Rig> rig;

private:
    static project::Project made() {
        project::Project made = project::makeProject("Rig", SampleRate{48000});
        auto song = project::addSong(made, "S");
        made = song->project;
        for (int k = 1; k <= 20; ++k) {
            project::NewTrack track;
            track.name = "Tr " + std::to_string(k);
            made = project::addTrack(made, song->id, track)->project;
        }
        return made;
    }
    void tell() {
        auto mixer = std::make_shared<surfaces::Mixer>();
        mixer->project = std::make_shared<const project::Project>(hands_.withHeld(*project_));
        mixer->catalogue = catalogue_;
        mixer->song = song_;
        mixer->selected = channels.empty() ? ChannelId{} : channels.front();
        rig->show(std::move(mixer));
    }
    void run() {
        std::int64_t position = 0;
        while (!ending_) {
            const auto start = Clock::now();
            {
                const auto deeds = rig->takeDeeds();
                const std::lock_guard lock(mutex_);
                for (const surfaces::Deed& deed : deeds) {
                    if (const auto* press = std::get_if<surfaces::Press>(&deed)) {
                        if (press->command == surfaces::Command::play) playing_ = true;
                        if (press->command == surfaces::Command::stop) playing_ = false;
                    }
                    if (auto step = hands_.carryOut(*project_, {song_, {}}, deed)) {
                        project_ = std::make_shared<const project::Project>(std::move(step->project));
                        ++undoSteps_;
                    }
                }
                if (!deeds.empty()) tell();
            }
            surfaces::Readings readings;
            readings.playing = playing_;
            if (playing_) position += 96;
            readings.position = {position};
            for (const ChannelId channel : channels) readings.peaks.emplace_back(channel, playing_ ? peak_.load() : 0.0F);
            rig->read(std::move(readings));
            longest_ = std::max<std::int64_t>(longest_, std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count());
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    }

    std::mutex mutex_;
    std::shared_ptr<const project::Project> project_;
    SongId song_;
    std::shared_ptr<const Catalogue> catalogue_ = std::make_shared<test::SmallCatalogue>();
    surfaces::Hands hands_{catalogue_};
    std::vector<Heard> heard_;
    std::atomic<std::size_t> undoSteps_{0};
    std::atomic<bool> playing_{false}, ending_{false};
    std::atomic<float> peak_{0.3F};
    std::atomic<std::int64_t> longest_{0};
    std::thread main_;
};

} // namespace lacquer::testing
