#include "engine/dsp/hum_tracker.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

constexpr double kPartSeconds = 0.00533; ///< 256 frames at 48 kHz
/// Windows overlap by three quarters: so many of them tell as much as one alone.
constexpr double kOverlapped = 2.1;
/// Before it is found, a hum of −50 dBFS is taken for one at once; what is louder has to stand first.
constexpr double kLikely = 1e-5;
/// And when it is, so many times what it was found to be.
constexpr double kLouder = 9;
/// Least variance of a measurement: −140 dBFS.
constexpr double kFloor = 1e-14;
/// An amplitude wanders by 1 % in 250 s (variance per second, relative).
constexpr double kWander = 4e-7;
/// The mains frequency drifts by some mHz a second, (rad/s)², for so many seconds, and wanders by little,
/// (rad/s)² per second; its phase against the harmonics' by next to nothing.
constexpr double kMostDrift = 0.008, kDriftLasts = 18, kRestless = 1e-6, kJitter = 1e-7;
/// While nothing speaks against the frequency that was asked for.
constexpr double kSteady = 0.0002, kSteadyRestless = 1e-9, kSteadyJitter = 1e-8; ///< Hz, and as above
/// What speaks against it: phases that agree over so many seconds, by so many times what chance and the lines' own
/// phases would make of it, and by some thousandths of a radian (squares). Then it is elsewhere by some hundredths of a
/// Hertz.
constexpr double kLean[] = {0.7, 2.5, 10};
constexpr double kLeaning = 16, kLeastLean = 4e-6, kElsewhere = 0.03;
/// Measurements before anything is said of a line's or the phase's past.
constexpr int kFewest = 12;
/// After so many seconds it is the frequency that was asked for, if it is within so many standard deviations.
constexpr double kSettles = 1.5, kDoubted = 6;
/// Lines that were known at another frequency are not known better than so, variance against power.
constexpr double kTurned = 0.1;
/// Of a phase, rad²: no measurement is surer.
constexpr double kPhaseFloor = 1e-7;
/// A harmonic tells the phase once its power is so many times its variance.
constexpr double kKnown = 6;
/// What disturbs a line from within goes on for as long as a note.
constexpr double kNote = 6;
/// Spans over which innovations have to agree, s; and what their mean may be by chance, against its variance.
constexpr double kAgree[] = {1, 5};
constexpr double kChance = 4;
/// Variance against power: a line becomes sure under the one and stops being so over the other. What is so
/// much fainter than the loudest line need not be known better than it.
constexpr double kSure = 5e-6, kUnsure = 6e-5, kFaint = 1e-3;
/// All lines have changed together when that makes what is heard so much likelier (log), each line counting for so
/// much at most and its power against its variance for so much; for at least so many lines and measurements.
constexpr double kLikelier = 10, kLikelierLine = 4, kWeightiest = 1000;
constexpr int kChangedLines = 3, kChangedMeasurements = 3;
/// A line takes part when it is known so well, power against variance.
constexpr double kPlain = 100;
/// Standard deviations of the shared phase from where it has to be.
constexpr double kSurprise = 3;

} // namespace

HumTracker::HumTracker(double rate)
    : quantaPerPart_(std::max(1, static_cast<int>(kPartSeconds * rate / kQuantum + 0.5))), parts_(kParts) {
    partSeconds_ = quantaPerPart_ * kQuantum / rate;
    for (int n = 0; n < kParts; ++n) {
        const double turn = 2 * kPi * (n + 0.5) / kParts;
        const double hann = (1 - cos(turn)) / kParts;
        window_[n] = static_cast<float>(hann);
        for (int pair = 0; pair < 2; ++pair) {
            cosine_[pair][n] = static_cast<float>(hann * cos((pair + 2) * turn));
            sine_[pair][n] = static_cast<float>(hann * sin((pair + 2) * turn));
        }
    }
    start(0, Mains::found);
}

void HumTracker::start(double spread, Mains mains) noexcept {
    for (auto& side : lines_)
        for (Line& line : side) line = {};
    known_ = {};
    for (double& likely : likely_) likely = kLikely;
    loosen(spread);
    mains_ = mains;
    heard_ = offset_ = 0;
    changed_ = 0;
    for (Lean& lean : lean_) lean = {};
    sum_ = {};
    quanta_ = at_ = filled_ = sinceMeasurement_ = 0;
}

