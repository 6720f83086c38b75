#include "engine/dsp/hum_finder.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace lacquer::dsp {
namespace {

constexpr double kLookedAtRate = 3000;
/// Share of a nominal frequency to both sides: in which it is a hum, and in which it is looked for, so that a
/// note beside it is seen to be one.
constexpr double kRange = 0.01, kSearched = 0.022;
constexpr double kStep = 0.004;       ///< Hz
/// Half the width of a hill against the time that was heard: two sines so far apart are two.
constexpr double kHill = 1.5;
constexpr double kResolution = 0.005; ///< Hz
/// The second bin beside a line is reached by what is 1 % off its eighth harmonic; the third and fourth are not.
constexpr int kBeside = 3;
/// What stands over its surroundings by more is a note's as likely as a hum's, and counts for this.
constexpr double kMostOver = 9;
/// Windows overlap by three quarters: so many of them tell as much as one alone.
constexpr double kOverlapped = 2.1;
/// Standing by chance: one in 400.
constexpr double kChance = 6;
constexpr double kMostPerLine = 50;
/// A hum has so many lines, one of them among the first three, or one alone that stands all the time where a
/// mains frequency is. Chance, loops and drones in 34 recordings came to 107.
constexpr double kEnough = 115, kEnoughAlone = 500, kRangeAlone = 0.003;
constexpr int kFewestLines = 3, kLowLines = 3;
/// What is under −110 dBFS bothers nobody.
constexpr float kFloor = 1e-11f;

std::size_t at(int n) { return static_cast<std::size_t>(n); }

} // namespace

HumFinder::HumFinder(double rate)
    : decimation_(std::max(1, static_cast<int>(std::lround(rate / kLookedAtRate)))), fft_(kSize), samples_(kSize),
      real_(kSize / 2 + 1), imaginary_(kSize / 2 + 1) {
    rate_ = rate / decimation_;
    hopSeconds_ = kHop * kPartFrames / rate_;
    for (int n = 0; n < decimation_; ++n) ramp_.push_back((n + 0.5) / decimation_ / decimation_);
    for (int n = 0; n < kParts; ++n) {
        const double turn = 2 * kPi * (n + 0.5) / kParts;
        const double hann = (1 - cos(turn)) / kParts;
        window_[n] = static_cast<float>(hann);
        for (int pair = 0; pair < 2; ++pair) {
            cosine_[pair][n] = static_cast<float>(hann * cos((pair + kBeside) * turn));
            sine_[pair][n] = static_cast<float>(hann * sin((pair + kBeside) * turn));
        }
    }
    for (Nominal& nominal : nominal_)
        for (int k = 0; k < kHarmonics; ++k) {
            nominal.readings[k].resize(kReadings);
            nominal.standing[k].resize(kSize);
        }
}

void HumFinder::lookFor(std::span<const double> hertz) noexcept {
    nominals_ = static_cast<int>(std::min<std::size_t>(hertz.size(), kNominals));
    for (int which = 0; which < nominals_; ++which) {
        Nominal& nominal = nominal_[which];
        nominal.hertz = hertz[at(which)];
        const SinCos turn = sincos(2 * kPi * nominal.hertz / rate_);
        nominal.turnCosine = turn.cos;
        nominal.turnSine = turn.sin;
    }
    reset();
}

void HumFinder::reset() noexcept {
    for (int side = 0; side < kStripLanes; ++side) rising_[side] = falling_[side] = 0;
    for (Nominal& nominal : nominal_) {
        nominal.cosine = 1;
        nominal.sine = 0;
        nominal.sum = {};
        for (auto& readings : nominal.readings) std::fill(readings.begin(), readings.end(), Reading{});
    }
    phase_ = inPart_ = part_ = partsHeard_ = sinceReading_ = 0;
    reading_ = readings_ = sinceLook_ = step_ = 0;
    recent_ = false;
}

void HumFinder::keep(float left, float right) noexcept {
    for (int which = 0; which < nominals_; ++which) {
        Nominal& nominal = nominal_[which];
        const auto c1 = static_cast<float>(nominal.cosine), s1 = static_cast<float>(nominal.sine);
        float c = c1, s = s1;
        for (int k = 0; k < kHarmonics; ++k) {
            nominal.sum.re[0][k] += left * c;
            nominal.sum.im[0][k] -= left * s;
            nominal.sum.re[1][k] += right * c;
            nominal.sum.im[1][k] -= right * s;
            const float next = c * c1 - s * s1;
            s = s * c1 + c * s1;
            c = next;
        }
        const double next = nominal.cosine * nominal.turnCosine - nominal.sine * nominal.turnSine;
        nominal.sine = nominal.sine * nominal.turnCosine + nominal.cosine * nominal.turnSine;
        nominal.cosine = next;
    }
    if (++inPart_ == kPartFrames) closePart();
}

