#include "engine/live/monitor.h"

#include <algorithm>

namespace lacquer::live {
namespace {

// −20 dB, the usual dim of a monitor controller.
constexpr float kDimGain = 0.1f;
// 10 ms at 48 kHz.
constexpr float kGlidePerFrame = 1.0f / 480;

float toward(float value, bool on) {
    return std::clamp(value + (on ? kGlidePerFrame : -kGlidePerFrame), 0.0f, 1.0f);
}

} // namespace

void RecentSound::write(const float* left, const float* right, int frames) noexcept {
    std::uint64_t at = written_.load(std::memory_order_relaxed);
    for (int k = 0; k < frames; ++k, ++at) {
        sides_->left[at % kFrames].store(left[k], std::memory_order_relaxed);
        sides_->right[at % kFrames].store(right[k], std::memory_order_relaxed);
    }
    written_.store(at, std::memory_order_release);
}

std::size_t RecentSound::newest(float* left, float* right, std::size_t frames) const noexcept {
    const std::uint64_t end = written_.load(std::memory_order_acquire);
    const std::size_t count = std::min({frames, kFrames / 2, static_cast<std::size_t>(end)});
    for (std::size_t k = 0; k < count; ++k) {
        const std::size_t at = static_cast<std::size_t>(end - count + k) % kFrames;
        left[k] = sides_->left[at].load(std::memory_order_relaxed);
        right[k] = sides_->right[at].load(std::memory_order_relaxed);
    }
    return count;
}

void Monitor::process(float* left, float* right, int frames, const MonitorSwitches& wanted) noexcept {
    // Off and settled: the bits of the mix pass.
    if (!wanted.dim && !wanted.mono && !wanted.mute && dim_ == 0 && mono_ == 0 && mute_ == 0) return;
    for (int k = 0; k < frames; ++k) {
        dim_ = toward(dim_, wanted.dim);
        mono_ = toward(mono_, wanted.mono);
        mute_ = toward(mute_, wanted.mute);
        const float gain = (1 - dim_ * (1 - kDimGain)) * (1 - mute_);
        const float middle = 0.5f * (left[k] + right[k]);
        left[k] = gain * (left[k] + mono_ * (middle - left[k]));
        right[k] = gain * (right[k] + mono_ * (middle - right[k]));
    }
}

} // namespace lacquer::live
