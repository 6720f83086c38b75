#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/analysis/true_peak_meter.cpp"
#include <hwy/foreach_target.h>

#include "engine/analysis/true_peak_meter.h"
#include "engine/dsp/lane_extremes.h"
#include "engine/dsp/lanes.h"
#include "engine/dsp/windowed_sinc.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#ifndef LACQUER_TRUE_PEAK_METER_ONCE
#define LACQUER_TRUE_PEAK_METER_ONCE
namespace lacquer::analysis {

/// Taps to either side of the points half way between two frames, and of those half way between such
/// a point and a frame.
inline constexpr int kHalf = TruePeakMeter::kTaps / 2;
inline constexpr int kQuarter = TruePeakMeter::kFineTaps / 2;

/// Frames that are decided on together whether they are worth their points. Fixed, and not the width
/// of the machine's vectors.
inline constexpr int kGroup = 16;
inline constexpr int kGroups = TruePeakMeter::kChunk / kGroup;
/// Groups of the history: half of it before the first frame, half behind the last.
inline constexpr int kPastGroups = TruePeakMeter::kHistory / kGroup;

/// What lies between the points of four times the rate: at half the sample rate a crest between two
/// points rises 1/cos(π/8) over them.
inline constexpr float kMostBetween = 1.0824F;
/// Likewise for twice the rate, 1/cos(π/4), and what the filters' own error may add.
inline constexpr float kMostBetweenHalves = 1.45F;

/// From the middle outwards: every point has as much before it as behind it.
struct TruePeakTaps {
    std::array<float, kHalf> half{};       ///< over the frames
    std::array<float, kQuarter> quarter{}; ///< over frames and the points half way, in turn
    float worstRise = 1; ///< no waveform rises higher over its samples
};

} // namespace lacquer::analysis
#endif

HWY_BEFORE_NAMESPACE();

