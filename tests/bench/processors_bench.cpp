#include "engine/realtime/flush_denormals.h"
#include "engine/processors/catalogue.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>
#include <random>
#include <string>
#include <vector>

/// Cost of every processor alone, at 64 frames and 48 kHz: `ns` is nanoseconds of CPU time per
/// sample per channel, for one stereo strip and for full bundles (32 channels). Types that run one strip per
/// instance get sixteen instances for the 32 channels.
///
///     processors_bench --benchmark_filter=eq
namespace lacquer::processors {
namespace {

constexpr int kRate = 48000;

struct Load {
    std::string name;
    std::string processor;
    std::map<std::string, double, std::less<>> numbers;
    std::map<std::string, std::string, std::less<>> texts = {};
};

/// The settings that the figures are quoted for; everything else in the catalogue runs as it is.
std::vector<Load> loads(const ProcessorCatalogue& catalogue) {
    const std::map<std::string, double, std::less<>> five{
        {"band1.on", 1}, {"band1.type", 0}, {"band1.freq", 60},
        {"band2.on", 1}, {"band2.type", 2}, {"band2.freq", 120}, {"band2.gain", 2},
        {"band3.on", 1}, {"band3.freq", 400}, {"band3.gain", -3}, {"band3.q", 1.2},
        {"band4.on", 1}, {"band4.freq", 2500}, {"band4.gain", 2.5}, {"band4.q", 0.9},
        {"band5.on", 1}, {"band5.type", 3}, {"band5.freq", 9000}, {"band5.gain", 1.5}};
    std::vector<Load> all{{"eq/five_bands", "eq", five},
                          // At work: with nothing found or clipped they only look.
                          {"hum/set", "hum", {{"freq", 50}}}, {"declip/clipped", "declip", {{"threshold", -9}}},
                          {"convolver/hall", "convolver", {}, {{"ir", "factory:hall"}}},
                          {"lineareq/five_bands", "lineareq", five},
                          {"multiband/linear", "multiband", {{"phase", 1}}}};
    for (const auto& type : catalogue.types()) all.push_back({type.spec.id, type.spec.id, {}});
    return all;
}

/// noise: all the time. fading: a second in which it falls by 2000 dB, through everything that a
/// float can and cannot show: what denormals would cost. Its ratio to the noise is the figure.
enum class Sound { noise, fading };

void run(benchmark::State& state, const ProcessorType& type, const ParameterValues& values, int strips, Sound sound) {
    realtime::FlushDenormals flush;
    const int perInstance = std::min(strips, type.strips);
    const int instances = strips / perInstance;
    std::vector<const ParameterValues*> setup(static_cast<std::size_t>(type.strips), &values);
    std::vector<std::unique_ptr<Processor>> processors;
    for (int k = 0; k < instances; ++k) processors.push_back(type.create({{kRate}, setup}));

    std::vector<float> numbers;
    for (const auto& spec : type.spec.parameters) numbers.push_back(static_cast<float>(numberOf(values, spec)));
    const std::vector<const float*> curves(numbers.size(), nullptr);
    std::vector<ParameterQuantum> quanta(static_cast<std::size_t>(type.strips), {numbers, curves, true});

    // A second of noise, so that nothing sits in an unlikely state.
    constexpr int kQuanta = kRate / kQuantum;
    constexpr std::size_t kSize = kQuantum * kLaneStride;
    std::vector<float> source(kSize * 32);
    std::mt19937 random(1);
    std::normal_distribution<float> value(0, 0.2f);
    for (auto& sample : source) sample = value(random);
    alignas(64) static float audio[kSize];

    const StripMask active = (1u << perInstance) - 1u;
    const std::clock_t begin = std::clock();
    for (auto _ : state) {
        for (int q = 0; q < kQuanta; ++q) {
            for (auto& processor : processors) {
                const float* const from = source.data() + kSize * static_cast<std::size_t>(q % 32);
                if (sound == Sound::noise) {
                    std::copy_n(from, kSize, audio);
                } else {
                    const float gain = static_cast<float>(std::pow(10.0, -100.0 * q / kQuanta));
                    std::transform(from, from + kSize, audio, [gain](float x) { return x * gain; });
                }
                processor->process({audio}, active, quanta, {}, 0);
            }
            for (auto& quantum : quanta) quantum.changed = false;
        }
        benchmark::ClobberMemory();
    }
    const double samples = static_cast<double>(state.iterations()) * kQuanta * kQuantum * strips * 2;
    state.counters["ns"] = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC * 1e9 / samples;
}

} // namespace
} // namespace lacquer::processors

int main(int argc, char** argv) {
    using namespace lacquer::processors;
    static const ProcessorCatalogue catalogue;
    for (const auto& load : loads(catalogue)) {
        const auto* type = catalogue.type(load.processor);
        for (const int strips : {1, 16, 0}) {
            // 0: one strip whose sound fades away.
            const auto sound = strips == 0 ? Sound::fading : Sound::noise;
            const auto name = strips == 0 ? "/fading" : "/channels:" + std::to_string(strips * 2);
            benchmark::RegisterBenchmark((load.name + name).c_str(),
                                         [=](benchmark::State& state) {
                                             lacquer::ParameterValues values;
                                             values.numbers = load.numbers;
                                             values.texts = load.texts;
                                             run(state, *type, values, std::max(strips, 1), sound);
                                         })
                ->Unit(benchmark::kMillisecond);
        }
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
