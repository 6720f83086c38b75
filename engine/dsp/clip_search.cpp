#include "engine/dsp/clip_search.h"

#include "engine/dsp/math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/clip_search.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// The lanes are neighbours in time, or neighbouring bins. Counts are multiples of 64.

void runWindow(const float* in, const float* window, float* out, int count) {
    for (int n = 0; n < count; n += kWidth) store(load(in + n) * load(window + n), out + n);
}

void runAddWindowed(const float* in, const float* window, float* sum, int count) {
    for (int n = 0; n < count; n += kWidth) store(fma(load(in + n), load(window + n), load(sum + n)), sum + n);
}

/// Powers of the bins, the highest of which it returns.
float runPowers(const float* spectrum, int bins, float* powers) {
    constexpr int kUnit = BlockTransform::kUnit;
    Floats most = setFloats(0);
    for (int unit = 0; unit < bins; unit += kUnit) {
        const float* const re = spectrum + 2 * unit;
        for (int n = 0; n < kUnit; n += kWidth) {
            const Floats a = load(re + n), b = load(re + kUnit + n);
            const Floats power = fma(a, a, b * b);
            most = max(most, power);
            store(power, powers + unit + n);
        }
    }
    alignas(64) float lanes[kWidth];
    store(most, lanes);
    float highest = 0;
    for (const float lane : lanes) highest = lane > highest ? lane : highest;
    return highest;
}

/// Each bin is turned down to scale · (1 − limit / P), P the mean of the powers in those of `rows` rows
/// that are there; none below 0.
void runShrink(float* spectrum, const float* powers, int bins, int rows, int there, float limit, float scale) {
    constexpr int kUnit = BlockTransform::kUnit;
    const Floats threshold = setFloats(limit * static_cast<float>(there)), all = setFloats(scale);
    for (int unit = 0; unit < bins; unit += kUnit) {
        float* const re = spectrum + 2 * unit;
        for (int n = 0; n < kUnit; n += kWidth) {
            Floats power = setFloats(1e-30f);
            for (int row = 0; row < rows; ++row) power = power + load(powers + row * bins + unit + n);
            const Floats kept = max(setFloats(0), fnma(threshold / power, all, all));
            store(load(re + n) * kept, re + n);
            store(load(re + kUnit + n) * kept, re + kUnit + n);
        }
    }
}

/// Per 64 samples, the power by which the good ones differ from what the spectra say of them.
void runMisses(const float* sum, const float* coverage, const float* value, const float* good, float* misses,
               int count) {
    // Sixteen sums whatever the width: the same order everywhere.
    constexpr int kSums = 16;
    for (int from = 0; from < count; from += 64) {
        alignas(64) float sums[kSums] = {};
        for (int n = 0; n < 64; n += kWidth) {
            float* const place = sums + n % kSums;
            const Floats miss = (load(sum + from + n) * load(coverage + from + n) - load(value + from + n)) *
                                load(good + from + n);
            store(fma(miss, miss, load(place)), place);
        }
        float power = 0;
        for (const float part : sums) power += part;
        *misses++ = power;
    }
}

