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

/// Each bin is turned down to scale · (1 − limit / P), P the sum of `rows` powers; none below 0.
void runShrink(float* spectrum, const float* powers, int bins, int rows, float limit, float scale) {
    constexpr int kUnit = BlockTransform::kUnit;
    const Floats threshold = setFloats(limit * static_cast<float>(rows)), all = setFloats(scale);
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

void runFit(const float* sum, const float* coverage, const float* low, const float* high, float push, float* now,
            float* trial, int count) {
    const Floats further = setFloats(push);
    for (int n = 0; n < count; n += kWidth) {
        const Floats fits = min(max(load(sum + n) * load(coverage + n), load(low + n)), load(high + n));
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

namespace lacquer::dsp {
namespace {

HWY_EXPORT(runWindow);
HWY_EXPORT(runAddWindowed);
HWY_EXPORT(runPowers);
HWY_EXPORT(runShrink);
HWY_EXPORT(runFit);

/// Last threshold in a frame's spectrum against its highest line.
constexpr double kLastThreshold = 2.5e-4;
/// A frame's first threshold is no less than that of one 40 dB under the loudest.
constexpr float kQuietest = 1e-4f;
/// Beyond this the momentum overshoots more than it hastens.
constexpr double kMostMomentum = 0.92;

std::size_t at(int n) { return static_cast<std::size_t>(n); }

} // namespace

ClipSearch::ClipSearch(const Shape& shape)
    : shape_(shape), hop_(shape.frame / 4), first_(std::max(0, shape.from - shape.frame + hop_)),
      frames_((shape.to - shape.frame - first_) / hop_ + 1), transform_(shape.frame / 2), window_(at(shape.frame)),
      samples_(at(shape.frame)), work_(at(shape.frame)), spectra_(at(frames_ * shape.frame)),
      powers_(at((frames_ + 2 * shape.neighbours) * shape.frame / 2)), low_(at(shape.span)), high_(at(shape.span)),
      now_(at(shape.span)), trial_(at(shape.span)), sum_(at(shape.span)), coverage_(at(shape.span)),
      works_(at(frames_)), limits_(at(frames_)) {
    for (int n = 0; n < shape.frame; ++n)
        window_[at(n)] = static_cast<float>(sin(kPi * (n + 0.5) / shape.frame) * std::sqrt(0.5));
    // Four squared windows add up to 1; at the ends there are fewer.
    for (int frame = 0; frame < frames_; ++frame)
        for (int n = 0; n < shape.frame; ++n) coverage_[at(startOf(frame) + n)] += window_[at(n)] * window_[at(n)];
    for (float& value : coverage_) value = value > 0.01f ? 1 / value : 0.0f;
    falls_ = static_cast<float>(exp2(2 * log2(kLastThreshold) / (shape.rounds - 1)));
}

void ClipSearch::begin(const float* line, const char* marked) noexcept {
    for (int n = 0; n < shape_.span; ++n) {
        const float value = line[n];
        low_[at(n)] = high_[at(n)] = now_[at(n)] = trial_[at(n)] = value;
        if (!marked[n] || n < shape_.from || n >= shape_.to || coverage_[at(n)] == 0) continue;
        if (value > 0) high_[at(n)] = kMostRise * value;
        else low_[at(n)] = kMostRise * value;
    }
    momentum_ = 1;
    float loudest = 0;
    for (int frame = 0; frame < frames_; ++frame) {
        const int from = startOf(frame);
        works_[at(frame)] = false;
        for (int n = from; n < from + shape_.frame; ++n)
            if (low_[at(n)] != high_[at(n)]) works_[at(frame)] = true;
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
    HWY_DYNAMIC_DISPATCH(runShrink)
    (spectrum(frame), power(frame), half, 2 * shape_.neighbours + 1, limits_[at(frame)], 1.0f / static_cast<float>(half));
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
    HWY_DYNAMIC_DISPATCH(runFit)
    (sum_.data() + from, coverage_.data() + from, low_.data() + from, high_.data() + from, push, now_.data() + from,
     trial_.data() + from, shape_.to - from);
}

} // namespace lacquer::dsp
#endif
