#include "engine/analysis/loudness_meter.h"

#include <algorithm>
#include <cmath>

namespace lacquer::analysis {
namespace {

/// Takes the K-weighting's 0.691 dB at 997 Hz away again (BS.1770-4, equation 2).
constexpr double kOffset = -0.691;

/// The analogue filter behind BS.1770's coefficients for 48 kHz, found by taking the bilinear
/// transform back; at 48 kHz it gives the published table to 1e−15.
constexpr double kShelfFrequency = 1681.974450955533;
constexpr double kShelfGain = 3.999843853973347; // dB
constexpr double kShelfQ = 0.7071752369554196;
constexpr double kShelfSlope = 0.4996667741545416;
constexpr double kHighPassFrequency = 38.13547087602444;
constexpr double kHighPassQ = 0.5003270373238773;
/// The published high-pass is not divided by its a0: at 48 kHz it carries this gain, which is kept
/// at every rate so that all rates read the same.
constexpr double kHighPassGain = 1.004994898715;

constexpr double kPi = 3.14159265358979323846;

/// Below this a filter's memory only costs time.
constexpr double kNoState = 1e-30;

/// Two doubles side by side; on any machine of 64 bits the compiler has registers for them.
using Pair = double __attribute__((vector_size(16)));

} // namespace

double loudnessOf(double energy) noexcept {
    return energy > 0 ? kOffset + 10.0 * std::log10(energy) : kNoLoudness;
}

LoudnessMeter::LoudnessMeter(SampleRate rate, std::vector<double> channelWeights)
    : rate_(rate), weights_(std::move(channelWeights)), channels_(weights_.size()) {
    const auto section = [](double b0, double b1, double b2, double a1, double a2) {
        // y = b0 x + s1;  s1' = (b1 − a1 b0) x − a1 s1 + s2;  s2' = (b2 − a2 b0) x − a2 s1
        return Section{b0, b1 - a1 * b0, b2 - a2 * b0, a1, a2};
    };
    {
        const double k = std::tan(kPi * kShelfFrequency / rate.hz);
        const double top = std::pow(10.0, kShelfGain / 20.0);
        const double middle = std::pow(top, kShelfSlope);
        const double a0 = 1 + k / kShelfQ + k * k;
        shelf_ = section((top + middle * k / kShelfQ + k * k) / a0, 2 * (k * k - top) / a0,
                         (top - middle * k / kShelfQ + k * k) / a0, 2 * (k * k - 1) / a0,
                         (1 - k / kShelfQ + k * k) / a0);
    }
    {
        const double k = std::tan(kPi * kHighPassFrequency / rate.hz);
        const double a0 = 1 + k / kHighPassQ + k * k;
        const double gain = kHighPassGain / a0;
        highPass_ = section(gain, -2 * gain, gain, 2 * (k * k - 1) / a0,
                            (1 - k / kHighPassQ + k * k) / a0);
    }
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
        filterPair(planes[c] + first, planes[c + 1] + first, channels_[c], channels_[c + 1], frames);
    if (c < channels_.size()) filterOne(planes[c] + first, channels_[c], frames);
}

void LoudnessMeter::filterOne(const float* in, Channel& channel, int frames) const noexcept {
    // The same arithmetic as for a pair, so that a channel reads the same alone and in company.
    Channel unused;
    filterPair(in, in, channel, unused, frames);
}

void LoudnessMeter::filterPair(const float* a, const float* b, Channel& left, Channel& right,
                               int frames) const noexcept {
    const auto both = [](double x) { return Pair{x, x}; };
    const Pair shelfB0 = both(shelf_.b0), shelfC1 = both(shelf_.c1), shelfC2 = both(shelf_.c2);
    const Pair shelfA1 = both(shelf_.a1), shelfA2 = both(shelf_.a2);
    const Pair passB0 = both(highPass_.b0), passC1 = both(highPass_.c1);
    const Pair passC2 = both(highPass_.c2), passA1 = both(highPass_.a1);
    const Pair passA2 = both(highPass_.a2);
    Pair s1{left.state[0], right.state[0]}, s2{left.state[1], right.state[1]};
    Pair s3{left.state[2], right.state[2]}, s4{left.state[3], right.state[3]};
    Pair energy{left.energy, right.energy};
    for (int n = 0; n < frames; ++n) {
        const Pair x{static_cast<double>(a[n]), static_cast<double>(b[n])};
        const Pair shelved = shelfB0 * x + s1;
        const Pair nextS1 = (shelfC1 * x + s2) - shelfA1 * s1;
        s2 = shelfC2 * x - shelfA2 * s1;
        s1 = nextS1;
        const Pair y = passB0 * shelved + s3;
        const Pair nextS3 = (passC1 * shelved + s4) - passA1 * s3;
        s4 = passC2 * shelved - passA2 * s3;
        s3 = nextS3;
        energy += y * y;
    }
    left.state = {s1[0], s2[0], s3[0], s4[0]};
    right.state = {s1[1], s2[1], s3[1], s4[1]};
    left.energy = energy[0];
    right.energy = energy[1];
}

void LoudnessMeter::endPart() noexcept {
    double energy = 0;
    for (std::size_t c = 0; c < channels_.size(); ++c) {
        Channel& channel = channels_[c];
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
    if (parts >= kMomentaryParts) {
        const double block = energyOf(kMomentaryParts);
        momentary_ = loudnessOf(block);
        momentaryMaximum_ = std::max(momentaryMaximum_, momentary_);
        if (part_ % 10 == 0) blocks_.add(block);
    }
    if (parts >= kShortTermParts) {
        const double window = energyOf(kShortTermParts);
        shortTerm_ = loudnessOf(window);
        shortTermMaximum_ = std::max(shortTermMaximum_, shortTerm_);
        shortTerms_.add(window);
    }
}

double LoudnessMeter::energyOf(std::size_t parts) const noexcept {
    // Summed anew each time: a running sum would drift over hours.
    double sum = 0;
    const auto end = static_cast<std::size_t>(part_);
    for (std::size_t k = end - parts; k < end; ++k) sum += parts_[k % kShortTermParts];
    const std::int64_t frames = boundary(part_) - boundary(part_ - static_cast<std::int64_t>(parts));
    return sum / static_cast<double>(frames);
}

void LoudnessMeter::reset() noexcept {
    std::fill(channels_.begin(), channels_.end(), Channel{});
    parts_.fill(0);
    position_ = 0;
    part_ = 0;
    nextBoundary_ = boundary(1);
    momentary_ = shortTerm_ = momentaryMaximum_ = shortTermMaximum_ = kNoLoudness;
    blocks_.reset();
    shortTerms_.reset();
}

} // namespace lacquer::analysis