void HumFinder::closePart() noexcept {
    for (int which = 0; which < nominals_; ++which) {
        Nominal& nominal = nominal_[which];
        nominal.parts[part_] = nominal.sum;
        nominal.sum = {};
        // Rounding must not let it grow.
        const double size = std::sqrt(nominal.cosine * nominal.cosine + nominal.sine * nominal.sine);
        nominal.cosine /= size;
        nominal.sine /= size;
    }
    inPart_ = 0;
    part_ = (part_ + 1) % kParts;
    partsHeard_ = std::min(partsHeard_ + 1, kParts);
    if (++sinceReading_ < kHop || partsHeard_ < kParts) return;
    sinceReading_ = 0;
    for (int which = 0; which < nominals_; ++which) read(nominal_[which]);
    reading_ = (reading_ + 1) % kReadings;
    readings_ = std::min(readings_ + 1, kReadings);
    ++sinceLook_;
}

/// The lines of the last window, and how much each is worth.
void HumFinder::read(Nominal& nominal) noexcept {
    for (int k = 0; k < kHarmonics; ++k) {
        Reading& reading = nominal.readings[k][at(reading_)];
        float noise = kFloor, power = 0;
        for (int side = 0; side < kStripLanes; ++side) {
            float re = 0, im = 0, beside[2][4] = {};
            for (int n = 0; n < kParts; ++n) {
                const Sum& part = nominal.parts[(part_ + n) % kParts];
                const float a = part.re[side][k], b = part.im[side][k];
                re += window_[n] * a;
                im += window_[n] * b;
                for (int pair = 0; pair < 2; ++pair) {
                    beside[pair][0] += cosine_[pair][n] * a;
                    beside[pair][1] += cosine_[pair][n] * b;
                    beside[pair][2] += sine_[pair][n] * a;
                    beside[pair][3] += sine_[pair][n] * b;
                }
            }
            for (const auto& pair : beside)
                for (const float value : pair) noise += 0.5f * value * value;
            power += re * re + im * im;
            reading.re[side] = re;
            reading.im[side] = im;
        }
        reading.weight = 1 / std::max(noise, power / static_cast<float>(kMostOver));
    }
}

HumFinder::Look HumFinder::listen(const float* const* signal) noexcept {
    // Every frame belongs to two triangles: it rises in one and falls in the one before.
    for (int n = 0; n < kQuantum; ++n) {
        const double up = ramp_[at(phase_)];
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
        if (sinceLook_ < kLook) return {};
        sinceLook_ = 0;
        step_ = 1;
    }
    const int which = (step_ - 1) / kHarmonics;
    if (which < nominals_) {
        transform(nominal_[which], (step_ - 1) % kHarmonics);
        ++step_;
        return {};
    }
    const Look look = judge();
    // What was quiet before a hum began would speak against it for as long as it is remembered.
    const bool again = !look.hertz && !recent_ && readings_ > kRecent;
    recent_ = again;
    step_ = again ? 1 : 0;
    return again ? Look{} : look;
}

/// How far a line stands over chance, for each frequency beside the harmonic.
void HumFinder::transform(Nominal& nominal, int harmonic) noexcept {
    const auto& readings = nominal.readings[harmonic];
    auto& standing = nominal.standing[harmonic];
    std::fill(standing.begin(), standing.end(), 0.0f);
    const int first = recent_ ? kReadings - kRecent : 0;
    double weights = 0;
    for (int n = first; n < kReadings; ++n) weights += readings[at((reading_ + n) % kReadings)].weight;
    if (!(weights > 0)) return;
    const auto scale = static_cast<float>(1 / (kOverlapped * weights));
    nominal.chance[harmonic] = kOverlapped / weights;
    for (int side = 0; side < kStripLanes; ++side) {
        for (const bool imaginary : {false, true}) {
            samples_.fill(0);
            for (int n = first; n < kReadings; ++n) {
                const Reading& reading = readings[at((reading_ + n) % kReadings)];
                samples_[at(n)] = reading.weight * (imaginary ? reading.im[side] : reading.re[side]);
            }
            fft_.forward(samples_.data(), imaginary ? imaginary_.data() : real_.data());
        }
        // The transform of a + jb from those of a and b, real.
        for (int bin = 0; bin < kSize / 2; ++bin) {
            const auto a = real_[at(bin)], b = imaginary_[at(bin)];
            const float up = a.real() - b.imag(), upIm = a.imag() + b.real();
            const float down = a.real() + b.imag(), downIm = b.real() - a.imag();
            standing[at(kSize / 2 + bin)] += scale * (up * up + upIm * upIm);
            if (bin > 0) standing[at(kSize / 2 - bin)] += scale * (down * down + downIm * downIm);
        }
    }
}

