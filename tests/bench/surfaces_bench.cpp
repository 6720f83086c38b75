#include "tests/engine/live/hand_device.h"
#include "tests/engine/live/jack_server.h"
#include "tests/engine/surfaces/rig_host.h"
#include "tests/engine/surfaces/simulated_mackie.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>

/// How long hands and lamps wait, over real MIDI ports of a JACK server with buffers of 64 frames
/// (1.33 ms at 48 kHz). A cable costs one buffer each way at least; that is in the figures.
namespace {

using namespace lacquer;
using namespace lacquer::testing;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Cable {
    Cable() : server(48000, 64) {
        if (!server.isRunning()) return;
        unit = std::make_unique<SimulatedMackie>();
        host = std::make_unique<RigHost>();
        host->addMackie("MCUsim");
        ready = unit->shows(0, "Tr 1 ", 10000);
        std::this_thread::sleep_for(300ms);
    }
    JackServer server;
    std::unique_ptr<SimulatedMackie> unit;
    std::unique_ptr<RigHost> host;
    bool ready = false;
};

void report(benchmark::State& state, std::vector<double>& milliseconds) {
    std::sort(milliseconds.begin(), milliseconds.end());
    if (milliseconds.empty()) return state.SkipWithError("nothing was measured");
    state.counters["median_ms"] = milliseconds[milliseconds.size() / 2];
    state.counters["p99_ms"] = milliseconds[milliseconds.size() * 99 / 100];
    state.counters["worst_ms"] = milliseconds.back();
}

/// From the unit's send to the parameter mailbox's door.
void BM_FaderToParameter(benchmark::State& state) {
    Cable bench;
    if (!bench.ready) return state.SkipWithError("no JACK server can run here");
    std::vector<double> times;
    bench.unit->touch(0, true); // without a finger, what was just shown to the motor counts as its own echo
    int position = 4000;
    for (auto _ : state) {
        const std::size_t before = bench.host->heard().size();
        position = position == 4000 ? 12000 : 4000;
        const auto sent = Clock::now();
        bench.unit->move(0, position);
        while (bench.host->heard().size() == before && Clock::now() - sent < 1s) std::this_thread::sleep_for(100us);
        if (bench.host->heard().size() == before) return state.SkipWithError("a move was lost");
        const double seconds = std::chrono::duration<double>(bench.host->heard()[before].at - sent).count();
        times.push_back(1000 * seconds);
        state.SetIterationTime(seconds);
        std::this_thread::sleep_for(3ms);
    }
    bench.unit->touch(0, false);
    report(state, times);
}

/// From a change in the window to the bytes at the unit.
void BM_ChangeToMotor(benchmark::State& state) {
    Cable bench;
    if (!bench.ready) return state.SkipWithError("no JACK server can run here");
    std::vector<double> times;
    double level = -10;
    for (auto _ : state) {
        const std::size_t from = bench.unit->mark();
        level = level == -10 ? -20 : -10;
        const auto changed = Clock::now();
        bench.host->setFader(1, level);
        if (!bench.unit->waitFor("e1", from, 1000)) return state.SkipWithError("no feedback came");
        for (const auto& message : bench.unit->messages())
            if (message.at > changed && message.bytes[0] == 0xe1) {
                const double seconds = std::chrono::duration<double>(message.at - changed).count();
                times.push_back(1000 * seconds);
                state.SetIterationTime(seconds);
                break;
            }
        std::this_thread::sleep_for(40ms);
    }
    report(state, times);
}

/// A song that sounds: steady tracks with an equalizer each, played in a circle through the same
/// server, with a Mackie Control on its faders.
class Sounding {
public:
    Sounding() {
        if (!server_.isRunning()) return;
        for (int k = 0; k < 20; ++k) {
            const ChannelId track = maker_.addTrack("Tr " + std::to_string(k + 1), Samples(2, std::vector<float>(10 * 48000, 0.01f)));
            maker_.insert(track, "eq", {{"band2.on", 1}, {"band2.gain", 3}});
        }
        project_ = Bench::projectOf(maker_);
        for (const auto& device : lacquer::live::Player::devices())
            if (device.api == "JACK") settings_.id = device.id;
        if (!player_.openDevice(settings_) || !show()) return;
        player_.setLoop(std::pair{lacquer::FramePosition{0}, lacquer::FramePosition{9 * 48000}});
        unit = std::make_unique<SimulatedMackie>();
        rig_ = std::make_unique<surfaces::Rig>(surfaces::Rig::Host{
            [this](const surfaces::Control& control, double value) { player_.hand(recorder_.orderFor(control, value)); }, {}});
        surfaces::Setup setup;
        setup.units.push_back({"MCUsim", "MCUsim"});
        setup.surface = std::make_unique<surfaces::MackieSurface>(
            std::vector<surfaces::Profile>{*surfaces::findProfile("mcu")}, surfaces::DeskSettings{});
        rig_->add(std::move(setup));
        tell();
        main_ = std::thread([this] {
            while (!ending_) {
                turn();
                std::this_thread::sleep_for(2ms);
            }
        });
        player_.play();
        ready = unit->shows(0, "Tr 1 ", 10000) && sounds();
        std::this_thread::sleep_for(300ms);
    }
    ~Sounding() {
        ending_ = true;
        if (main_.joinable()) main_.join();
        player_.closeDevice();
        rig_.reset();
    }

