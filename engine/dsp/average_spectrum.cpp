#include "engine/dsp/average_spectrum.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

constexpr double kSilence = 1e-8; ///< mean square

int sizeFor(double rate) { return rate > 100000 ? 32768 : rate > 50000 ? 16384 : 8192; }

} // namespace

double AverageSpectrum::hertzOf(std::size_t point) { return 20 * exp2(static_cast<double>(point) / 12); }

AverageSpectrum::AverageSpectrum(double rate)
    : rate_(rate), fft_(sizeFor(rate)), window_(static_cast<std::size_t>(fft_.size())), samples_(window_.size()),
      spectrum_(static_cast<std::size_t>(fft_.bins())), power_(spectrum_.size()), sums_(spectrum_.size() + 1) {
    for (std::size_t n = 0; n < window_.size(); ++n)
        window_[n] = 0.5 - 0.5 * cos(2 * kPi * (static_cast<double>(n) + 0.5) / static_cast<double>(window_.size()));
    for (auto& side : past_) side.assign(window_.size(), 0.0F);
}

void AverageSpectrum::clear() noexcept {
    for (auto& side : past_) std::fill(side.begin(), side.end(), 0.0F);
    std::fill(power_.begin(), power_.end(), 0.0);
    fresh_ = 0;
    windows_ = 0;
}

void AverageSpectrum::add(const float* left, const float* right, std::size_t frames) noexcept {
    const std::size_t size = window_.size(), hop = size / 4;
    for (std::size_t done = 0; done < frames;) {
        const std::size_t count = std::min(frames - done, hop - fresh_);
        const float* const in[2] = {left + done, right + done};
        for (int side = 0; side < 2; ++side)
            std::copy_n(in[side], count, past_[side].begin() + static_cast<std::ptrdiff_t>(size - hop + fresh_));
        done += count;
        fresh_ += count;
        if (fresh_ < hop) return;
        addWindow();
        for (auto& side : past_) std::copy(side.begin() + static_cast<std::ptrdiff_t>(hop), side.end(), side.begin());
        fresh_ = 0;
    }
}

void AverageSpectrum::addWindow() noexcept {
    double square = 0;
    for (const auto& side : past_)
        for (const float x : side) square += static_cast<double>(x) * static_cast<double>(x);
    if (square / static_cast<double>(2 * window_.size()) < kSilence) return;
    ++windows_;
    for (const auto& side : past_) {
        for (std::size_t n = 0; n < window_.size(); ++n) samples_[n] = static_cast<double>(side[n]) * window_[n];
        fft_.forward(samples_.data(), spectrum_.data());
        for (std::size_t k = 0; k < power_.size(); ++k) power_[k] += std::norm(spectrum_[k]);
    }
}

AverageSpectrum::Profile AverageSpectrum::profile(double octaves) const noexcept {
    for (std::size_t k = 0; k < power_.size(); ++k) sums_[k + 1] = sums_[k] + power_[k];
    const double step = rate_ / fft_.size(), top = static_cast<double>(power_.size()) - 1;
    // The sum up to a place between bins, each spread evenly over its width.
    const auto upTo = [&](double bin) {
        const double place = std::clamp(bin + 0.5, 0.0, top);
        const auto whole = static_cast<std::size_t>(place);
        return sums_[whole] + (place - static_cast<double>(whole)) * power_[whole];
    };
    Profile result{};
    for (std::size_t k = 0; k < kPoints; ++k) {
        const double bin = hertzOf(k) / step, spread = exp2(0.5 * octaves);
        // Not narrower than the window's own resolution.
        const double low = std::min(bin / spread, bin - 0.75), high = std::max(bin * spread, bin + 0.75);
        const double width = std::min(high, top) - std::max(low, 0.0);
        const double mean = width > 0 ? (upTo(high) - upTo(low)) / width : 0;
        result[k] = 0.5 * decibelsOfGain(mean / static_cast<double>(std::max<std::int64_t>(windows_, 1)) + 1e-20);
    }
    return result;
}

} // namespace lacquer::dsp
