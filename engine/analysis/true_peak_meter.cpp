#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/analysis/true_peak_meter.cpp"
#include <hwy/foreach_target.h>

#include "engine/analysis/true_peak_meter.h"
#include "engine/dsp/lanes.h"
#include "engine/dsp/windowed_sinc.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#ifndef LACQUER_TRUE_PEAK_METER_ONCE
#define LACQUER_TRUE_PEAK_METER_ONCE
namespace lacquer::analysis {

inline constexpr int kHalf = TruePeakMeter::kTaps / 2;

/// What lies between the points of four times the rate: at half the sample rate a crest between two
/// points rises 1/cos(π/8) over them.
inline constexpr float kMostBetween = 1.0824F;
/// Likewise for twice the rate, 1/cos(π/4), and what the filters' own error may add.
inline constexpr float kMostBetweenHalves = 1.45F;

/// Taps as the kernel takes them, from the middle outwards. A point a quarter behind a frame and
/// the one three quarters behind are each other's mirror: from the sum and the difference of two
/// samples at the same distance both come at once.
struct TruePeakTaps {
    std::array<float, kHalf> middle{}; ///< of the point half way
    std::array<float, kHalf> even{};   ///< what quarter and three quarters share
    std::array<float, kHalf> odd{};    ///< what one adds and the other takes away
};

} // namespace lacquer::analysis
#endif

HWY_BEFORE_NAMESPACE();

