#include "engine/analysis/stem_check.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

namespace lacquer::analysis {
namespace {

constexpr std::int64_t kChunk = 32768;
constexpr float kClipLevel = 0.98855f; // −0.1 dBFS
constexpr int kClipRun = 3;
constexpr double kSilent = 1e-4;     // −80 dBFS
constexpr double kFirst = 1e-3;      // −60 dBFS
constexpr double kLeastInCommon = 0.4;

class Buffers {
public:
    explicit Buffers(int channels) : samples_(static_cast<std::size_t>(channels), std::vector<float>(kChunk)) {
        for (auto& one : samples_) planes_.push_back(one.data());
    }
    void read(AudioReader& source, std::int64_t start, std::int64_t frames) { source.read({start}, {frames}, planes_.data()); }
    const std::vector<std::vector<float>>& samples() const { return samples_; }

private:
    std::vector<std::vector<float>> samples_;
    std::vector<float*> planes_;
};

/// A passage as one channel.
std::vector<float> monoOf(AudioReader& source, std::int64_t start, std::int64_t frames) {
    std::vector<float> mono(static_cast<std::size_t>(frames), 0.0f);
    Buffers buffers(source.channels());
    for (std::int64_t done = 0; done < frames; done += kChunk) {
        const std::int64_t part = std::min(kChunk, frames - done);
        buffers.read(source, start + done, part);
        for (const auto& channel : buffers.samples())
            for (std::int64_t i = 0; i < part; ++i) mono[static_cast<std::size_t>(done + i)] += channel[static_cast<std::size_t>(i)];
    }
    return mono;
}

double energyOf(const std::vector<float>& x, std::size_t from, std::size_t count) {
    double sum = 0;
    for (std::size_t i = from; i < from + count; ++i) sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    return sum;
}

/// Sum of products: eight floats side by side, which the compiler makes one vector of, gathered into
/// a double often enough to lose nothing that matters here.
double productOf(const float* x, const float* y, std::size_t count) {
    constexpr std::size_t kLanes = 8, kBlock = 2048;
    double sum = 0;
    std::size_t i = 0;
    while (i + kLanes <= count) {
        float lanes[kLanes] = {};
        const std::size_t end = std::min(count - count % kLanes, i + kBlock);
        for (; i < end; i += kLanes)
            for (std::size_t k = 0; k < kLanes; ++k) lanes[k] += x[i + k] * y[i + k];
        for (const float lane : lanes) sum += static_cast<double>(lane);
    }
    for (; i < count; ++i) sum += static_cast<double>(x[i]) * static_cast<double>(y[i]);
    return sum;
}

} // namespace

StemFacts examineStem(AudioReader& source, const StemProgress& progress) {
    StemFacts facts;
    facts.length = source.length();
    facts.channels = source.channels();
    if (facts.channels < 1 || facts.length.value <= 0) return facts;
    Buffers buffers(facts.channels);
    std::vector<double> sums(static_cast<std::size_t>(facts.channels), 0.0);
    std::vector<int> runs(static_cast<std::size_t>(facts.channels), 0);
    std::vector<float> last(static_cast<std::size_t>(facts.channels), 0.0f);
    double apart = 0;
    std::uint64_t print = 1469598103934665603ull; // FNV-1a over the samples' bits
    bool heard = false;
    for (std::int64_t start = 0; start < facts.length.value; start += kChunk) {
        if (progress && !progress(static_cast<double>(start) / static_cast<double>(facts.length.value))) return facts;
        const std::int64_t frames = std::min(kChunk, facts.length.value - start);
        buffers.read(source, start, frames);
        for (std::size_t c = 0; c < buffers.samples().size(); ++c) {
            const auto& x = buffers.samples()[c];
            for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i) {
                const float magnitude = std::abs(x[i]);
                facts.peak = std::max(facts.peak, static_cast<double>(magnitude));
                sums[c] += static_cast<double>(x[i]);
                if (magnitude >= kClipLevel && (runs[c] == 0 || x[i] == last[c])) {
                    if (++runs[c] == kClipRun) ++facts.clippedRuns;
                } else {
                    runs[c] = magnitude >= kClipLevel ? 1 : 0;
                }
                last[c] = x[i];
                print = (print ^ std::bit_cast<std::uint32_t>(x[i])) * 1099511628211ull;
            }
        }
        for (std::int64_t i = 0; i < frames; ++i) {
            const auto at = static_cast<std::size_t>(i);
            if (facts.channels == 2) apart = std::max(apart, static_cast<double>(std::abs(buffers.samples()[0][at] - buffers.samples()[1][at])));
            if (heard) continue;
            for (const auto& x : buffers.samples())
                if (static_cast<double>(std::abs(x[at])) > kFirst) {
                    facts.firstSound = {start + i};
                    heard = true;
                    break;
                }
        }
    }
    facts.silent = facts.peak < kSilent;
    facts.dualMono = facts.channels == 2 && !facts.silent && apart < kSilent * facts.peak;
    for (std::size_t c = 0; c < std::min<std::size_t>(2, sums.size()); ++c) facts.dc[c] = sums[c] / static_cast<double>(facts.length.value);
    facts.print = print;
    return facts;
}

std::optional<PhaseRelation> relatePhases(AudioReader& a, FramePosition startA, AudioReader& b, FramePosition startB, FrameCount length,
                                          SampleRate rate, Seconds reach) {
    const std::int64_t window = std::min<std::int64_t>(rate.hz, length.value);
    const std::int64_t most = framesIn(reach, rate).value;
    if (window < rate.hz / 10 || length.value < window) return std::nullopt;
    // The loudest second of a that leaves room for the reach on both sides.
    std::int64_t best = 0;
    double loudest = -1;
    for (std::int64_t at = 0; at + window <= length.value; at += window) {
        const auto part = monoOf(a, startA.value + at, window);
        const double energy = energyOf(part, 0, part.size());
        if (energy > loudest) loudest = energy, best = at;
    }
    const auto x = monoOf(a, startA.value + best, window);
    const auto y = monoOf(b, startB.value + best - most, window + 2 * most);
    const auto count = static_cast<std::size_t>(window);
    const double energyX = energyOf(x, 0, count);
    if (energyX < kSilent * kSilent * static_cast<double>(window)) return std::nullopt;
    PhaseRelation found;
    double strongest = 0;
    double energyY = energyOf(y, 0, count);
    for (std::int64_t lag = -most; lag <= most; ++lag) {
        const auto from = static_cast<std::size_t>(lag + most);
        if (lag > -most) {
            const auto square = [&](std::size_t at) { return static_cast<double>(y[at]) * static_cast<double>(y[at]); };
            energyY += square(from + count - 1) - square(from - 1);
        }
        if (energyY <= energyX * 1e-12) continue;
        const double correlation = productOf(x.data(), y.data() + from, count) / std::sqrt(energyX * energyY);
        if (lag == 0) found.correlationNow = correlation;
        if (std::abs(correlation) > strongest) {
            strongest = std::abs(correlation);
            found.late = {lag};
            found.correlation = correlation;
            found.inverted = correlation < 0;
        }
    }
    if (strongest < kLeastInCommon) return std::nullopt;
    return found;
}

} // namespace lacquer::analysis
