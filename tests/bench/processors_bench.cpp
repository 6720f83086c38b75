#include "engine/realtime/flush_denormals.h"
#include "engine/processors/catalogue.h"

#include "tests/bench/library_peers.h"

#ifdef LACQUER_HAVE_LILV
#include "tests/bench/lv2_plugin.h"
#endif

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

/// Cost of every processor alone, at 64 frames and 48 kHz: `ns` is nanoseconds of CPU time per
/// sample per channel, for one stereo strip and for full bundles (32 channels). Types that run one strip per
/// instance get sixteen instances for the 32 channels; those marked "in lanes" run the channels side by side.
/// Next to them, in the same run, the libraries that do such work elsewhere, and the LV2 plug-ins that are
/// installed here (Debian: lsp-plugins-lv2, x42-plugins, calf-plugins, dragonfly-reverb-lv2, zam-plugins;
/// LV2_PATH for others, such as Ardour's own): two tables at the end have all figures and all ratios.
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

/// The least nanoseconds that each load took, by its name.
std::map<std::string, double> figures;
/// Loads whose channels run side by side in the lanes of a vector.
std::set<std::string> inLanes;

void report(benchmark::State& state, const std::string& name, std::clock_t begin, double samples) {
    const double ns = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC * 1e9 / samples;
    state.counters["ns"] = ns;
    const auto [known, fresh] = figures.emplace(name, ns);
    if (!fresh) known->second = std::min(known->second, ns);
}

void run(benchmark::State& state, const std::string& name, const ProcessorType& type, const ParameterValues& values, int strips, Sound sound) {
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
    if (perInstance > 1) state.SetLabel("in lanes");
    if (type.strips > 1) inLanes.insert(name.substr(0, name.rfind('/')));
    report(state, name, begin, static_cast<double>(state.iterations()) * kQuanta * kQuantum * strips * 2);
}

/// A public plug-in that does the same work as one of our loads on one stereo strip.
struct Peer {
    std::string load; ///< ours
    std::string name;
    std::string uri;
    std::map<std::string, float> controls = {};
};

std::vector<Peer> peers() {
    std::map<std::string, float> bells; // five bells of 12 dB/oct, where nothing is on by default
    const float at[] = {60, 120, 400, 2500, 9000};
    for (int band = 0; band < 5; ++band) {
        const std::string number = std::to_string(band);
        bells["ft_" + number] = 1;
        bells["f_" + number] = at[band];
        bells["g_" + number] = 1.3F;
    }
    const std::string lsp = "http://lsp-plug.in/plugins/lv2/", x42 = "http://gareus.org/oss/lv2/";
    const std::string calf = "http://calf.sourceforge.net/plugins/", ardour = "urn:ardour:";
    return {{"eq/five_bands", "x42 fil4", x42 + "fil4#stereo",
             {{"HighPass", 1}, {"HPfreq", 60}, {"gain1", 2}, {"gain2", -3}, {"gain3", 2.5F}, {"gain4", 0}, {"HSgain", 1.5F}}},
            {"eq/five_bands", "LSP x16", lsp + "para_equalizer_x16_stereo", bells},
            {"compressor", "x42 darc", x42 + "darc#stereo"},
            {"compressor", "LSP", lsp + "compressor_stereo"},
            {"compressor", "ZamCompX2", "urn:zamaudio:ZamCompX2"},
            {"gate", "LSP", lsp + "gate_stereo"},
            {"gate", "ZamGateX2", "urn:zamaudio:ZamGateX2"},
            {"limiter", "x42 dpl, true peak", x42 + "dpl#stereo", {{"threshold", -1}, {"truepeak", 1}}},
            {"limiter", "LSP", lsp + "limiter_stereo"},
            {"multiband", "LSP", lsp + "mb_compressor_stereo"},
            {"reverb", "Dragonfly Hall", "https://github.com/michaelwillis/dragonfly-reverb"},
            {"reverb", "Dragonfly Room", "urn:dragonfly:room"},
            {"reverb", "Dragonfly Plate", "urn:dragonfly:plate"},
            {"eq/five_bands", "Calf EQ 5", calf + "Equalizer5Band",
             {{"hp_active", 1}, {"ls_active", 1}, {"p1_active", 1}, {"p2_active", 1}, {"hs_active", 1}}},
            {"eq/five_bands", "Ardour a-eq", ardour + "a-eq"},
            {"compressor", "Calf", calf + "Compressor"},
            {"compressor", "Ardour a-comp", ardour + "a-comp#stereo"},
            {"gate", "Calf", calf + "Gate"},
            {"limiter", "Calf", calf + "Limiter"},
            {"multiband", "Calf", calf + "MultibandCompressor"},
            {"deesser", "Calf", calf + "Deesser"},
            {"saturator", "Calf", calf + "Saturator"},
            {"transient", "Calf", calf + "TransientDesigner"},
            {"reverb", "Calf", calf + "Reverb"},
            {"reverb", "Ardour a-reverb", ardour + "a-reverb"},
            {"delay", "Calf", calf + "VintageDelay"},
            {"chorus", "Calf", calf + "MultiChorus"},
            {"flanger", "Calf", calf + "Flanger"},
            {"phaser", "Calf", calf + "Phaser"},
            {"tremolo", "Calf", calf + "Pulsator"}};
}

