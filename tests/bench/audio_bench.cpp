#include "engine/analysis/programme_meter.h"
#include "engine/dsp/dither.h"
#include "engine/dsp/resampler.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/import.h"
#include "formats/audio/pcm_file.h"

#include <benchmark/benchmark.h>
#include <ebur128.h>

#include <cstdlib>
#include <filesystem>
#include <random>

// Reading, converting and measuring audio: ns per sample, and seconds of audio per second.

using namespace lacquer;

namespace {

constexpr int kRate = 48000;
constexpr int kFrames = 4096;

std::vector<float> noise(int frames, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> level(-0.5F, 0.5F);
    std::vector<float> samples(static_cast<std::size_t>(frames));
    for (float& sample : samples) sample = level(random);
    return samples;
}

void reportPerSample(benchmark::State& state, std::int64_t samplesPerIteration) {
    state.counters["ns/sample"] = benchmark::Counter(
        static_cast<double>(state.iterations() * samplesPerIteration) * 1e-9,
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["x real time, mono"] =
        benchmark::Counter(static_cast<double>(state.iterations() * samplesPerIteration) / kRate,
                           benchmark::Counter::kIsRate);
}

void decodePlainPcm(benchmark::State& state) {
    const auto word = static_cast<formats::PcmWord>(state.range(0));
    const std::vector<unsigned char> bytes(
        static_cast<std::size_t>(kFrames * 2 * formats::bytesOf(word)), 0x35);
    std::vector<float> left(kFrames);
    std::vector<float> right(kFrames);
    float* const planes[] = {left.data(), right.data()};
    for (auto _ : state) {
        formats::decodePcm(word, bytes.data(), 2, 0, 2, kFrames, planes);
        benchmark::DoNotOptimize(left.data());
        benchmark::ClobberMemory();
    }
    reportPerSample(state, 2 * kFrames);
}

void measureProgramme(benchmark::State& state) {
    const auto channels = static_cast<int>(state.range(0));
    std::vector<std::vector<float>> planes;
    std::vector<const float*> places;
    for (int c = 0; c < channels; ++c) planes.push_back(noise(kFrames, static_cast<unsigned>(c + 1)));
    for (const auto& plane : planes) places.push_back(plane.data());
    analysis::ProgrammeMeter meter({kRate}, channels);
    for (auto _ : state) meter.process(places.data(), kFrames);
    reportPerSample(state, std::int64_t{channels} * kFrames);
}

void measureLoudness(benchmark::State& state) {
    const auto left = noise(kFrames, 1);
    const auto right = noise(kFrames, 2);
    const float* const places[] = {left.data(), right.data()};
    analysis::LoudnessMeter meter({kRate}, {1.0, 1.0});
    for (auto _ : state) meter.process(places, kFrames);
    reportPerSample(state, 2 * kFrames);
}

/// Taken from after each block, so that nothing can be skipped: the live meter's case.
void measureTruePeakLive(benchmark::State& state) {
    const auto samples = noise(kFrames, 1);
    analysis::TruePeakMeter meter;
    for (auto _ : state) {
        meter.process(samples.data(), kFrames);
        benchmark::DoNotOptimize(meter.take());
    }
    reportPerSample(state, kFrames);
}

/// The same programme through libebur128, with loudness and true peak: the ratio is the figure.
void measureByLibebur128(benchmark::State& state) {
    const auto left = noise(kFrames, 1), right = noise(kFrames, 2);
    std::vector<float> both;
    for (std::size_t k = 0; k < left.size(); ++k) both.insert(both.end(), {left[k], right[k]});
    ebur128_state* referee =
        ebur128_init(2, kRate, EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_HISTOGRAM);
    for (auto _ : state) ebur128_add_frames_float(referee, both.data(), kFrames);
    ebur128_destroy(&referee);
    reportPerSample(state, 2 * kFrames);
}

void resample(benchmark::State& state) {
    const auto samples = noise(kFrames, 1);
    const float* const places[] = {samples.data()};
    auto resampler = dsp::Resampler::create({static_cast<std::int32_t>(state.range(0))},
                                            {static_cast<std::int32_t>(state.range(1))}, 1);
    std::vector<std::vector<float>> out;
    for (auto _ : state) {
        resampler->push(places, kFrames, out);
        for (auto& plane : out) plane.clear();
    }
    reportPerSample(state, kFrames);
}

void quantise(benchmark::State& state) {
    const auto samples = noise(kFrames, 1);
    const float* const places[] = {samples.data()};
    std::vector<std::int32_t> out(kFrames);
    dsp::Quantiser quantiser(16, static_cast<dsp::DitherKind>(state.range(0)), 1, {kRate});
    for (auto _ : state) quantiser.process(places, kFrames, out.data());
    reportPerSample(state, kFrames);
}

/// Eight stereo stems of 30 s in 24 bits, at the project's rate and at another.
void importStems(benchmark::State& state) {
    namespace fs = std::filesystem;
    std::string name = (fs::temp_directory_path() / "lacquer-bench-XXXXXX").string();
    const fs::path folder = ::mkdtemp(name.data());
    fs::create_directories(folder / "stems");
    constexpr int kSeconds = 30;
    constexpr int kStems = 8;
    const auto fileRate = static_cast<int>(state.range(0));
    for (int k = 0; k < kStems; ++k) {
        formats::WriteOptions options;
        options.rate = {fileRate};
        auto writer = formats::AudioFileWriter::create(
            folder / "stems" / ("stem" + std::to_string(k) + ".wav"), options);
        const auto samples = noise(fileRate * kSeconds, static_cast<unsigned>(k));
        const float* const places[] = {samples.data(), samples.data()};
        (void)(*writer)->write(places, fileRate * kSeconds);
        (void)(*writer)->finish();
    }
    for (auto _ : state) {
        fs::remove_all(folder / "project");
        fs::create_directories(folder / "project");
        formats::ImportRequest request;
        request.paths = {folder / "stems"};
        request.projectFolder = folder / "project";
        request.rate = {kRate};
        const auto outcome = formats::importFiles(request);
        if (!outcome || outcome->tracks.size() != kStems) state.SkipWithError("import failed");
    }
    state.counters["x real time, stereo"] = benchmark::Counter(
        static_cast<double>(state.iterations() * kStems * kSeconds), benchmark::Counter::kIsRate);
    fs::remove_all(folder);
}

} // namespace

BENCHMARK(decodePlainPcm)
    ->Arg(static_cast<int>(formats::PcmWord::signed16))
    ->Arg(static_cast<int>(formats::PcmWord::signed24))
    ->Arg(static_cast<int>(formats::PcmWord::float32));
BENCHMARK(measureProgramme)->Arg(1)->Arg(2)->Arg(6);
BENCHMARK(measureLoudness);
BENCHMARK(measureTruePeakLive);
BENCHMARK(measureByLibebur128);
BENCHMARK(resample)->Args({44100, 48000})->Args({96000, 44100});
BENCHMARK(quantise)->DenseRange(0, 2);
BENCHMARK(importStems)->Arg(kRate)->Arg(44100)->UseRealTime()->Unit(benchmark::kMillisecond);
