#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/pitch_detector.cpp"
#include <hwy/foreach_target.h>

#include "engine/dsp/lanes.h"
#include "engine/dsp/math.h"
#include "engine/dsp/pitch_detector.h"

#include <algorithm>
#include <cmath>
#include <cstring>

HWY_BEFORE_NAMESPACE();

namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// out[k] = sum over `count` (a multiple of 16) frames of (a[n] - a[n - first - k])² for `lags` lags.
/// Sixteen columns of sums whatever the width of a register, added up in one order: the bits are
/// the same everywhere.
void runDifferences(const float* a, int count, int first, int lags, float* out) {
    constexpr int kColumns = 16;
    constexpr int kVectors = kColumns / kWidth;
    for (int k = 0; k < lags; ++k) {
        const float* b = a - first - k;
        Floats sums[kVectors];
        for (auto& sum : sums) sum = setFloats(0);
        for (int n = 0; n < count; n += kColumns) {
            for (int v = 0; v < kVectors; ++v) {
                const Floats d = load(a + n + v * kWidth) - load(b + n + v * kWidth);
                sums[v] = fma(d, d, sums[v]);
            }
        }
        alignas(64) float columns[kColumns];
        for (int v = 0; v < kVectors; ++v) store(sums[v], columns + v * kWidth);
        for (int half = kColumns / 2; half > 0; half /= 2)
            for (int c = 0; c < half; ++c) columns[c] += columns[c + half];
        out[k] = columns[0];
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::dsp {
namespace {

HWY_EXPORT(runDifferences);

constexpr double kLowRate = 12000;
constexpr double kHopSeconds = 0.005;
/// A dip this deep is a pitch: the share of the power that does not repeat, about −8 dB.
constexpr double kVoiced = 0.16;
/// A note goes on down to here.
constexpr double kStillVoiced = 0.30;
/// Among dips this close to the deepest the shortest period is the pitch: its multiples repeat too.
constexpr double kAsDeep = 0.06;
/// A dip near the pitch before may be shallower by this.
constexpr double kLoyalty = 0.10;
/// Points in a row after which another octave is believed: 20 ms.
constexpr int kDoubts = 4;
/// Mean square below which nothing is sung: −70 dBFS.
constexpr double kFaint = 1e-7;

int wholeQuanta(double frames) {
    return std::max(1, static_cast<int>(frames / kQuantum + 0.5)) * kQuantum;
}

} // namespace

PitchDetector::PitchDetector(double rate, double lowest, double highest)
    : rate_(rate), factor_(std::max(1, static_cast<int>(rate / kLowRate + 0.5))),
      hop_(wholeQuanta(kHopSeconds * rate)) {
    const double lowRate = rate / factor_;
    shortest_ = std::max(4, static_cast<int>(lowRate / highest));
    longest_ = static_cast<int>(lowRate / lowest) + 2;
    // One and a half periods of the lowest pitch are compared: with two, the vibrato of a bass is
    // averaged by 0.7 cents more.
    window_ = (3 * longest_ / 2 + 15) / 16 * 16;
    const int taps = 8 * factor_;
    lowPass_.resize(static_cast<std::size_t>(taps));
    double sum = 0;
    for (int k = 0; k < taps; ++k) {
        const double at = k - 0.5 * (taps - 1);
        const double phase = kPi * 0.7 * at / factor_;
        const double sinc = std::abs(phase) < 1e-9 ? 1 : sin(phase) / phase;
        const double tap = sinc * (0.5 + 0.5 * cos(2 * kPi * at / taps));
        lowPass_[static_cast<std::size_t>(k)] = static_cast<float>(tap);
        sum += tap;
    }
    for (float& tap : lowPass_) tap = static_cast<float>(tap / sum);
    const auto lowFrames = static_cast<std::size_t>(window_ + longest_ + 4);
    low_.resize(lowFrames);
    full_.resize((lowFrames + 16) * static_cast<std::size_t>(factor_) + static_cast<std::size_t>(hop_) + 64);
    curve_.resize(static_cast<std::size_t>(std::max(longest_ + 2, 6 * factor_ + 1)));
    normal_.resize(static_cast<std::size_t>(longest_ + 2));
    dips_.resize(static_cast<std::size_t>(longest_));
    reset();
}

void PitchDetector::reset() noexcept {
    std::ranges::fill(full_, 0.0F);
    std::ranges::fill(low_, 0.0F);
    time_ = 0;
    untilHop_ = hop_;
    before_ = 0;
    doubted_ = 0;
    voiced_ = false;
}

int PitchDetector::delay() const noexcept {
    // The middle of what is compared lies window + lag over two before its end; the low-pass takes
    // four frames of the lower rate more.
    return (window_ + longest_) * factor_ / 2 + 5 * factor_ + hop_;
}

bool PitchDetector::process(const float* samples, PitchPoint& point) noexcept {
    std::memmove(full_.data(), full_.data() + kQuantum, (full_.size() - kQuantum) * sizeof(float));
    std::memcpy(full_.data() + full_.size() - kQuantum, samples, kQuantum * sizeof(float));
    time_ += kQuantum;
    untilHop_ -= kQuantum;
    if (untilHop_ > 0) return false;
    untilHop_ = hop_;

    decimate();
    double power = 0;
    for (const float sample : low_) power += double{sample} * sample;
    point = {};
    // The newest `window_` frames are compared with those a lag before; this is the newest one's time.
    const double newest = static_cast<double>(time_) - 4.0 * factor_;
    point.time = newest - 0.5 * (window_ + longest_) * factor_;
    if (power < kFaint * static_cast<double>(low_.size())) {
        voiced_ = false;
        before_ = 0;
        return true;
    }
    difference();
    const int dips = findDips();
    const int chosen = dips > 0 ? chooseDip(dips) : -1;
    const double depth = chosen >= 0 ? dips_[static_cast<std::size_t>(chosen)].depth : 1;
    voiced_ = depth < (voiced_ ? kStillVoiced : kVoiced);
    if (!voiced_) {
        before_ = 0;
        doubted_ = 0;
        return true;
    }
    const int lag = dips_[static_cast<std::size_t>(chosen)].lag;
    before_ = lag;
    point.period = refine(lag);
    point.time = newest - 0.5 * (window_ * factor_ + point.period);
    return true;
}

void PitchDetector::decimate() noexcept {
    // All of it anew: eight taps per frame of the full rate and hop, less than keeping it in order.
    const int taps = static_cast<int>(lowPass_.size());
    const auto frames = static_cast<int>(low_.size());
    // The last low frame ends with the newest frame: the taps lie around four of them before it.
    const float* from = full_.data() + full_.size() - ((frames - 1) * factor_ + taps);
    for (int n = 0; n < frames; ++n) {
        const float* in = from + n * factor_;
        float a = 0, b = 0, c = 0, d = 0;
        for (int k = 0; k < taps; k += 4) {
            a += lowPass_[static_cast<std::size_t>(k)] * in[k];
            b += lowPass_[static_cast<std::size_t>(k + 1)] * in[k + 1];
            c += lowPass_[static_cast<std::size_t>(k + 2)] * in[k + 2];
            d += lowPass_[static_cast<std::size_t>(k + 3)] * in[k + 3];
        }
        low_[static_cast<std::size_t>(n)] = (a + b) + (c + d);
    }
}

void PitchDetector::difference() noexcept {
    HWY_DYNAMIC_DISPATCH(runDifferences)(low_.data() + low_.size() - window_, window_, 1, longest_ + 1, curve_.data() + 1);
    curve_[0] = 0;
    normal_[0] = 1;
    double sum = 0;
    for (int lag = 1; lag <= longest_ + 1; ++lag) {
        sum += double{curve_[static_cast<std::size_t>(lag)]};
        normal_[static_cast<std::size_t>(lag)] =
            sum > 0 ? static_cast<float>(double{curve_[static_cast<std::size_t>(lag)]} * lag / sum) : 1.0F;
    }
}

int PitchDetector::findDips() noexcept {
    int found = 0;
    for (int lag = shortest_; lag <= longest_; ++lag) {
        const auto at = static_cast<std::size_t>(lag);
        const double before = normal_[at - 1], here = normal_[at], after = normal_[at + 1];
        if (here >= before || here > after) continue;
        // The depth between the lags, or short periods would look shallower than their multiples.
        const double bend = before - 2 * here + after;
        const double depth =
            bend > 0 ? here - (before - after) * (before - after) / (8 * bend) : here;
        dips_[static_cast<std::size_t>(found++)] = {lag, std::max(depth, 0.0)};
    }
    return found;
}

int PitchDetector::chooseDip(int dips) noexcept {
    double deepest = dips_[0].depth;
    for (int k = 1; k < dips; ++k)
        deepest = std::min(deepest, dips_[static_cast<std::size_t>(k)].depth);
    int first = 0;
    while (dips_[static_cast<std::size_t>(first)].depth > deepest + kAsDeep) ++first;
    if (before_ <= 0) return first;
    int loyal = -1;
    for (int k = 0; k < dips; ++k) {
        const auto& dip = dips_[static_cast<std::size_t>(k)];
        if (std::abs(dip.lag - before_) > std::max(2.0, 0.15 * before_)) continue;
        if (loyal < 0 || dip.depth < dips_[static_cast<std::size_t>(loyal)].depth) loyal = k;
    }
    if (loyal == first) {
        doubted_ = 0;
        return first;
    }
    if (loyal < 0 || dips_[static_cast<std::size_t>(loyal)].depth > deepest + kLoyalty) {
        doubted_ = 0;
        return first;
    }
    if (++doubted_ < kDoubts) return loyal;
    doubted_ = 0;
    return first;
}

double PitchDetector::refine(int lag) noexcept {
    // The difference function at the full rate, over the same stretch, two low frames to either side.
    const int first = std::max(1, (lag - 2) * factor_);
    const int lags = 4 * factor_ + 1;
    const int window = window_ * factor_;
    const float* newest = full_.data() + full_.size() - (window_ + 4) * factor_;
    HWY_DYNAMIC_DISPATCH(runDifferences)(newest, window, first, lags, curve_.data());
    int best = 1;
    for (int k = 2; k + 1 < lags; ++k)
        if (curve_[static_cast<std::size_t>(k)] < curve_[static_cast<std::size_t>(best)]) best = k;
    const auto at = static_cast<std::size_t>(best);
    const double before = curve_[at - 1], here = curve_[at], after = curve_[at + 1];
    const double bend = before - 2 * here + after;
    const double offset = bend > 0 ? std::clamp(0.5 * (before - after) / bend, -1.0, 1.0) : 0;
    return first + best + offset;
}

} // namespace lacquer::dsp

#endif
