#include "engine/dsp/limiter_gain.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cstring>

namespace lacquer::dsp {

namespace {

/// A gain of 1 as a whole number. The sum of three means of up to 1300 values (20 ms at 192 kHz)
/// stays below 2^28 · 2^31.
constexpr double kOne = 268435456.0; // 2^28

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
      required_(powerOfTwoOver(delay + framesOf(kLongestHold, rate) + 5 * kQuantum), 1.0F),
      mask_(static_cast<std::uint32_t>(required_.size()) - 1),
      minimum_(delay + framesOf(kLongestHold, rate) + kQuantum + 2) {
    for (auto& mean : means_) mean.values.resize(static_cast<std::size_t>(delay / 3 + 2));
    setShape({.onset = delay / rate, .hold = 0, .release = 0.1, .slowRelease = 0.1, .slowOnset = 0.1});
    reset();
}

void LimiterGain::setShape(const LimiterShape& shape) noexcept {
    if (shape == shape_) return;
    const int onset = std::clamp(framesOf(shape.onset, rate_), 1, delay_);
    const int hold = std::max(framesOf(std::min(shape.hold, kLongestHold), rate_), kQuantum);
    const int window = onset + 1 + hold;
    release_.release = remainingAfterFrame(shape.release, rate_);
    release_.slowRelease = remainingAfterFrame(shape.slowRelease, rate_);
    release_.slowOnset = remainingAfterFrame(shape.slowOnset, rate_);
    shape_ = shape;
    if (onset == onset_ && window == window_) return;
    onset_ = onset;
    window_ = window;
    // What is still to come is known: the window of the new length is filled with it.
    minimum_.restart(window_);
    alignas(64) float known[kQuantum];
    for (int quanta = window_ / kQuantum + 2; quanta > 0; --quanta) {
        readRequired(delay_ - onset_ + quanta * kQuantum, known);
        minimum_.process(known, known);
    }
    startMeans(gain_);
}

/// A quantum from the value that came `ago` frames before the next quantum.
void LimiterGain::readRequired(int ago, float* out) const noexcept {
    const std::size_t from = (now_ - static_cast<std::uint32_t>(ago)) & mask_;
    if (const std::size_t first = required_.size() - from; first >= kQuantum) {
        std::memcpy(out, required_.data() + from, kQuantum * sizeof(float));
    } else {
        std::memcpy(out, required_.data() + from, first * sizeof(float));
        std::memcpy(out + first, required_.data(), (kQuantum - first) * sizeof(float));
    }
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

void LimiterGain::process(const float* required, float lowestRequired, float* gains) noexcept {
    const bool asks = lowestRequired < 1;
    const int settled = window_ + delay_, longest = longestMemory();
    std::memcpy(required_.data() + (now_ & mask_), required, kQuantum * sizeof(float));
    now_ += kQuantum;
    if (!asks && atUnity_ >= settled) {
        std::fill_n(gains, kQuantum, 1.0F);
        atUnity_ = std::min(atUnity_ + kQuantum, longest);
        return;
    }
    alignas(64) float lowest[kQuantum];
    readRequired(delay_ - onset_ + kQuantum, lowest);
    minimum_.process(lowest, lowest);
    alignas(64) std::int64_t targets[kQuantum];
    const double lowestTarget = release_.process(lowest, kOne, targets);
    for (auto& mean : means_) mean.process(targets);
    for (int i = 0; i < kQuantum; ++i)
        gains[i] = static_cast<float>(static_cast<double>(targets[i]) * scale_);
    gain_ = gains[kQuantum - 1];
    atUnity_ = !asks && lowestTarget == 1 ? std::min(atUnity_ + kQuantum, longest) : 0;
}

/// Frames that any shape may look back over, at most.
int LimiterGain::longestMemory() const noexcept {
    return 2 * delay_ + framesOf(kLongestHold, rate_) + 2 * kQuantum;
}

void LimiterGain::reset() noexcept {
    std::ranges::fill(required_, 1.0F);
    minimum_.restart(window_);
    now_ = 0;
    release_.fast = release_.slow = 1;
    gain_ = 1;
    // As long as any shape may look back: one that is set later begins as this one does.
    atUnity_ = longestMemory();
    startMeans(1);
}

} // namespace lacquer::dsp
