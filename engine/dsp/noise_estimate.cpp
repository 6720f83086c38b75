#include "engine/dsp/noise_estimate.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

constexpr float kSilence = 1e-20f;
/// A priori signal-to-noise ratio at which a bin counts as sounding: 15 dB.
constexpr float kPrior = 31.6227766f;
/// The least of some 3 s of smoothed noise power lies this far under its mean, measured on white noise
/// with this smoothing.
constexpr float kLeastBias = 1.9f;
/// The estimate may be this much over what the least power says.
constexpr float kRoom = 1.5f;
/// A line of a held note reaches over four bins, its neighbour may be six bins away: of so many bins to
/// either side of a group three at least are between lines.
constexpr int kGroup = 8, kAround = 8, kBetween = 2;
/// Noise itself stands less than this over the third quietest of its neighbours.
constexpr float kOverFloor = 3.5f;

} // namespace

NoiseEstimate::NoiseEstimate(int bins, double framesPerSecond)
    : bins_(bins), partFrames_(std::max(1, static_cast<int>(0.4 * framesPerSecond + 0.5))),
      // The paper's constants hold for 62.5 frames a second.
      smooth_(static_cast<float>(1 - onePoleMemory(0.1 * framesPerSecond))),
      powerFollow_(static_cast<float>(1 - pow(0.8, 62.5 / framesPerSecond))),
      presenceFollow_(static_cast<float>(1 - pow(0.9, 62.5 / framesPerSecond))) {
    for (auto* memory : {&noise_, &presence_, &smoothed_, &least_, &current_, &floor_}) memory->resize(static_cast<std::size_t>(bins));
    for (auto& part : parts_) part.resize(static_cast<std::size_t>(bins));
    reset();
}

void NoiseEstimate::reset() noexcept {
    rest();
    frames_ = 0;
    framesInPart_ = part_ = 0;
    std::fill(presence_.begin(), presence_.end(), 0.0f);
    std::fill(noise_.begin(), noise_.end(), kSilence);
}

void NoiseEstimate::rest() noexcept { waits_ = 3; }

void NoiseEstimate::follow(const float* power) noexcept {
    // The first frames are only partly filled.
    if (waits_ > 0) {
        --waits_;
        return;
    }
    const bool first = frames_ == 0;
    const bool newPart = framesInPart_ == 0;
    for (std::size_t k = 0; k < static_cast<std::size_t>(bins_); ++k) {
        // Three bins together spread less.
        const std::size_t below = k > 0 ? k - 1 : k, above = k + 1 < static_cast<std::size_t>(bins_) ? k + 1 : k;
        const float local = 0.25f * power[below] + 0.5f * power[k] + 0.25f * power[above] + kSilence;
        if (first) {
            smoothed_[k] = noise_[k] = local;
            for (auto& part : parts_) part[k] = 1e30f;
        }
        smoothed_[k] += smooth_ * (local - smoothed_[k]);
        current_[k] = newPart ? smoothed_[k] : std::min(current_[k], smoothed_[k]);
        float least = current_[k];
        for (const auto& part : parts_) least = std::min(least, part[k]);
        least_[k] = least;
    }
    findFloor();
    for (std::size_t k = 0; k < static_cast<std::size_t>(bins_); ++k) {
        const float least = std::min(least_[k], kOverFloor * floor_[k]);
        const float over = power[k] / noise_[k];
        const float likely = static_cast<float>(exp(-std::min(60.0, static_cast<double>(over) * kPrior / (1 + kPrior))));
        float sounding = 1 / (1 + (1 + kPrior) * likely);
        presence_[k] += presenceFollow_ * (sounding - presence_[k]);
        if (presence_[k] > 0.99f) sounding = std::min(sounding, 0.99f);
        const float heard = sounding * noise_[k] + (1 - sounding) * power[k];
        noise_[k] += powerFollow_ * (heard - noise_[k]);
        const float most = kLeastBias * kRoom * least;
        noise_[k] = std::clamp(noise_[k], 0.5f * kLeastBias * least + kSilence, most + kSilence);
    }
    ++frames_;
    if (++framesInPart_ == partFrames_) {
        framesInPart_ = 0;
        parts_[part_].swap(current_);
        part_ = (part_ + 1) % kParts;
    }
}

/// The third quietest bin's least power around each group of bins.
void NoiseEstimate::findFloor() noexcept {
    float around[kGroup + 2 * kAround];
    for (int group = 0; group < bins_; group += kGroup) {
        const int from = std::max(0, group - kAround), to = std::min(bins_, group + kGroup + kAround);
        const auto end = std::copy(least_.begin() + from, least_.begin() + to, around);
        std::nth_element(around, around + kBetween, end);
        std::fill(floor_.begin() + group, floor_.begin() + std::min(bins_, group + kGroup), around[kBetween]);
    }
}

} // namespace lacquer::dsp