namespace lacquer::analysis {
namespace HWY_NAMESPACE {

using namespace dsp::HWY_NAMESPACE;

/// Sums over the taps for kTogether vectors of frames at once: the taps are loaded once for all of
/// them, and none of the running sums waits for another.
struct Phases {
    Floats quarter, half, threeQuarters;
};

template <int kTogether>
HWY_INLINE void phasesBehind(const float* in, const TruePeakTaps& taps, Phases (&out)[kTogether]) {
    Floats middle[kTogether], even[kTogether], odd[kTogether];
    for (int v = 0; v < kTogether; ++v) middle[v] = even[v] = odd[v] = setFloats(0);
    for (int k = 0; k < kHalf; ++k) {
        const auto tap = static_cast<std::size_t>(k);
        const Floats middleTap = setFloats(taps.middle[tap]);
        const Floats evenTap = setFloats(taps.even[tap]);
        const Floats oddTap = setFloats(taps.odd[tap]);
        for (int v = 0; v < kTogether; ++v) {
            const Floats before = load(in + v * kWidth - k);
            const Floats after = load(in + v * kWidth + 1 + k);
            const Floats sum = before + after;
            middle[v] = fma(middleTap, sum, middle[v]);
            even[v] = fma(evenTap, sum, even[v]);
            odd[v] = fma(oddTap, before - after, odd[v]);
        }
    }
    for (int v = 0; v < kTogether; ++v)
        out[v] = {abs(even[v] + odd[v]), abs(middle[v]), abs(even[v] - odd[v])};
}

/// Highest point of the parabola through three magnitudes, the middle one the highest.
HWY_INLINE Floats crest(Floats before, Floats at, Floats after) {
    const Floats toBefore = at - before, toAfter = at - after;
    const Floats slope = toBefore - toAfter;
    const Floats bend = setFloats(8) * (toBefore + toAfter);
    const Floats rise = slope * slope / max(bend, setFloats(1e-30F));
    return select((at >= before) & (at >= after) & (bend > setFloats(0)), at + rise, at);
}

HWY_INLINE float largestLane(Floats x) {
    alignas(64) float lanes[kWidth];
    store(x, lanes);
    return *std::max_element(lanes, lanes + kWidth);
}

/// The magnitudes half way behind the frames alone: a third of the work.
template <int kTogether>
HWY_INLINE void halvesBehind(const float* in, const TruePeakTaps& taps, Floats (&out)[kTogether]) {
    for (int v = 0; v < kTogether; ++v) out[v] = setFloats(0);
    for (int k = 0; k < kHalf; ++k) {
        const Floats tap = setFloats(taps.middle[static_cast<std::size_t>(k)]);
        for (int v = 0; v < kTogether; ++v)
            out[v] = fma(tap, load(in + v * kWidth - k) + load(in + v * kWidth + 1 + k), out[v]);
    }
    for (int v = 0; v < kTogether; ++v) out[v] = abs(out[v]);
}

/// The highest point on and behind `frames` frames, a multiple of 32, or `known` where nothing rises
/// over that. `in` is the first frame. `dense` says, and is told, whether most of the frames are
/// worth all of their points: then it is quicker not to ask first.
float highest(const float* in, const TruePeakTaps& taps, int frames, float known, bool& dense) {
    constexpr int kTogether = 2;
    constexpr int kStep = kTogether * kWidth;
    float top = known;
    int worth = 0;
    for (int n = 0; n < frames; n += kStep) {
        Phases points[kTogether], before[1];
        Floats largest = setFloats(0);
        for (int v = 0; v < kTogether; ++v) largest = max(largest, abs(load(in + n + v * kWidth)));
        if (dense) {
            phasesBehind(in + n, taps, points);
            for (const auto& point : points) largest = max(largest, point.half);
        } else {
            Floats halves[kTogether];
            halvesBehind(in + n, taps, halves);
            for (const auto& half : halves) largest = max(largest, half);
        }
        const Floats last = abs(load(in + n + kStep - kWidth + 1));
        if (!any(max(largest, last) * setFloats(kMostBetweenHalves) > setFloats(top))) continue;
        ++worth;
        if (!dense) phasesBehind(in + n, taps, points);
        for (const auto& point : points)
            largest = max(largest, max(point.quarter, point.threeQuarters));
        if (!any(largest * setFloats(kMostBetween) > setFloats(top))) continue;

        phasesBehind(in + n - 1, taps, before);
        // The point just before the first frame, then those three quarters behind each frame.
        alignas(64) float third[kWidth + kStep];
        store(before[0].threeQuarters, third);
        for (int v = 0; v < kTogether; ++v)
            store(points[v].threeQuarters, third + 1 + v * kWidth);
        for (int v = 0; v < kTogether; ++v) {
            const Floats here = abs(load(in + n + v * kWidth));
            const Floats next = abs(load(in + n + v * kWidth + 1));
            const auto& [quarter, half, threeQuarters] = points[v];
            const Floats crests = max(max(crest(load(third + v * kWidth), here, quarter),
                                          crest(here, quarter, half)),
                                      max(crest(quarter, half, threeQuarters),
                                          crest(half, threeQuarters, next)));
            top = std::max(top, largestLane(crests));
        }
    }
    dense = worth * kStep * 2 > frames;
    return top;
}

float largest(const float* in, int count) {
    Floats top = setFloats(0);
    for (int n = 0; n < count; n += kWidth) top = max(top, abs(load(in + n)));
    return largestLane(top);
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::analysis

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::analysis {
namespace {

HWY_EXPORT(highest);
HWY_EXPORT(largest);

constexpr int kChunk = 256;
/// Frames before the first a point is computed behind, and behind the last.
constexpr int kBefore = kHalf;
constexpr int kAfter = kHalf;
constexpr int kHistory = kBefore + kAfter;

constexpr double kBeta = 6.0;

/// Taps for the point `behind` a frame, [0] on the frame and outwards before it, then after it;
/// made to pass constant signals exactly.
std::array<double, 2 * kHalf> tapsAt(double behind) {
    std::array<double, 2 * kHalf> taps{};
    double sum = 0;
    for (int k = 0; k < kHalf; ++k) {
        const auto tap = static_cast<std::size_t>(k);
        taps[tap] = dsp::windowedSinc(behind + k, 1, kHalf, kBeta);
        taps[kHalf + tap] = dsp::windowedSinc(1 - behind + k, 1, kHalf, kBeta);
        sum += taps[tap] + taps[kHalf + tap];
    }
    for (double& tap : taps) tap /= sum;
    return taps;
}

const TruePeakTaps& filterTaps() {
    static const TruePeakTaps made = [] {
        TruePeakTaps taps;
        const auto half = tapsAt(0.5);
        const auto quarter = tapsAt(0.25);
        for (std::size_t k = 0; k < kHalf; ++k) {
            taps.middle[k] = static_cast<float>(half[k]);
            taps.even[k] = static_cast<float>((quarter[k] + quarter[kHalf + k]) / 2);
            taps.odd[k] = static_cast<float>((quarter[k] - quarter[kHalf + k]) / 2);
        }
        return taps;
    }();
    return made;
}

/// No signal rises higher between its samples than the sum of the taps' magnitudes.
float worstRise() {
    static const float made = [] {
        double worst = 1;
        for (const double behind : {0.25, 0.5}) {
            double sum = 0;
            for (const double tap : tapsAt(behind)) sum += std::abs(tap);
            worst = std::max(worst, sum);
        }
        return static_cast<float>(worst) * kMostBetween;
    }();
    return made;
}

} // namespace

TruePeakMeter::TruePeakMeter() : samples_(kHistory + kChunk) {
    // Made here, so that the render thread finds them ready.
    (void)filterTaps();
    (void)worstRise();
}

void TruePeakMeter::process(const float* samples, int frames) noexcept {
    while (frames > 0) {
        const int piece = std::min(frames, kChunk - filled_);
        float* place = samples_.data() + kHistory + filled_;
        for (int n = 0; n < piece; ++n)
            place[n] = std::isfinite(samples[n]) ? samples[n] : 0.0F;
        filled_ += piece;
        samples += piece;
        frames -= piece;
        if (filled_ == kChunk) chunk();
    }
}

void TruePeakMeter::chunk() noexcept {
    const float* frame = samples_.data() + kBefore;
    const float loudest = HWY_DYNAMIC_DISPATCH(largest)(samples_.data(), kHistory + kChunk);
    // A take() wants its own maximum; until then the quieter of the two decides what is worth it.
    const float wanted = std::min(maximum_, recent_);
    float top = 0;
    if (loudest * worstRise() > wanted) {
        top = HWY_DYNAMIC_DISPATCH(highest)(frame, filterTaps(), kChunk, wanted, dense_);
    } else {
        top = HWY_DYNAMIC_DISPATCH(largest)(frame, kChunk);
    }
    maximum_ = std::max(maximum_, top);
    recent_ = std::max(recent_, top);
    std::memmove(samples_.data(), samples_.data() + kChunk, kHistory * sizeof(float));
    filled_ = 0;
}

void TruePeakMeter::finish() noexcept {
    const std::array<float, kHistory> silence{};
    process(silence.data(), kHistory);
    if (filled_ > 0) {
        std::fill_n(samples_.data() + kHistory + filled_, kChunk - filled_, 0.0F);
        chunk();
    }
}

void TruePeakMeter::reset() noexcept {
    std::fill(samples_.begin(), samples_.end(), 0.0F);
    filled_ = 0;
    maximum_ = recent_ = 0;
    dense_ = false;
}

double TruePeakMeter::maximum() const noexcept { return maximum_; }

double TruePeakMeter::take() noexcept {
    const float taken = recent_;
    recent_ = 0;
    return taken;
}

} // namespace lacquer::analysis

#endif