void HumTracker::loosen(double spread) noexcept {
    steady_ = false;
    // They had to turn with what was not the mains.
    for (auto& side : lines_)
        for (Line& line : side) line.variance = std::max(line.variance, kTurned * (line.re * line.re + line.im * line.im));
    // What a window says of the phase it says of its middle.
    const double half = 0.5 * kParts * partSeconds_, unknown = 2 * kPi * spread;
    drift_ = 0;
    for (auto& row : covariance_)
        for (double& value : row) value = 0;
    covariance_[1][1] = unknown * unknown;
    covariance_[0][1] = covariance_[1][0] = half * covariance_[1][1];
    covariance_[0][0] = half * covariance_[0][1];
    covariance_[2][2] = kMostDrift * kMostDrift;
}

/// What was asked for is nearer the truth than what little was heard so far, unless that says otherwise.
void HumTracker::settle(Correction& correction) noexcept {
    const double spread = std::sqrt(covariance_[1][1]) / (2 * kPi);
    if (mains_ == Mains::asked && std::fabs(offset_) < kDoubted * spread + kSteady) {
        correction.hertz -= offset_;
        offset_ = drift_ = 0;
        for (auto& row : covariance_)
            for (double& value : row) value = 0;
        covariance_[1][1] = 4 * kPi * kPi * kSteady * kSteady;
        steady_ = true;
    }
}

bool HumTracker::hasPlainLine() const noexcept {
    for (const auto& side : lines_)
        for (const Line& line : side)
            if (line.measurements >= kFewest && line.re * line.re + line.im * line.im > kPlain * line.variance) return true;
    return false;
}

void HumTracker::expect(const double* power, int count) noexcept {
    for (int k = 0; k < kMost; ++k) {
        // The higher ones are hardly louder than the last two that were heard.
        likely_[k] = k < count ? power[k] : std::max(power[count - 1], power[count - 2]);
        for (auto& side : lines_) {
            Line& line = side[k];
            if (line.re * line.re + line.im * line.im + line.variance > kLouder * likely_[k]) line = {};
        }
    }
}

void HumTracker::skip() noexcept {
    sum_ = {};
    quanta_ = at_ = filled_ = sinceMeasurement_ = 0;
    for (auto& side : lines_)
        for (Line& line : side) {
            if (line.measurements > 0) line.variance = std::max(line.variance, line.re * line.re + line.im * line.im);
            line.measurements = std::min(line.measurements, 1);
        }
}

HumTracker::Correction HumTracker::hear(const HumBank::Amplitudes& found,
                                        const HumBank::Amplitudes& taken,
                                        int harmonics,
                                        double width) noexcept {
    for (int side = 0; side < kStripLanes; ++side)
        for (int k = 0; k < harmonics; ++k) {
            sum_.re[side][k] += found.re[side][k] + taken.re[side][k];
            sum_.im[side][k] += found.im[side][k] + taken.im[side][k];
        }
    if (++quanta_ < quantaPerPart_) return {};
    closePart(harmonics);
    if (filled_ < kParts || sinceMeasurement_ < kHop) return {};
    sinceMeasurement_ = 0;
    measure(harmonics);
    Correction correction = follow(harmonics);
    offset_ += correction.hertz;
    const bool settled = heard_ >= kSettles;
    heard_ += kHop * partSeconds_;
    if (!settled && heard_ >= kSettles) settle(correction);
    correction.changed = notice(harmonics);
    learn(harmonics, width);
    turn(correction, harmonics);
    return correction;
}

void HumTracker::closePart(int harmonics) noexcept {
    const float scale = 1.0f / static_cast<float>(quantaPerPart_);
    Part& part = parts_[static_cast<std::size_t>(at_)];
    for (int side = 0; side < kStripLanes; ++side)
        for (int k = 0; k < kMost; ++k) {
            part.re[side][k] = k < harmonics ? scale * sum_.re[side][k] : 0.0f;
            part.im[side][k] = k < harmonics ? scale * sum_.im[side][k] : 0.0f;
        }
    sum_ = {};
    quanta_ = 0;
    at_ = (at_ + 1) % kParts;
    filled_ = std::min(filled_ + 1, kParts);
    ++sinceMeasurement_;
}

