#include "engine/analysis/loudness_histogram.h"

#include "engine/analysis/loudness_meter.h"

#include <algorithm>
#include <cmath>

namespace lacquer::analysis {
namespace {

constexpr double kAbsoluteGate = -70.0;
constexpr double kStepsPerLu = 100.0;
/// From −70 to +50 LUFS; louder blocks share the last step.
constexpr std::size_t kSteps = 12000;

} // namespace

LoudnessHistogram::LoudnessHistogram() : steps_(kSteps) {}

void LoudnessHistogram::add(double energy) noexcept {
    const double loudness = loudnessOf(energy);
    if (!(loudness > kAbsoluteGate)) return;
    const auto at = static_cast<std::size_t>((loudness - kAbsoluteGate) * kStepsPerLu);
    Step& step = steps_[std::min(at, kSteps - 1)];
    step.sum += energy;
    ++step.count;
}

void LoudnessHistogram::add(const LoudnessHistogram& other) noexcept {
    for (std::size_t k = 0; k < kSteps; ++k) {
        steps_[k].sum += other.steps_[k].sum;
        steps_[k].count += other.steps_[k].count;
    }
}

void LoudnessHistogram::reset() noexcept { std::fill(steps_.begin(), steps_.end(), Step{}); }

std::size_t LoudnessHistogram::firstAbove(double relativeGate) const noexcept {
    double sum = 0;
    std::uint64_t count = 0;
    for (const Step& step : steps_) {
        sum += step.sum;
        count += step.count;
    }
    if (count == 0) return kSteps;
    const double threshold =
        sum / static_cast<double>(count) * std::pow(10.0, relativeGate / 10.0);
    for (std::size_t k = 0; k < kSteps; ++k)
        if (steps_[k].count > 0 && steps_[k].sum > threshold * static_cast<double>(steps_[k].count))
            return k;
    return kSteps;
}

double LoudnessHistogram::gatedLoudness(double relativeGate) const noexcept {
    double sum = 0;
    std::uint64_t count = 0;
    for (std::size_t k = firstAbove(relativeGate); k < kSteps; ++k) {
        sum += steps_[k].sum;
        count += steps_[k].count;
    }
    return count == 0 ? kNoLoudness : loudnessOf(sum / static_cast<double>(count));
}

double LoudnessHistogram::percentile(std::size_t first, std::uint64_t rank) const noexcept {
    for (std::size_t k = first; k < kSteps; ++k) {
        if (rank < steps_[k].count)
            return loudnessOf(steps_[k].sum / static_cast<double>(steps_[k].count));
        rank -= steps_[k].count;
    }
    return kNoLoudness;
}

double LoudnessHistogram::range() const noexcept {
    const std::size_t first = firstAbove(-20.0);
    std::uint64_t count = 0;
    for (std::size_t k = first; k < kSteps; ++k) count += steps_[k].count;
    if (count < 2) return 0;
    const auto rank = [&](double share) {
        const auto fromOne = static_cast<std::uint64_t>(static_cast<double>(count) * share + 0.5);
        return std::max<std::uint64_t>(fromOne, 1) - 1;
    };
    return percentile(first, rank(0.95)) - percentile(first, rank(0.10));
}

} // namespace lacquer::analysis
