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

/// Lengths chosen so that the sum of the paths gives 0.6 modes per Hz and more, and the shortest is
/// longer than a quantum at the smallest size and lowest rate (64 frames and the breath). Found among some
/// dozens near each other, at three rates and decays from 0.4 to 2 s: the least that stands out of the tail
/// (14.2 dB, 2 dB less than round figures), the flattest spectrum, echoes dense soon, and sides that are not
/// each other's opposite in the lowest octaves.
const StyleTable& tableOf(ReverbStyle style) {
    static constexpr StyleTable kStyles[] = {
        {0.01641, 0.07331, {0.00705, 0.0095, 0.00675, 0.011}, 0.0029, 0.027, 1.0, 0.742},
        {0.01649, 0.07238, {0.00845, 0.01087, 0.00745, 0.01446}, 0.0053, 0.039, 0.9, 0.743},
        {0.03025, 0.09732, {0.00747, 0.01212, 0.00689, 0.01352}, 0.0131, 0.071, 0.7, 0.747},
        {0.01399, 0.07696, {0.00615, 0.00999, 0.0075, 0.01415}, 0.0021, 0.019, 0.8, 0.762},
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

} // namespace

Reverb::Reverb(double rate)
    : rate_(rate),
      fadeStep_(static_cast<float>(1 / (kQuantum * std::ceil(kFadeTime * rate / kQuantum)))) {
    // Every path as long as the largest room of any style may want it.
    std::array<int, kReverbLines> longest{};
    for (const auto style : {ReverbStyle::room, ReverbStyle::chamber, ReverbStyle::hall, ReverbStyle::plate}) {
        const Room room = roomOf(style, kLargest);
        for (std::size_t i = 0; i < kReverbLines; ++i) longest[i] = std::max(longest[i], room.lines[i]);
    }
    const auto frames = [&](double seconds) { return static_cast<int>(seconds * rate) + 3 * kQuantum; };
    const auto& hall = tableOf(ReverbStyle::hall);
    std::size_t used = 0;
    const auto each = [&](auto&& make) {
        used = 0;
        const auto ring = [&](QuantumRing& at, int reach) {
            make(at, reach);
            used += QuantumRing::memoryFor(reach);
        };
        for (std::size_t i = 0; i < kReverbLines; ++i) ring(lines_[i], longest[i] + frames(2 * kBreath));
        for (std::size_t k = 0; k < diffusers_.size(); ++k)
            ring(diffusers_[k], frames(1.1 * kLargest * hall.diffusers[k % kDiffusers]));
        for (auto& one : diffused_) ring(one, frames(kLargest * hall.earlyTo));
        for (auto& one : before_) ring(one, frames(kLongestPredelay));
    };
    each([](QuantumRing&, int) {});
    memory_ = AlignedMemory<float>(used);
    each([&](QuantumRing& ring, int reach) { ring = QuantumRing(memory_.data() + used, reach); });
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
    // What is set is the decay of the octave around 1 kHz. Damping from within or close to it lets its
    // lower half ring on: 1 kHz itself then falls sooner. Fitted to Schroeder's line from -5 to -35 dB of
    // an octave in which the loss grows with the square of the frequency, for filters whose skirts let a
    // little of its neighbours in.
    const double close = damps ? std::max(2.5 - dampingHz / kMiddle, 0.0) : 0;
    const double sooner = 1 + 0.172 * close * close * std::sqrt(close);

    for (std::size_t i = 0; i < kReverbLines; ++i) {
        const double frames = room_.lines[i] + double{fade_} * (next_.lines[i] - room_.lines[i]);
        // Decibels that the octave and 1 kHz lose on this path.
        const double nominal = 60 * frames / (rate_ * controls.decay), loss = sooner * nominal;
        double pole = 0, atMiddle = 1;
        if (damps) {
            // Twice the loss at the damping frequency; the treble's filter itself takes no more
            // than four fifths of the loss at 1 kHz.
            const double ratio = std::min(pow10((2 * nominal - loss) / 10), 1 + 0.9 * (steepest - 1));
            const double b = (ratio * middle.cos - dampingCosine) / (ratio - 1);
            pole = b - std::sqrt(std::max(b * b - 1, 0.0));
            pole = std::min(pole, lowpassPole(pow10(-0.08 * loss), middle.cos));
            atMiddle = squaredLowpass(pole, middle.cos);
        }
        const double lossAtMiddle = -10 * log10(atMiddle);
        // The bass over 1 kHz, where the shelf has a little of its effect, too: settles in three rounds.
        const double over = pow10((loss - lossAtMiddle - nominal / controls.lowDecay) / 20);
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

    const auto grow = [](const float* from, const float* to, float* growth) {
        for (std::size_t i = 0; i < kReverbLines; ++i) growth[i] = (to[i] - from[i]) * (1.0F / kQuantum);
    };
    grow(absorption_.now.gain, goal_.gain, absorption_.growth.gain);
    for (int part = 0; part < 3; ++part)
        grow(absorption_.now.shelf[part], goal_.shelf[part], absorption_.growth.shelf[part]);
    absorption_.moves = true;

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

void Reverb::diffuseSide(std::size_t side, float diffusion, float* signal) noexcept {
    alignas(64) float faded[kDiffusers][kQuantum];
    const float* late[kDiffusers];
    float* keep[kDiffusers];
    QuantumRing* const rings = diffusers_.data() + side * kDiffusers;
    for (std::size_t d = 0; d < kDiffusers; ++d) {
        late[d] = rings[d].read(room_.diffusers[side][d]);
        if (fade_ < 1) {
            crossfade(late[d], rings[d].read(next_.diffusers[side][d]), fade_, fadeStep_, faded[d]);
            late[d] = faded[d];
        }
        keep[d] = rings[d].place();
    }
    // Where the style fades into another, so does what it diffuses by.
    const float coefficient = (room_.diffusion + fade_ * (next_.diffusion - room_.diffusion)) * diffusion;
    dsp::diffuse(signal, late, coefficient, keep);
    for (std::size_t d = 0; d < kDiffusers; ++d) rings[d].advance();
}

void Reverb::early(std::size_t side, const float* late, ReverbGain lateGain, float* out) noexcept {
    alignas(64) float faded[kEarly][kQuantum];
    const float* reflections[kEarly];
    ReverbGain gains[kEarly];
    // Every third reflection comes from the other side.
    for (std::size_t e = 0; e < kEarly; ++e) {
        const auto& ring = diffused_[e % 3 == 2 ? 1 - side : side];
        reflections[e] = ring.read(room_.early[side][e] + kQuantum);
        if (fade_ < 1) {
            crossfade(reflections[e], ring.read(next_.early[side][e] + kQuantum), fade_, fadeStep_, faded[e]);
            reflections[e] = faded[e];
        }
        float& gain = earlyGains_[side * kEarly + e];
        const float goal = earlyGoals_[side * kEarly + e];
        gains[e] = {gain, (goal - gain) * (1.0F / kQuantum)};
        gain = goal;
    }
    addEarly(late, lateGain, reflections, gains, out);
}

void Reverb::breathe(double modulation) noexcept {
    const double from = modulation_ * kBreath * rate_, to = modulation * kBreath * rate_;
    modulation_ = modulation;
    breathes_ = from > 0 || to > 0;
    for (std::size_t k = 0; k < kReverbBreathing; ++k) {
        const double sine = breath_.sine[k], cosine = breath_.cosine[k];
        breath_.sine[k] = sine * turn_.cosine[k] + cosine * turn_.sine[k];
        breath_.cosine[k] = cosine * turn_.cosine[k] - sine * turn_.sine[k];
        offset_[k] = from * (1 + sine);
        nextOffset_[k] = to * (1 + breath_.sine[k]);
    }
}

/// The lines that breathe, as long as they are in this room.
void Reverb::readBreathing(const Room& room, float* rows) noexcept {
    ReverbBreath breath;
    float* to[kReverbBreathing];
    for (std::size_t k = 0; k < kReverbBreathing; ++k) {
        // The whole frame is that of the middle of the quantum, so the fraction stays close to 0…1.
        const int whole = static_cast<int>(0.5 * (offset_[k] + nextOffset_[k]));
        breath.fractions[k] = static_cast<float>(offset_[k] - whole);
        breath.fractions[kReverbBreathing + k] = static_cast<float>(nextOffset_[k] - whole);
        breath.points[k] = lines_[2 * k + 1].read(room.lines[2 * k + 1] + whole + 4);
        to[k] = rows + k * kQuantum;
    }
    readBetweenFrames(breath, to);
}

/// Where what each line gives lies: in itself, or in `buffer`.
void Reverb::readLines(const float** rows, float* buffer) noexcept {
    const auto read = [&](const Room& room, float* breathing) {
        for (std::size_t i = 0; i < kReverbLines; ++i) rows[i] = lines_[i].read(room.lines[i]);
        if (!breathes_) return;
        readBreathing(room, breathing);
        for (std::size_t k = 0; k < kReverbBreathing; ++k) rows[2 * k + 1] = breathing + k * kQuantum;
    };
    read(room_, buffer);
    if (fade_ >= 1) return;
    const float* now[kReverbLines];
    std::copy_n(rows, kReverbLines, now);
    alignas(64) float breathing[kReverbBreathing * kQuantum];
    read(next_, breathing);
    for (std::size_t i = 0; i < kReverbLines; ++i) {
        // The lines that breathe are in the buffer's first half already, each where it is read last.
        float* const to = buffer + (i % 2 == 1 ? i / 2 : kReverbBreathing + i / 2) * kQuantum;
        crossfade(now[i], rows[i], fade_, fadeStep_, to);
        rows[i] = to;
    }
}

/// With many reverbs side by side their past does not fit into the cache that is near: what the next
/// quantum reads of it is on its way while others run.
void Reverb::fetchNext() const noexcept {
    for (std::size_t i = 0; i < kReverbLines; ++i) {
        const int later = i % 2 == 1 && breathes_ ? static_cast<int>(nextOffset_[i / 2]) + 4 : 0;
        lines_[i].fetch(room_.lines[i] + later);
        lines_[i].fetchPlace();
    }
    for (std::size_t side = 0; side < 2; ++side) {
        for (std::size_t d = 0; d < kDiffusers; ++d) {
            diffusers_[side * kDiffusers + d].fetch(room_.diffusers[side][d]);
            diffusers_[side * kDiffusers + d].fetchPlace();
        }
        for (std::size_t e = 0; e < kEarly; ++e) diffused_[e % 3 == 2 ? 1 - side : side].fetch(room_.early[side][e]);
        diffused_[side].fetchPlace();
    }
}

void Reverb::process(const float* inLeft,
                     const float* inRight,
                     float* sides,
                     const ReverbControls& controls) noexcept {
    const bool sounds = !isSilent(inLeft, inRight);
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
        std::fill_n(sides, 2 * kQuantum, 0.0F);
        return;
    }
    asleep_ = false;

    alignas(64) float diffused[2][kQuantum];
    predelay(controls, inLeft, inRight, diffused[0], diffused[1]);
    for (std::size_t side = 0; side < 2; ++side) {
        diffuseSide(side, controls.diffusion, diffused[side]);
        diffused_[side].write(diffused[side]);
    }

    breathe(controls.modulation);
    alignas(64) float buffer[kReverbLines * kQuantum], late[2][kQuantum];
    const float* rows[kReverbLines];
    float* places[kReverbLines];
    readLines(rows, buffer);
    for (std::size_t i = 0; i < kReverbLines; ++i) places[i] = lines_[i].place();
    runNetwork(rows, absorption_, filters_, diffused[0], diffused[1], late[0], late[1], places);
    for (auto& line : lines_) line.advance();
    settle();

    const ReverbGain lateGain{lateGainBefore, (lateGain_ - lateGainBefore) * (1.0F / kQuantum)};
    alignas(64) float out[2][kQuantum];
    for (std::size_t side = 0; side < 2; ++side) early(side, late[side], lateGain, out[side]);
    finishSides(out[0], out[1], {0.5F * width_, (controls.width - width_) * (0.5F / kQuantum)}, lowCut_,
                highCutOn_ ? &highCut_ : nullptr, sides);
    fetchNext();
    width_ = controls.width;
    arrive();
}

/// What is set holds from here on.
void Reverb::settle() noexcept {
    if (!absorption_.moves) return;
    absorption_.now = goal_;
    absorption_.moves = false;
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
    memory_.fill(0);
    filters_ = {};
    lowCut_ = {.follow = lowCut_.follow};
    highCut_ = {.follow = highCut_.follow};
    asleep_ = true;
}

void Reverb::reset() noexcept {
    forget();
    fresh_ = true;
    fade_ = 1;
    for (std::size_t k = 0; k < kReverbBreathing; ++k) {
        // Each line has its own pace and its own beginning.
        const double line = static_cast<double>(2 * k + 1);
        const auto begin = sincos(2 * kPi * 0.3819 * line);
        const auto step = sincos(2 * kPi * kSlowestBreath * (1 + 0.37 * line) * kQuantum / rate_);
        breath_.sine[k] = begin.sin, breath_.cosine[k] = begin.cos;
        turn_.sine[k] = step.sin, turn_.cosine[k] = step.cos;
    }
    silent_ = 0;
}

} // namespace lacquer::dsp
