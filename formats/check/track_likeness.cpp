#include "formats/check/track_likeness.h"

#include <algorithm>
#include <cmath>

namespace lacquer::formats {

namespace {

constexpr std::int64_t kASecond = 100; ///< entries

} // namespace

LoudnessTap::LoudnessTap(AudioReader& source, SampleRate rate)
    : source_(source), step_(std::max<std::int64_t>(1, rate.hz / 100)), energies_(static_cast<std::size_t>(source.length().value / step_ + 1), 0.0) {}

void LoudnessTap::read(FramePosition start, FrameCount count, float* const* planes) {
    source_.read(start, count, planes);
    const std::int64_t end = std::min(start.value + count.value, length().value);
    for (std::int64_t at = std::max<std::int64_t>(0, start.value); at < end;) {
        const std::int64_t next = std::min(end, (at / step_ + 1) * step_);
        double& energy = energies_[static_cast<std::size_t>(at / step_)];
        for (int c = 0; c < channels(); ++c) {
            const float* samples = planes[c] + (at - start.value);
            double sum = 0;
            for (std::int64_t i = 0; i < next - at; ++i) sum += static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
            energy += sum;
        }
        at = next;
    }
}

std::vector<float> LoudnessTap::outline() const {
    std::vector<float> line(energies_.size());
    const double frames = static_cast<double>(step_) * std::max(1, channels());
    std::ranges::transform(energies_, line.begin(), [frames](double energy) { return static_cast<float>(std::sqrt(energy / frames)); });
    return line;
}

double likeness(const std::vector<float>& a, const std::vector<float>& b, std::int64_t later) {
    const std::int64_t from = std::max<std::int64_t>(0, later);
    const std::int64_t to = std::min(static_cast<std::int64_t>(a.size()), static_cast<std::int64_t>(b.size()) + later);
    if (to - from < kASecond) return 0;
    double sumA = 0, sumB = 0, squaresA = 0, squaresB = 0, products = 0;
    for (std::int64_t i = from; i < to; ++i) {
        const double x = static_cast<double>(a[static_cast<std::size_t>(i)]), y = static_cast<double>(b[static_cast<std::size_t>(i - later)]);
        sumA += x;
        sumB += y;
        squaresA += x * x;
        squaresB += y * y;
        products += x * y;
    }
    const auto count = static_cast<double>(to - from);
    const double spreadA = squaresA - sumA * sumA / count, spreadB = squaresB - sumB * sumB / count;
    // Rounding leaves a little of a steady tone's spread.
    if (spreadA <= squaresA * 1e-9 || spreadB <= squaresB * 1e-9) return 0;
    return (products - sumA * sumB / count) / std::sqrt(spreadA * spreadB);
}

} // namespace lacquer::formats
