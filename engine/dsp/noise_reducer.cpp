#include "engine/dsp/noise_reducer.h"

#include "engine/dsp/math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/noise_reducer.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

#ifndef LACQUER_NOISE_REDUCER_CONSTANTS
#define LACQUER_NOISE_REDUCER_CONSTANTS
namespace lacquer::dsp {
namespace {

/// Share of the last frame in the signal-to-noise ratio a priori (decision-directed).
constexpr float kMemory = 0.98f;
constexpr float kLeastPrior = 0.00316f; // −25 dB
/// How quickly the smoothed ratio a priori follows, and between which values of it (base-2 logarithm;
/// −10 and −5 dB) it goes from noise alone to something that sounds.
constexpr float kPresenceFollow = 0.3f;
constexpr double kAbsentPrior = -3.3219, kPresentPrior = -1.6610;
/// Fewer frames than this teach nothing.
constexpr long kLeastFrames = 8;
/// Share of the power that is left under which the gains are smoothed, and over how many bins at most.
constexpr double kSmoothUnder = 0.4;
constexpr int kSmoothMost = 10;
constexpr float kE = 1.44269504f; ///< log2 e

} // namespace
} // namespace lacquer::dsp
#endif

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// Here the lanes are neighbouring bins. Counts are multiples of 16.

/// The exponential integral E1(x), x > 0: Abramowitz & Stegun 5.1.53 and 5.1.56, error under 5e-5
/// relative.
HWY_INLINE Floats exponentialIntegral(Floats x) {
    Floats p = setFloats(0.00107857f);
    for (const float a : {-0.00976004f, 0.05519968f, -0.24991055f, 0.99999193f, -0.57721566f}) p = fma(p, x, setFloats(a));
    const Floats low = fma(log2(x), setFloats(-0.693147181f), p);
    Floats above = setFloats(1.0f), below = setFloats(1.0f);
    for (const float a : {8.5733287401f, 18.0590169730f, 8.6347608925f, 0.2677737343f}) above = fma(above, x, setFloats(a));
    for (const float a : {9.5733223454f, 25.6329561486f, 21.0996530827f, 3.9584969228f}) below = fma(below, x, setFloats(a));
    const Floats high = exp2(x * setFloats(-kE)) * above / (x * below);
    return select(x < setFloats(1.0f), low, high);
}

HWY_INLINE Floats spectralGain(Floats prior, Floats posterior) {
    const Floats wiener = prior / (setFloats(1.0f) + prior);
    const Floats v = clamp(wiener * posterior, setFloats(1e-8f), setFloats(80.0f));
    return wiener * exp2(exponentialIntegral(v) * setFloats(0.5f * kE));
}

void runGain(float prior, float posterior, float* gain) {
    alignas(64) float out[kWidth];
    store(spectralGain(setFloats(prior), setFloats(posterior)), out);
    *gain = out[0];
}

/// Signal-to-noise ratios a priori and a posteriori; `smoothed` begins one bin early.
void runRatios(const float* power, const float* noise, const float* before, float counts, float* prior, float* posterior,
               float* smoothed, int count) {
    for (int k = 0; k < count; k += kWidth) {
        const Floats level = fma(setFloats(counts), load(noise + k), setFloats(1e-20f));
        const Floats over = min(load(power + k) / level, setFloats(1e6f));
        const Floats now = max(over - setFloats(1.0f), setFloats(0.0f)) * setFloats(1 - kMemory);
        const Floats first = max(fma(setFloats(kMemory), load(before + k) / level, now), setFloats(kLeastPrior));
        store(first, prior + k);
        store(over, posterior + k);
        const Floats was = load(smoothed + 1 + k);
        store(fma(setFloats(kPresenceFollow), first - was, was), smoothed + 1 + k);
    }
}