double HumFinder::standing(const Nominal& nominal, int harmonic, double off) const noexcept {
    const double bin = kSize / 2 + off * (harmonic + 1) * hopSeconds_ * kSize;
    const int below = static_cast<int>(std::floor(bin));
    if (below < 0 || below + 1 >= kSize) return 0;
    const double share = bin - below;
    const auto& values = nominal.standing[harmonic];
    return (1 - share) * values[at(below)] + share * values[at(below + 1)];
}

double HumFinder::score(const Nominal& nominal, double off) const noexcept {
    double sum = 0;
    for (int k = 0; k < kHarmonics; ++k) sum += std::min(standing(nominal, k, off), 4 * kMostPerLine);
    return sum;
}

HumFinder::Look HumFinder::judge() const noexcept {
    Look none;
    none.fresh = true;
    double best = 0, bestOff = 0;
    const Nominal* of = nullptr;
    // A hill of its own, not the foot of a note's beside it: as wide as what was heard tells apart.
    const int reach = static_cast<int>(kHill / (std::clamp(readings_, 1, recent_ ? kRecent : kReadings) * hopSeconds_ * kStep));
    for (int which = 0; which < nominals_; ++which) {
        const Nominal& nominal = nominal_[which];
        const int steps = static_cast<int>(kRange * nominal.hertz / kStep);
        const int searched = static_cast<int>(kSearched * nominal.hertz / kStep);
        for (int step = -steps; step <= steps; ++step) {
            const double sum = score(nominal, step * kStep);
            if (sum <= best || sum < kChance * kHarmonics) continue;
            bool highest = true;
            // From near to far: on a slope the first one says it.
            for (int away = 1; highest && away <= reach; ++away)
                for (const int other : {step - away, step + away})
                    if (std::abs(other) <= searched) highest = highest && score(nominal, other * kStep) <= sum;
            if (highest) best = sum, bestOff = step * kStep, of = &nominal;
        }
    }
    if (!of) return none;
    double enough = 0, low = 0, alone = 0;
    int lines = 0;
    for (int k = 0; k < kHarmonics; ++k) {
        const double over = std::min(standing(*of, k, bestOff) - kChance, kMostPerLine);
        if (k < kLowLines) alone = std::max(alone, standing(*of, k, bestOff));
        if (over <= 0) continue;
        enough += over;
        ++lines;
        if (k < kLowLines) low = std::max(low, over);
    }
    const bool stands = alone > kEnoughAlone && std::fabs(bestOff) < kRangeAlone * of->hertz;
    if (!stands && (enough < kEnough || low <= 0 || lines < kFewestLines)) return none;
    const double left = score(*of, bestOff - kStep), middle = score(*of, bestOff), right = score(*of, bestOff + kStep);
    const double bend = left - 2 * middle + right;
    const double hertz = of->hertz + bestOff + kStep * (bend < 0 ? std::clamp(0.5 * (left - right) / bend, -0.5, 0.5) : 0.0);
    // In steps, so that the last bits of a Fourier transform decide nothing.
    Look look;
    look.fresh = true;
    look.hertz = kResolution * std::floor(hertz / kResolution + 0.5);
    // In the parts' sums a sine of amplitude 1 is half a part long.
    constexpr double kScale = 4.0 / (kPartFrames * kPartFrames);
    for (int k = 0; k < kHarmonics; ++k) look.power[k] = kScale * of->chance[k] * std::max(1.0, standing(*of, k, bestOff));
    return look;
}

} // namespace lacquer::dsp
