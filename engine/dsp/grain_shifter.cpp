#include "engine/dsp/grain_shifter.h"

#include "engine/dsp/math.h"
#include "engine/dsp/windowed_sinc.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

/// The share of the way to the pulse that the windows ride per period: slow enough that a window
/// does not jump from pulse to pulse.
constexpr double kRide = 0.15;
/// And no further than this share of a period, so that the latency stays short.
constexpr double kMostRide = 0.25;

} // namespace

GrainShifter::GrainShifter(int longestPeriod, int latency, double restPeriod)
    : restPeriod_(restPeriod), latency_(latency) {
    std::uint32_t frames = kQuantum;
    while (frames < static_cast<std::uint32_t>(latency + 6 * longestPeriod + 4 * kQuantum)) frames *= 2;
    mask_ = frames - 1;
    for (auto* rings : {&in_, &out_})
        for (auto& ring : *rings) ring.resize(frames);
    // Kaiser's window of beta 8: nothing is lost up to 0.4 of the rate.
    table_.resize(kTaps / 2 * kSteps + 2);
    for (std::size_t k = 0; k < table_.size(); ++k) {
        const double at = static_cast<double>(k) / kSteps;
        const double edge = at / (kTaps / 2);
        double value = k == 0 ? 1 : 0;
        if (k % kSteps != 0 && edge < 1)
            value = windowedSinc(at, 1, kTaps / 2, 8);
        table_[k] = static_cast<float>(value);
    }
    reset();
}

void GrainShifter::reset() noexcept {
    for (auto* rings : {&in_, &out_})
        for (auto& ring : *rings) std::ranges::fill(ring, 0.0F);
    now_ = 0;
    marks_ = {};
    newest_ = chosen_ = 0;
    place_ = -static_cast<double>(latency_);
    marks_[0] = {place_, 0, restPeriod_, 0, false};
    widthBefore_ = restPeriod_;
}

float GrainShifter::kernel(double distance) const noexcept {
    const double at = std::abs(distance) * kSteps;
    const auto k = static_cast<std::size_t>(at);
    if (k + 1 >= table_.size()) return 0;
    const auto share = static_cast<float>(at - static_cast<double>(k));
    return table_[k] + share * (table_[k + 1] - table_[k]);
}

/// How far from `time` the nearest pulse is: the middle of the energy on the circle of one period.
double GrainShifter::pulseNear(double time, double period) const noexcept {
    const auto from = static_cast<std::int64_t>(std::floor(time - 0.5 * period));
    const auto count = static_cast<int>(period + 0.5);
    const SinCos turn = sincos(2 * kPi / period);
    const SinCos start = sincos(2 * kPi * (static_cast<double>(from) - time) / period);
    double c = start.cos, s = start.sin, real = 0, imaginary = 0;
    for (int n = 0; n < count; ++n) {
        const auto at = static_cast<std::uint32_t>(from + n) & mask_;
        const double sample = double{in_[0][at]} + in_[1][at];
        real += sample * sample * c;
        imaginary += sample * sample * s;
        const double next = c * turn.cos - s * turn.sin;
        s = c * turn.sin + s * turn.cos;
        c = next;
    }
    if (real == 0 && imaginary == 0) return 0;
    // The angle, by the half-angle formula and a few terms: the windows need no more.
    const double length = std::sqrt(real * real + imaginary * imaginary);
    const double half = imaginary / (length + std::abs(real)); // tan of half the angle from the axis
    double angle = 2 * (half - half * half * half / 3 + half * half * half * half * half / 5);
    if (real < 0) angle = (imaginary < 0 ? -kPi : kPi) - angle;
    return angle * period / (2 * kPi);
}

void GrainShifter::addMark(const PitchTrack& track) noexcept {
    const Mark before = mark(newest_);
    Mark next;
    next.time = before.time + before.period;
    const PitchPoint point = track.at(next.time);
    next.voiced = point.period > 0;
    next.period = next.voiced ? point.period : restPeriod_;
    next.shift = next.voiced ? point.shift : 0;
    if (next.voiced) {
        const double pulse = pulseNear(next.time, next.period);
        if (before.voiced) {
            double way = pulse - before.pulse;
            if (way > 0.5 * next.period) way -= next.period;
            if (way < -0.5 * next.period) way += next.period;
            next.pulse = std::clamp(before.pulse + kRide * way, -kMostRide * next.period, kMostRide * next.period);
        } else {
            next.pulse = std::clamp(pulse, -kMostRide * next.period, kMostRide * next.period);
        }
    }
    ++newest_;
    mark(newest_) = next;
}