namespace lacquer::analysis {
namespace HWY_NAMESPACE {

using namespace dsp::HWY_NAMESPACE;

// The lanes of a vector are frames one after the other.

/// Takes new samples in: what is not finite is silence. Returns nothing louder than it is.
void takeIn(const float* in, int count, float* out) {
    const Floats most = setFloats(3.4e38F), nothing = setFloats(0);
    int n = 0;
    for (; n + kWidth <= count; n += kWidth) {
        const Floats x = load(in + n);
        // NaN is not under anything.
        store(select(abs(x) < most, x, nothing), out + n);
    }
    for (; n < count; ++n) out[n] = std::abs(in[n]) < 3.4e38F ? in[n] : 0.0F;
}

/// The largest magnitude in each group; returns that of all.
float loudestOfGroups(const float* in, int groups, float* loudest) {
    Floats all = setFloats(0);
    for (int g = 0; g < groups; ++g) {
        Floats top = abs(load(in + g * kGroup));
        for (int n = kWidth; n < kGroup; n += kWidth) top = max(top, abs(load(in + g * kGroup + n)));
        all = max(all, top);
        loudest[g] = largestLane(top);
    }
    return largestLane(all);
}

/// The points half way behind the frames of kTogether groups, which share the taps.
template <int kTogether>
HWY_INLINE void halvesBehind(const float* in, const TruePeakTaps& taps, float* out) {
    constexpr int kVectors = kTogether * kGroup / kWidth > 8 ? 8 : kTogether * kGroup / kWidth;
    for (int n = 0; n < kTogether * kGroup; n += kVectors * kWidth) {
        Floats even[kVectors], odd[kVectors];
        for (int v = 0; v < kVectors; ++v) even[v] = odd[v] = setFloats(0);
        for (int k = 0; k < kHalf; k += 2) {
            const Floats tap = setFloats(taps.half[static_cast<std::size_t>(k)]);
            const Floats next = setFloats(taps.half[static_cast<std::size_t>(k) + 1]);
            for (int v = 0; v < kVectors; ++v) {
                const float* at = in + n + v * kWidth;
                even[v] = fma(tap, load(at - k) + load(at + 1 + k), even[v]);
                odd[v] = fma(next, load(at - k - 1) + load(at + 2 + k), odd[v]);
            }
        }
        for (int v = 0; v < kVectors; ++v) store(even[v] + odd[v], out + n + v * kWidth);
    }
}

/// The point between a frame, or a point half way, and what follows it: `at` and `after` are where these
/// are, each in its own row.
HWY_INLINE Floats between(const float* at, const float* after, const TruePeakTaps& taps) {
    Floats sum = setFloats(0);
    for (int k = 0; k < kQuarter; k += 2) {
        const auto tap = static_cast<std::size_t>(k);
        sum = fma(setFloats(taps.quarter[tap]), load(at - k / 2) + load(after + k / 2), sum);
        sum = fma(setFloats(taps.quarter[tap + 1]), load(after - k / 2 - 1) + load(at + k / 2 + 1), sum);
    }
    return sum;
}

/// Highest point of the parabola through three magnitudes, the middle one the highest.
HWY_INLINE Floats crest(Floats before, Floats at, Floats after) {
    const Floats toBefore = at - before, toAfter = at - after;
    const Floats slope = toBefore - toAfter;
    const Floats bend = setFloats(8) * (toBefore + toAfter);
    const Floats rise = slope * slope / max(bend, setFloats(1e-30F));
    return select((at >= before) & (at >= after) & (bend > setFloats(0)), at + rise, at);
}

/// The highest point on and behind the frames of a chunk, or `known` where nothing rises over that.
/// `in` is the first frame; `loudest` has the groups from the beginning of the history.
float highest(const float* in, const float* loudest, const TruePeakTaps& taps, float known) {
    // Half way points from half a group before the first frame to as far behind the last.
    constexpr int kEarlier = kGroup / 2;
    alignas(64) float points[(kGroups + 1) * kGroup];
    const float* const halves = points + kEarlier;
    bool worth[kGroups + 1];
    for (int g = 0; g < kGroups; ++g) {
        const auto larger = [](float a, float b) { return a > b ? a : b; };
        const float near = larger(larger(loudest[g], loudest[g + 1]), larger(loudest[g + 2], loudest[g + 3]));
        worth[g] = near * taps.worstRise > known;
    }
    worth[kGroups] = false;
    const auto wanted = [&](int g) { return worth[g] || (g > 0 && worth[g - 1]); };
    for (int g = 0; g <= kGroups; ++g) {
        if (!wanted(g)) continue;
        if (g < kGroups && wanted(g + 1)) {
            halvesBehind<2>(in - kEarlier + g * kGroup, taps, points + g * kGroup);
            ++g;
        } else {
            halvesBehind<1>(in - kEarlier + g * kGroup, taps, points + g * kGroup);
        }
    }

    float top = known;
    for (int g = 0; g < kGroups; ++g) {
        if (!worth[g]) continue;
        for (int n = g * kGroup; n < (g + 1) * kGroup; n += kWidth) {
            const float* frame = in + n;
            const float* behind = halves + n;
            const Floats here = abs(load(frame)), half = abs(load(behind)), next = abs(load(frame + 1));
            const Floats highestSoFar = max(max(here, half), next);
            if (!any(highestSoFar * setFloats(kMostBetweenHalves) > setFloats(top))) continue;
            const Floats quarter = abs(between(frame, behind, taps));
            const Floats threeQuarters = abs(between(behind, frame + 1, taps));
            if (!any(max(highestSoFar, max(quarter, threeQuarters)) * setFloats(kMostBetween) > setFloats(top)))
                continue;
            const Floats third = abs(between(behind - 1, frame, taps));
            top = std::max(top, largestLane(max(max(crest(third, here, quarter), crest(here, quarter, half)),
                                                max(crest(quarter, half, threeQuarters),
                                                    crest(half, threeQuarters, next)))));
        }
    }
    return top;
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::analysis

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::analysis {
namespace {

HWY_EXPORT(takeIn);
HWY_EXPORT(loudestOfGroups);
HWY_EXPORT(highest);

constexpr int kBefore = TruePeakMeter::kHistory / 2;
// The furthest that is read: half way points three frames before, and as far behind.
static_assert(kBefore >= kGroup / 2 + kHalf && kQuarter / 2 + 1 < kGroup / 2 && kPastGroups == 3);

constexpr double kBeta = 6.0;

/// Taps half way between two samples, made to pass constant signals exactly.
template <std::size_t kSize>
std::array<float, kSize> halfWay(double cutoff) {
    std::array<float, kSize> taps{};
    double sum = 0;
    const auto tap = [&](std::size_t k) {
        return dsp::windowedSinc(0.5 + static_cast<double>(k), cutoff, double{kSize}, kBeta);
    };
    for (std::size_t k = 0; k < kSize; ++k) sum += 2 * tap(k);
    for (std::size_t k = 0; k < kSize; ++k) taps[k] = static_cast<float>(tap(k) / sum);
    return taps;
}

const TruePeakTaps& filterTaps() {
    static const TruePeakTaps made = [] {
        TruePeakTaps taps;
        taps.half = halfWay<kHalf>(1);
        taps.quarter = halfWay<kQuarter>(1);
        // What a point a quarter behind a frame takes of each frame, all the ways there are.
        constexpr std::size_t kMiddle = kHalf + kQuarter;
        std::array<double, 2 * kMiddle + 2> ofFrames{};
        double halfRise = 0;
        for (const float tap : taps.half) halfRise += 2 * std::abs(tap);
        const auto addHalf = [&](std::size_t frame, double share) {
            for (std::size_t k = 0; k < kHalf; ++k) {
                ofFrames[frame - k] += share * double{taps.half[k]};
                ofFrames[frame + 1 + k] += share * double{taps.half[k]};
            }
        };
        for (std::size_t k = 0; k < kQuarter; k += 2) {
            ofFrames[kMiddle - k / 2] += double{taps.quarter[k]};
            addHalf(kMiddle + k / 2, taps.quarter[k]);
            addHalf(kMiddle - k / 2 - 1, taps.quarter[k + 1]);
            ofFrames[kMiddle + k / 2 + 1] += double{taps.quarter[k + 1]};
        }
        double quarterRise = 0;
        for (const double tap : ofFrames) quarterRise += std::abs(tap);
        taps.worstRise = static_cast<float>(std::max({1.0, halfRise, quarterRise})) * kMostBetween;
        return taps;
    }();
    return made;
}

} // namespace

TruePeakMeter::TruePeakMeter() : samples_(kHistory + kChunk) {
    // Made here, so that the render thread finds them ready.
    (void)filterTaps();
}

void TruePeakMeter::process(const float* samples, int frames) noexcept {
    while (frames > 0) {
        const int piece = std::min(frames, kChunk - filled_);
        HWY_DYNAMIC_DISPATCH(takeIn)(samples, piece, samples_.data() + kHistory + filled_);
        filled_ += piece;
        samples += piece;
        frames -= piece;
        if (filled_ == kChunk) chunk();
    }
}

void TruePeakMeter::chunk() noexcept {
    const float newest = HWY_DYNAMIC_DISPATCH(loudestOfGroups)(samples_.data() + kHistory, kGroups,
                                                               loudest_.data() + kPastGroups);
    const TruePeakTaps& taps = filterTaps();
    const float loudest = std::max({newest, loudest_[0], loudest_[1], loudest_[2]});
    samplePeak_ = std::max(samplePeak_, newest);
    // A take() wants its own maximum; until then the quieter of the two decides what is worth it.
    const float wanted = std::min(maximum_, recent_);
    if (loudest * taps.worstRise > wanted) {
        const float top = HWY_DYNAMIC_DISPATCH(highest)(samples_.data() + kBefore, loudest_.data(), taps, wanted);
        maximum_ = std::max(maximum_, top);
        recent_ = std::max(recent_, top);
    }
    std::memmove(samples_.data(), samples_.data() + kChunk, kHistory * sizeof(float));
    std::copy(loudest_.end() - kPastGroups, loudest_.end(), loudest_.begin());
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
    loudest_.fill(0);
    filled_ = 0;
    maximum_ = recent_ = samplePeak_ = 0;
}

double TruePeakMeter::maximum() const noexcept { return maximum_; }

double TruePeakMeter::samplePeak() const noexcept { return samplePeak_; }

double TruePeakMeter::take() noexcept {
    const float taken = recent_;
    recent_ = 0;
    return taken;
}

} // namespace lacquer::analysis

#endif
