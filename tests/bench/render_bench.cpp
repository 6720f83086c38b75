// Offline render of stereo tracks with EQ, compressor and a send each into one reverb, from audio in
// memory: what the mixer itself costs, without files.
//
//   items per second     frames × channels of all tracks
//   x_realtime           seconds of music per second
//   ns_per_sample        wall time per frame and channel of the tracks

#include "tests/engine/render/song_maker.h"

#include <benchmark/benchmark.h>

namespace lacquer::testing {
namespace {

constexpr int kRate = 48000;
constexpr int kFrames = 10 * kRate;

/// Throws the audio away.
class NoSink final : public render::AudioSink {
public:
    Result<void> write(const float* const*, int) override { return {}; }
};

SongMaker bandOf(int tracks, bool processed) {
    SongMaker maker;
    const ChannelId hall = maker.addBus("Hall");
    if (processed) maker.insert(hall, "reverb");
    for (int k = 0; k < tracks; ++k) {
        const ChannelId track =
            maker.addTrack("T" + std::to_string(k), noise(2, kFrames, static_cast<unsigned>(k)));
        maker.at(track).fader = {-12.0};
        maker.at(track).pan = 10.0 * (k % 7) - 30;
        maker.automate(track, "fader", {{{0}, -12}, {{kFrames / 3}, -9}, {{kFrames}, -14}});
        if (!processed) continue;
        maker.insert(track, "eq",
                     {{"band1.on", 1}, {"band1.type", 0}, {"band1.freq", 60.0 + 10 * (k % 8)},
                      {"band2.on", 1}, {"band2.type", 2}, {"band2.freq", 120}, {"band2.gain", 2},
                      {"band3.on", 1}, {"band3.type", 4}, {"band3.freq", 400}, {"band3.gain", -3},
                      {"band4.on", 1}, {"band4.type", 4}, {"band4.freq", 2500}, {"band4.gain", 2.5},
                      {"band5.on", 1}, {"band5.type", 3}, {"band5.freq", 9000}, {"band5.gain", 1.5}});
        maker.insert(track, "compressor", {{"threshold", -24}, {"ratio", 3}});
        maker.send(track, hall, -12);
    }
    return maker;
}

void report(benchmark::State& state, int tracks) {
    const double samples = 2.0 * kFrames * tracks * static_cast<double>(state.iterations());
    state.SetItemsProcessed(static_cast<std::int64_t>(samples));
    state.counters["x_realtime"] =
        benchmark::Counter(10.0 * static_cast<double>(state.iterations()),
                           benchmark::Counter::kIsRate);
    state.counters["ns_per_sample"] = benchmark::Counter(
        samples * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void render(benchmark::State& state, bool processed, int threads) {
    const int tracks = static_cast<int>(state.range(0));
    const SongMaker maker = bandOf(tracks, processed);
    const project::Song song = maker.song();
    for (auto _ : state) {
        NoSink sink;
        lacquer::render::BounceRequest request;
        request.song = &song;
        request.tail.length = Seconds{0};
        request.threads = threads;
        const auto summary =
            lacquer::render::bounce(request, maker.catalogue, maker.sources, sink);
        benchmark::DoNotOptimize(summary);
    }
    report(state, tracks);
}

void faders(benchmark::State& state) { render(state, false, 1); }
void mixOneThread(benchmark::State& state) { render(state, true, 1); }
void mixAllThreads(benchmark::State& state) { render(state, true, 0); }

BENCHMARK(faders)->Name("faders, pan and sums, one thread")->Arg(8)->Arg(32)->Arg(64)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(mixOneThread)->Name("EQ, compressor, send, one thread")->Arg(8)->Arg(32)->Arg(64)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(mixAllThreads)->Name("EQ, compressor, send, all cores")->Arg(8)->Arg(32)->Arg(64)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
} // namespace lacquer::testing
