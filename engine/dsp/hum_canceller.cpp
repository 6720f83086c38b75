#include "engine/dsp/hum_canceller.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

constexpr double kMains[] = {50, 60};
constexpr double kLowest = 10;
constexpr double kDrift = 0.02;
/// How old a notch is taken to be, s: one for a hum that has been heard for a while need not hurry, and one that
/// has heard none before a gap does not open wider after it.
constexpr double kFoundAge = 0.6, kNarrow = 1000;
/// Hz: how far off a frequency may be that was set; that was found; and how near one that was found is to one that
/// was asked for to be just that.
constexpr double kSetSpread = 0.05, kFoundSpread = 0.01, kWhole = 0.0075;
/// The finder's word counts over the tracker's from so many Hz on; where the tracker has seen nothing against the
/// frequency it was given from fewer, if so many looks agree.
constexpr double kOff = 0.05, kBeside = 0.015;
constexpr int kAlike = 4;

} // namespace

HumCanceller::HumCanceller(double rate)
    : rate_(rate), finder_(rate), tracker_(rate), notches_(rate), pause_(static_cast<int>(kTail * rate / kQuantum)) {
    reset();
}

void HumCanceller::reset() noexcept {
    tracker_.start(0, HumTracker::Mains::found);
    notches_.start(0);
    wanted_ = -1;
    locked_ = confirmed_ = false;
    silence_ = 0;
    harmonics_ = 1;
    hertz_ = start_ = phase_ = candidate_ = 0;
    alike_ = 0;
    share_ = 0;
}

void HumCanceller::aimAt(double hertz, double spread, HumTracker::Mains mains) noexcept {
    locked_ = true;
    hertz_ = start_ = hertz;
    confirmed_ = false;
    tracker_.start(spread, mains);
    notches_.widen(wanted_ > 0 ? 0 : kFoundAge);
}

void HumCanceller::process(float* left, float* right, const HumControls& controls) noexcept {
    bool sounds = false;
    for (int n = 0; n < kQuantum; ++n) sounds = sounds || left[n] != 0 || right[n] != 0;
    float* const signal[kStripLanes] = {left, right};
    silence_ = sounds ? 0 : silence_ + 1;
    if (!sounds) {
        fallSilent(signal);
        return;
    }
    find(signal, controls.hertz < kLowest ? 0 : controls.hertz);
    if (!locked_) return;

    const int fits = static_cast<int>(0.45 * rate_ / hertz_);
    const int harmonics = std::clamp(controls.harmonics, 1, std::min(HumBank::kMostHarmonics, fits));
    harmonics_ = harmonics;
    const double step = advance();
    alignas(64) float hum[kStripLanes][kQuantum], rest[kStripLanes][kQuantum];
    float *const hums[] = {hum[0], hum[1]}, *const rests[] = {rest[0], rest[1]};
    notches_.aim(tracker_, harmonics, controls.width, step);
    bank_.predict(notches_.before(), notches_.bound(), harmonics, hums);
    for (int side = 0; side < kStripLanes; ++side)
        for (int n = 0; n < kQuantum; ++n) rest[side][n] = signal[side][n] - hum[side][n];
    notches_.ring(rests);
    const float goal = 1.0f - static_cast<float>(gainOfDecibels(-controls.depth));
    const float rise = (goal - share_) / kQuantum;
    for (int side = 0; side < kStripLanes; ++side)
        for (int n = 0; n < kQuantum; ++n)
            signal[side][n] -= (share_ + rise * static_cast<float>(n + 1)) * (signal[side][n] - rest[side][n]);
    share_ = goal;
    HumBank::Amplitudes found, taken;
    bank_.correlate(rests, harmonics, found);
    notches_.follow(found, taken);
    const auto correction = tracker_.hear(found, taken, harmonics, controls.width);
    correct(correction);
}

/// What was found, or the mains frequency itself.
double HumCanceller::wholeIfNear(double hertz) const noexcept {
    if (wanted_ > 0) return std::fabs(hertz - wanted_) < kWhole ? wanted_ : hertz;
    for (const double mains : kMains)
        if (std::fabs(hertz - mains) < kWhole) return mains;
    return hertz;
}

/// Radians per frame, over the next quantum.
double HumCanceller::advance() noexcept {
    const double step = 2 * kPi * hertz_ / rate_;
    bank_.aim(phase_, step);
    phase_ += step * kQuantum;
    phase_ -= 2 * kPi * std::floor(phase_ / (2 * kPi));
    return step;
}

/// What the notches ring with must not break off, and not go on either: what comes after a gap may hum in
/// another phase.
void HumCanceller::fallSilent(float* const* signal) noexcept {
    if (!locked_ || silence_ > pause_) {
        silence_ = std::min(silence_, pause_ + 1);
        return;
    }
    advance();
    notches_.close(silence_ == pause_);
    alignas(64) float hum[kStripLanes][kQuantum];
    float* const hums[] = {hum[0], hum[1]};
    bank_.predict(notches_.before(), notches_.bound(), harmonics_, hums);
    for (int side = 0; side < kStripLanes; ++side)
        for (int n = 0; n < kQuantum; ++n) signal[side][n] -= share_ * hum[side][n];
    notches_.arrive();
    if (silence_ < pause_) return;
    tracker_.skip();
    notches_.start(confirmed_ ? 0 : kNarrow);
}

void HumCanceller::find(const float* const* signal, double wanted) noexcept {
    if (wanted != wanted_) {
        wanted_ = wanted;
        if (wanted > 0) {
            finder_.lookFor({&wanted_, 1});
            aimAt(wanted, kSetSpread, HumTracker::Mains::asked);
        } else {
            finder_.lookFor(kMains);
            // Until it has found one, what was set by hand before goes on.
        }
    }
    const auto look = finder_.listen(signal);
    if (!look.fresh) return;
    if (!look.hertz) {
        candidate_ = 0;
        alike_ = 0;
        return;
    }
    // Who stands still on a line would see it turn if it were elsewhere.
    const bool stands = locked_ && tracker_.isSteady() && tracker_.hasPlainLine();
    const double found = stands ? hertz_ : wholeIfNear(*look.hertz), off = std::fabs(found - hertz_);
    if (!locked_ || off > (tracker_.isSteady() ? kBeside : kOff)) {
        // Twice the same: two looks at a piece of music hardly ever agree on a hum that is none. Against a
        // frequency that was asked for they have to say it longer.
        const double apart = candidate_ == 0 ? kLowest : std::fabs(*look.hertz - candidate_);
        alike_ = apart < kBeside ? alike_ + 1 : 1;
        candidate_ = *look.hertz;
        if (!locked_ || (wanted_ <= 0 && off > kOff) ? apart > kOff : alike_ < kAlike) return;
        if (!locked_ || off > kOff) {
            aimAt(found, kFoundSpread, found == *look.hertz ? HumTracker::Mains::found : HumTracker::Mains::asked);
        } else {
            hertz_ = found;
            tracker_.loosen(kFoundSpread);
        }
    }
    candidate_ = *look.hertz;
    if (!confirmed_) tracker_.expect(look.power, HumFinder::kHarmonics);
    confirmed_ = true;
}

void HumCanceller::correct(const HumTracker::Correction& by) noexcept {
    if (!by.fresh) return;
    phase_ += by.phase;
    hertz_ = std::clamp(hertz_ + by.hertz, (1 - kDrift) * start_, (1 + kDrift) * start_);
    notches_.turn(by.phase);
    if (by.changed) notches_.widen(0);
}

} // namespace lacquer::dsp