#ifdef LACQUER_HAVE_LILV
void runPeer(benchmark::State& state, const Peer& peer) {
    realtime::FlushDenormals flush;
    const auto plugin = bench::Lv2Plugin::create(peer.uri, kRate, peer.controls);
    if (!plugin) {
        state.SkipWithError("not installed");
        return;
    }
    constexpr int kQuanta = kRate / kQuantum;
    std::vector<float> source(kQuantum * 64);
    std::mt19937 random(1);
    std::normal_distribution<float> value(0, 0.2f);
    for (auto& sample : source) sample = value(random);
    float sides[2][kQuantum];
    const std::clock_t begin = std::clock();
    for (auto _ : state) {
        for (int q = 0; q < kQuanta; ++q) {
            for (std::size_t c = 0; c < 2; ++c)
                std::copy_n(source.data() + kQuantum * ((static_cast<std::size_t>(q) * 2 + c) % 64), kQuantum, sides[c]);
            plugin->process(sides[0], sides[1]);
        }
        benchmark::ClobberMemory();
    }
    report(state, peer.load + " | " + peer.name, begin, static_cast<double>(state.iterations()) * kQuanta * kQuantum * 2);
}
#endif

void printFigures(const ProcessorCatalogue& catalogue) {
    bool first = true;
    for (const auto& load : loads(catalogue)) {
        const auto one = figures.find(load.name + "/channels:2"), many = figures.find(load.name + "/channels:32");
        if (one == figures.end() || many == figures.end()) continue;
        if (first) std::printf("\nns per sample and channel, 64 frames\n%-20s %10s %11s  32 channels run\n", "", "1 stereo", "16 stereo");
        first = false;
        std::printf("%-20s %10.2f %11.2f  %s\n", load.name.c_str(), one->second, many->second,
                    inLanes.count(load.name) ? "in lanes" : "one strip after the other");
    }
}

void printRatios() {
    bool first = true;
    const auto line = [&](const std::string& work, const std::string& ours, const std::string& peer) {
        const auto own = figures.find(ours), theirs = figures.find(work + " | " + peer);
        if (own == figures.end() || theirs == figures.end()) return;
        if (first) std::printf("\nns per sample and channel, stereo, 64 frames\n%-24s %8s  %-20s %8s %7s\n", "", "ours", "", "theirs", "ratio");
        first = false;
        std::printf("%-24s %8.2f  %-20s %8.2f %7.1f\n", work.c_str(), own->second, peer.c_str(), theirs->second,
                    theirs->second / own->second);
    };
    for (const auto& peer : peers()) line(peer.load, peer.load + "/channels:2", peer.name);
    for (const auto& peer : bench::libraryPeers()) line(peer.work, peer.work, peer.library);
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
                                             run(state, load.name + name, *type, values, std::max(strips, 1), sound);
                                         })
                ->Unit(benchmark::kMillisecond);
        }
    }
#ifdef LACQUER_HAVE_LILV
    for (const auto& peer : peers())
        benchmark::RegisterBenchmark((peer.load + "/peer:" + peer.name).c_str(),
                                     [peer](benchmark::State& state) { runPeer(state, peer); })
            ->Unit(benchmark::kMillisecond);
#endif
    for (const auto& peer : lacquer::bench::libraryPeers()) {
        const auto timed = [samples = peer.samples](const auto& work, const std::string& name) {
            return [=](benchmark::State& state) {
                const lacquer::realtime::FlushDenormals flush;
                const std::clock_t begin = std::clock();
                work(state);
                report(state, name, begin, static_cast<double>(state.iterations()) * samples);
            };
        };
        benchmark::RegisterBenchmark(peer.work.c_str(), timed(peer.ours, peer.work))->Unit(benchmark::kMicrosecond);
        benchmark::RegisterBenchmark((peer.work + "/peer:" + peer.library).c_str(),
                                     timed(peer.theirs, peer.work + " | " + peer.library))
            ->Unit(benchmark::kMicrosecond);
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    printFigures(catalogue);
    printRatios();
    return 0;
}
