#include "engine/project/song_edits.h"
#include "tests/engine/live/jack_server.h"
#include "tests/engine/surfaces/simulated_mackie.h"
#include "ui/models/surface_link.h"

#include <benchmark/benchmark.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <thread>

/// How late the window's timers are while a surface floods it with 10,000 messages a second, over real
/// MIDI ports of a JACK server.
namespace {

using namespace lacquer;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Lateness {
    double median = 0, p99 = 0, worst = 0; ///< milliseconds behind a timer of 16 ms
};

Lateness latenessFor(int milliseconds) {
    std::vector<double> late;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QElapsedTimer since;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        late.push_back(std::max(0.0, static_cast<double>(since.nsecsElapsed()) / 1e6 - 16));
        since.start();
    });
    since.start();
    timer.start(16);
    QTimer::singleShot(milliseconds, QCoreApplication::instance(), &QCoreApplication::quit);
    QCoreApplication::exec();
    std::ranges::sort(late);
    if (late.empty()) return {};
    return {late[late.size() / 2], late[late.size() * 99 / 100], late.back()};
}

void BM_FloodBesideWindow(benchmark::State& state) {
    testing::JackServer server(48000, 64);
    if (!server.isRunning()) return state.SkipWithError("no JACK server can run here");
    QTemporaryDir home;
    ui::Workspace workspace(std::make_shared<const processors::ProcessorCatalogue>());
    live::DeviceSettings silent;
    silent.id = "null";
    workspace.setDeviceSettings(silent);
    if (!workspace.create((home.path() + "/Flood.lacquer").toStdString(), SampleRate{48000})) return state.SkipWithError("no project");
    workspace.apply("Song", [](const project::Project& from) -> Result<project::Project> {
        auto song = project::addSong(from, "Song");
        project::Project next = std::move(song->project);
        for (int k = 1; k <= 20; ++k) next = std::move(project::addTrack(std::move(next), song->id, {"Tr " + std::to_string(k), {}, false, {}, {}})->project);
        return next;
    });
    workspace.setCurrentSong(workspace.project()->songs.front()->id);
    testing::SimulatedMackie unit;
    ui::SurfaceLink link(workspace, ui::SurfaceLink::Memory::none);
    link.use({"MCUsim", "Mackie Control", "mcu", "jack:MCUsim:out", "jack:MCUsim:in"});
    for (int k = 0; k < 100 && !unit.display().starts_with("Tr 1"); ++k) latenessFor(100);
    for (auto _ : state) {
        const Lateness quiet = latenessFor(5000);
        std::atomic<bool> ending{false};
        std::size_t sent = 0;
        std::thread flood([&] {
            const auto start = Clock::now();
            while (!ending) {
                for (int k = 0; k < 10; ++k, ++sent) unit.move(static_cast<int>(sent % 8), static_cast<int>(sent * 37 % 16384));
                std::this_thread::sleep_until(start + std::chrono::microseconds(100 * sent));
            }
        });
        const Lateness flooded = latenessFor(5000);
        ending = true;
        flood.join();
        state.counters["messages_a_second"] = static_cast<double>(sent) / 5;
        state.counters["quiet_p99_ms"] = quiet.p99;
        state.counters["quiet_worst_ms"] = quiet.worst;
        state.counters["flood_median_ms"] = flooded.median;
        state.counters["flood_p99_ms"] = flooded.p99;
        state.counters["flood_worst_ms"] = flooded.worst;
    }
}

BENCHMARK(BM_FloodBesideWindow)->Iterations(1)->Unit(benchmark::kSecond);

} // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
