#include "engine/dsp/hum_finder.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

constexpr double kLookedAtRate = 3000;
constexpr int kHarmonics = 8;
constexpr double kRange = 0.01;      ///< share of a nominal frequency to both sides
constexpr double kCandidateStep = 0.05; ///< Hz: under one bin for the eighth harmonic
/// A line counts for what it stands over its surroundings beyond this: noise does so once in 500.
constexpr double kLineDecibels = 8;
constexpr double kMostPerLine = 25;
constexpr double kEnough = 30, kEnoughEarly = 45;
/// A hum has so many lines, one of them among the first three; chance finds others.
constexpr int kFewestLines = 3, kLowLines = 3;
constexpr double kResolution = 0.005; ///< Hz

} // namespace

HumFinder::HumFinder(double rate)
    : decimation_(std::max(1, static_cast<int>(std::lround(rate / kLookedAtRate)))), fft_(kSize),
      windowed_(kSize), bins_(kSize / 2 + 1), power_(kSize / 2 + 1) {
    rate_ = rate / decimation_;
    for (auto& past : past_) past.resize(kSize);
    for (int n = 0; n < decimation_; ++n) ramp_.push_back((n + 0.5) / decimation_ / decimation_);
}

void HumFinder::lookFor(std::span<const double> hertz) noexcept {
    nominals_ = static_cast<int>(std::min<std::size_t>(hertz.size(), 2));
    std::copy_n(hertz.begin(), nominals_, nominal_);
    reset();
}

void HumFinder::reset() noexcept {
    for (int side = 0; side < kStripLanes; ++side) {
        std::fill(past_[side].begin(), past_[side].end(), 0.0f);
        rising_[side] = falling_[side] = 0;
    }
    phase_ = at_ = heard_ = sinceLook_ = step_ = 0;
}

void HumFinder::keep(float left, float right) noexcept {
    past_[0][static_cast<std::size_t>(at_)] = left;
    past_[1][static_cast<std::size_t>(at_)] = right;
    at_ = (at_ + 1) % kSize;
    heard_ = std::min(heard_ + 1, kSize);
    ++sinceLook_;
}

HumFinder::Look HumFinder::listen(const float* const* signal) noexcept {
    // Every frame belongs to two triangles: it rises in one and falls in the one before.
    for (int n = 0; n < kQuantum; ++n) {
        const double up = ramp_[static_cast<std::size_t>(phase_)];
        const double down = 1.0 / decimation_ - up;
        for (int side = 0; side < kStripLanes; ++side) {
            rising_[side] += up * signal[side][n];
            falling_[side] += down * signal[side][n];
        }
        if (++phase_ == decimation_) {
            phase_ = 0;
            keep(static_cast<float>(falling_[0]), static_cast<float>(falling_[1]));
            for (int side = 0; side < kStripLanes; ++side) {
                falling_[side] = rising_[side];
                rising_[side] = 0;
            }
        }
    }
    if (step_ == 0) {
        if (sinceLook_ < kHop) return {};
        sinceLook_ = 0;
        step_ = 1;
    }
    if (step_ <= kStripLanes) {
        transform(step_ - 1);
        ++step_;
        return {};
    }
    step_ = 0;
    return {true, judge()};
}

void HumFinder::transform(int side) noexcept {
    const SinCos turn = sincos(2 * kPi / heard_);
    SinCos angle = sincos(kPi / heard_);
    const int first = (at_ - heard_ + kSize) % kSize;
    windowed_.fill(0);
    for (int n = 0; n < heard_; ++n) {
        const auto from = static_cast<std::size_t>((first + n) % kSize);
        windowed_[static_cast<std::size_t>(n)] = static_cast<float>(0.5 - 0.5 * angle.cos) * past_[side][from];
        angle = {angle.sin * turn.cos + angle.cos * turn.sin, angle.cos * turn.cos - angle.sin * turn.sin};
    }
    fft_.forward(windowed_.data(), bins_.data());
    for (std::size_t bin = 0; bin < power_.size(); ++bin) {
        const double re = bins_[bin].real(), im = bins_[bin].imag();
        power_[bin] = (side == 0 ? 0.0 : power_[bin]) + re * re + im * im;
    }
}

