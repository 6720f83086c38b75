// How many standard strips a core holds at 64 frames and 48 kHz: stereo, low cut and four bands of
// EQ, compressor, gate, send, fader on an automation curve, pan. One table.
//
//     strips_bench [seconds of audio per row]
//
// Times are of one quantum from its call to its return, in the middle of a song that plays; the load
// is that time over the 1333 µs that a quantum lasts. The median is what the engine costs; `worst` is
// the single slowest quantum of the row, whatever else the machine did meanwhile: on a machine that
// others use it tells of their time slices, and only a quiet one tells what can be played.

#include "engine/plan/compile.h"
#include "engine/realtime/flush_denormals.h"
#include "engine/render/performance.h"
#include "engine/render/worker_pool.h"
#include "tests/engine/render/song_maker.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace lacquer::testing {
namespace {

constexpr int kRate = 48000;
constexpr double kQuantumMicroseconds = 1e6 * kQuantum / kRate;
constexpr double kFullLoad = 0.7;

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

SongMaker consoleOf(int strips, std::int64_t frames) {
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

struct Times {
    double median, late, worst; ///< µs
};

Times timesOf(int strips, int threads, double seconds) {
    const auto quanta = static_cast<int>(seconds * kRate / kQuantum);
    const SongMaker maker = consoleOf(strips, std::int64_t{quanta} * kQuantum);
    render::Performance performance(
        *plan::compile(maker.song(), {kRate}, project::PanLaw::minus3dB, maker.catalogue));
    render::WorkerPool pool(threads);
    NoiseFeed feed;
    const realtime::FlushDenormals flush;
    std::vector<double> times;
    times.reserve(static_cast<std::size_t>(quanta));
    for (int q = 0; q < quanta; ++q) {
        const auto begin = std::chrono::steady_clock::now();
        performance.run({std::int64_t{q} * kQuantum}, 1, feed, &pool);
        const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - begin;
        if (q < quanta / 20) continue; // the first ones fetch everything from memory
        times.push_back(taken.count());
    }
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2],
            times[static_cast<std::size_t>(static_cast<double>(times.size()) * 0.999)], times.back()};
}

void table(int threads, double seconds) {
    double held[3] = {}; // strips by median, late, worst
    for (const int strips : {1, 8, 64, 128, 256, 384, 512, 768, 1024, 1536}) {
        const Times times = timesOf(strips, threads, seconds);
        std::printf("%7d %7d %9.1f %9.1f %9.1f %7.1f %7.1f %7.1f %11.2f\n", threads, strips, times.median,
                    times.late, times.worst, 100 * times.median / kQuantumMicroseconds,
                    100 * times.late / kQuantumMicroseconds, 100 * times.worst / kQuantumMicroseconds,
                    1e3 * times.median / (strips * 2 * kQuantum));
        std::fflush(stdout);
        const double all[3] = {times.median, times.late, times.worst};
        for (int k = 0; k < 3; ++k)
            if (all[k] <= kFullLoad * kQuantumMicroseconds)
                held[k] = std::max(held[k], strips * kFullLoad * kQuantumMicroseconds / all[k]);
        if (times.median > 1.2 * kFullLoad * kQuantumMicroseconds) break;
    }
    std::printf("        strips at 70 %% load on %d thread(s): %.0f by the median, %.0f by 99.9 %%, "
                "%.0f by the worst\n",
                threads, held[0], held[1], held[2]);
}

} // namespace
} // namespace lacquer::testing

int main(int count, char** arguments) {
    const double seconds = count > 1 ? std::atof(arguments[1]) : 8;
    std::printf("threads  strips   median µs 99.9 %% µs worst µs  median %% 99.9 %% worst %%   "
                "ns/sample/channel\n");
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    for (int threads = 1; threads <= std::max(2, cores); threads *= 2) lacquer::testing::table(threads, seconds);
    return 0;
}