/// The innovation of every line, and how much a measurement is worth now.
void HumTracker::measure(int harmonics) noexcept {
    for (int side = 0; side < kStripLanes; ++side) {
        float re[kMost] = {}, im[kMost] = {};
        float cosRe[2][kMost] = {}, cosIm[2][kMost] = {}, sinRe[2][kMost] = {}, sinIm[2][kMost] = {};
        for (int n = 0; n < kParts; ++n) {
            const Part& part = parts_[static_cast<std::size_t>((at_ + n) % kParts)];
            const float* const partRe = part.re[side];
            const float* const partIm = part.im[side];
            for (int k = 0; k < harmonics; ++k) {
                re[k] += window_[n] * partRe[k];
                im[k] += window_[n] * partIm[k];
            }
            for (int pair = 0; pair < 2; ++pair)
                for (int k = 0; k < harmonics; ++k) {
                    cosRe[pair][k] += cosine_[pair][n] * partRe[k];
                    cosIm[pair][k] += cosine_[pair][n] * partIm[k];
                    sinRe[pair][k] += sine_[pair][n] * partRe[k];
                    sinIm[pair][k] += sine_[pair][n] * partIm[k];
                }
        }
        for (int k = 0; k < harmonics; ++k) {
            Line& line = lines_[side][k];
            line.newRe = re[k] - line.re;
            line.newIm = im[k] - line.im;
            double noise = 0;
            for (int pair = 0; pair < 2; ++pair) {
                // |C − jS|² + |C + jS|², C and S complex.
                const double a = cosRe[pair][k], b = cosIm[pair][k], c = sinRe[pair][k], d = sinIm[pair][k];
                noise += 0.5 * (a * a + b * b + c * c + d * d);
            }
            // A quiet moment by chance is no quiet one: the last counts, too.
            const double now = noise + kFloor;
            line.noise = std::max(now, 0.25 * line.noise);
            if (line.measurements == 0) line.variance = std::min(likely_[k], line.newRe * line.newRe + line.newIm * line.newIm);
        }
    }
}

/// The phase and the frequency that all harmonics share.
HumTracker::Correction HumTracker::follow(int harmonics) noexcept {
    const double hop = kHop * partSeconds_, half = 0.5 * kParts * partSeconds_;
    const double lasts = exp(-hop / kDriftLasts);
    auto& p = covariance_;
    // F P Fᵀ, F = 1 h h²/2; 0 1 h; 0 0 lasts.
    const double f[3][3] = {{1, hop, 0.5 * hop * hop}, {0, 1, hop}, {0, 0, lasts}};
    double fp[3][3];
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) fp[i][j] = f[i][0] * p[0][j] + f[i][1] * p[1][j] + f[i][2] * p[2][j];
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) p[i][j] = fp[i][0] * f[j][0] + fp[i][1] * f[j][1] + fp[i][2] * f[j][2];
    p[0][0] += (steady_ ? kSteadyJitter : kJitter) * hop;
    p[1][1] += (steady_ ? kSteadyRestless : kRestless) * hop;
    if (!steady_) p[2][2] += (1 - lasts * lasts) * kMostDrift * kMostDrift;
    const Correction drifted{.fresh = true, .phase = 0.5 * drift_ * hop * hop, .hertz = drift_ * hop / (2 * kPi)};
    drift_ *= lasts;
    double across = 0, information = 0, own = 0;
    for (int side = 0; side < kStripLanes; ++side)
        for (int k = 0; k < harmonics; ++k) {
            const Line& line = lines_[side][k];
            const double power = line.re * line.re + line.im * line.im;
            if (line.measurements == 0 || power < kKnown * line.variance) continue;
            const double square = line.newRe * line.newRe + line.newIm * line.newIm;
            const double expected = line.variance + line.noise;
            const double order = k + 1;
            const double variance = kPhaseFloor + 0.5 * std::max(expected, square > 9 * expected ? square : 0.0) / power;
            const double angle = (line.re * line.newIm - line.im * line.newRe) / power;
            across += order * angle / variance;
            information += order * order / variance;
            own += order * order / (variance * variance) * 0.5 * line.variance / power;
        }
    seenPhase_ = 0;
    if (!(information > 0)) return drifted;
    seenPhase_ = across / information;
    // It is that of the window's middle.
    const double seen = std::clamp(seenPhase_, -0.5, 0.5);
    if (steady_ && leans(seen, information, own / (information * information))) loosen(kElsewhere);
    double part[3];
    for (int i = 0; i < 3; ++i) part[i] = p[i][0] - half * p[i][1];
    const double spread = kOverlapped / information + part[0] - half * part[1];
    // What cannot be the hum's is a tone's beside it.
    const double doubt = std::max(1.0, seen * seen / (kSurprise * kSurprise * spread));
    const double share = 1 / (doubt * doubt * spread);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) p[i][j] -= share * part[i] * part[j];
    drift_ += share * part[2] * seen;
    return {.fresh = true,
            .phase = drifted.phase + share * part[0] * seen,
            .hertz = drifted.hertz + share * part[1] * seen / (2 * kPi)};
}