    float newest() const {
        float left[64] = {}, right[64] = {};
        return player_.recentAudio(left, right, 64) == 64 ? left[63] : 0;
    }
    /// Figures from here on.
    void restart() {
        player_.stop();
        std::this_thread::sleep_for(200ms);
        player_.play();
        std::this_thread::sleep_for(500ms);
    }
    lacquer::live::PlayerState state() const { return player_.state(); }

    std::unique_ptr<SimulatedMackie> unit;
    bool ready = false;

private:
    bool show() {
        sources_ = std::shared_ptr<const lacquer::AudioSources>(&maker_.sources, [](const auto*) {});
        return player_.show(project_, sources_, lacquer::SongId{1'000'000}).has_value();
    }
    bool sounds() const {
        for (int k = 0; k < 500 && newest() == 0; ++k) std::this_thread::sleep_for(10ms);
        return newest() != 0;
    }
    void tell() {
        auto mixer = std::make_shared<surfaces::Mixer>();
        mixer->project = std::make_shared<const project::Project>(hands_.asShown(*project_));
        mixer->catalogue = catalogue_;
        mixer->song = {1'000'000};
        rig_->show(std::move(mixer));
    }
    void turn() {
        const auto deeds = rig_->takeDeeds();
        bool edited = false;
        for (const auto& deed : deeds)
            if (auto step = hands_.carryOut(*project_, {{1'000'000}, {}, true}, deed)) {
                project_ = std::make_shared<const project::Project>(std::move(step->project));
                edited = true;
            }
        if (edited) show();
        if (!deeds.empty()) tell();
    }

    JackServer server_{48000, 64};
    SongMaker maker_;
    std::shared_ptr<const project::Project> project_;
    std::shared_ptr<const lacquer::processors::ProcessorCatalogue> catalogue_ = lacquer::testing::Bench::catalogue();
    std::shared_ptr<const lacquer::AudioSources> sources_;
    lacquer::live::DeviceSettings settings_;
    lacquer::live::Player player_{catalogue_};
    surfaces::AutomationRecorder recorder_{catalogue_};
    surfaces::Hands hands_{catalogue_, &recorder_};
    std::unique_ptr<surfaces::Rig> rig_;
    std::atomic<bool> ending_{false};
    std::thread main_;
};

/// From the unit's send to the first changed frame in what is handed to the device.
void BM_FaderToSound(benchmark::State& state) {
    Sounding song;
    if (!song.ready) return state.SkipWithError("no JACK server can run here");
    std::vector<double> times;
    song.unit->touch(0, true);
    int position = 4000;
    for (auto _ : state) {
        const float before = song.newest();
        position = position == 4000 ? 12000 : 4000;
        const auto sent = Clock::now();
        song.unit->move(0, position);
        while (std::abs(song.newest() - before) < 1e-6f && Clock::now() - sent < 1s) std::this_thread::sleep_for(20us);
        const double seconds = std::chrono::duration<double>(Clock::now() - sent).count();
        if (seconds >= 1) return state.SkipWithError("a move was not heard");
        times.push_back(1000 * seconds);
        state.SetIterationTime(seconds);
        std::this_thread::sleep_for(40ms); // it has arrived before the next
    }
    song.unit->touch(0, false);
    report(state, times);
}

/// Five seconds of playing without and five with 10,000 messages a second from the surface.
void BM_FloodBesideSound(benchmark::State& state) {
    Sounding song;
    if (!song.ready) return state.SkipWithError("no JACK server can run here");
    for (auto _ : state) {
        song.restart();
        std::this_thread::sleep_for(5s);
        const auto quiet = song.state();
        song.restart();
        const auto end = Clock::now() + 5s;
        std::size_t sent = 0;
        const auto start = Clock::now();
        while (Clock::now() < end) {
            for (int k = 0; k < 10; ++k, ++sent)
                song.unit->move(static_cast<int>(sent % 8), static_cast<int>(sent * 37 % 16384));
            std::this_thread::sleep_until(start + std::chrono::microseconds(100 * sent));
        }
        const auto flooded = song.state();
        state.counters["messages_a_second"] = static_cast<double>(sent) / 5;
        state.counters["quiet_xruns"] = static_cast<double>(quiet.xruns);
        state.counters["flood_xruns"] = static_cast<double>(flooded.xruns);
        state.counters["quiet_p99_load"] = quiet.loadP99;
        state.counters["flood_p99_load"] = flooded.loadP99;
        state.counters["quiet_max_load"] = quiet.loadMax;
        state.counters["flood_max_load"] = flooded.loadMax;
    }
}

/// A mix that nobody touches is silent on the cable: messages in ten seconds after a move has settled.
void BM_EchoAfterAMove(benchmark::State& state) {
    Cable bench;
    if (!bench.ready) return state.SkipWithError("no JACK server can run here");
    for (auto _ : state) {
        bench.unit->move(0, 6000); // no touch: answered once
        std::this_thread::sleep_for(1s);
        const std::size_t from = bench.unit->mark();
        std::this_thread::sleep_for(10s);
        state.counters["messages"] = static_cast<double>(bench.unit->messages().size() - from);
    }
}

BENCHMARK(BM_FaderToSound)->UseManualTime()->Iterations(200)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_FloodBesideSound)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(BM_EchoAfterAMove)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(BM_FaderToParameter)->UseManualTime()->Iterations(500)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ChangeToMotor)->UseManualTime()->Iterations(100)->Unit(benchmark::kMillisecond);

} // namespace
