// How many standard strips a core holds at 64 frames and 48 kHz: stereo, low cut and four bands of
// EQ, compressor, gate, send, fader on an automation curve, pan. One table.
//
//     strips_bench [seconds of audio per row]
//
// Times are of one quantum from its call to its return, in the middle of a song that plays; the load
// is that time over the 1333 µs that a quantum lasts. The median is what the engine costs; `worst` is
// the single slowest quantum of the row, whatever else the machine did meanwhile: on a machine that
// others use it tells of their time slices, and only a quiet one tells what can be played.

#include "tests/bench/strip_capacity.h"

#include <cstdio>
#include <cstdlib>
#include <thread>

namespace lacquer::testing {
namespace {

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