/// A hum that stops, starts or is faded does so with all its harmonics; no note does. Then what was known is
/// learned anew at once. Student's distribution of each line leaves room for the notes that lie on some.
bool HumTracker::notice(int harmonics) noexcept {
    const auto takesPart = [](const Line& line) {
        return line.measurements >= kFewest && line.re * line.re + line.im * line.im > kPlain * line.variance;
    };
    double re = 0, im = 0, weights = 0;
    for (const auto& side : lines_)
        for (int k = 0; k < harmonics; ++k) {
            const Line& line = side[k];
            if (!takesPart(line)) continue;
            const double power = line.re * line.re + line.im * line.im;
            const double weight = std::min(kWeightiest, power / (line.variance + line.noise));
            re += weight * (line.newRe * line.re + line.newIm * line.im) / power;
            im += weight * (line.newIm * line.re - line.newRe * line.im) / power;
            weights += weight;
        }
    if (!(weights > 0)) return false;
    re /= weights;
    im /= weights;
    double likelier = 0;
    int lines = 0;
    for (int k = 0; k < harmonics; ++k) {
        double of = 0;
        for (const auto& side : lines_) {
            const Line& line = side[k];
            if (!takesPart(line)) continue;
            const double restRe = line.newRe - (re * line.re - im * line.im), restIm = line.newIm - (re * line.im + im * line.re);
            const double expected = 9 * (line.variance + line.noise);
            const double before = expected + line.newRe * line.newRe + line.newIm * line.newIm;
            const double gain = log(before / (expected + restRe * restRe + restIm * restIm));
            of = std::fabs(gain) > std::fabs(of) ? std::clamp(gain, -kLikelierLine, kLikelierLine) : of;
        }
        likelier += of;
        lines += of > 1;
    }
    changed_ = likelier > kLikelier && lines >= kChangedLines ? changed_ + 1 : 0;
    if (changed_ < kChangedMeasurements) return false;
    changed_ = 0;
    for (auto& side : lines_)
        for (int k = 0; k < harmonics; ++k) {
            Line& line = side[k];
            const double square = (re * re + im * im) * (line.re * line.re + line.im * line.im);
            line.variance = std::max(line.variance, square);
            for (auto& mean : line.mean) mean = {};
        }
    return true;
}

/// Whether the phases seen lean to one side for longer than chance would have it, and by more than what is
/// not known of the lines' own phases (`own`, variance).
bool HumTracker::leans(double seen, double weight, double own) noexcept {
    bool lean = false;
    for (int span = 0; span < kLeanSpans; ++span) {
        Lean& sums = lean_[span];
        const double keep = exp(-kHop * partSeconds_ / kLean[span]);
        sums.weights = keep * sums.weights + weight;
        sums.mean = keep * sums.mean + weight * seen;
        sums.squares = keep * keep * sums.squares + weight * weight * seen * seen;
        const double chance = kOverlapped * sums.squares + (own + kLeastLean) * sums.weights * sums.weights;
        lean = lean || (++sums.count > kFewest && sums.mean * sums.mean > kLeaning * chance);
    }
    return lean;
}