/// What the spectra say, within the limits, and a push further for the next round. A clipped sample
/// (`side` ±1, good ones 0) of which they say u less than its value is most likely neither: it is a
/// Gaussian's mean over what lies beyond the value, `spread` being 2π times that Gaussian's variance,
/// one per 64 samples. The mean's inverse Mills ratio is Boyd's, within 1 % where u ≥ 0.
void runFit(const float* sum, const float* coverage, const float* value, const float* side, const float* spread,
            const float* low, const float* high, float push, float* now, float* trial, int count) {
    const Floats further = setFloats(push);
    const Floats two = setFloats(2), slope = setFloats(static_cast<float>((kPi - 2) * (kPi - 2)));
    const Floats perPi = setFloats(static_cast<float>(1 / kPi));
    for (int n = 0; n < count; n += kWidth) {
        const Floats said = load(sum + n) * load(coverage + n), way = load(side + n);
        const Floats less = way * (load(value + n) - said);
        const Floats beyond = fma(two, less, sqrt(fma(slope * less, less, setFloats(spread[n / 64])))) * perPi;
        const Floats fits = min(max(fma(way, max(beyond, setFloats(0)), said), load(low + n)), load(high + n));
        store(fma(further, fits - load(now + n), fits), trial + n);
        store(fits, now + n);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>
#include <numeric>

namespace lacquer::dsp {
namespace {

HWY_EXPORT(runWindow);
HWY_EXPORT(runAddWindowed);
HWY_EXPORT(runPowers);
HWY_EXPORT(runShrink);
HWY_EXPORT(runMisses);
HWY_EXPORT(runFit);

/// Last threshold in a frame's spectrum against its highest line.
constexpr double kLastThreshold = 2.5e-4;
/// A frame's first threshold is no less than that of one 40 dB under the loudest.
constexpr float kQuietest = 1e-4f;
/// Beyond this the momentum overshoots more than it hastens.
constexpr double kMostMomentum = 0.92;
/// What good samples miss is less than what clipped ones do, by this much.
constexpr double kMissesMore = 2;
/// Good samples tell of clipped ones this much of a block of 4096 before and after.
constexpr int kTellTale = 16;

std::size_t at(int n) { return static_cast<std::size_t>(n); }

} // namespace

ClipSearch::ClipSearch(const Shape& shape)
    : shape_(shape), hop_(shape.frame / 4), first_(std::max(0, shape.from - shape.frame + hop_)),
      frames_((shape.to - shape.frame - first_) / hop_ + 1), transform_(shape.frame / 2), window_(at(shape.frame)),
      samples_(at(shape.frame)), work_(at(shape.frame)), spectra_(at(frames_ * shape.frame)),
      powers_(at((frames_ + 2 * shape.neighbours) * shape.frame / 2)), low_(at(shape.span)), high_(at(shape.span)),
      value_(at(shape.span)), side_(at(shape.span)), good_(at(shape.span)), now_(at(shape.span)),
      trial_(at(shape.span)), sum_(at(shape.span)), coverage_(at(shape.span)), misses_(at(unitsSought())),
      told_(at(unitsSought() + 1)), spread_(at(unitsSought())), works_(at(frames_)), limits_(at(frames_)) {
    for (int n = 0; n < shape.frame; ++n)
        window_[at(n)] = static_cast<float>(sin(kPi * (n + 0.5) / shape.frame) * std::sqrt(0.5));
    falls_ = static_cast<float>(exp2(2 * log2(kLastThreshold) / (shape.rounds - 1)));
}

void ClipSearch::begin(const float* line, const char* marked) noexcept {
    const auto isSought = [&](int n) { return marked[n] && n >= shape_.from && n < shape_.to; };
    coverage_.fill(0);
    for (int frame = 0; frame < frames_; ++frame) {
        const int from = startOf(frame);
        works_[at(frame)] = false;
        for (int n = from; n < from + shape_.frame && !works_[at(frame)]; ++n) works_[at(frame)] = isSought(n);
        if (!works_[at(frame)]) continue;
        HWY_DYNAMIC_DISPATCH(runAddWindowed)(window_.data(), window_.data(), coverage_.data() + from, shape_.frame);
    }
    for (int n = 0; n < shape_.span; ++n) {
        const float value = line[n];
        const float covered = coverage_[at(n)];
        low_[at(n)] = high_[at(n)] = value_[at(n)] = now_[at(n)] = trial_[at(n)] = value;
        side_[at(n)] = 0;
        good_[at(n)] = covered > 0.5f && !marked[n] ? 1.0f : 0.0f;
        coverage_[at(n)] = covered > 0.01f ? 1 / covered : 0.0f;
        if (!isSought(n) || covered <= 0.01f) continue;
        side_[at(n)] = value > 0 ? 1.0f : -1.0f;
        (value > 0 ? high_ : low_)[at(n)] = kMostRise * value;
    }
    told_[0] = 0;
    for (int unit = 0; unit < unitsSought(); ++unit) {
        const float* const good = good_.data() + shape_.from + 64 * unit;
        told_[at(unit + 1)] = told_[at(unit)] + std::accumulate(good, good + 64, 0.0f);
    }
    momentum_ = 1;
    float loudest = 0;
    for (int frame = 0; frame < frames_; ++frame) {
        analyse(frame);
        loudest = std::max(loudest, limits_[at(frame)]);
    }
    for (float& limit : limits_) limit = 0.25f * std::max(limit, kQuietest * loudest);
}

void ClipSearch::analyse(int frame) noexcept {
    const int half = shape_.frame / 2;
    HWY_DYNAMIC_DISPATCH(runWindow)(trial_.data() + startOf(frame), window_.data(), samples_.data(), shape_.frame);
    transform_.spectrumOf(samples_.data(), samples_.data() + half, work_.data(), spectrum(frame));
    limits_[at(frame)] = HWY_DYNAMIC_DISPATCH(runPowers)(spectrum(frame), half, power(frame + shape_.neighbours));
}

void ClipSearch::putBack(int frame) noexcept {
    const int half = shape_.frame / 2;
    const int there = std::min(frame + shape_.neighbours, frames_ - 1) - std::max(frame - shape_.neighbours, 0) + 1;
    HWY_DYNAMIC_DISPATCH(runShrink)
    (spectrum(frame), power(frame), half, 2 * shape_.neighbours + 1, there, limits_[at(frame)], 1.0f / static_cast<float>(half));
    transform_.samplesOf(spectrum(frame), work_.data(), samples_.data(), samples_.data() + half);
    HWY_DYNAMIC_DISPATCH(runAddWindowed)
    (samples_.data(), window_.data(), sum_.data() + startOf(frame), shape_.frame);
}

void ClipSearch::round() noexcept {
    sum_.fill(0);
    for (int frame = 0; frame < frames_; ++frame) {
        if (!works_[at(frame)]) continue;
        const float limit = limits_[at(frame)];
        analyse(frame);
        limits_[at(frame)] = limit;
    }
    for (int frame = 0; frame < frames_; ++frame) {
        if (!works_[at(frame)]) continue;
        putBack(frame);
        limits_[at(frame)] *= falls_;
    }
    const double next = 0.5 * (1 + std::sqrt(1 + 4 * momentum_ * momentum_));
    const auto push = static_cast<float>(std::min((momentum_ - 1) / next, kMostMomentum));
    momentum_ = next;
    const int from = shape_.from;
    judge();
    HWY_DYNAMIC_DISPATCH(runFit)
    (sum_.data() + from, coverage_.data() + from, value_.data() + from, side_.data() + from, spread_.data(),
     low_.data() + from, high_.data() + from, push, now_.data() + from, trial_.data() + from, shape_.to - from);
}

/// How far off the spectra are about the clipped samples: as about the good ones around them.
void ClipSearch::judge() noexcept {
    const int from = shape_.from, units = unitsSought(), around = std::max(1, kTellTale * shape_.from / 4096);
    HWY_DYNAMIC_DISPATCH(runMisses)
    (sum_.data() + from, coverage_.data() + from, value_.data() + from, good_.data() + from, misses_.data(), shape_.to - from);
    constexpr double kScale = 2 * kPi * kMissesMore * kMissesMore;
    double power = 0;
    for (int unit = 0; unit < std::min(around, units); ++unit) power += misses_[at(unit)];
    for (int unit = 0; unit < units; ++unit) {
        if (unit + around < units) power += misses_[at(unit + around)];
        if (unit - around > 0) power -= misses_[at(unit - around - 1)];
        const float told = told_[at(std::min(units, unit + around + 1))] - told_[at(std::max(0, unit - around))];
        spread_[at(unit)] = static_cast<float>(kScale * std::max(power, 0.0) / std::max(told, 1.0f));
    }
}

} // namespace lacquer::dsp
#endif
