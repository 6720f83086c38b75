#pragma once

#include "engine/plan/compile.h"
#include "engine/realtime/flush_denormals.h"
#include "engine/render/performance.h"
#include "engine/render/worker_pool.h"
#include "tests/engine/render/song_maker.h"

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

/// Times of one quantum of many standard strips. What a strip and a time are: see strips_bench.cpp.
namespace lacquer::testing {

inline constexpr int kStripRate = 48000;
inline constexpr double kQuantumMicroseconds = 1e6 * kQuantum / kStripRate;
inline constexpr double kFullLoad = 0.7;

/// Noise that every track reads from another place, as from a ring in memory.
class NoiseFeed final : public render::TrackFeed {
public:
    bool read(int track, FramePosition start, float* left, float* right) noexcept override {
        float* const room[2] = {left, right};
        const float* planes[2];
        lend(track, start, room, planes);
        std::copy_n(planes[0], kQuantum, left);
        std::copy_n(planes[1], kQuantum, right);
        return true;
    }

    bool lend(int track, FramePosition start, float* const*, const float* planes[2]) noexcept override {
        const std::int64_t at = (start.value + 1000 * track) % (kFrames - kQuantum);
        for (std::size_t side = 0; side < 2; ++side)
            planes[side] = audio_[side].data() + std::max<std::int64_t>(at, 0);
        return true;
    }

private:
    static constexpr int kFrames = 1 << 16;
    Samples audio_ = noise(2, kFrames, 1);
};

inline SongMaker consoleOf(int strips, std::int64_t frames) {
    SongMaker maker;
    const ChannelId bus = maker.addBus("Send");
    for (int k = 0; k < strips; ++k) {
        const ChannelId track = maker.addTrack("T" + std::to_string(k), Samples(2, std::vector<float>(1)));
        maker.insert(track, "eq",
                     {{"band1.on", 1}, {"band1.type", 0}, {"band1.freq", 60.0 + 10 * (k % 8)},
                      {"band2.on", 1}, {"band2.type", 2}, {"band2.freq", 120}, {"band2.gain", 2},
                      {"band3.on", 1}, {"band3.type", 4}, {"band3.freq", 400}, {"band3.gain", -3},
                      {"band4.on", 1}, {"band4.type", 4}, {"band4.freq", 2500}, {"band4.gain", 2.5},
                      {"band5.on", 1}, {"band5.type", 3}, {"band5.freq", 9000}, {"band5.gain", 1.5}});
        maker.insert(track, "compressor", {{"threshold", -24}, {"ratio", 3}});
        maker.insert(track, "gate", {{"threshold", -50}});
        maker.send(track, bus, -12);
        maker.at(track).pan = 10.0 * (k % 7) - 30;
        maker.automate(track, "fader", {{{0}, -30}, {{frames / 3}, -24}, {{frames}, -33}});
    }
    return maker;
}

/// Of a quantum from its call to its return, µs.
struct Times {
    double median, late, worst;
    double worstOwn;    ///< of the quanta in which nobody else had the processor
    int disturbed = 0;  ///< quanta in which somebody had
    int quanta = 0;
};

/// Of the calling thread, µs.
inline double processorTime() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e6 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_nsec);
}

/// How often the system took the processor from a thread of this program that would have gone on.
inline long interruptions() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nivcsw;
}

inline Times timesOf(int strips, int threads, double seconds) {
    const auto quanta = static_cast<int>(seconds * kStripRate / kQuantum);
    const SongMaker maker = consoleOf(strips, std::int64_t{quanta} * kQuantum);
    render::Performance performance(
        *plan::compile(maker.song(), {kStripRate}, project::PanLaw::minus3dB, maker.catalogue));
    render::WorkerPool pool(threads);
    NoiseFeed feed;
    const realtime::FlushDenormals flush;
    std::vector<double> times;
    times.reserve(static_cast<std::size_t>(quanta));
    Times result{};
    long before = interruptions();
    for (int q = 0; q < quanta; ++q) {
        const double worked = processorTime();
        const auto begin = std::chrono::steady_clock::now();
        performance.run({std::int64_t{q} * kQuantum}, 1, feed, &pool);
        const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - begin;
        const double away = taken.count() - (processorTime() - worked);
        if (q < quanta / 20) continue; // the first ones fetch everything from memory
        times.push_back(taken.count());
        const long now = interruptions();
        constexpr double kAway = 5; // µs; the caller works or waits for work all the time
        if (now == before && away < kAway) result.worstOwn = std::max(result.worstOwn, taken.count());
        else ++result.disturbed;
        before = now;
    }
    std::sort(times.begin(), times.end());
    result.quanta = static_cast<int>(times.size());
    result.median = times[times.size() / 2];
    result.late = times[static_cast<std::size_t>(static_cast<double>(times.size()) * 0.999)];
    result.worst = times.back();
    return result;
}

} // namespace lacquer::testing
