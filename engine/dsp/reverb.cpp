#include "engine/dsp/reverb.h"

#include "engine/dsp/math.h"
#include "engine/dsp/one_pole.h"

#include <algorithm>
#include <cmath>
#include <complex>

namespace lacquer::dsp {

namespace {

/// Where the decay is what is set, and where the bass ends, in Hz.
constexpr double kMiddle = 1000;
constexpr double kBass = 300;

/// Full breath of a path to either side, in seconds: at the fastest rate a detune of 2 cents.
constexpr double kBreath = 0.00035;
/// The slowest breath, in turns per second; the others are up to seven times as fast.
constexpr double kSlowestBreath = 0.17;

/// The mean path is at most this share of the decay, so that a short decay still has its shape: it
/// shrinks in steps of a quarter of an octave.
constexpr double kLongestPathOfDecay = 1.0 / 14;

constexpr double kFadeTime = 0.06;
constexpr double kLargest = 2, kSmallest = 0.2;

struct StyleTable {
    double shortest, longest;           // paths, seconds
    std::array<double, 4> diffusers;    // seconds
    double earlyFrom, earlyTo;          // seconds
    double early;                       // how much of the missing first energy they give
    double diffusion;                   // of the allpasses at full diffusion: more rings longer
};

/// Lengths chosen so that the sum of the paths gives at least 0.4 modes per Hz, and the shortest is
/// longer than a quantum at the smallest size and lowest rate (dsp: 64 frames and the breath).
const StyleTable& tableOf(ReverbStyle style) {
    static constexpr StyleTable kStyles[] = {
        {0.0113, 0.0471, {0.0071, 0.0093, 0.0067, 0.0118}, 0.0029, 0.027, 1.0, 0.76},
        {0.0167, 0.0637, {0.0083, 0.0113, 0.0074, 0.0149}, 0.0053, 0.039, 0.9, 0.76},
        {0.0311, 0.1013, {0.0127, 0.0191, 0.0113, 0.0223}, 0.0131, 0.071, 0.7, 0.68},
        {0.0131, 0.0733, {0.0066, 0.0109, 0.0079, 0.0141}, 0.0021, 0.019, 0.8, 0.76},
    };
    return kStyles[static_cast<std::size_t>(style)];
}

bool isPrime(int n) {
    for (int d = 3; d * d <= n; d += 2)
        if (n % d == 0) return false;
    return true;
}

/// Path lengths are primes: no two of them share a period.
int primeNear(double frames) {
    int n = static_cast<int>(frames) | 1;
    while (!isPrime(n)) n += 2;
    return n;
}

double squaredLowpass(double pole, double cosine) {
    return (1 - pole) * (1 - pole) / (1 - 2 * pole * cosine + pole * pole);
}

/// Lagrange's weights of degree five at 2 + fraction from the newest of six points, the oldest
/// point first.
void lagrange(double fraction, double* weights) {
    // One over the product of (k - n) over all n but k.
    constexpr double kScale[6] = {-1.0 / 120, 1.0 / 24, -1.0 / 12, 1.0 / 12, -1.0 / 24, 1.0 / 120};
    double before[6], after = 1; // products of the distances to the points before and after
    before[0] = 1;
    for (int k = 1; k < 6; ++k) before[k] = before[k - 1] * (3 + fraction - k);
    for (int k = 5; k >= 0; --k) {
        weights[5 - k] = kScale[k] * before[k] * after;
        after *= 2 + fraction - k;
    }
}

} // namespace

Reverb::Reverb(double rate)
    : rate_(rate),
      fadeStep_(static_cast<float>(1 / (kQuantum * std::ceil(kFadeTime * rate / kQuantum)))) {
    const auto frames = [&](double seconds) { return static_cast<int>(seconds * rate) + 3 * kQuantum; };
    const auto& hall = tableOf(ReverbStyle::hall);
    for (int side = 0; side < 2; ++side) {
        before_.emplace_back(frames(kLongestPredelay));
        diffused_.emplace_back(frames(kLargest * hall.earlyTo));
        for (const double length : hall.diffusers) diffusers_.emplace_back(frames(kLargest * length));
    }
    for (int line = 0; line < kReverbLines; ++line)
        lines_.emplace_back(frames(kLargest * hall.longest * 1.02 + 2 * kBreath));
    reset();
}

std::int64_t Reverb::tail(const ReverbControls& controls, double rate) {
    // Between the bass and 1 kHz heavy damping lets the sound ring up to a quarter longer.
    const double longest = controls.decay * std::max(1.25, 1.1 * controls.lowDecay);
    const double seconds = controls.predelay + 0.35 * controls.size + 2.6 * longest;
    return static_cast<std::int64_t>(seconds * rate) + 4 * kQuantum;
}

/// The size that is used: short decays make the room smaller.
double Reverb::sizeFor(const ReverbControls& controls) noexcept {
    const auto& table = tableOf(controls.style);
    const double mean = (table.longest - table.shortest) / log(table.longest / table.shortest);
    const double most = kLongestPathOfDecay * controls.decay / mean;
    const double size = std::clamp(controls.size, kSmallest, kLargest);
    if (most >= size) return size;
    return std::max(kSmallest, size * exp2(std::floor(4 * log2(most / size)) / 4));
}

Reverb::Room Reverb::roomOf(ReverbStyle style, double size) const noexcept {
    const auto& table = tableOf(style);
    const double scale = rate_ * std::clamp(size, kSmallest, kLargest);
    Room room;
    double sum = 0;
    for (int i = 0; i < kReverbLines; ++i) {
        // Evenly spaced in pitch, moved a little so that no spacing repeats; neighbours in the
        // matrix are far apart in length.
        const int place = (i * 7) % kReverbLines;
        const double wobble = 0.011 * ((place * 5) % 7 - 3);
        const double share = (place + wobble * 8) / (kReverbLines - 1);
        const int frames = primeNear(
            scale * table.shortest * pow(table.longest / table.shortest, std::clamp(share, 0.0, 1.0)));
        room.lines[static_cast<std::size_t>(i)] = frames;
        sum += frames;
    }
    room.meanLine = sum / kReverbLines;
    room.earlyLevel = static_cast<float>(table.early);
    room.diffusion = static_cast<float>(table.diffusion);
    for (std::size_t side = 0; side < 2; ++side) {
        const double stretch = side == 0 ? 1 : 1.093;
        for (std::size_t d = 0; d < kDiffusers; ++d)
            room.diffusers[side][d] =
                std::max(primeNear(scale * table.diffusers[d] * stretch * 0.93), kQuantum + 1);
        for (std::size_t e = 0; e < kEarly; ++e) {
            const double share = (static_cast<double>(e) + (side == 0 ? 0.0 : 0.43)) / kEarly;
            room.early[side][e] = static_cast<int>(
                scale * table.earlyFrom * pow(table.earlyTo / table.earlyFrom, share));
        }
    }
    return room;
}

void Reverb::follow(const ReverbControls& controls) noexcept {
    if (fresh_) {
        goalStyle_ = controls.style;
        goalSize_ = sizeFor(controls);
        room_ = next_ = roomOf(goalStyle_, goalSize_);
        predelay_ = static_cast<int>(controls.predelay * rate_ + 0.5);
        fade_ = 1;
    } else if (fade_ >= 1 && !(controls == controls_ && arrived_)) {
        const double size = sizeFor(controls);
        if (controls.style != goalStyle_ || size != goalSize_) {
            goalStyle_ = controls.style;
            goalSize_ = size;
            next_ = roomOf(goalStyle_, goalSize_);
            fade_ = 0;
        }
    }
    if (fresh_ || !arrived_ || !(controls == controls_)) design(controls);
    // What moved during a fade is looked at again when it has ended.
    arrived_ = fade_ >= 1;
    controls_ = controls;
    fresh_ = false;
}

void Reverb::design(const ReverbControls& controls) noexcept {
    const double turn = 2 * kPi / rate_;
    const auto middle = sincos(turn * kMiddle);
    const double dampingHz = std::clamp(controls.damping, 1.5 * kMiddle, 0.48 * rate_);
    const double dampingCosine = cos(turn * dampingHz);
    const bool damps = controls.damping < 19999;
    // A Butterworth shelf: to either side of the bass's end the decay changes within an octave.
    const double g = tan(0.5 * turn * kBass), root = std::sqrt(2.0);
    const double denominator = 1 + root * g + g * g;
    const double a1 = 2 * (g * g - 1) / denominator, a2 = (1 - root * g + g * g) / denominator;
    absorption_.a1 = static_cast<float>(a1);
    absorption_.a2 = static_cast<float>(a2);
    const std::complex<double> back(middle.cos, -middle.sin);
    const std::complex<double> poles = 1.0 + back * (a1 + back * a2);
    const double steepest = (1 - dampingCosine) / (1 - middle.cos);

    for (std::size_t i = 0; i < kReverbLines; ++i) {
        const double frames = room_.lines[i] + double{fade_} * (next_.lines[i] - room_.lines[i]);
        // Decibels that 1 kHz loses on this path.
        const double loss = 60 * frames / (rate_ * controls.decay);
        double pole = 0, atMiddle = 1;
        if (damps) {
            // Twice the loss at the damping frequency; the treble's filter itself takes no more
            // than four fifths of the loss at 1 kHz.
            const double ratio = std::min(pow10(loss / 10), 1 + 0.9 * (steepest - 1));
            const double b = (ratio * middle.cos - dampingCosine) / (ratio - 1);
            pole = b - std::sqrt(std::max(b * b - 1, 0.0));
            pole = std::min(pole, lowpassPole(pow10(-0.08 * loss), middle.cos));
            atMiddle = squaredLowpass(pole, middle.cos);
        }
        const double lossAtMiddle = -10 * log10(atMiddle);
        // The bass over 1 kHz, where the shelf has a little of its effect, too: settles in three rounds.
        const double over = pow10((loss - lossAtMiddle - loss / controls.lowDecay) / 20);
        double shelf[3] = {}, shelfAtMiddle = 1;
        for (int round = 0; round < 3; ++round) {
            const double height = over * shelfAtMiddle;
            const double band = root * (std::sqrt(height) - 1) * g / denominator;
            const double low = (height - 1) * g * g / denominator;
            shelf[0] = low + band, shelf[1] = 2 * low, shelf[2] = low - band;
            shelfAtMiddle = std::abs(1.0 + (shelf[0] + back * (shelf[1] + back * shelf[2])) / poles);
        }
        const double gain = pow10(-loss / 20) / (std::sqrt(atMiddle) * shelfAtMiddle);
        absorption_.damping[i] = static_cast<float>(pole);
        goal_.shelf[0][i] = static_cast<float>(shelf[0]);
        goal_.shelf[1][i] = static_cast<float>(shelf[1] - a1 * shelf[0]);
        goal_.shelf[2][i] = static_cast<float>(shelf[2] - a2 * shelf[0]);
        goal_.gain[i] = static_cast<float>(0.25 * gain); // the matrix multiplies by four
    }

    // The network gives 13.8 / decay of the energy per second from when its paths return; the
    // early reflections give the same before.
    const double mean = (room_.meanLine + fade_ * (next_.meanLine - room_.meanLine)) / rate_;
    const double density = 13.8 / std::max(controls.decay, 0.05);
    lateGain_ = static_cast<float>(std::sqrt(std::min(density * mean, 4.0)));
    const auto earlyGain = [&](const Room& room, std::size_t side, std::size_t e) {
        const double at = room.early[side][e] / rate_;
        const double before = e == 0 ? 0 : room.early[side][e - 1] / rate_;
        return room.earlyLevel * std::sqrt(std::min(density * (at - before), 1.0)) *
               pow10(-3 * at / controls.decay);
    };
    for (std::size_t side = 0; side < 2; ++side) {
        for (std::size_t e = 0; e < kEarly; ++e) {
            const double from = earlyGain(room_, side, e);
            const double gain = fade_ < 1 ? from + fade_ * (earlyGain(next_, side, e) - from) : from;
            earlyGoals_[side * kEarly + e] =
                static_cast<float>((e * 5 + side * 3) % 4 < 2 ? gain : -gain);
        }
    }

    lowCut_.follow = static_cast<float>(highpassFollow(std::max(controls.lowCut, 1.0), rate_, 2));
    highCut_.follow = static_cast<float>(lowpassFollow(std::max(controls.highCut, 100.0), rate_, 2));
    highCutOn_ = controls.highCut < 19999;
}

void Reverb::predelay(const ReverbControls& controls,
                      const float* inLeft,
                      const float* inRight,
                      float* left,
                      float* right) noexcept {
    const int wanted = static_cast<int>(controls.predelay * rate_ + 0.5);
    const float* const in[2] = {inLeft, inRight};
    float* const out[2] = {left, right};
    for (std::size_t side = 0; side < 2; ++side) {
        before_[side].write(in[side]);
        const float* from = before_[side].read(predelay_ + kQuantum);
        if (wanted == predelay_)
            std::memcpy(out[side], from, kQuantum * sizeof(float));
        else
            crossfade(from, before_[side].read(wanted + kQuantum), 0, 1.0F / kQuantum, out[side]);
    }
    predelay_ = wanted;
}

void Reverb::diffuse(std::size_t side, float diffusion, float* signal) noexcept {
    alignas(64) float late[kQuantum], keep[kQuantum];
    // Where the style fades into another, so does what it diffuses by.
    const float coefficient = (room_.diffusion + fade_ * (next_.diffusion - room_.diffusion)) * diffusion;
    for (std::size_t d = 0; d < kDiffusers; ++d) {
        auto& line = diffusers_[side * kDiffusers + d];
        const float* from = line.read(room_.diffusers[side][d]);
        if (fade_ < 1) {
            crossfade(from, line.read(next_.diffusers[side][d]), fade_, fadeStep_, late);
            from = late;
        }
        allpass(signal, from, coefficient, signal, keep);
        line.write(keep);
    }
}

void Reverb::addEarly(std::size_t side, float* out) noexcept {
    alignas(64) float faded[kQuantum];
    // Every third reflection comes from the other side.
    for (std::size_t e = 0; e < kEarly; ++e) {
        const auto& line = diffused_[e % 3 == 2 ? 1 - side : side];
        const float* from = line.read(room_.early[side][e] + kQuantum);
        if (fade_ < 1) {
            crossfade(from, line.read(next_.early[side][e] + kQuantum), fade_, fadeStep_, faded);
            from = faded;
        }
        float& gain = earlyGains_[side * kEarly + e];
        const float goal = earlyGoals_[side * kEarly + e];
        addScaled(from, gain, (goal - gain) * (1.0F / kQuantum), out);
        gain = goal;
    }
}

void Reverb::readLine(std::size_t line, int frames, double offset, double growth, float* out) noexcept {
    if (offset == 0 && growth == 0) {
        std::memcpy(out, lines_[line].read(frames), kQuantum * sizeof(float));
        return;
    }
    // The whole frame is that of the middle of the quantum, so the fraction stays close to 0…1.
    const double whole = std::floor(offset + 0.5 * kQuantum * growth);
    const double fraction = offset - whole;
    ReverbTap tap;
    double begin[6], end[6];
    lagrange(fraction, begin);
    lagrange(fraction + kQuantum * growth, end);
    for (int k = 0; k < 6; ++k) {
        tap.weight[k] = static_cast<float>(begin[k]);
        tap.growth[k] = static_cast<float>((end[k] - begin[k]) * (1.0 / kQuantum));
    }
    tap.points = lines_[line].read(frames + static_cast<int>(whole) + 3);
    readBetweenFrames(tap, out);
}

double Reverb::breathAt(double phase, std::size_t line) noexcept {
    const double place = static_cast<double>(line);
    return sin(2 * kPi * (phase * (1 + 0.37 * place) + 0.3819 * place));
}

void Reverb::readLines(double modulation) noexcept {
    const double nextPhase = phase_ + kSlowestBreath * kQuantum / rate_;
    const double depthFrom = modulation_ * kBreath * rate_, depthTo = modulation * kBreath * rate_;
    const bool breathes = depthFrom > 0 || depthTo > 0;
    modulation_ = modulation;
    alignas(64) float other[kQuantum];
    for (std::size_t i = 0; i < kReverbLines; ++i) {
        double offset = 0, growth = 0;
        if (breathes && (i & 1)) {
            auto& breath = breath_[i / 2];
            offset = depthFrom * (1 + breath);
            breath = breathAt(nextPhase, i);
            growth = (depthTo * (1 + breath) - offset) / kQuantum;
        }
        float* const out = buffer_ + i * kQuantum;
        readLine(i, room_.lines[i], offset, growth, out);
        if (fade_ < 1) {
            readLine(i, next_.lines[i], offset, growth, other);
            crossfade(out, other, fade_, fadeStep_, out);
        }
    }
    if (!breathes)
        for (std::size_t i = 1; i < kReverbLines; i += 2) breath_[i / 2] = breathAt(nextPhase, i);
    // The phase wraps after a time that no line's pace notices: 100 turns are whole for all.
    phase_ = nextPhase >= 100 ? nextPhase - 100 : nextPhase;
}

void Reverb::cut(float* left, float* right) noexcept {
    // Both sides in one loop: neither waits for the other.
    struct Poles {
        float a, b;
        float first(float in, float follow) { return in - (a += follow * (in - a)); }
        float second(float in, float follow) { return in - (b += follow * (in - b)); }
    };
    Poles l{lowCut_.state[0][0], lowCut_.state[0][1]}, r{lowCut_.state[1][0], lowCut_.state[1][1]};
    const float low = lowCut_.follow;
    for (int n = 0; n < kQuantum; ++n) {
        left[n] = l.second(l.first(left[n], low), low);
        right[n] = r.second(r.first(right[n], low), low);
    }
    lowCut_.state = {{{l.a, l.b}, {r.a, r.b}}};
    if (!highCutOn_) return;
    l = {highCut_.state[0][0], highCut_.state[0][1]};
    r = {highCut_.state[1][0], highCut_.state[1][1]};
    const float high = highCut_.follow;
    for (int n = 0; n < kQuantum; ++n) {
        l.first(left[n], high);
        r.first(right[n], high);
        l.second(l.a, high);
        r.second(r.a, high);
        left[n] = l.b;
        right[n] = r.b;
    }
    highCut_.state = {{{l.a, l.b}, {r.a, r.b}}};
}

void Reverb::process(const float* inLeft,
                     const float* inRight,
                     float* left,
                     float* right,
                     const ReverbControls& controls) noexcept {
    bool sounds = false;
    for (int n = 0; n < kQuantum; ++n) sounds = sounds || inLeft[n] != 0 || inRight[n] != 0;
    silent_ = sounds ? 0 : silent_ + kQuantum;
    if (!sounds && !asleep_ && silent_ > tail(controls, rate_) - 2 * kQuantum) forget();
    const bool first = fresh_;
    float lateGainBefore = lateGain_;
    follow(controls);
    if (first || asleep_) {
        // Nothing sounds: what is set holds at once.
        lateGainBefore = lateGain_;
        width_ = controls.width;
        modulation_ = controls.modulation;
        earlyGains_ = earlyGoals_;
        settle();
    }
    if (!sounds && asleep_) {
        std::fill_n(left, kQuantum, 0.0F);
        std::fill_n(right, kQuantum, 0.0F);
        return;
    }
    asleep_ = false;

    alignas(64) float diffused[2][kQuantum];
    predelay(controls, inLeft, inRight, diffused[0], diffused[1]);
    for (std::size_t side = 0; side < 2; ++side) {
        diffuse(side, controls.diffusion, diffused[side]);
        diffused_[side].write(diffused[side]);
    }

    readLines(controls.modulation);
    for (std::size_t i = 0; i < kReverbLines; ++i) {
        const auto grow = [i](const float* from, const float* to, float* growth) {
            growth[i] = (to[i] - from[i]) * (1.0F / kQuantum);
        };
        grow(absorption_.now.gain, goal_.gain, absorption_.growth.gain);
        for (int part = 0; part < 3; ++part)
            grow(absorption_.now.shelf[part], goal_.shelf[part], absorption_.growth.shelf[part]);
    }
    absorb(buffer_, absorption_, filters_);
    settle();
    alignas(64) float late[2][kQuantum];
    sumLines(buffer_, late[0], late[1]);
    mixLines(buffer_, diffused[0], diffused[1]);
    for (std::size_t i = 0; i < kReverbLines; ++i) lines_[i].write(buffer_ + i * kQuantum);

    float* const out[2] = {left, right};
    const float gainStep = (lateGain_ - lateGainBefore) * (1.0F / kQuantum);
    for (std::size_t side = 0; side < 2; ++side) {
        for (int n = 0; n < kQuantum; ++n)
            out[side][n] = late[side][n] * (lateGainBefore + gainStep * static_cast<float>(n));
        addEarly(side, out[side]);
    }
    cut(left, right);
    const float widthStep = (controls.width - width_) * (0.5F / kQuantum);
    for (int n = 0; n < kQuantum; ++n) {
        const float middle = 0.5F * (left[n] + right[n]);
        const float side = (0.5F * width_ + widthStep * static_cast<float>(n)) * (left[n] - right[n]);
        left[n] = middle + side;
        right[n] = middle - side;
    }
    width_ = controls.width;
    arrive();
}

void Reverb::settle() noexcept {
    absorption_.now = goal_;
}

void Reverb::arrive() noexcept {
    if (fade_ >= 1) return;
    fade_ += fadeStep_ * kQuantum;
    if (fade_ >= 1 - fadeStep_) {
        fade_ = 1;
        room_ = next_;
    }
}

void Reverb::forget() noexcept {
    for (auto* group : {&before_, &diffusers_, &diffused_, &lines_})
        for (auto& line : *group) line.clear();
    filters_ = {};
    lowCut_.state = {};
    highCut_.state = {};
    asleep_ = true;
}

void Reverb::reset() noexcept {
    forget();
    fresh_ = true;
    fade_ = 1;
    phase_ = 0;
    for (std::size_t i = 1; i < kReverbLines; i += 2) breath_[i / 2] = breathAt(0, i);
    silent_ = 0;
}

} // namespace lacquer::dsp
