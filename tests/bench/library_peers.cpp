#include "tests/bench/library_peers.h"

#include "engine/analysis/programme_meter.h"
#include "engine/dsp/convolver.h"
#include "engine/dsp/resampler.h"

#include <ebur128.h>
#include <soxr.h>
#ifdef LACQUER_HAVE_ZITA
#include <zita-convolver.h>
#endif

#include <algorithm>
#include <cmath>
#include <random>

namespace lacquer::bench {
namespace {

constexpr int kRate = 48000, kFrames = 4096;

std::vector<float> noise(int frames, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> level(0, 0.2F);
    std::vector<float> samples(static_cast<std::size_t>(frames));
    for (float& sample : samples) sample = level(random);
    return samples;
}

void loudness(benchmark::State& state) {
    const auto left = noise(kFrames, 1), right = noise(kFrames, 2);
    const float* const places[] = {left.data(), right.data()};
    analysis::ProgrammeMeter meter({kRate}, 2);
    for (auto _ : state) meter.process(places, kFrames);
}

void loudnessByLibebur128(benchmark::State& state) {
    const auto left = noise(kFrames, 1), right = noise(kFrames, 2);
    std::vector<float> both;
    for (std::size_t k = 0; k < left.size(); ++k) both.insert(both.end(), {left[k], right[k]});
    ebur128_state* meter =
        ebur128_init(2, kRate, EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_HISTOGRAM);
    for (auto _ : state) ebur128_add_frames_float(meter, both.data(), kFrames);
    ebur128_destroy(&meter);
}

void conversion(benchmark::State& state) {
    const auto left = noise(kFrames, 1), right = noise(kFrames, 2);
    const float* const places[] = {left.data(), right.data()};
    auto resampler = dsp::Resampler::create({44100}, {kRate}, 2);
    std::vector<std::vector<float>> out;
    for (auto _ : state) {
        resampler->push(places, kFrames, out);
        for (auto& plane : out) plane.clear();
    }
}

void conversionBySoxr(benchmark::State& state) {
    const auto left = noise(kFrames, 1), right = noise(kFrames, 2);
    const float* const places[] = {left.data(), right.data()};
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_S, SOXR_FLOAT32_S);
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    soxr_t resampler = soxr_create(44100, kRate, 2, nullptr, &io, &quality, &runtime);
    std::vector<float> one(3 * kFrames), two(3 * kFrames);
    float* out[] = {one.data(), two.data()};
    for (auto _ : state) soxr_process(resampler, places, kFrames, nullptr, out, one.size(), nullptr);
    soxr_delete(resampler);
}

#ifdef LACQUER_HAVE_ZITA
constexpr int kTaps = 2 * kRate, kBlock = 256, kBlocks = 64;

std::vector<float> response(unsigned seed) {
    auto taps = noise(kTaps, seed);
    for (int n = 0; n < kTaps; ++n) taps[static_cast<std::size_t>(n)] *= 0.1F * static_cast<float>(std::exp(-7.0 * n / kTaps));
    return taps;
}

void convolution(benchmark::State& state) {
    const auto layout = dsp::ConvolutionLayout::forTaps(kTaps);
    dsp::PartitionedFilter filter(layout, 2);
    filter.load(0, response(1));
    filter.load(1, response(2));
    dsp::Convolver convolver(layout, 2, 2, {{0, 0, 0}, {1, 1, 1}}, 1);
    convolver.start(&filter);
    const auto x = noise(kBlock * kBlocks, 3);
    std::vector<float> left(kQuantum), right(kQuantum);
    for (auto _ : state)
        for (int at = 0; at < kBlock * kBlocks; at += kQuantum) {
            const float* const in[] = {x.data() + at, x.data() + at};
            float* const out[] = {left.data(), right.data()};
            convolver.process(in, out);
        }
}

/// Its long partitions run on threads of its own; their time is counted.
void convolutionByZita(benchmark::State& state) {
    // Kept for good: its destructor does not wait until its threads are done with it.
    Convproc& convolver = *new Convproc;
    convolver.set_options(0);
    convolver.configure(2, 2, kTaps, kBlock, kBlock, Convproc::MAXPART, 0.0F);
    auto h = response(1), g = response(2);
    convolver.impdata_create(0, 0, 1, h.data(), 0, kTaps);
    convolver.impdata_create(1, 1, 1, g.data(), 0, kTaps);
    convolver.start_process(0, 0);
    const auto x = noise(kBlock * kBlocks, 3);
    for (auto _ : state)
        for (int at = 0; at < kBlock * kBlocks; at += kBlock) {
            for (unsigned c = 0; c < 2; ++c) std::copy_n(x.data() + at, kBlock, convolver.inpdata(c));
            convolver.process(true);
        }
    convolver.stop_process();
}
#endif

} // namespace

std::vector<LibraryPeer> libraryPeers() {
    std::vector<LibraryPeer> all{
        {"loudness with true peak", "libebur128", loudness, loudnessByLibebur128, 2.0 * kFrames},
        {"44.1 to 48 kHz", "libsoxr alone", conversion, conversionBySoxr, 2.0 * kFrames}};
#ifdef LACQUER_HAVE_ZITA
    all.push_back({"convolution, 2 s", "zita-convolver, 256", convolution, convolutionByZita, 2.0 * kBlock * kBlocks});
#endif
    return all;
}

} // namespace lacquer::bench
