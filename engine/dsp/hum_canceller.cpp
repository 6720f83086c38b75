#include "engine/dsp/hum_canceller.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lacquer::dsp {
namespace {

constexpr double kMains[] = {50, 60};
constexpr double kLowest = 10;

// Seconds. At first the sines are learned quickly, then ever more surely.
constexpr double kQuickTime = 0.05, kQuickFor = 0.3, kSlowing = 0.25;
constexpr double kLoopWaits = 0.2;
constexpr double kQuickestLoop = 0.15, kSlowestLoop = 8;
constexpr double kRemainderTime = 0.05, kDisturbanceTime = 1;
/// Variance of the fundamental's phase at which the loop slows down, rad². Tried on a piano, a voice and
/// drums 36 dB over the hum: with a tenth of it the frequency takes a minute, with ten times it wanders.
constexpr double kWantedUnrest = 3e-4;
/// A harmonic counts when its power is this many times that of what disturbs it: beside a tone of the
/// programme a sine is found, too, and says nothing.
constexpr double kClear = 4;
constexpr double kDrift = 0.02;
/// The finder's word counts over the loop's from here on.
constexpr double kOff = 0.05;

constexpr double kNothing = 1e-12; ///< power of a hum that is none: −120 dB

} // namespace

HumCanceller::HumCanceller(double rate) : rate_(rate), quantum_(kQuantum / rate), finder_(rate) { reset(); }

void HumCanceller::reset() noexcept {
    amplitudes_ = before_ = {};
    wanted_ = -1;
    locked_ = silent_ = false;
    hertz_ = start_ = phase_ = candidate_ = sinceAim_ = disagreement_ = 0;
    remainder_ = {};
    std::fill(disturbance_, disturbance_ + HumBank::kMostHarmonics, 0.0);
    share_ = 0;
}

void HumCanceller::aimAt(double hertz) noexcept {
    locked_ = true;
    hertz_ = start_ = hertz;
    sinceAim_ = disagreement_ = 0;
    remainder_ = {};
    std::fill(disturbance_, disturbance_ + HumBank::kMostHarmonics, 0.0);
}

void HumCanceller::process(float* left, float* right, const HumControls& controls) noexcept {
    bool sounds = false;
    for (int n = 0; n < kQuantum; ++n) sounds = sounds || left[n] != 0 || right[n] != 0;
    if (!sounds) {
        // Silence is left alone. What comes after it may hum in another phase.
        sinceAim_ = 0;
        return;
    }
    float* const signal[kStripLanes] = {left, right};
    find(signal, controls.hertz < kLowest ? 0 : controls.hertz);
    if (!locked_) return;

    const int fits = static_cast<int>(0.45 * rate_ / hertz_);
    const int harmonics = std::clamp(controls.harmonics, 1, std::min(HumBank::kMostHarmonics, fits));
    const double step = 2 * kPi * hertz_ / rate_;
    bank_.aim(phase_, step);
    phase_ += step * kQuantum;
    phase_ -= 2 * kPi * std::floor(phase_ / (2 * kPi));

    alignas(64) float hum[kStripLanes][kQuantum], left_[kStripLanes][kQuantum];
    float* const hums[] = {hum[0], hum[1]};
    bank_.predict(before_, amplitudes_, harmonics, hums);
    before_ = amplitudes_;
    const float goal = 1.0f - static_cast<float>(gainOfDecibels(-controls.depth));
    const float rise = (goal - share_) / kQuantum;
    for (int side = 0; side < kStripLanes; ++side)
        for (int n = 0; n < kQuantum; ++n) {
            left_[side][n] = signal[side][n] - hum[side][n];
            signal[side][n] -= (share_ + rise * static_cast<float>(n + 1)) * hum[side][n];
        }
    share_ = goal;
    const float* const remainders[] = {left_[0], left_[1]};
    HumBank::Amplitudes found;
    bank_.correlate(remainders, harmonics, found);
    sinceAim_ += quantum_;
    follow(found, harmonics);
    adapt(found, harmonics, controls.width);
}

