#include "engine/live/rate_bridge.h"

#include "engine/vocabulary/quantum.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace lacquer::live {
namespace {

// 120 dB of stop band: 96 taps reach it within the transition from 0.907 of the lower Nyquist
// frequency to its mirror image at 1.093.
constexpr double kBeta = 0.1102 * (120 - 8.7);

/// The modified Bessel function of order zero, by its series.
double bessel(double x) {
    double sum = 1, term = 1;
    for (int k = 1; term > 1e-17 * sum; ++k) {
        term *= (x / (2 * k)) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

double sinc(double x) { return std::abs(x) < 1e-9 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }

} // namespace

bool RateBridge::canConvert(SampleRate from, SampleRate to) {
    return from.hz > 0 && to.hz > 0 && to.hz / std::gcd(from.hz, to.hz) <= kMostPhases;
}

RateBridge::RateBridge(DeviceClient& client, SampleRate from, SampleRate to)
    : client_(&client), from_(from.hz), phases_(to.hz / std::gcd(from.hz, to.hz)),
      step_(from.hz / std::gcd(from.hz, to.hz)),
      // Even, so that the taps are a multiple of four.
      side_(2 * static_cast<int>(std::ceil(kReach / 2 * std::max(1.0, static_cast<double>(from.hz) / to.hz)))) {
    const double cutoff = std::min(1.0, static_cast<double>(to.hz) / from.hz);
    const int count = 2 * side_;
    taps_.resize(static_cast<std::size_t>(phases_) * static_cast<std::size_t>(count));
    for (int phase = 0; phase < phases_; ++phase) {
        float* const taps = taps_.data() + static_cast<std::ptrdiff_t>(phase) * count;
        double sum = 0;
        std::vector<double> wide(static_cast<std::size_t>(count));
        for (int k = 0; k < count; ++k) {
            // The output frame lies between the taps side_ − 1 and side_.
            const double away = k - (side_ - 1) - static_cast<double>(phase) / phases_;
            const double t = away / side_;
            const double window = std::abs(t) >= 1 ? 0 : bessel(kBeta * std::sqrt(1 - t * t)) / bessel(kBeta);
            wide[static_cast<std::size_t>(k)] = sinc(cutoff * away) * window;
            sum += wide[static_cast<std::size_t>(k)];
        }
        // Every phase passes a steady level alike: none would be heard as a tone at the phases' rate.
        for (int k = 0; k < count; ++k) taps[k] = static_cast<float>(wide[static_cast<std::size_t>(k)] / sum);
    }
    for (auto& side : past_) side.assign(static_cast<std::size_t>(count + 8 * kQuantum), 0.0f);
    filled_ = side_; // silence before the first frame, so that it comes out with the bridge's delay
}

/// One more quantum of the player's sound; what lies behind the filter makes room first.
void RateBridge::fetch() noexcept {
    if (filled_ + kQuantum > static_cast<int>(past_[0].size())) {
        for (auto& side : past_) std::copy(side.begin() + at_, side.begin() + filled_, side.begin());
        filled_ -= at_;
        at_ = 0;
    }
    float* const planes[2] = {past_[0].data() + filled_, past_[1].data() + filled_};
    client_->render(planes, kQuantum);
    filled_ += kQuantum;
}

void RateBridge::render(float* const* planes, int frames) noexcept {
    const int count = 2 * side_;
    for (int frame = 0; frame < frames; ++frame) {
        while (at_ + count > filled_) fetch();
        const float* const taps = taps_.data() + static_cast<std::ptrdiff_t>(phase_) * count;
        for (std::size_t side = 0; side < 2; ++side) {
            const float* const in = past_[side].data() + at_;
            // Four sums side by side: each waits for itself only.
            float sum[4] = {};
            for (int k = 0; k < count; k += 4)
                for (int n = 0; n < 4; ++n) sum[n] += taps[k + n] * in[k + n];
            planes[side][frame] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
        }
        phase_ += step_;
        at_ += phase_ / phases_;
        phase_ %= phases_;
    }
}

} // namespace lacquer::live