void HumTracker::learn(int harmonics, double width) noexcept {
    const double hop = kHop * partSeconds_;
    const double most = 1 - exp(-hop * kPi * width);
    for (int side = 0; side < kStripLanes; ++side)
        for (int k = 0; k < kMost; ++k) {
            Line& line = lines_[side][k];
            if (k >= harmonics) {
                line = {};
                known_.re[side][k] = known_.im[side][k] = 0;
                continue;
            }
            double power = line.re * line.re + line.im * line.im;
            if (line.measurements > 0 && power >= kKnown * line.variance) {
                // The shared phase is not the harmonic's own.
                const double turned = (k + 1) * seenPhase_;
                line.newRe += turned * line.im;
                line.newIm -= turned * line.re;
            }
            watch(line);
            line.variance += kWander * hop * power;
            const double square = line.newRe * line.newRe + line.newIm * line.newIm;
            const double beyond = square - 3 * (line.variance + line.noise);
            const double noise = kOverlapped * line.noise + kNote * std::max(0.0, beyond);
            ++line.measurements;
            const double limit = std::max(most, 1.0 / line.measurements);
            const double gain = std::min(line.variance / (line.variance + noise), limit);
            line.re += gain * line.newRe;
            line.im += gain * line.newIm;
            line.variance = (1 - gain) * (1 - gain) * line.variance + gain * gain * noise;
            for (auto& mean : line.mean) {
                mean.re -= mean.weights * gain * line.newRe;
                mean.im -= mean.weights * gain * line.newIm;
            }
            known_.re[side][k] = static_cast<float>(line.re);
            known_.im[side][k] = static_cast<float>(line.im);
        }
    judge(harmonics);
}

void HumTracker::judge(int harmonics) noexcept {
    double most = 0;
    for (const auto& side : lines_)
        for (int k = 0; k < harmonics; ++k)
            if (const Line& line = side[k]; line.re * line.re + line.im * line.im > 10 * line.variance)
                most = std::max(most, line.re * line.re + line.im * line.im);
    for (auto& side : lines_)
        for (int k = 0; k < harmonics; ++k) {
            Line& line = side[k];
            const double power = std::max(line.re * line.re + line.im * line.im, kFaint * most);
            line.sure = line.variance < (line.sure ? kUnsure : kSure) * power;
        }
}

/// When innovations agree for long, the line is not known as well as it seemed: it has changed, or a
/// note had been taken for it.
void HumTracker::watch(Line& line) const noexcept {
    const double weight = 1 / line.noise;
    const double square = line.newRe * line.newRe + line.newIm * line.newIm;
    for (int span = 0; span < kSpans; ++span) {
        auto& mean = line.mean[span];
        const double keep = exp(-kHop * partSeconds_ / kAgree[span]);
        mean.weights = keep * mean.weights + weight;
        mean.squares = keep * mean.squares + weight * weight * square;
        mean.re = keep * mean.re + weight * line.newRe;
        mean.im = keep * mean.im + weight * line.newIm;
        if (line.measurements < kFewest) continue;
        const double all = mean.weights * mean.weights;
        const double agreed = (mean.re * mean.re + mean.im * mean.im) / all;
        line.variance = std::max(line.variance, agreed - kChance * kOverlapped * mean.squares / all);
    }
}

/// What was heard before, against the oscillator as it is now.
void HumTracker::turn(const Correction& by, int harmonics) noexcept {
    if (by.phase == 0 && by.hertz == 0) return;
    for (int n = 0; n < kParts; ++n) {
        const double ago = (kParts - n - 0.5) * partSeconds_;
        const SinCos first = sincos(by.phase - 2 * kPi * by.hertz * ago);
        const auto c1 = static_cast<float>(first.cos), s1 = static_cast<float>(first.sin);
        float c = c1, s = s1;
        Part& part = parts_[static_cast<std::size_t>((at_ + n) % kParts)];
        for (int k = 0; k < harmonics; ++k) {
            for (int side = 0; side < kStripLanes; ++side) {
                const float re = part.re[side][k], im = part.im[side][k];
                part.re[side][k] = re * c + im * s;
                part.im[side][k] = im * c - re * s;
            }
            const float next = c * c1 - s * s1;
            s = s * c1 + c * s1;
            c = next;
        }
    }
}

} // namespace lacquer::dsp
