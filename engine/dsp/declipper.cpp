#include "engine/dsp/declipper.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lacquer::dsp {
namespace {

/// Last threshold in the spectrum against the first.
constexpr double kLastThreshold = 1e-3;
constexpr float kMostRise = 4;
/// Samples of a flat top are this close: rounding of what was clipped, and a step of 16 bits.
constexpr float kFlatRelative = 2e-5f, kFlatAbsolute = 3.1e-5f;
constexpr float kEdge = 10;
constexpr int kFewest = 4;
/// Beyond this the momentum overshoots more than it hastens.
constexpr double kMostMomentum = 0.92;

} // namespace

Declipper::Declipper(double rate)
    : frame_(frameOf(rate)), hop_(frame_ / 4), rounds_(frame_ > 4096 ? 32 : 48), fft_(frame_),
      trial_(static_cast<std::size_t>(frame_)), shrunk_(static_cast<std::size_t>(frame_)),
      bins_(static_cast<std::size_t>(frame_ / 2 + 1)) {
    const auto frame = static_cast<std::size_t>(frame_), hop = static_cast<std::size_t>(hop_);
    line_.resize(frame + hop);
    marked_.resize(frame + hop);
    ready_.resize(hop);
    for (auto* memory : {&sum_, &window_, &low_, &high_, &now_}) memory->resize(frame);
    for (std::size_t n = 0; n < frame; ++n)
        window_[n] = static_cast<float>(sin(kPi * (static_cast<double>(n) + 0.5) / static_cast<double>(frame)));
    falls_ = static_cast<float>(exp2(2 * log2(kLastThreshold) / (rounds_ - 1)));
}

void Declipper::reset() noexcept {
    for (auto* memory : {&line_, &sum_, &ready_}) std::fill(memory->begin(), memory->end(), 0.0f);
    std::fill(marked_.begin(), marked_.end(), char{0});
    filled_ = roundsDone_ = 0;
    works_ = false;
    level_[0] = level_[1] = 0;
}

void Declipper::process(float* samples, float threshold) noexcept {
    std::memcpy(line_.data() + frame_ + filled_, samples, kQuantum * sizeof(float));
    std::memcpy(samples, ready_.data() + filled_, kQuantum * sizeof(float));
    filled_ += kQuantum;
    if (works_)
        for (; roundsDone_ < rounds_ * filled_ / hop_; ++roundsDone_) round();
    if (filled_ == hop_) finishHop(threshold);
}

void Declipper::finishHop(float threshold) noexcept {
    const auto frame = static_cast<std::size_t>(frame_), hop = static_cast<std::size_t>(hop_);
    if (works_) add();
    // Four windows squared add up to 2.
    for (std::size_t n = 0; n < hop; ++n) {
        const float was = line_[n];
        ready_[n] = marked_[n] ? std::clamp(0.5f * sum_[n], -kMostRise * std::fabs(was), kMostRise * std::fabs(was)) : was;
    }
    mark(threshold);
    std::memmove(line_.data(), line_.data() + hop, frame * sizeof(float));
    std::memmove(marked_.data(), marked_.data() + hop, frame);
    std::memmove(sum_.data(), sum_.data() + hop, (frame - hop) * sizeof(float));
    std::fill(sum_.end() - hop_, sum_.end(), 0.0f);
    filled_ = 0;
    works_ = std::find(marked_.begin(), marked_.begin() + frame_, char{1}) != marked_.begin() + frame_;
    if (works_) begin();
}

/// Finds what is clipped in the hop that came in last.
void Declipper::mark(float threshold) noexcept {
    const float* const fresh = line_.data() + frame_;
    char* const marks = marked_.data() + frame_;
    std::fill(marks, marks + hop_, char{0});
    for (int half = 0; half < 2; ++half) {
        const float sign = half == 0 ? 1.0f : -1.0f;
        float least = threshold;
        if (threshold <= 0) {
            float highest = 0;
            for (int n = 0; n < hop_; ++n) highest = std::max(highest, sign * fresh[n]);
            const float close = kFlatRelative * highest + kFlatAbsolute;
            // A sample above shows that the level was none, or is no more.
            if (highest > level_[half] + close) level_[half] = 0;
            const float top = flatTop(sign, highest);
            if (top > 0) level_[half] = top;
            if (level_[half] <= 0) continue;
            least = level_[half] - close;
        }
        for (int n = 0; n < hop_; ++n)
            if (sign * fresh[n] >= least) marks[n] = 1;
    }
}

/// The level at which the highest samples of the new hop form a flat top, 0 when they form none. Of a
/// round top twice as many samples lie ten steps under it as within one; of a cut one hardly any do.
float Declipper::flatTop(float sign, float highest) const noexcept {
    const float close = kFlatRelative * highest + kFlatAbsolute;
    if (highest < 10 * kEdge * close) return 0;
    int top = 0, under = 0;
    for (int n = frame_; n < frame_ + hop_; ++n) {
        const float depth = highest - sign * line_[static_cast<std::size_t>(n)];
        if (depth <= close) ++top;
        else if (depth <= kEdge * close) ++under;
    }
    return top >= kFewest && top >= 4 * under ? highest : 0;
}

void Declipper::begin() noexcept {
    for (std::size_t n = 0; n < static_cast<std::size_t>(frame_); ++n) {
        const float value = line_[n] * window_[n];
        low_[n] = high_[n] = now_[n] = trial_[n] = value;
        if (!marked_[n]) continue;
        if (value > 0) high_[n] = kMostRise * value;
        else low_[n] = kMostRise * value;
    }
    roundsDone_ = 0;
    momentum_ = 1;
    limit_ = 0;
}

void Declipper::round() noexcept {
    fft_.forward(trial_.data(), bins_.data());
    auto* const bins = reinterpret_cast<float*>(bins_.data());
    const int count = fft_.bins();
    if (roundsDone_ == 0) {
        float most = 0;
        for (int k = 0; k < count; ++k) most = std::max(most, bins[2 * k] * bins[2 * k] + bins[2 * k + 1] * bins[2 * k + 1]);
        limit_ = 0.25f * most;
    }
    const float limit = limit_, scale = 1.0f / static_cast<float>(frame_);
    for (int k = 0; k < count; ++k) {
        const float power = bins[2 * k] * bins[2 * k] + bins[2 * k + 1] * bins[2 * k + 1];
        const float kept = power > limit ? scale - scale * limit / power : 0.0f;
        bins[2 * k] *= kept;
        bins[2 * k + 1] *= kept;
    }
    fft_.inverse(bins_.data(), shrunk_.data());
    const double next = 0.5 * (1 + std::sqrt(1 + 4 * momentum_ * momentum_));
    const auto push = static_cast<float>(std::min((momentum_ - 1) / next, kMostMomentum));
    momentum_ = next;
    limit_ *= falls_;
    const float* const low = low_.data();
    const float* const high = high_.data();
    const float* const shrunk = shrunk_.data();
    float* const now = now_.data();
    float* const trial = trial_.data();
    for (int n = 0; n < frame_; ++n) {
        const float over = shrunk[n] < low[n] ? low[n] : shrunk[n];
        const float fits = over < high[n] ? over : high[n];
        trial[n] = fits + push * (fits - now[n]);
        now[n] = fits;
    }
}

void Declipper::add() noexcept {
    for (; roundsDone_ < rounds_; ++roundsDone_) round();
    for (std::size_t n = 0; n < static_cast<std::size_t>(frame_); ++n)
        if (marked_[n]) sum_[n] += now_[n] * window_[n];
}

} // namespace lacquer::dsp
