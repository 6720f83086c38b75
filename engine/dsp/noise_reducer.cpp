#include "engine/dsp/noise_reducer.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>
#include <cstring>

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

/// The exponential integral E1(x), x > 0: Abramowitz & Stegun 5.1.53 and 5.1.56, error under 5e-5
/// relative.
double exponentialIntegral(double x) noexcept {
    if (x < 1)
        return -log(x) - 0.57721566 +
               x * (0.99999193 + x * (-0.24991055 + x * (0.05519968 + x * (-0.00976004 + x * 0.00107857))));
    const double above = 0.2677737343 + x * (8.6347608925 + x * (18.0590169730 + x * (8.5733287401 + x)));
    const double below = 3.9584969228 + x * (21.0996530827 + x * (25.6329561486 + x * (9.5733223454 + x)));
    return exp(-x) * above / (x * below);
}

} // namespace

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
    for (auto* memory : {&power_, &profile_, &learned_, &gain_, &raw_, &before_, &prior_, &smoothed_}) memory->resize(bins);
    running_.resize(bins + 1);
    window_.resize(frame);
    for (std::size_t n = 0; n < frame; ++n)
        window_[n] = static_cast<float>(0.5 - 0.5 * cos(2 * kPi * static_cast<double>(n) / static_cast<double>(frame)));
}

void NoiseReducer::setProfile(const std::vector<float>& power) noexcept {
    hasProfile_ = power.size() == profile_.size();
    if (hasProfile_) std::copy(power.begin(), power.end(), profile_.begin());
}

void NoiseReducer::rest() noexcept {
    for (int side = 0; side < kStripLanes; ++side) {
        std::fill(line_[side].begin(), line_[side].end(), 0.0f);
        std::fill(sum_[side].begin(), sum_[side].end(), 0.0f);
        std::fill(ready_[side].begin(), ready_[side].end(), 0.0f);
    }
    std::fill(before_.begin(), before_.end(), 0.0f);
    std::fill(smoothed_.begin(), smoothed_.end(), 0.0f);
    estimate_.rest();
    filled_ = 0;
}

void NoiseReducer::reset() noexcept {
    rest();
    std::fill(learned_.begin(), learned_.end(), 0.0f);
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
    for (std::size_t k = 0; k < power_.size(); ++k) learned_[k] += share * (power_[k] - learned_[k]);
}

float NoiseReducer::gain(float prior, float posterior) noexcept {
    const double wiener = static_cast<double>(prior) / (1 + static_cast<double>(prior));
    const double v = std::clamp(wiener * posterior, 1e-8, 500.0);
    return static_cast<float>(wiener * exp(0.5 * exponentialIntegral(v)));
}

void NoiseReducer::decide(const NoiseReduction& controls) noexcept {
    const float floor = static_cast<float>(gainOfDecibels(-controls.reduction));
    if (controls.reduction <= 0) {
        std::fill(gain_.begin(), gain_.end(), 1.0f);
        std::fill(before_.begin(), before_.end(), 0.0f);
        return;
    }
    const float* noise = estimate_.noise();
    if (learnedFrames_ >= kLeastFrames) noise = learned_.data();
    else if (hasProfile_) noise = profile_.data();
    // As a power: twice the decibels of an amplitude.
    const float counts = static_cast<float>(gainOfDecibels(2 * (12.0 * controls.sensitivity - 6.0)));
    for (std::size_t k = 0; k < gain_.size(); ++k) {
        const float level = counts * noise[k] + 1e-20f;
        const float posterior = std::min(power_[k] / level, 1e6f);
        prior_[k] = std::max(kMemory * before_[k] / level + (1 - kMemory) * std::max(posterior - 1, 0.0f), kLeastPrior);
        raw_[k] = posterior;
        smoothed_[k] += kPresenceFollow * (prior_[k] - smoothed_[k]);
    }
    const double log2Floor = log2(floor);
    const int count = static_cast<int>(gain_.size());
    for (int k = 0; k < count; ++k) {
        const auto at = static_cast<std::size_t>(k);
        const float posterior = raw_[at];
        const float clean = std::min(gain(prior_[at], posterior), 1.0f);
        // Something sounds here when the neighbourhood says so, too.
        float local = 0;
        for (int away = -1; away <= 1; ++away) local += smoothed_[static_cast<std::size_t>(std::clamp(k + away, 0, count - 1))];
        const double expected = std::clamp((log2(local / 3.0) - kAbsentPrior) / (kPresentPrior - kAbsentPrior), 0.001, 0.999);
        const double v = std::min(200.0, static_cast<double>(posterior) * prior_[at] / (1 + prior_[at]));
        const double sounds = 1 / (1 + (1 - expected) / expected * (1 + prior_[at]) * exp(-v));
        before_[at] = clean * clean * power_[at];
        const double both = sounds * log2(std::max(clean, 1e-6f)) + (1 - sounds) * log2Floor;
        raw_[at] = std::max(static_cast<float>(exp2(both)), floor);
    }
    smooth();
}

void NoiseReducer::smooth() noexcept {
    double all = 1e-30, kept = 0;
    running_[0] = 0;
    for (std::size_t k = 0; k < raw_.size(); ++k) {
        all += power_[k];
        kept += static_cast<double>(raw_[k]) * raw_[k] * power_[k];
        running_[k + 1] = running_[k] + raw_[k];
    }
    const double left = kept / all;
    const int reach = left >= kSmoothUnder ? 0 : static_cast<int>((1 - left / kSmoothUnder) * kSmoothMost + 0.5);
    const int count = static_cast<int>(raw_.size());
    for (int k = 0; k < count; ++k) {
        const int from = std::max(0, k - reach), to = std::min(count, k + reach + 1);
        const double mean = (running_[static_cast<std::size_t>(to)] - running_[static_cast<std::size_t>(from)]) / (to - from);
        gain_[static_cast<std::size_t>(k)] = static_cast<float>(mean);
    }
}

} // namespace lacquer::dsp