/// dB by which the line at this place stands out beyond kLineDecibels, 0 or more.
double HumFinder::prominence(double hertz, double& power) const noexcept {
    const double perHertz = kSize / rate_;
    const auto line = static_cast<int>(std::lround(hertz * perHertz));
    const int lobe = 2 * kSize / heard_;
    const int inner = lobe + lobe / 3 + 1, outer = inner + static_cast<int>(3 * perHertz) + 1;
    if (line - outer < 1 || line + outer >= static_cast<int>(power_.size())) return 0;
    const auto at = [&](int bin) { return power_[static_cast<std::size_t>(bin)]; };
    double around = 1e-12;
    for (int away = inner; away <= outer; ++away) around += at(line - away) + at(line + away);
    around /= 2 * (outer - inner + 1);
    power = at(line);
    if (power <= around) return 0;
    return std::clamp(10 * log10(power / around) - kLineDecibels, 0.0, kMostPerLine);
}

std::optional<double> HumFinder::judge() const noexcept {
    double best = 0, bestHertz = 0;
    int bestLines = 0;
    double bestLow = 0;
    for (int which = 0; which < nominals_; ++which) {
        const int steps = static_cast<int>(kRange * nominal_[which] / kCandidateStep);
        for (int step = -steps; step <= steps; ++step) {
            const double hertz = nominal_[which] + step * kCandidateStep;
            double sum = 0, power = 0;
            int lines = 0;
            double low = 0;
            for (int k = 1; k <= kHarmonics; ++k) {
                const double share = prominence(k * hertz, power);
                sum += share;
                if (share > 0) ++lines;
                if (k <= kLowLines) low = std::max(low, share);
            }
            if (sum > best) best = sum, bestHertz = hertz, bestLines = lines, bestLow = low;
        }
    }
    // A low line alone must be as plain as one can be, and heard for the whole time.
    const bool early = heard_ < kSize;
    const bool alone = !early && bestLow >= kMostPerLine;
    if (best < (early ? kEnoughEarly : kEnough) && !alone) return std::nullopt;
    if (bestLow <= 0 || (bestLines < kFewestLines && !alone)) return std::nullopt;
    return refine(bestHertz);
}

std::optional<double> HumFinder::refine(double hertz) const noexcept {
    const double perHertz = kSize / rate_;
    double weighted = 0, weights = 0;
    for (int k = 1; k <= kHarmonics; ++k) {
        double power = 0;
        const double share = prominence(k * hertz, power);
        if (share <= 0) continue;
        const auto expected = static_cast<int>(std::lround(k * hertz * perHertz));
        int top = expected;
        const int reach = std::max(2, kSize / heard_);
        for (int bin = expected - reach; bin <= expected + reach; ++bin)
            if (power_[static_cast<std::size_t>(bin)] > power_[static_cast<std::size_t>(top)]) top = bin;
        const auto level = [&](int bin) { return log2(power_[static_cast<std::size_t>(bin)] + 1e-30); };
        const double left = level(top - 1), middle = level(top), right = level(top + 1);
        const double bend = left - 2 * middle + right;
        const double peak = top + (bend < 0 ? std::clamp(0.5 * (left - right) / bend, -0.5, 0.5) : 0.0);
        // The spread of a line's place falls with its level and counts k times in the fundamental.
        const double weight = exp(0.2302585 * share);
        weighted += weight * k * peak / perHertz;
        weights += weight * k * k;
    }
    if (weights <= 0) return std::nullopt;
    // In steps, so that the last bits of a Fourier transform decide nothing.
    return kResolution * std::floor(weighted / weights / kResolution + 0.5);
}

} // namespace lacquer::dsp
