#include "engine/analysis/onset_detector.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace lacquer::analysis {
namespace {

constexpr std::array kBands{60.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0};
constexpr double kHopSeconds = 0.005;
constexpr double kFineSeconds = 0.00025;
constexpr int kChunk = 32768;
constexpr double kFloorBelowLoudest = 60; // dB
constexpr double kMostRise = 30;          // dB per band: out of silence everything rises without end
constexpr int kLag = 2;                   // hops that an attack may take
constexpr int kReach = 6;                 // hops back that the rise is measured against
constexpr int kApart = 8;                 // hops between onsets: 40 ms

/// A band-pass of unit gain at its centre, an octave wide. Source: the Audio EQ Cookbook.
struct Band {
    double b0 = 0, a1 = 0, a2 = 0;
    double x1 = 0, x2 = 0, y1 = 0, y2 = 0;

    Band(double centre, double rate) {
        const double w = 2 * std::numbers::pi * centre / rate;
        const double alpha = std::sin(w) / (2 * 1.41);
        const double a0 = 1 + alpha;
        b0 = alpha / a0;
        a1 = -2 * std::cos(w) / a0;
        a2 = (1 - alpha) / a0;
    }

    double next(double x) {
        const double y = b0 * (x - x2) - a1 * y1 - a2 * y2;
        x2 = x1;
        x1 = x;
        y2 = y1;
        y1 = y;
        return y;
    }
};

/// What the detector keeps of the whole source.
struct Envelopes {
    std::vector<std::vector<float>> power; ///< per band, per hop
    std::vector<float> fine;               ///< largest magnitude per fine step
    int hop = 0, step = 0;                 ///< frames
};

bool measure(AudioReader& source, SampleRate rate, const OnsetProgress& progress, Envelopes& out) {
    const int channels = source.channels();
    const std::int64_t length = source.length().value;
    out.hop = std::max(1, static_cast<int>(std::lround(kHopSeconds * rate.hz)));
    out.step = std::max(1, static_cast<int>(std::lround(kFineSeconds * rate.hz)));
    std::vector<std::vector<Band>> filters;
    for (const double centre : kBands)
        if (centre < 0.4 * rate.hz) filters.emplace_back(static_cast<std::size_t>(channels), Band(centre, rate.hz));
    out.power.assign(filters.size(), std::vector<float>(static_cast<std::size_t>(length / out.hop + 1), 0.0f));
    out.fine.assign(static_cast<std::size_t>(length / out.step + 1), 0.0f);

    std::vector<std::vector<float>> buffers(static_cast<std::size_t>(channels), std::vector<float>(kChunk));
    std::vector<float*> planes;
    for (auto& buffer : buffers) planes.push_back(buffer.data());
    for (std::int64_t start = 0; start < length; start += kChunk) {
        if (progress && !progress(static_cast<double>(start) / static_cast<double>(length))) return false;
        const auto frames = static_cast<std::size_t>(std::min<std::int64_t>(kChunk, length - start));
        source.read({start}, {static_cast<std::int64_t>(frames)}, planes.data());
        for (const auto& buffer : buffers)
            for (std::size_t i = 0; i < frames; ++i) {
                float& level = out.fine[(static_cast<std::size_t>(start) + i) / static_cast<std::size_t>(out.step)];
                level = std::max(level, std::abs(buffer[i]));
            }
        for (std::size_t band = 0; band < filters.size(); ++band)
            for (std::size_t channel = 0; channel < buffers.size(); ++channel) {
                Band& filter = filters[band][channel];
                for (std::size_t i = 0; i < frames; ++i) {
                    const double y = filter.next(static_cast<double>(buffers[channel][i]));
                    out.power[band][(static_cast<std::size_t>(start) + i) / static_cast<std::size_t>(out.hop)] += static_cast<float>(y * y);
                }
            }
    }
    return true;
}

/// Mean rise of the bands at each hop, dB.
std::vector<double> rises(const Envelopes& envelopes) {
    float loudest = 0;
    for (const auto& band : envelopes.power)
        for (const float power : band) loudest = std::max(loudest, power);
    const auto hops = static_cast<std::ptrdiff_t>(envelopes.power.empty() ? 0 : envelopes.power.front().size());
    std::vector<double> rise(static_cast<std::size_t>(hops), 0.0);
    const double floor = std::max(static_cast<double>(loudest) * std::pow(10, -kFloorBelowLoudest / 10), 1e-10);
    std::vector<double> level(static_cast<std::size_t>(hops));
    for (const auto& band : envelopes.power) {
        for (std::size_t n = 0; n < level.size(); ++n) level[n] = 10 * std::log10(static_cast<double>(band[n]) + floor);
        for (std::ptrdiff_t n = 0; n < hops; ++n) {
            double before = 10 * std::log10(floor);
            for (std::ptrdiff_t back = kLag; back <= kReach && back <= n; ++back)
                before = std::max(before, level[static_cast<std::size_t>(n - back)]);
            rise[static_cast<std::size_t>(n)] += std::clamp(level[static_cast<std::size_t>(n)] - before, 0.0, kMostRise);
        }
    }
    for (double& one : rise) one /= static_cast<double>(std::max<std::size_t>(1, envelopes.power.size()));
    return rise;
}

/// Hops where the rise has a peak over its neighbourhood of 100 ms to each side.
std::vector<std::size_t> peaksOf(const std::vector<double>& rise) {
    std::vector<std::size_t> peaks;
    const auto hops = static_cast<std::ptrdiff_t>(rise.size());
    const auto around = static_cast<std::ptrdiff_t>(0.1 / kHopSeconds);
    std::vector<double> near;
    for (std::ptrdiff_t n = 0; n < hops; ++n) {
        const double here = rise[static_cast<std::size_t>(n)];
        if (here < kWeakestOnset) continue;
        bool highest = true;
        for (std::ptrdiff_t k = std::max<std::ptrdiff_t>(0, n - 3); k <= std::min(hops - 1, n + 3) && highest; ++k)
            highest = k == n || rise[static_cast<std::size_t>(k)] < here || (rise[static_cast<std::size_t>(k)] == here && k > n);
        if (!highest) continue;
        near.assign(rise.begin() + std::max<std::ptrdiff_t>(0, n - around), rise.begin() + std::min(hops, n + around + 1));
        const auto middle = near.begin() + static_cast<std::ptrdiff_t>(near.size() / 2);
        std::ranges::nth_element(near, middle);
        if (here < 1.5 * *middle + kWeakestOnset / 2) continue;
        if (!peaks.empty() && n - static_cast<std::ptrdiff_t>(peaks.back()) < kApart) {
            if (here > rise[peaks.back()]) peaks.back() = static_cast<std::size_t>(n);
            continue;
        }
        peaks.push_back(static_cast<std::size_t>(n));
    }
    return peaks;
}

/// The frame of the attack near a hop.
std::int64_t attackNear(std::size_t hop, const Envelopes& envelopes) {
    const auto steps = static_cast<std::ptrdiff_t>(envelopes.fine.size());
    const auto stepOf = [&](double seconds) {
        return static_cast<std::ptrdiff_t>(hop) * envelopes.hop / envelopes.step + static_cast<std::ptrdiff_t>(std::lround(seconds / kFineSeconds));
    };
    const auto highest = [&](std::ptrdiff_t from, std::ptrdiff_t to) {
        float most = 0;
        for (std::ptrdiff_t k = std::max<std::ptrdiff_t>(0, from); k < std::min(steps, to); ++k)
            most = std::max(most, envelopes.fine[static_cast<std::size_t>(k)]);
        return most;
    };
    const std::ptrdiff_t from = stepOf(-0.012), to = stepOf(0.012);
    const float before = highest(stepOf(-0.03), from);
    const float after = highest(from, to);
    // A fifth of the way up, over what rings on from before.
    const float wanted = before < after ? before + 0.2f * (after - before) : after;
    for (std::ptrdiff_t k = std::max<std::ptrdiff_t>(0, from); k < std::min(steps, to); ++k)
        if (envelopes.fine[static_cast<std::size_t>(k)] >= wanted) return k * envelopes.step;
    return static_cast<std::int64_t>(hop) * envelopes.hop;
}

/// Back to the last change of sign of the channels' sum, or the quietest frame, within 2 ms.
std::int64_t beforeAttack(AudioReader& source, std::int64_t frame, SampleRate rate, int step) {
    const std::int64_t back = std::min<std::int64_t>(frame, rate.hz / 500);
    const auto count = static_cast<std::size_t>(std::min<std::int64_t>(back + step, source.length().value - (frame - back)));
    if (count < 2) return frame;
    std::vector<std::vector<float>> buffers(static_cast<std::size_t>(source.channels()), std::vector<float>(count));
    std::vector<float*> planes;
    for (auto& buffer : buffers) planes.push_back(buffer.data());
    source.read({frame - back}, {static_cast<std::int64_t>(count)}, planes.data());
    const auto sumAt = [&](std::size_t i) {
        float sum = 0;
        for (const auto& buffer : buffers) sum += buffer[i];
        return sum;
    };
    float most = 0;
    for (std::size_t i = 0; i < count; ++i) most = std::max(most, std::abs(sumAt(i)));
    // The first frame of the attack's own swing, then back to where that swing began.
    std::size_t at = 0;
    while (at + 1 < count && std::abs(sumAt(at)) < 0.25f * most) ++at;
    while (at > 0 && sumAt(at - 1) * sumAt(at) > 0 && std::abs(sumAt(at - 1)) > 0.001f * most) --at;
    return frame - back + static_cast<std::int64_t>(at);
}

} // namespace

std::vector<Onset> detectOnsets(AudioReader& source, SampleRate rate, const OnsetProgress& progress) {
    Envelopes envelopes;
    std::vector<Onset> onsets;
    if (source.length().value <= 0 || source.channels() < 1) return onsets;
    if (!measure(source, rate, progress, envelopes)) return onsets;
    const std::vector<double> rise = rises(envelopes);
    for (const std::size_t hop : peaksOf(rise)) {
        const std::int64_t at = beforeAttack(source, attackNear(hop, envelopes), rate, envelopes.step);
        if (!onsets.empty() && at <= onsets.back().at.value) continue;
        onsets.push_back({{at}, rise[hop]});
    }
    return onsets;
}

double strengthAt(double sensitivity) {
    constexpr double kHardest = 15;
    return kHardest * std::pow(kWeakestOnset / kHardest, std::clamp(sensitivity, 0.0, 1.0));
}

std::vector<Onset> onsetsFrom(std::span<const Onset> onsets, double strength) {
    std::vector<Onset> kept;
    for (const Onset& onset : onsets)
        if (onset.strength >= strength) kept.push_back(onset);
    return kept;
}

} // namespace lacquer::analysis
