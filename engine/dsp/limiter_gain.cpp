#include "engine/dsp/limiter_gain.h"

#include "engine/dsp/math.h"

#include <algorithm>

namespace lacquer::dsp {

namespace {

/// A gain of 1 as a whole number. The sum of three means of up to 1300 values (20 ms at 192 kHz)
/// stays below 2^28 · 2^31.
constexpr double kOne = 268435456.0; // 2^28

/// Nearer to its goal than this (0.000001 dB) a release has arrived.
constexpr double kArrived = 1e-7;

int framesOf(double seconds, double rate) { return static_cast<int>(seconds * rate + 0.5); }

double remainingAfterFrame(double timeConstant, double rate) {
    return exp(-1.0 / std::max(timeConstant * rate, 1.0));
}

std::uint32_t powerOfTwoOver(int frames) {
    std::uint32_t capacity = kQuantum;
    while (capacity < static_cast<std::uint32_t>(frames)) capacity *= 2;
    return capacity;
}

} // namespace

void LimiterGain::Mean::fill(std::int64_t value) noexcept {
    std::fill_n(values.begin(), length, value);
    sum = value * length;
    position = 0;
}

void LimiterGain::Mean::process(std::int64_t* data) noexcept {
    int done = 0;
    while (done < kQuantum) {
        const int now = std::min(kQuantum - done, length - position);
        std::int64_t* const old = values.data() + position;
        std::int64_t running = sum;
        for (int i = 0; i < now; ++i) {
            const std::int64_t value = data[done + i];
            running += value - old[i];
            old[i] = value;
            data[done + i] = running;
        }
        sum = running;
        done += now;
        position = position + now == length ? 0 : position + now;
    }
}

LimiterGain::LimiterGain(double rate, int delay)
    : rate_(rate), delay_(delay),
      required_(powerOfTwoOver(delay + framesOf(kLongestHold, rate) + 2 * kQuantum), 1.0F),
      mask_(static_cast<std::uint32_t>(required_.size()) - 1),
      minimum_(delay + framesOf(kLongestHold, rate) + 2) {
    for (auto& mean : means_) mean.values.resize(static_cast<std::size_t>(delay / 3 + 2));
    setShape({.onset = delay / rate, .hold = 0, .release = 0.1, .slowRelease = 0.1, .slowOnset = 0.1});
    reset();
}

void LimiterGain::setShape(const LimiterShape& shape) noexcept {
    if (shape == shape_) return;
    const int onset = std::clamp(framesOf(shape.onset, rate_), 1, delay_);
    const int window = onset + 1 + framesOf(std::min(shape.hold, kLongestHold), rate_);
    release_ = remainingAfterFrame(shape.release, rate_);
    slowRelease_ = remainingAfterFrame(shape.slowRelease, rate_);
    slowOnset_ = remainingAfterFrame(shape.slowOnset, rate_);
    shape_ = shape;
    if (onset == onset_ && window == window_) return;
    onset_ = onset;
    window_ = window;
    // What is still to come is known: the window of the new length is filled with it.
    minimum_.restart(window_);
    for (int ago = delay_ - onset_ + window_; ago > delay_ - onset_; --ago) {
        const float known = requiredAgo(ago - 1);
        float unused;
        minimum_.process(&known, &unused, 1);
    }
    startMeans(gain_);
}

float LimiterGain::requiredAgo(int frames) const noexcept {
    return required_[(now_ - static_cast<std::uint32_t>(frames)) & mask_];
}

void LimiterGain::startMeans(double gain) noexcept {
    // Three lengths that differ as little as possible, with length1 + length2 + length3 - 2 taps.
    const int taps = onset_ + 3;
    double product = 1;
    double whole = kOne * gain;
    for (int i = 0; i < 3; ++i) {
        auto& mean = means_[static_cast<std::size_t>(i)];
        mean.length = std::max(1, (taps + i) / 3);
        mean.fill(static_cast<std::int64_t>(whole));
        whole *= mean.length;
        product *= mean.length;
    }
    scale_ = 1.0 / (kOne * product);
}

void LimiterGain::process(const float* required, float* gains) noexcept {
    const bool asks = *std::min_element(required, required + kQuantum) < 1;
    const int settled = window_ + delay_;
    if (!asks && atUnity_ >= settled) {
        for (int i = 0; i < kQuantum; ++i) required_[++now_ & mask_] = 1;
        std::fill_n(gains, kQuantum, 1.0F);
        return;
    }
    alignas(64) float lowest[kQuantum];
    for (int i = 0; i < kQuantum; ++i) {
        required_[++now_ & mask_] = required[i];
        lowest[i] = requiredAgo(delay_ - onset_);
    }
    minimum_.process(lowest, lowest, kQuantum);

    alignas(64) std::int64_t targets[kQuantum];
    double fast = fast_, slow = slow_, lowestTarget = 1;
    for (int i = 0; i < kQuantum; ++i) {
        // Down at once, up by the release; what has nearly arrived has arrived.
        const double goal = lowest[i];
        const double above = fast - goal;
        fast = goal + above * (above > -kArrived ? 0.0 : release_);
        const double slowAbove = slow - fast;
        const double rising = slowAbove > -kArrived ? 0.0 : slowRelease_;
        slow = fast + slowAbove * (slowAbove > 0 ? slowOnset_ : rising);
        const double target = fast < slow ? fast : slow;
        lowestTarget = target < lowestTarget ? target : lowestTarget;
        targets[i] = static_cast<std::int64_t>(target * kOne);
    }
    fast_ = fast;
    slow_ = slow;
    for (auto& mean : means_) mean.process(targets);
    for (int i = 0; i < kQuantum; ++i)
        gains[i] = static_cast<float>(static_cast<double>(targets[i]) * scale_);
    gain_ = gains[kQuantum - 1];
    atUnity_ = !asks && lowestTarget == 1 ? std::min(atUnity_ + kQuantum, settled) : 0;
}

void LimiterGain::reset() noexcept {
    std::ranges::fill(required_, 1.0F);
    minimum_.restart(window_);
    now_ = 0;
    fast_ = slow_ = 1;
    gain_ = 1;
    atUnity_ = window_ + delay_;
    startMeans(1);
}

} // namespace lacquer::dsp