/// `gain` comes in as the ratio a posteriori.
void runGains(const float* power, const float* prior, const float* smoothed, float floor, float log2Floor, float* before,
              float* gain, int count) {
    const Floats one = setFloats(1.0f), least = setFloats(floor);
    constexpr auto kScale = static_cast<float>(1 / (kPresentPrior - kAbsentPrior));
    constexpr auto kShift = static_cast<float>(-kAbsentPrior);
    for (int k = 0; k < count; k += kWidth) {
        const Floats posterior = load(gain + k), first = load(prior + k);
        const Floats clean = min(spectralGain(first, posterior), one);
        // Something sounds here when the neighbourhood says so, too.
        const Floats local = (load(smoothed + k) + load(smoothed + k + 1) + load(smoothed + k + 2)) * setFloats(1.0f / 3);
        const Floats expected = clamp((log2(local) + setFloats(kShift)) * setFloats(kScale), setFloats(0.001f), setFloats(0.999f));
        const Floats more = one + first;
        const Floats v = min(posterior * first / more, setFloats(80.0f));
        const Floats sounds = one / fma((one - expected) / expected * more, exp2(v * setFloats(-kE)), one);
        store(clean * clean * load(power + k), before + k);
        const Floats absent = setFloats(log2Floor);
        const Floats both = fma(sounds, log2(max(clean, setFloats(1e-6f))) - absent, absent);
        store(max(exp2(both), least), gain + k);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>
#include <cstring>

namespace lacquer::dsp {

HWY_EXPORT(runGain);
HWY_EXPORT(runRatios);
HWY_EXPORT(runGains);

NoiseReducer::NoiseReducer(double rate)
    : frame_(frameOf(rate)), hop_(frame_ / 4), fft_(frame_), estimate_(fft_.bins(), rate / hop_),
      samples_(static_cast<std::size_t>(frame_)) {
    const auto frame = static_cast<std::size_t>(frame_), bins = static_cast<std::size_t>(fft_.bins());
    for (int side = 0; side < kStripLanes; ++side) {
        line_[side].resize(frame);
        sum_[side].resize(frame);
        ready_[side].resize(static_cast<std::size_t>(hop_));
        bins_[side] = AlignedMemory<std::complex<float>>(bins);
    }
    const auto padded = static_cast<std::size_t>(NoiseEstimate::padded(fft_.bins()));
    for (auto* memory : {&power_, &profile_, &learned_, &gain_, &raw_, &before_, &prior_}) *memory = AlignedMemory<float>(padded);
    smoothed_ = AlignedMemory<float>(padded + 16);
    running_.resize(bins + 1);
    window_.resize(frame);
    for (std::size_t n = 0; n < frame; ++n)
        window_[n] = static_cast<float>(0.5 - 0.5 * cos(2 * kPi * static_cast<double>(n) / static_cast<double>(frame)));
}

void NoiseReducer::setProfile(const std::vector<float>& power) noexcept {
    hasProfile_ = power.size() == static_cast<std::size_t>(bins());
    if (hasProfile_) std::copy(power.begin(), power.end(), profile_.begin());
}

void NoiseReducer::rest() noexcept {
    for (int side = 0; side < kStripLanes; ++side) {
        std::fill(line_[side].begin(), line_[side].end(), 0.0f);
        std::fill(sum_[side].begin(), sum_[side].end(), 0.0f);
        std::fill(ready_[side].begin(), ready_[side].end(), 0.0f);
    }
    before_.fill(0.0f);
    smoothed_.fill(0.0f);
    estimate_.rest();
    filled_ = 0;
}

void NoiseReducer::reset() noexcept {
    rest();
    learned_.fill(0.0f);
    learnedFrames_ = 0;
    estimate_.reset();
}

void NoiseReducer::process(float* left, float* right, const NoiseReduction& controls) noexcept {
    float* const sides[] = {left, right};
    for (int side = 0; side < kStripLanes; ++side) {
        std::memcpy(line_[side].data() + frame_ - hop_ + filled_, sides[side], kQuantum * sizeof(float));
        std::memcpy(sides[side], ready_[side].data() + filled_, kQuantum * sizeof(float));
    }
    filled_ += kQuantum;
    if (filled_ == hop_) {
        reduce(controls);
        filled_ = 0;
    }
}

void NoiseReducer::reduce(const NoiseReduction& controls) noexcept {
    const auto bins = static_cast<std::size_t>(fft_.bins());
    for (int side = 0; side < kStripLanes; ++side) {
        for (std::size_t n = 0; n < window_.size(); ++n) samples_[n] = line_[side][n] * window_[n];
        fft_.forward(samples_.data(), bins_[side].data());
        for (std::size_t k = 0; k < bins; ++k) {
            const float re = bins_[side][k].real(), im = bins_[side][k].imag();
            power_[k] = (side == 0 ? 0.0f : power_[k]) + 0.5f * (re * re + im * im);
        }
    }
    if (controls.learning) learn();
    estimate_.follow(power_.data());
    decide(controls);
    // Hann twice at a quarter's hop adds up to 1.5.
    const float scale = 1.0f / (1.5f * static_cast<float>(frame_));
    const auto hop = static_cast<std::size_t>(hop_);
    for (int side = 0; side < kStripLanes; ++side) {
        for (std::size_t k = 0; k < bins; ++k) bins_[side][k] *= gain_[k];
        fft_.inverse(bins_[side].data(), samples_.data());
        float* const sum = sum_[side].data();
        float* const line = line_[side].data();
        for (std::size_t n = 0; n < window_.size(); ++n) sum[n] += samples_[n] * (window_[n] * scale);
        for (std::size_t n = 0; n < hop; ++n) ready_[side][n] = controls.residue ? line[n] - sum[n] : sum[n];
        const std::size_t rest = window_.size() - hop;
        std::memmove(line, line + hop, rest * sizeof(float));
        std::memmove(sum, sum + hop, rest * sizeof(float));
        std::fill(sum + rest, sum + window_.size(), 0.0f);
    }
}

void NoiseReducer::learn() noexcept {
    ++learnedFrames_;
    const float share = 1.0f / static_cast<float>(learnedFrames_);
    for (std::size_t k = 0; k < static_cast<std::size_t>(bins()); ++k) learned_[k] += share * (power_[k] - learned_[k]);
}

float NoiseReducer::gain(float prior, float posterior) noexcept {
    float result = 0;
    HWY_DYNAMIC_DISPATCH(runGain)(prior, posterior, &result);
    return result;
}

void NoiseReducer::decide(const NoiseReduction& controls) noexcept {
    const float floor = static_cast<float>(gainOfDecibels(-controls.reduction));
    if (controls.reduction <= 0) {
        gain_.fill(1.0f);
        before_.fill(0.0f);
        return;
    }
    const float* noise = estimate_.noise();
    if (learnedFrames_ >= kLeastFrames) noise = learned_.data();
    else if (hasProfile_) noise = profile_.data();
    // As a power: twice the decibels of an amplitude.
    const float counts = static_cast<float>(gainOfDecibels(2 * (12.0 * controls.sensitivity - 6.0)));
    const int count = NoiseEstimate::padded(bins());
    HWY_DYNAMIC_DISPATCH(runRatios)
    (power_.data(), noise, before_.data(), counts, prior_.data(), raw_.data(), smoothed_.data(), count);
    const auto last = static_cast<std::size_t>(bins());
    smoothed_[0] = smoothed_[1];
    smoothed_[last + 1] = smoothed_[last];
    HWY_DYNAMIC_DISPATCH(runGains)
    (power_.data(), prior_.data(), smoothed_.data(), floor, static_cast<float>(log2(floor)), before_.data(), raw_.data(), count);
    smooth();
}

void NoiseReducer::smooth() noexcept {
    const int count = bins();
    double all = 1e-30, kept = 0;
    running_[0] = 0;
    for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k) {
        all += power_[k];
        kept += static_cast<double>(raw_[k]) * raw_[k] * power_[k];
        running_[k + 1] = running_[k] + raw_[k];
    }
    const double left = kept / all;
    const int reach = left >= kSmoothUnder ? 0 : static_cast<int>((1 - left / kSmoothUnder) * kSmoothMost + 0.5);
    if (reach == 0) {
        std::copy_n(raw_.data(), count, gain_.data());
        return;
    }
    const double share = 1.0 / (2 * reach + 1);
    for (int k = 0; k < count; ++k) {
        const int from = std::max(0, k - reach), to = std::min(count, k + reach + 1);
        const double sum = running_[static_cast<std::size_t>(to)] - running_[static_cast<std::size_t>(from)];
        gain_[static_cast<std::size_t>(k)] = static_cast<float>(to - from == 2 * reach + 1 ? sum * share : sum / (to - from));
    }
}

} // namespace lacquer::dsp
#endif
