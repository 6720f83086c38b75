#include "engine/dsp/noise_estimate.h"

#include "engine/dsp/math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/noise_estimate.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

#ifndef LACQUER_NOISE_ESTIMATE_CONSTANTS
#define LACQUER_NOISE_ESTIMATE_CONSTANTS
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
constexpr int kGroup = 8, kAround = 8;
/// Noise itself stands less than this over the third quietest of its neighbours.
constexpr float kOverFloor = 3.5f;


struct SpectrumRows {
    const float* local;
    float *smoothed, *current, *least;
    const float* parts[8];
};

} // namespace
} // namespace lacquer::dsp
#endif

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// Here the lanes are neighbouring bins. Counts are multiples of 16.

/// Three bins together spread less; `local` begins one bin early.
void runLeast(const SpectrumRows& rows, float follow, bool first, bool newPart, int count) {
    for (int k = 0; k < count; k += kWidth) {
        const Floats sum = load(rows.local + k) + load(rows.local + k + 2);
        const Floats local = fma(setFloats(0.25f), sum, fma(setFloats(0.5f), load(rows.local + k + 1), setFloats(kSilence)));
        const Floats before = first ? local : load(rows.smoothed + k);
        const Floats smoothed = fma(setFloats(follow), local - before, before);
        store(smoothed, rows.smoothed + k);
        const Floats current = newPart ? smoothed : min(load(rows.current + k), smoothed);
        store(current, rows.current + k);
        Floats least = current;
        for (const float* part : rows.parts) least = min(least, load(part + k));
        store(least, rows.least + k);
    }
}

void runNoise(const float* power, const float* least, const float* floor, float presenceFollow, float powerFollow,
              float* presence, float* noise, int count) {
    const Floats one = setFloats(1.0f);
    // exp of this times the ratio a posteriori.
    const Floats slope = setFloats(-1.44269504f * kPrior / (1 + kPrior));
    for (int k = 0; k < count; k += kWidth) {
        const Floats now = load(power + k), was = load(noise + k);
        const Floats likely = exp2(max(now / was * slope, setFloats(-86.0f)));
        Floats sounding = one / fma(setFloats(1 + kPrior), likely, one);
        const Floats before = load(presence + k);
        const Floats present = fma(setFloats(presenceFollow), sounding - before, before);
        store(present, presence + k);
        sounding = select(present > setFloats(0.99f), min(sounding, setFloats(0.99f)), sounding);
        const Floats heard = fma(sounding, was - now, now);
        const Floats next = fma(setFloats(powerFollow), heard - was, was);
        const Floats bound = min(load(least + k), setFloats(kOverFloor) * load(floor + k));
        const Floats silence = setFloats(kSilence);
        store(clamp(next, fma(setFloats(0.5f * kLeastBias), bound, silence), fma(setFloats(kLeastBias * kRoom), bound, silence)), noise + k);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>

namespace lacquer::dsp {

HWY_EXPORT(runLeast);
HWY_EXPORT(runNoise);

NoiseEstimate::NoiseEstimate(int bins, double framesPerSecond)
    : bins_(bins), partFrames_(std::max(1, static_cast<int>(0.4 * framesPerSecond + 0.5))),
      // The paper's constants hold for 62.5 frames a second.
      smooth_(static_cast<float>(1 - onePoleMemory(0.1 * framesPerSecond))),
      powerFollow_(static_cast<float>(1 - pow(0.8, 62.5 / framesPerSecond))),
      presenceFollow_(static_cast<float>(1 - pow(0.9, 62.5 / framesPerSecond))) {
    const auto size = static_cast<std::size_t>(padded(bins));
    for (auto* memory : {&noise_, &presence_, &smoothed_, &least_, &current_, &floor_}) *memory = AlignedMemory<float>(size);
    for (auto& part : parts_) part = AlignedMemory<float>(size);
    local_ = AlignedMemory<float>(size + 16);
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
    if (first)
        for (auto& part : parts_) part.fill(1e30f);
    const auto last = static_cast<std::size_t>(bins_ - 1);
    std::copy_n(power, bins_, local_.data() + 1);
    local_[0] = power[0];
    local_[last + 2] = power[last];
    SpectrumRows rows{local_.data(), smoothed_.data(), current_.data(), least_.data(), {}};
    for (int part = 0; part < kParts; ++part) rows.parts[part] = parts_[part].data();
    const int count = padded(bins_);
    HWY_DYNAMIC_DISPATCH(runLeast)(rows, smooth_, first, framesInPart_ == 0, count);
    if (first) std::copy_n(smoothed_.data(), bins_, noise_.data());
    findFloor();
    HWY_DYNAMIC_DISPATCH(runNoise)
    (power, least_.data(), floor_.data(), presenceFollow_, powerFollow_, presence_.data(), noise_.data(), count);
    ++frames_;
    if (++framesInPart_ == partFrames_) {
        framesInPart_ = 0;
        parts_[part_].swap(current_);
        part_ = (part_ + 1) % kParts;
    }
}

/// The third quietest bin's least power around each group of bins.
void NoiseEstimate::findFloor() noexcept {
    for (int group = 0; group < bins_; group += kGroup) {
        const int from = std::max(0, group - kAround), to = std::min(bins_, group + kGroup + kAround);
        float quietest = 1e30f, second = 1e30f, third = 1e30f;
        for (int k = from; k < to; ++k) {
            const float value = least_[static_cast<std::size_t>(k)];
            third = std::min(third, std::max(second, value));
            second = std::min(second, std::max(quietest, value));
            quietest = std::min(quietest, value);
        }
        std::fill(floor_.begin() + group, floor_.begin() + std::min(bins_, group + kGroup), third);
    }
}

} // namespace lacquer::dsp
#endif
