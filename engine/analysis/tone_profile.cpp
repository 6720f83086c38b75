#include "engine/analysis/tone_profile.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lacquer::analysis {
namespace {

constexpr double kLeast = 1e-12; // −120 dB

double decibels(double power) { return power > kLeast ? 10 * std::log10(power) : -120.0; }

/// A power of two of at least 0.17 s: 25 Hz is four bins up.
int sizeFor(SampleRate rate) {
    int size = 1024;
    while (size < 0.17 * rate.hz) size *= 2;
    return size;
}

} // namespace

ToneMeter::ToneMeter(SampleRate rate)
    : rate_(rate), size_(static_cast<std::size_t>(sizeFor(rate))), fft_(sizeFor(rate)), samples_(size_), spectrum_(size_ / 2 + 1) {
    const double turn = 2 * std::numbers::pi / static_cast<double>(size_);
    for (std::size_t k = 0; k < size_; ++k) window_.push_back(0.5 - 0.5 * std::cos(turn * static_cast<double>(k)));
    mid_.assign(size_ / 2, 0.0);
    side_.assign(size_ / 2, 0.0);
}

void ToneMeter::add(const float* const* planes, int frames) {
    for (int k = 0; k < frames; ++k) {
        const float left = std::isfinite(planes[0][k]) ? planes[0][k] : 0.0f;
        const float right = std::isfinite(planes[1][k]) ? planes[1][k] : 0.0f;
        leftPower_ += double{left} * left;
        rightPower_ += double{right} * right;
        cross_ += double{left} * right;
        left_.push_back(left);
        right_.push_back(right);
        ++frames_;
        if (left_.size() < size_) continue;
        transform();
        left_.erase(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(size_ / 2));
        right_.erase(right_.begin(), right_.begin() + static_cast<std::ptrdiff_t>(size_ / 2));
    }
}

void ToneMeter::transform() {
    addPower(1.0f, mid_);
    addPower(-1.0f, side_);
    ++blocks_;
}

void ToneMeter::addPower(float sign, std::vector<double>& powers) {
    samples_.fill(0);
    for (std::size_t k = 0; k < std::min(size_, left_.size()); ++k)
        samples_[k] = 0.5 * (double{left_[k]} + double{sign} * right_[k]) * window_[k];
    fft_.forward(samples_.data(), spectrum_.data());
    for (std::size_t k = 1; k < size_ / 2; ++k) powers[k] += std::norm(spectrum_[k]);
}

ToneProfile ToneMeter::finish() {
    if (blocks_ == 0 && frames_ > 0) transform(); // shorter than one block
    ToneProfile profile;
    std::array<double, kToneBands.size()> powers{};
    double whole = 0, mids = 0, sides = 0;
    const double edge = std::pow(2.0, 1.0 / 6);
    const double width = rate_.hz / static_cast<double>(size_);
    for (std::size_t band = 0; band < kToneBands.size(); ++band) {
        // The exact centre is a power of ten tenths; the nominal one only names it.
        const double centre = 1000 * std::pow(10.0, (static_cast<double>(band) - 16) / 10);
        const double low = centre / edge, high = centre * edge;
        double mid = 0, side = 0;
        for (auto k = static_cast<std::size_t>(std::max(1.0, std::floor(low / width))); k < size_ / 2; ++k) {
            const double from = (static_cast<double>(k) - 0.5) * width, to = from + width;
            if (from >= high) break;
            const double share = (std::min(to, high) - std::max(from, low)) / width;
            if (share <= 0) continue;
            mid += share * mid_[k];
            side += share * side_[k];
        }
        powers[band] = mid + side;
        profile.widths[band] = mid + side > 0 ? side / (mid + side) : 0;
        whole += mid + side;
        mids += mid;
        sides += side;
    }
    for (std::size_t band = 0; band < powers.size(); ++band)
        profile.levels[band] = whole > 0 ? decibels(powers[band] / whole) : -120;
    profile.width = mids + sides > 0 ? sides / (mids + sides) : 0;
    if (leftPower_ > 0 && rightPower_ > 0) profile.correlation = cross_ / std::sqrt(leftPower_ * rightPower_);
    if (frames_ > 0) profile.levelDb = decibels((leftPower_ + rightPower_) / (2 * static_cast<double>(frames_)));
    return profile;
}

} // namespace lacquer::analysis
