#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/analysis/true_peak_meter.cpp"
#include <hwy/foreach_target.h>

#include "engine/analysis/true_peak_meter.h"
#include "engine/dsp/lanes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#ifndef LACQUER_TRUE_PEAK_METER_ONCE
#define LACQUER_TRUE_PEAK_METER_ONCE
namespace lacquer::analysis {

inline constexpr int kHalf = TruePeakMeter::kTaps / 2;

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

/// The magnitudes of the three points behind each of `frames` frames, a multiple of 16. `in` is the
/// frame the first three lie behind.
void between(const float* in, const TruePeakTaps& taps, int frames, float* quarter, float* half,
             float* threeQuarters) {
    for (int n = 0; n < frames; n += kWidth) {
        Floats middle = setFloats(0), even = middle, odd = middle;
        for (int k = 0; k < kHalf; ++k) {
            const auto tap = static_cast<std::size_t>(k);
            const Floats before = load(in + n - k);
            const Floats after = load(in + n + 1 + k);
            const Floats sum = before + after;
            middle = fma(setFloats(taps.middle[tap]), sum, middle);
            even = fma(setFloats(taps.even[tap]), sum, even);
            odd = fma(setFloats(taps.odd[tap]), before - after, odd);
        }
        store(abs(even + odd), quarter + n);
        store(abs(middle), half + n);
        store(abs(even - odd), threeQuarters + n);
    }
}

float largest(const float* in, int count) {
    Floats top = setFloats(0);
    for (int n = 0; n < count; n += kWidth) top = max(top, abs(load(in + n)));
    alignas(64) float lanes[kWidth];
    store(top, lanes);
    return *std::max_element(lanes, lanes + kWidth);
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::analysis

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::analysis {
namespace {

HWY_EXPORT(between);
HWY_EXPORT(largest);

constexpr int kChunk = 256;
/// Frames before the first a point is computed behind, and behind the last.
constexpr int kBefore = kHalf;
constexpr int kAfter = kHalf;
constexpr int kHistory = kBefore + kAfter;

/// What lies between the points of four times the rate: at half the sample rate a crest between two
/// points rises 1/cos(π/8) over them.
constexpr float kMostBetween = 1.0824F;

constexpr double kPi = 3.14159265358979323846;
constexpr double kBeta = 6.0;

double besselI0(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; k < 40; ++k) {
        term *= (x / (2 * k)) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

double windowedSinc(double at) {
    const double edge = at / kHalf;
    if (std::abs(edge) >= 1) return 0;
    const double phase = kPi * at;
    return std::sin(phase) / phase * besselI0(kBeta * std::sqrt(1 - edge * edge)) / besselI0(kBeta);
}

/// Taps for the point `behind` a frame, [0] on the frame and outwards before it, then after it;
/// made to pass constant signals exactly.
std::array<double, 2 * kHalf> tapsAt(double behind) {
    std::array<double, 2 * kHalf> taps{};
    double sum = 0;
    for (int k = 0; k < kHalf; ++k) {
        const auto tap = static_cast<std::size_t>(k);
        taps[tap] = windowedSinc(behind + k);
        taps[kHalf + tap] = windowedSinc(1 - behind + k);
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

/// Highest point of the parabola through three magnitudes, the middle one the highest.
float crest(float before, float at, float after) {
    if (at < before || at < after) return at;
    const float toBefore = at - before;
    const float toAfter = at - after;
    const float slope = toBefore - toAfter;
    const float bend = 8 * (toBefore + toAfter);
    return bend > 0 ? at + slope * slope / bend : at;
}

} // namespace

TruePeakMeter::TruePeakMeter()
    : samples_(kHistory + kChunk), phases_(3 * static_cast<std::size_t>(kChunk)) {
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
    float* quarter = phases_.data();
    float* half = quarter + kChunk;
    float* threeQuarters = half + kChunk;
    const float loudest = HWY_DYNAMIC_DISPATCH(largest)(samples_.data(), kHistory + kChunk);
    // A take() wants its own maximum; until then the quieter of the two decides what is worth it.
    const float wanted = std::min(maximum_, recent_);
    float top = 0;
    if (loudest * worstRise() > wanted) {
        HWY_DYNAMIC_DISPATCH(between)(frame, filterTaps(), kChunk, quarter, half, threeQuarters);
        top = std::max(HWY_DYNAMIC_DISPATCH(largest)(frame, kChunk),
                       HWY_DYNAMIC_DISPATCH(largest)(phases_.data(), 3 * kChunk));
        if (top * kMostBetween > wanted) {
            float previous = lastPoint_;
            for (int n = 0; n < kChunk; ++n) {
                const float here = std::abs(frame[n]);
                const float next = std::abs(frame[n + 1]);
                top = std::max({top, crest(previous, here, quarter[n]),
                                crest(here, quarter[n], half[n]),
                                crest(quarter[n], half[n], threeQuarters[n]),
                                crest(half[n], threeQuarters[n], next)});
                previous = threeQuarters[n];
            }
        }
        lastPoint_ = threeQuarters[kChunk - 1];
    } else {
        top = HWY_DYNAMIC_DISPATCH(largest)(frame, kChunk);
        lastPoint_ = std::abs(frame[kChunk - 1]);
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
    maximum_ = recent_ = lastPoint_ = 0;
}

double TruePeakMeter::maximum() const noexcept { return maximum_; }

double TruePeakMeter::take() noexcept {
    const float taken = recent_;
    recent_ = 0;
    return taken;
}

} // namespace lacquer::analysis

#endif
