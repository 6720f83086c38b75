#include "engine/analysis/loudness_meter.h"

#include <algorithm>
#include <cmath>

namespace lacquer::analysis {
namespace {

/// Takes the K-weighting's 0.691 dB at 997 Hz away again (BS.1770-4, equation 2).
constexpr double kOffset = -0.691;

/// Below this a filter's memory only costs time.
constexpr double kNoState = 1e-30;

} // namespace

double loudnessOf(double energy) noexcept {
    return energy > 0 ? kOffset + 10.0 * std::log10(energy) : kNoLoudness;
}

LoudnessMeter::LoudnessMeter(SampleRate rate, std::vector<double> channelWeights)
    : rate_(rate), weights_(std::move(channelWeights)), channels_(weights_.size()) {
    const dsp::KWeighting weighting = dsp::kWeightingFor(rate);
    shelf_ = weighting.shelf;
    highPass_ = weighting.highPass;
    nextBoundary_ = boundary(1);
}

std::int64_t LoudnessMeter::boundary(std::int64_t part) const noexcept {
    // 10 ms are no whole number of frames at every rate.
    return part * rate_.hz / 100;
}

void LoudnessMeter::process(const float* const* planes, int frames) noexcept {
    int done = 0;
    while (done < frames) {
        const auto piece =
            static_cast<int>(std::min<std::int64_t>(frames - done, nextBoundary_ - position_));
        filter(planes, done, piece);
        done += piece;
        position_ += piece;
        if (position_ == nextBoundary_) endPart();
    }
}

void LoudnessMeter::filter(const float* const* planes, int first, int frames) noexcept {
    std::size_t c = 0;
    for (; c + 1 < channels_.size(); c += 2)
        weighPair(planes[c] + first, planes[c + 1] + first, frames, shelf_, highPass_, channels_[c],
                  channels_[c + 1]);
    if (c < channels_.size()) {
        // Beside itself: the same arithmetic, so that a channel reads the same alone.
        KChannel unused;
        weighPair(planes[c] + first, planes[c] + first, frames, shelf_, highPass_, channels_[c], unused);
    }
}

void LoudnessMeter::endPart() noexcept {
    double energy = 0;
    for (std::size_t c = 0; c < channels_.size(); ++c) {
        KChannel& channel = channels_[c];
        // One channel with NaN or Inf in it must not silence the meter for good.
        if (!std::isfinite(channel.energy)) {
            channel = {};
        }
        energy += weights_[c] * channel.energy;
        channel.energy = 0;
        for (double& state : channel.state)
            if (std::abs(state) < kNoState) state = 0;
    }
    parts_[static_cast<std::size_t>(part_) % kShortTermParts] = energy;
    ++part_;
    nextBoundary_ = boundary(part_ + 1);

    const auto parts = static_cast<std::size_t>(part_);
    const bool step = parts % kPartsTogether == 0;
    if (step) together_[(parts / kPartsTogether - 1) % together_.size()] = sumOf(parts - kPartsTogether, parts);
    if (parts >= kMomentaryParts) {
        momentary_ = energyOf(kMomentaryParts);
        momentaryMaximum_ = std::max(momentaryMaximum_, momentary_);
        if (step) blocks_.add(momentary_);
    }
    if (parts >= kShortTermParts) {
        shortTerm_ = energyOf(kShortTermParts);
        shortTermMaximum_ = std::max(shortTermMaximum_, shortTerm_);
        if (step) shortTerms_.add(shortTerm_);
    }
}

double LoudnessMeter::sumOf(std::size_t first, std::size_t last) const noexcept {
    double sum = 0;
    for (std::size_t at = first % kShortTermParts; first < last; ++first) {
        sum += parts_[at];
        at = at + 1 == kShortTermParts ? 0 : at + 1;
    }
    return sum;
}

double LoudnessMeter::energyOf(std::size_t parts) const noexcept {
    // Summed anew each time: a running sum would drift over hours. Whole steps are summed already; what
    // the window has of the step before them and of the one after is not.
    const auto last = static_cast<std::size_t>(part_), first = last - parts;
    const std::size_t firstStep = (first + kPartsTogether - 1) / kPartsTogether, lastStep = last / kPartsTogether;
    double sum = sumOf(first, firstStep * kPartsTogether) + sumOf(lastStep * kPartsTogether, last);
    std::size_t at = firstStep % together_.size();
    for (std::size_t step = firstStep; step < lastStep; ++step) {
        sum += together_[at];
        at = at + 1 == together_.size() ? 0 : at + 1;
    }
    const std::int64_t frames = boundary(part_) - boundary(part_ - static_cast<std::int64_t>(parts));
    return sum / static_cast<double>(frames);
}

double LoudnessMeter::momentary() const noexcept { return loudnessOf(momentary_); }
double LoudnessMeter::shortTerm() const noexcept { return loudnessOf(shortTerm_); }
double LoudnessMeter::momentaryMaximum() const noexcept { return loudnessOf(momentaryMaximum_); }
double LoudnessMeter::shortTermMaximum() const noexcept { return loudnessOf(shortTermMaximum_); }

void LoudnessMeter::reset() noexcept {
    std::fill(channels_.begin(), channels_.end(), KChannel{});
    parts_.fill(0);
    together_.fill(0);
    position_ = 0;
    part_ = 0;
    nextBoundary_ = boundary(1);
    momentary_ = shortTerm_ = momentaryMaximum_ = shortTermMaximum_ = 0;
    blocks_.reset();
    shortTerms_.reset();
}

} // namespace lacquer::analysis