void GrainShifter::addGrain(
    double from, double to, double before, double after, double gain, double speed) noexcept {
    // `from` is the piece's middle in the input, `to` in the output; at `speed` 1 the input is read
    // shifted by one and the same fraction, so the taps are made once.
    const auto first = static_cast<std::int64_t>(std::ceil(to - before));
    const auto last = static_cast<std::int64_t>(std::floor(to + after));
    const double middle = std::floor(to);
    float taps[kTaps];
    const double offset = from - to;
    const double whole = std::floor(offset);
    if (speed == 1)
        for (int k = 0; k < kTaps; ++k) taps[k] = kernel(offset - whole + (kTaps / 2 - 1) - k);
    for (const bool rising : {true, false}) {
        const double width = rising ? before : after;
        if (width <= 0) continue;
        const std::int64_t begin = rising ? first : static_cast<std::int64_t>(middle) + 1;
        const std::int64_t end = rising ? static_cast<std::int64_t>(middle) : last;
        // cos of an angle that grows evenly: two values give all the others.
        const double step = kPi / width;
        const SinCos turn = sincos(step);
        const SinCos start = sincos(step * (static_cast<double>(begin) - to));
        double c = start.cos, s = start.sin;
        for (std::int64_t n = begin; n <= end; ++n) {
            const auto window = static_cast<float>(gain * (0.5 + 0.5 * c));
            const double next = c * turn.cos - s * turn.sin;
            s = c * turn.sin + s * turn.cos;
            c = next;
            const auto at = static_cast<std::uint32_t>(n) & mask_;
            float sums[2] = {0, 0};
            if (speed == 1) {
                const auto read = static_cast<std::uint32_t>(n + static_cast<std::int64_t>(whole) - (kTaps / 2 - 1));
                for (std::uint32_t k = 0; k < kTaps; ++k) {
                    sums[0] += taps[k] * in_[0][(read + k) & mask_];
                    sums[1] += taps[k] * in_[1][(read + k) & mask_];
                }
            } else {
                // Read faster, the highest frequencies have to go first: the sinc is wider.
                const double position = from + (static_cast<double>(n) - to) * speed;
                const double narrow = speed > 1 ? 1 / speed : 1;
                const double reach = kTaps / 2 / narrow;
                const auto low = static_cast<std::int64_t>(std::ceil(position - reach));
                const auto high = static_cast<std::int64_t>(std::floor(position + reach));
                for (std::int64_t k = low; k <= high; ++k) {
                    const float tap = static_cast<float>(narrow) * kernel((static_cast<double>(k) - position) * narrow);
                    sums[0] += tap * in_[0][static_cast<std::uint32_t>(k) & mask_];
                    sums[1] += tap * in_[1][static_cast<std::uint32_t>(k) & mask_];
                }
            }
            out_[0][at] += window * sums[0];
            out_[1][at] += window * sums[1];
        }
    }
}

void GrainShifter::placeGrain(const PitchTrack& track, Formants formants) noexcept {
    while (mark(newest_).time <= place_ + mark(newest_).period) addMark(track);
    // The mark nearest to the place in the output.
    while (chosen_ < newest_ && std::abs(mark(chosen_ + 1).time - place_) <= std::abs(mark(chosen_).time - place_))
        ++chosen_;
    const Mark here = mark(chosen_);
    const Mark& following = mark(chosen_ + 1);
    const double ratio = here.voiced ? exp2(here.shift / 1200) : 1;
    // Where nothing is sung the piece and what follows it lie where they came from.
    double next = place_ + here.period / ratio;
    if (!here.voiced) next = here.time + here.period;
    if (next < place_ + 0.3 * here.period) next += here.period;
    const bool speaks = here.voiced && following.voiced;
    const double ride = speaks ? following.pulse - here.pulse : 0;
    double widthAfter = here.period + ride;
    if (!speaks) widthAfter = next + following.pulse - place_ - here.pulse;
    widthAfter = std::max(widthAfter, 0.25 * here.period);
    const bool moves = formants == Formants::shift && ratio != 1;
    const double speed = moves ? ratio : 1;
    // With fewer or more pieces in the same time the power stays.
    const double gain = here.voiced ? 1 / std::sqrt(ratio) * (moves ? std::sqrt(ratio) : 1) : 1;
    addGrain(here.time + here.pulse, place_ + here.pulse / speed, widthBefore_ / speed,
             widthAfter / speed, gain, speed);
    widthBefore_ = widthAfter;
    place_ = next;
}

void GrainShifter::process(float* left, float* right, const PitchTrack& track, Formants formants) noexcept {
    float* const sides[2] = {left, right};
    for (std::size_t side = 0; side < 2; ++side)
        for (int n = 0; n < kQuantum; ++n)
            in_[side][static_cast<std::uint32_t>(now_ + n) & mask_] = sides[side][n];
    now_ += kQuantum;
    const std::int64_t end = now_ - latency_;
    // Every piece that begins before the end of what goes out now.
    for (;;) {
        const Mark& here = mark(chosen_);
        const double reach = std::max(widthBefore_, here.period) * (1 + kMostRide);
        if (place_ - reach >= static_cast<double>(end)) break;
        placeGrain(track, formants);
    }
    for (std::size_t side = 0; side < 2; ++side) {
        for (int n = 0; n < kQuantum; ++n) {
            float& sample = out_[side][static_cast<std::uint32_t>(end - kQuantum + n) & mask_];
            sides[side][n] = sample;
            sample = 0;
        }
    }
}

} // namespace lacquer::dsp
