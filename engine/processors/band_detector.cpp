#include "engine/processors/band_detector.h"

#include "engine/dsp/math.h"
#include "engine/dsp/one_pole.h"

#include <algorithm>
#include <cmath>

namespace lacquer::processors::equalizer {
namespace {

/// Frames from level to level: short against any attack, and a mean that takes out what beats faster.
constexpr int kStep = 8;

/// Time in which a band-pass covers 63 % of a step in dB, in units of its own time constant Q / (π·f):
/// its amplitude nears the new one exponentially, which in dB is fast on the way up and slow on the
/// way down. For steps of 10 dB; for those of 20 dB it is 0.45 and 1.9.
constexpr double kRise = 0.6, kFall = 1.5;

double memoryOf(double seconds, double lag, double rate) {
    return dsp::onePoleMemory(std::max(seconds - lag, 0.1 * seconds) * rate / kStep);
}

} // namespace

void BandDetector::hear(
    const BandSetting& band, double attackSeconds, double releaseSeconds, double rate, LaneView audio) noexcept {
    const double q = std::clamp(band.band.q, 0.3, 10.0);
    const double g = dsp::tan(std::min(dsp::kPi * band.band.hertz / rate, 1.4));
    const double k = 1.0 / q;
    const double d = 1.0 / (1.0 + g * (g + k));
    const double own = q / (dsp::kPi * band.band.hertz);
    const double attack = memoryOf(attackSeconds, kRise * own, rate);
    const double release = memoryOf(releaseSeconds, kFall * own, rate);
    const double limit = std::fabs(band.range);
    for (int start = 0; start < kQuantum; start += kStep) {
        double energy[kStripLanes] = {};
        for (int frame = start; frame < start + kStep; ++frame) {
            double x[kStripLanes] = {audio.at(frame, 0), audio.at(frame, 1)};
            const double middle = 0.5 * (x[0] + x[1]), difference = 0.5 * (x[0] - x[1]);
            if (band.side == Side::left) x[1] = 0;
            if (band.side == Side::right) x[0] = 0;
            if (band.side == Side::mid) x[0] = middle, x[1] = 0;
            if (band.side == Side::side) x[0] = difference, x[1] = 0;
            for (int side = 0; side < kStripLanes; ++side) {
                const double high = (x[side] - s2_[side] - (g + k) * s1_[side]) * d;
                const double middleOut = s1_[side] + g * high;
                const double low = s2_[side] + g * middleOut;
                s1_[side] = middleOut + g * high;
                s2_[side] = low + g * middleOut;
                energy[side] += middleOut * middleOut - low * high;
            }
        }
        const double power = std::max({energy[0], energy[1], 0.0}) * k * k / kStep;
        const double level = 0.5 * dsp::decibelsOfGain(power + 1e-20);
        const double over = std::clamp(level - band.threshold, 0.0, limit);
        const double target = band.range < 0 ? -over : over;
        const bool rises = std::fabs(target) > std::fabs(offset_);
        offset_ = target + (rises ? attack : release) * (offset_ - target);
        if (target == 0 && std::fabs(offset_) < 1e-4) offset_ = 0;
    }
    for (int side = 0; side < kStripLanes; ++side) {
        if (std::fabs(s1_[side]) < 1e-15) s1_[side] = 0;
        if (std::fabs(s2_[side]) < 1e-15) s2_[side] = 0;
    }
}

} // namespace lacquer::processors::equalizer
