// Publishing an edit while a song of 200 tracks plays: what main spends before the engine thread has
// the new plan, and what the engine thread spends on taking it over.
//
// Every track has EQ, compressor and gate, a fader curve and a send; eight groups, one reverb.

#include "engine/plan/compile.h"
#include "engine/render/performance.h"
#include "tests/bench/big_show.h"
#include "tests/engine/live/hand_device.h"

#include <benchmark/benchmark.h>

namespace lacquer::testing {
namespace {

void compileSong(benchmark::State& state) {
    Show show;
    const project::Song song = show.maker.song();
    for (auto _ : state)
        benchmark::DoNotOptimize(
            plan::compile(song, {48000}, project::PanLaw::minus3dB, show.maker.catalogue));
}

/// What a player that is shown the whole song for the first time builds.
void buildPerformance(benchmark::State& state) {
    Show show;
    const auto plan =
        *plan::compile(show.maker.song(), {48000}, project::PanLaw::minus3dB, show.maker.catalogue);
    for (auto _ : state) {
        const render::Performance performance(plan);
        benchmark::DoNotOptimize(&performance);
    }
}

enum class Edit { parameter, insert, undoOfHundred };

/// Whole: from the new value to the engine thread's hands; the turn of the device is not counted.
void publish(benchmark::State& state, Edit edit) {
    Show show;
    Bench bench;
    if (!bench.show(show.maker)) state.SkipWithError("the song cannot be shown");
    Samples heard;
    bench.device->turn(heard, 64);
    int round = 0;
    for (auto _ : state) {
        state.PauseTiming();
        ++round;
        switch (edit) {
        case Edit::parameter:
            show.maker.at(show.tracks[100]).fader = {-static_cast<double>(round % 20)};
            break;
        case Edit::insert:
            if (round % 2)
                show.maker.insert(show.tracks[100], "limiter");
            else
                show.maker.at(show.tracks[100]).inserts.pop_back();
            break;
        case Edit::undoOfHundred:
            for (int k = 0; k < 100; ++k) {
                project::Channel& channel = show.maker.at(show.tracks[static_cast<std::size_t>(k)]);
                channel.fader = {-static_cast<double>((round + k) % 20)};
                if (round % 2 && k % 10 == 0)
                    show.maker.insert(channel.id, "limiter");
                else if (k % 10 == 0)
                    channel.inserts.pop_back();
            }
            break;
        }
        const auto project = Bench::projectOf(show.maker);
        state.ResumeTiming();
        if (!bench.player.show(project, bench.sources, SongId{1'000'000})) state.SkipWithError("refused");
        state.PauseTiming();
        heard.clear();
        for (int k = 0; k < 20; ++k) bench.device->turn(heard, 64);
        (void)bench.player.state();
        state.ResumeTiming();
    }
}

/// The turn of the device that takes the new plan over, against one that does not.
void takeOver(benchmark::State& state) {
    Show show;
    Bench bench;
    if (!bench.show(show.maker)) state.SkipWithError("the song cannot be shown");
    Samples heard;
    bench.device->turn(heard, 64);
    int round = 0;
    for (auto _ : state) {
        state.PauseTiming();
        if (++round % 2)
            show.maker.insert(show.tracks[100], "limiter");
        else
            show.maker.at(show.tracks[100]).inserts.pop_back();
        if (!bench.show(show.maker)) state.SkipWithError("refused");
        heard.clear();
        state.ResumeTiming();
        bench.device->turn(heard, 64);
        state.PauseTiming();
        for (int k = 0; k < 20; ++k) bench.device->turn(heard, 64);
        (void)bench.player.state();
        state.ResumeTiming();
    }
}

BENCHMARK(compileSong)->Unit(benchmark::kMicrosecond);
BENCHMARK(buildPerformance)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(publish, one parameter, Edit::parameter)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(publish, one insert, Edit::insert)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(publish, undo of a hundred, Edit::undoOfHundred)->Unit(benchmark::kMicrosecond);
BENCHMARK(takeOver)->Unit(benchmark::kMicrosecond)->Iterations(50);

} // namespace
} // namespace lacquer::testing
