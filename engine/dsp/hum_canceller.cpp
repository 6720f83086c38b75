#include "engine/dsp/hum_canceller.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

constexpr double kMains[] = {50, 60};
constexpr double kLowest = 10;
constexpr double kDrift = 0.02;
/// The finder's word counts over the tracker's from here on.
constexpr double kOff = 0.05;
/// Hz: how far off a frequency may be that was set, and one that was found.
constexpr double kSetSpread = 0.05, kFoundSpread = 0.01;

} // namespace

HumCanceller::HumCanceller(double rate) : rate_(rate), finder_(rate), tracker_(rate) { reset(); }

void HumCanceller::reset() noexcept {
    amplitudes_ = before_ = {};
    tracker_.start(0);
    wanted_ = -1;
    locked_ = silent_ = confirmed_ = false;
    hertz_ = start_ = phase_ = candidate_ = 0;
    quantaToGo_ = 0;
    share_ = 0;
}

void HumCanceller::aimAt(double hertz, double spread) noexcept {
    locked_ = true;
    hertz_ = start_ = hertz;
    confirmed_ = false;
    tracker_.start(spread);
    quantaToGo_ = tracker_.quantaPerHop();
}

void HumCanceller::process(float* left, float* right, const HumControls& controls) noexcept {
    bool sounds = false;
    for (int n = 0; n < kQuantum; ++n) sounds = sounds || left[n] != 0 || right[n] != 0;
    if (!sounds) {
        // Silence is left alone. What comes after it may hum in another phase.
        if (!silent_) tracker_.skip();
        silent_ = true;
        return;
    }
    silent_ = false;
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
    approach(harmonics);
    bank_.predict(before_, amplitudes_, harmonics, hums);
    const float goal = 1.0f - static_cast<float>(gainOfDecibels(-controls.depth));
    const float rise = (goal - share_) / kQuantum;
    for (int side = 0; side < kStripLanes; ++side)
        for (int n = 0; n < kQuantum; ++n) {
            left_[side][n] = signal[side][n] - hum[side][n];
            signal[side][n] -= (share_ + rise * static_cast<float>(n + 1)) * hum[side][n];
        }
    share_ = goal;
    const float* const remainders[] = {left_[0], left_[1]};
    HumBank::Amplitudes found, taken;
    bank_.correlate(remainders, harmonics, found);
    for (int side = 0; side < kStripLanes; ++side)
        for (int k = 0; k < harmonics; ++k) {
            taken.re[side][k] = 0.5f * (before_.re[side][k] + amplitudes_.re[side][k]);
            taken.im[side][k] = 0.5f * (before_.im[side][k] + amplitudes_.im[side][k]);
        }
    correct(tracker_.hear(found, taken, harmonics, controls.width), harmonics);
}

void HumCanceller::find(const float* const* signal, double wanted) noexcept {
    if (wanted != wanted_) {
        wanted_ = wanted;
        if (wanted > 0) {
            finder_.lookFor({&wanted_, 1});
            aimAt(wanted, kSetSpread);
        } else {
            finder_.lookFor(kMains);
            // Until it has found one, what was set by hand before goes on.
        }
    }
    const auto look = finder_.listen(signal);
    if (!look.fresh) return;
    if (!look.hertz) {
        candidate_ = 0;
        return;
    }
    const double off = *look.hertz - hertz_;
    if (!locked_ || std::fabs(off) > kOff) {
        // Twice the same: two looks at a piece of music hardly ever agree on a hum that is none.
        const bool agreed = candidate_ != 0 && std::fabs(*look.hertz - candidate_) < kOff;
        candidate_ = *look.hertz;
        if (!agreed) return;
        aimAt(*look.hertz, kFoundSpread);
    }
    candidate_ = *look.hertz;
    if (!confirmed_) tracker_.expect(look.power, HumFinder::kHarmonics);
    confirmed_ = true;
}

/// A step nearer to what the tracker says: at once would be heard beside a bass.
void HumCanceller::approach(int harmonics) noexcept {
    before_ = amplitudes_;
    const HumBank::Amplitudes& wanted = tracker_.amplitudes();
    if (quantaToGo_ < 1) quantaToGo_ = 1;
    const float share = 1.0f / static_cast<float>(quantaToGo_);
    --quantaToGo_;
    for (int side = 0; side < kStripLanes; ++side)
        for (int k = 0; k < HumBank::kMostHarmonics; ++k) {
            float& re = amplitudes_.re[side][k];
            float& im = amplitudes_.im[side][k];
            if (k < harmonics) {
                re += share * (wanted.re[side][k] - re);
                im += share * (wanted.im[side][k] - im);
            } else {
                re = im = 0;
            }
        }
}

/// The oscillator is set right at once; the sines reach it within the next hop.
void HumCanceller::correct(const HumTracker::Correction& by, int harmonics) noexcept {
    if (!by.fresh) return;
    quantaToGo_ = tracker_.quantaPerHop();
    phase_ += by.phase;
    hertz_ = std::clamp(hertz_ + by.hertz, (1 - kDrift) * start_, (1 + kDrift) * start_);
    for (int k = 0; k < harmonics; ++k) {
        const SinCos turn = sincos((k + 1) * by.phase);
        const auto c = static_cast<float>(turn.cos), s = static_cast<float>(turn.sin);
        for (int side = 0; side < kStripLanes; ++side) {
            const float re = amplitudes_.re[side][k], im = amplitudes_.im[side][k];
            amplitudes_.re[side][k] = re * c + im * s;
            amplitudes_.im[side][k] = im * c - re * s;
        }
    }
}

} // namespace lacquer::dsp