void HumCanceller::find(const float* const* signal, double wanted) noexcept {
    if (wanted != wanted_) {
        wanted_ = wanted;
        if (wanted > 0) {
            finder_.lookFor({&wanted_, 1});
            aimAt(wanted);
        } else {
            finder_.lookFor(kMains);
            // Until it has found one, what was set by hand before goes on.
        }
    }
    const auto look = finder_.listen(signal);
    if (look.fresh && !look.hertz) candidate_ = 0;
    if (!look.fresh || !look.hertz) return;
    const double off = *look.hertz - hertz_;
    if (!locked_) {
        // Twice the same: two looks at a piece of music hardly ever agree on a hum that is none.
        if (std::fabs(*look.hertz - candidate_) < kOff) aimAt(*look.hertz);
        candidate_ = *look.hertz;
    } else if (std::fabs(off) > kOff) {
        // Twice the same, because one look may be led astray.
        if (disagreement_ != 0 && std::fabs(off - disagreement_) < kOff) aimAt(*look.hertz);
        else disagreement_ = off;
    } else {
        disagreement_ = 0;
    }
}

/// Phase and frequency, from what the remainder still holds of every harmonic: an error of the phase
/// turns that by a quarter against the sine itself. Weighted as independent measurements are, by
/// their power over that of what disturbs them.
void HumCanceller::follow(const HumBank::Amplitudes& left, int harmonics) noexcept {
    const auto share = static_cast<float>(1 - onePoleMemory(kRemainderTime / quantum_));
    const double slow = std::max(quantum_ / (sinceAim_ + quantum_), quantum_ / kDisturbanceTime);
    double across = 0, information = 0;
    for (int k = 0; k < harmonics; ++k) {
        const double order = k + 1;
        double turned = 0, power = 0, disturbance = 0;
        for (int side = 0; side < kStripLanes; ++side) {
            float& restRe = remainder_.re[side][k];
            float& restIm = remainder_.im[side][k];
            restRe += share * (left.re[side][k] - restRe);
            restIm += share * (left.im[side][k] - restIm);
            const double re = amplitudes_.re[side][k], im = amplitudes_.im[side][k];
            turned += re * restIm - im * restRe;
            power += re * re + im * im;
            disturbance += static_cast<double>(restRe) * restRe + static_cast<double>(restIm) * restIm;
        }
        disturbance_[k] += slow * (disturbance - disturbance_[k]);
        if (power < kClear * disturbance_[k]) continue;
        const double weight = order / (disturbance_[k] + kNothing + 1e-7 * power);
        across += weight * turned;
        information += weight * order * power;
    }
    if (sinceAim_ < kLoopWaits || information < 1) return;
    const double error = std::clamp(across / information, -0.5, 0.5);
    const double loop = std::clamp(kRemainderTime / (2 * information * kWantedUnrest), kQuickestLoop, kSlowestLoop);
    phase_ += error * quantum_ / loop;
    // Critically damped: the frequency takes four times as long.
    hertz_ += error * quantum_ / (4 * loop * loop) / (2 * kPi);
    hertz_ = std::clamp(hertz_, (1 - kDrift) * start_, (1 + kDrift) * start_);
}

void HumCanceller::adapt(const HumBank::Amplitudes& left, int harmonics, double width) noexcept {
    const double slowest = 1 / (kPi * width);
    const double time = std::min(slowest, kQuickTime + kSlowing * std::max(0.0, sinceAim_ - kQuickFor));
    const auto share = static_cast<float>(1 - onePoleMemory(time / quantum_));
    for (int side = 0; side < kStripLanes; ++side)
        for (int k = 0; k < HumBank::kMostHarmonics; ++k) {
            float& re = amplitudes_.re[side][k];
            float& im = amplitudes_.im[side][k];
            if (k < harmonics) {
                re += share * left.re[side][k];
                im += share * left.im[side][k];
            } else {
                re = im = 0;
            }
        }
}

} // namespace lacquer::dsp
