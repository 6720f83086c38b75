#include "engine/dsp/convolver.h"
#include "engine/realtime/flush_denormals.h"

#include <benchmark/benchmark.h>
#ifdef LACQUER_HAVE_ZITA
#include <zita-convolver.h>
#endif

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <random>
#include <vector>

/// Stereo convolution with impulse responses of some seconds at 48 kHz: `ns` is nanoseconds of CPU
/// time per sample per channel; `worst` is the longest quantum over the mean one, as the 99.9th
/// percentile (the machine's own interruptions are above that). zita-convolver runs beside it.
///
///     convolution_bench
namespace lacquer::dsp {
namespace {

constexpr int kRate = 48000;

std::vector<float> decayingNoise(int taps, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> value;
    std::vector<float> out(static_cast<std::size_t>(taps));
    for (int n = 0; n < taps; ++n)
        out[static_cast<std::size_t>(n)] = 0.02F * value(random) * static_cast<float>(std::exp(-7.0 * n / taps));
    return out;
}

/// Of all threads, ns.
double cpuTime() {
    timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e9 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec);
}

struct Clock {
    std::vector<double> times;
    std::chrono::steady_clock::time_point start;
    void begin() { start = std::chrono::steady_clock::now(); }
    void end() { times.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count()); }
    void report(benchmark::State& state, int frames, double cpu) {
        double sum = 0;
        for (const double t : times) sum += t;
        const double mean = sum / static_cast<double>(times.size());
        std::sort(times.begin(), times.end());
        state.counters["ns"] = cpu / static_cast<double>(times.size()) / (2 * frames);
        state.counters["worst"] = times[times.size() * 999 / 1000] / mean;
    }
};

void stereo(benchmark::State& state) {
    const realtime::FlushDenormals flush;
    const int taps = static_cast<int>(state.range(0)) * kRate / 10;
    const auto layout = ConvolutionLayout::forTaps(taps);
    PartitionedFilter filter(layout, 2);
    filter.load(0, decayingNoise(taps, 1));
    filter.load(1, decayingNoise(taps, 2));
    Convolver convolver(layout, 2, 2, {{0, 0, 0}, {1, 1, 1}}, 1);
    convolver.start(&filter);
    const auto x = decayingNoise(kRate, 3), y = decayingNoise(kRate, 4);
    std::vector<float> left(kQuantum), right(kQuantum);
    std::size_t at = 0;
    Clock clock;
    for (int n = 0; n < 30000; ++n) {
        const float* in[2] = {x.data() + at, y.data() + at};
        float* out[2] = {left.data(), right.data()};
        convolver.process(in, out);
        at = (at + kQuantum) % (kRate - kRate % kQuantum);
    }
    at = 0;
    const double cpu = cpuTime();
    for (auto _ : state) {
        const float* in[2] = {x.data() + at, y.data() + at};
        float* out[2] = {left.data(), right.data()};
        clock.begin();
        convolver.process(in, out);
        clock.end();
        at = (at + kQuantum) % (kRate - kRate % kQuantum);
    }
    clock.report(state, kQuantum, cpuTime() - cpu);
}
BENCHMARK(stereo)->ArgName("tenths")->Arg(3)->Arg(20)->Arg(60)->Arg(200)->Iterations(60000);

#ifdef LACQUER_HAVE_ZITA
/// Its long partitions run on threads of its own; their time is counted.
void zita(benchmark::State& state) {
    const realtime::FlushDenormals flush;
    const int taps = static_cast<int>(state.range(0)) * kRate / 10;
    const unsigned frames = static_cast<unsigned>(state.range(1));
    Convproc convolver;
    convolver.set_options(0);
    convolver.configure(2, 2, static_cast<unsigned>(taps), frames, frames, Convproc::MAXPART, 0.0F);
    auto h = decayingNoise(taps, 1), g = decayingNoise(taps, 2);
    convolver.impdata_create(0, 0, 1, h.data(), 0, taps);
    convolver.impdata_create(1, 1, 1, g.data(), 0, taps);
    convolver.start_process(0, 0);
    const auto x = decayingNoise(kRate, 3);
    std::size_t at = 0;
    Clock clock;
    const double cpu = cpuTime();
    for (auto _ : state) {
        std::copy_n(x.data() + at, frames, convolver.inpdata(0));
        std::copy_n(x.data() + at, frames, convolver.inpdata(1));
        clock.begin();
        convolver.process(true);
        clock.end();
        at = (at + frames) % (kRate - kRate % frames);
    }
    convolver.stop_process();
    clock.report(state, static_cast<int>(frames), cpuTime() - cpu);
}
BENCHMARK(zita)->ArgNames({"tenths", "frames"})->Args({20, 64})->Args({20, 256})->Args({20, 1024})->Iterations(20000);
#endif

} // namespace
} // namespace lacquer::dsp
