#include "tests/engine/live/jack_server.h"
#include "tests/engine/surfaces/rig_host.h"
#include "tests/engine/surfaces/simulated_mackie.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>

/// How long hands and lamps wait, over real MIDI ports of a JACK server with buffers of 64 frames
/// (1.33 ms at 48 kHz). A cable costs one buffer each way at least; that is in the figures.
namespace {

using namespace lacquer::testing;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Bench {
    Bench() : server(48000, 64) {
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
    Bench bench;
    if (!bench.ready) return state.SkipWithError("no JACK server can run here");
    std::vector<double> times;
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
    report(state, times);
}

/// From a change in the window to the bytes at the unit.
void BM_ChangeToMotor(benchmark::State& state) {
    Bench bench;
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

BENCHMARK(BM_FaderToParameter)->UseManualTime()->Iterations(500)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ChangeToMotor)->UseManualTime()->Iterations(100)->Unit(benchmark::kMillisecond);

} // namespace
